import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/crt310/device.ts";
import { overPty } from "../../tests/support/pty-pair.ts";
import driver from "./driver.ts";

test("over a real port: identify, healthy, a move that fails, reset cures it, plug pulled, plugged in again", async () => {
  await overPty(
    { driver, simulated },
    { settings: { resetMs: 100, moveMs: 100 } },
    async ({ served, session, signal }) => {
      expect(await session.identify(signal)).toMatchObject({ serial: "310A070414" });
      await session.poll(signal);
      expect((await session.poll(signal)).components).toMatchObject({
        media: { state: "notPresent" },
        entry: { state: "open" },
      });
      served.inject("cardLeftInside");
      served.inject("moveFails");
      expect(await session.run("eject", {}, signal)).toMatchObject({ status: "failed" });
      expect((await session.poll(signal)).components.transport).toMatchObject({ state: "inoperative" });
      served.clear();
      expect((await session.run("initialize", {}, signal)).status).toBe("succeeded");
      expect((await session.poll(signal)).components.transport).toEqual({ state: "ok" });
      await sleep(systemClock, 50);
    },
  );
});
