import { expect, test } from "vitest";
import { systemClock, withDefaults } from "../../contract/index.ts";
import simulated from "../../simulators/devices/modem-at/device.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import type { SerialLine } from "../api.ts";
import { openSerial } from "../port/serial.ts";
import type { Config } from "./config.ts";
import driver from "./driver.ts";

test("over a real port: identify, healthy, no address, reset, plug pulled, plugged in again", async () => {
  const clock = systemClock;
  const signal = AbortSignal.timeout(10_000);
  const settings = { answerDelayMs: 1, bootMs: 200 };
  const served = await serveOnPty(simulated, { clock, random: () => 0.5, settings });
  const memory = new Map<string, unknown>();
  const env = {
    clock,
    random: () => 0.5,
    memory: { get: (k: string) => memory.get(k), set: (k: string, v: unknown) => void memory.set(k, v) },
  };
  const open = async () => {
    const port = await openSerial(served.path(), driver.line as SerialLine, clock);
    return {
      port,
      session: driver.open(port, withDefaults(driver.config, { gapMs: 2, carriesAgent: false }) as Config, env),
    };
  };
  try {
    const first = await open();
    expect(await first.session.identify(signal)).toMatchObject({ model: "EC25" });
    expect((await first.session.poll(signal)).components.registration?.state).toBe("registered");
    served.inject("noAddress");
    expect((await first.session.poll(signal)).components.dataSession?.state).toBe("inactive");
    served.clear();
    expect(await first.session.run("reset", {}, signal)).toMatchObject({ status: "succeeded" });
    expect((await first.session.poll(signal)).components.dataSession?.state).toBe("active");
    await served.unplug();
    await expect(first.session.poll(signal)).rejects.toMatchObject({ code: "portLost" });
    await first.session.close();
    await first.port.close();
    await served.replug();
    const second = await open();
    expect((await second.session.poll(signal)).components.registration?.state).toBe("registered");
    await second.session.close();
    await second.port.close();
  } finally {
    await served.close();
  }
}, 15_000);
