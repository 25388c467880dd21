import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/crt571/device.ts";
import { overPty } from "../../tests/support/pty-pair.ts";
import driver from "./driver.ts";

test("over a real port: identify, healthy, jam, initialise cures it, plug pulled, plugged in again", async () => {
  await overPty(
    { driver, simulated },
    { settings: { initialiseMs: 100, moveMs: 100 } },
    async ({ served, session, signal }) => {
      expect(await session.identify(signal)).toMatchObject({ model: "CRT-591-M001", serial: "SN12345678" });
      expect((await session.poll(signal)).components).toMatchObject({
        media: { state: "notPresent" },
        entry: { state: "open" },
      });
      served.inject("cardJam");
      expect((await session.poll(signal)).components.media).toMatchObject({ state: "jammed" });
      expect((await session.run("initialize", {}, signal)).status).toBe("succeeded");
      expect((await session.poll(signal)).components.media).toEqual({ state: "notPresent" });
      await sleep(systemClock, 50);
    },
  );
});
