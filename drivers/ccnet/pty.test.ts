import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/ccnet/device.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import type { SerialLine } from "../api.ts";
import { openSerial } from "../port/serial.ts";
import driver from "./driver.ts";

const settings = {
  acceptance: true,
  escrow: false,
  types: 0xffffff,
  capacity: 600,
  highPercent: 80,
  minorUnitDigits: 2,
  rejectLimit: 10,
};

test("over a real port: identify, healthy, jam, reset cures it, plug pulled, plugged in again", async () => {
  const clock = systemClock;
  const served = await serveOnPty(simulated, {
    clock,
    random: () => 0.5,
    settings: { coldStart: false, initialiseMs: 200 },
  });
  const memory = new Map<string, unknown>();
  const env = {
    clock,
    random: () => 0.5,
    memory: { get: (k: string) => memory.get(k), set: (k: string, v: unknown) => void memory.set(k, v) },
  };
  const signal = AbortSignal.timeout(10_000);
  const open = async () => {
    const port = await openSerial(served.path(), driver.line as SerialLine, clock);
    return { port, session: driver.open(port, settings, env) };
  };
  const first = await open();
  try {
    expect(await first.session.identify(signal)).toEqual({ model: "FLS-EU10-693639", serial: "07KI41AS7482" });
    expect((await first.session.poll(signal)).components).toMatchObject({
      acceptor: { state: "enabled" },
      transport: { state: "ok" },
    });
    served.inject("billJam");
    expect((await first.session.poll(signal)).components.transport).toMatchObject({
      state: "jammed",
      vendorCode: "CCNET 43",
    });
    expect((await first.session.run("reset", {}, signal)).status).toBe("succeeded");
    expect((await first.session.poll(signal)).components.transport).toEqual({ state: "ok" });
    await sleep(clock, 50);
    await served.unplug();
    await expect(first.session.poll(signal)).rejects.toMatchObject({
      code: expect.stringMatching(/portLost|noAnswer/),
    });
    await first.session.close();
    await first.port.close();
    await served.replug();
    const second = await open();
    expect((await second.session.poll(signal)).availability).toBe("online");
    await second.session.close();
    await second.port.close();
  } finally {
    await first.port.close();
    await served.close();
  }
});
