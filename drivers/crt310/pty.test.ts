import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/crt310/device.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import type { SerialLine } from "../api.ts";
import { openSerial } from "../port/serial.ts";
import driver from "./driver.ts";

const settings = { entry: "open" as const, entryMode: "switch" as const, acknowledge: false, cardLeftAfterS: 120 };

test("over a real port: identify, healthy, a move that fails, reset cures it, plug pulled, plugged in again", async () => {
  const clock = systemClock;
  const served = await serveOnPty(simulated, { clock, random: () => 0.5, settings: { resetMs: 100, moveMs: 100 } });
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
    expect(await first.session.identify(signal)).toMatchObject({ serial: "310A070414" });
    await first.session.poll(signal);
    expect((await first.session.poll(signal)).components).toMatchObject({
      media: { state: "notPresent" },
      entry: { state: "open" },
    });
    served.inject("cardLeftInside");
    served.inject("moveFails");
    expect(await first.session.run("eject", {}, signal)).toMatchObject({ status: "failed" });
    expect((await first.session.poll(signal)).components.transport).toMatchObject({ state: "inoperative" });
    served.clear();
    expect((await first.session.run("initialize", {}, signal)).status).toBe("succeeded");
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
