import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/ssp/device.ts";
import { overPty } from "../../tests/support/pty-pair.ts";
import driver from "./driver.ts";

test.each([
  ["plain", {}],
  ["encrypted", { insistsOnKey: true }],
])("over a real port, %s: identify, healthy, jam, reset cures it, plug pulled, plugged in again", async (_, model) => {
  // 7F in the serial number: doubled on the wire.
  await overPty(
    { driver, simulated },
    { random: Math.random, settings: { serial: 0x7f7f00, resetMs: 200, ...model } },
    async ({ served, session, signal }) => {
      await session.poll(signal);
      await session.poll(signal);
      expect(await session.identify(signal)).toMatchObject({ serial: "8355584", firmware: "4.11" });
      const healthy = await session.poll(signal);
      expect(healthy.components).toMatchObject({ acceptor: { state: "enabled" }, transport: { state: "ok" } });
      served.inject("unsafeJam");
      expect((await session.poll(signal)).components.transport).toMatchObject({
        state: "jammed",
        vendorCode: "SSP E9",
      });
      expect((await session.run("reset", {}, signal)).status).toBe("succeeded");
      expect((await session.poll(signal)).components.transport).toEqual({ state: "ok" });
      await sleep(systemClock, 50);
    },
    async (session, signal) => {
      await session.poll(signal);
      expect((await session.poll(signal)).availability).toBe("online");
    },
  );
});
