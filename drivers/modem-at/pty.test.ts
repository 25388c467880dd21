import { expect, test } from "vitest";
import simulated from "../../simulators/devices/modem-at/device.ts";
import { overPty } from "../../tests/support/pty-pair.ts";
import driver from "./driver.ts";

test("over a real port: identify, healthy, no address, reset, plug pulled, plugged in again", async () => {
  await overPty(
    { driver, simulated },
    { config: { gapMs: 2, carriesAgent: false }, settings: { answerDelayMs: 1, bootMs: 200 }, lost: /^portLost$/ },
    async ({ served, session, signal }) => {
      expect(await session.identify(signal)).toMatchObject({ model: "EC25" });
      expect((await session.poll(signal)).components.registration?.state).toBe("registered");
      served.inject("noAddress");
      expect((await session.poll(signal)).components.dataSession?.state).toBe("inactive");
      served.clear();
      expect(await session.run("reset", {}, signal)).toMatchObject({ status: "succeeded" });
      expect((await session.poll(signal)).components.dataSession?.state).toBe("active");
    },
    async (session, signal) => {
      expect((await session.poll(signal)).components.registration?.state).toBe("registered");
    },
  );
}, 15_000);
