import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/ssp/device.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import type { SerialLine } from "../api.ts";
import { openSerial } from "../port/serial.ts";
import driver from "./driver.ts";

const settings = {
  acceptance: true,
  channels: 0xffff,
  address: 0,
  protocolVersion: 8,
  encryption: "whenAsked" as const,
  fixedKey: "0123456701234567",
  cashBoxSensor: true,
  capacity: 600,
  highPercent: 80,
  rejectLimit: 10,
};

test.each([
  ["plain", {}],
  ["encrypted", { insistsOnKey: true }],
])("over a real port, %s: identify, healthy, jam, reset cures it, plug pulled, plugged in again", async (_, model) => {
  const clock = systemClock;
  const random = Math.random;
  // 7F in the serial number: doubled on the wire.
  const served = await serveOnPty(simulated, { clock, random, settings: { serial: 0x7f7f00, resetMs: 200, ...model } });
  const memory = new Map<string, unknown>();
  const env = {
    clock,
    random,
    memory: { get: (k: string) => memory.get(k), set: (k: string, v: unknown) => void memory.set(k, v) },
  };
  const signal = AbortSignal.timeout(10_000);
  const open = async () => {
    const port = await openSerial(served.path(), driver.line as SerialLine, clock);
    return { port, session: driver.open(port, settings, env) };
  };
  const first = await open();
  try {
    await first.session.poll(signal);
    await first.session.poll(signal);
    expect(await first.session.identify(signal)).toMatchObject({ serial: "8355584", firmware: "4.11" });
    const healthy = await first.session.poll(signal);
    expect(healthy.components).toMatchObject({ acceptor: { state: "enabled" }, transport: { state: "ok" } });
    served.inject("unsafeJam");
    expect((await first.session.poll(signal)).components.transport).toMatchObject({
      state: "jammed",
      vendorCode: "SSP E9",
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
    await second.session.poll(signal);
    expect((await second.session.poll(signal)).availability).toBe("online");
    await second.session.close();
    await second.port.close();
  } finally {
    await first.port.close();
    await served.close();
  }
});
