import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/id003/device.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import type { SerialLine } from "../api.ts";
import { openSerial } from "../port/serial.ts";
import driver from "./driver.ts";

const settings = {
  acceptance: true,
  stack: "stack1" as const,
  types: 0xffff,
  capacity: 600,
  highPercent: 80,
  minorUnitDigits: 2,
  rejectLimit: 10,
};

/** 9600 8E1 is asked for; a pty takes any parity and carries eight bits, so parity itself is not tried here. */
test("over a real port at 9600 8E1: identify, healthy, a note stacked, jam, reset cures it, plug pulled, plugged in again", async () => {
  const clock = systemClock;
  const served = await serveOnPty(simulated, {
    clock,
    random: () => 0.5,
    settings: { coldStart: false, initialiseMs: 200, scanMs: 50, stackMs: 50, storeMs: 50 },
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
    expect(await first.session.identify(signal)).toEqual({
      model: "i(EUR5)100-SS",
      firmware: "ID003-05V300-45 28JUN23 7F23",
      serial: "231000760443",
    });
    expect((await first.session.poll(signal)).components).toMatchObject({
      acceptor: { state: "enabled" },
      transport: { state: "ok" },
    });
    served.device.act("insertNote", { code: 0x65 });
    let stacked: number | undefined;
    for (let n = 0; n < 20 && !stacked; n++) {
      await sleep(clock, 30);
      stacked = (await first.session.poll(signal)).measures.notesStacked;
    }
    expect(memory.get("book")).toMatchObject({ ledger: { denominations: [{ value: 5000, count: 1 }] } });
    await sleep(clock, 100);
    await first.session.poll(signal);
    served.inject("billJam");
    expect((await first.session.poll(signal)).components.transport).toMatchObject({
      state: "jammed",
      vendorCode: "ID-003 45",
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
