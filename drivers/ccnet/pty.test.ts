import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/ccnet/device.ts";
import { overPty } from "../../tests/support/pty-pair.ts";
import driver from "./driver.ts";

test("over a real port: identify, healthy, jam, reset cures it, plug pulled, plugged in again", async () => {
  await overPty(
    { driver, simulated },
    { settings: { coldStart: false, initialiseMs: 200 } },
    async ({ served, session, signal }) => {
      expect(await session.identify(signal)).toEqual({ model: "FLS-EU10-693639", serial: "07KI41AS7482" });
      expect((await session.poll(signal)).components).toMatchObject({
        acceptor: { state: "enabled" },
        transport: { state: "ok" },
      });
      served.inject("billJam");
      expect((await session.poll(signal)).components.transport).toMatchObject({
        state: "jammed",
        vendorCode: "CCNET 43",
      });
      expect((await session.run("reset", {}, signal)).status).toBe("succeeded");
      expect((await session.poll(signal)).components.transport).toEqual({ state: "ok" });
      await sleep(systemClock, 50);
    },
  );
});
