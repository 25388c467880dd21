import { describe, expect, it } from "vitest";
import simulator from "../../simulators/devices/escpos/device.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { Reading } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { tap } from "../port/wiretap.ts";
import { hex } from "../wire/fields.ts";
import driver from "./driver.ts";

const defaults = {
  profile: "epson",
  loose: false,
  asb: true,
  countersEveryMinutes: 15,
  xonXoff: false,
  presenter: false,
  fatalBit02: "cutterCover",
} as const;

type Config = Parameters<typeof driver.open>[1];

/** A driver and a simulated printer on one line, and everything that was said on it. */
const pair = (config: Partial<Config> = {}, settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  const [host, device] = memoryPair();
  const said: string[] = [];
  const line = tap(host, (direction, bytes) => said.push(`${direction === "sent" ? "H" : "D"}: ${hex(bytes)}`));
  const printer = simulator.create({
    clock,
    random: () => 0.5,
    send: (bytes) => void device.write(bytes),
    settings: { ...settings, ...(config.profile ? { profile: config.profile } : {}) },
  });
  device.onData((bytes) => printer.receive(bytes));
  const memory = new Map<string, unknown>();
  const session = driver.open(line, { ...defaults, ...config } as Config, {
    clock,
    random: () => 0.5,
    memory: { get: (key) => memory.get(key), set: (key, value) => void memory.set(key, value) },
  });
  const { signal } = new AbortController();
  const during = async <T>(work: Promise<T>, ms = 20_000): Promise<T> => {
    const settled = work.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    let done = false;
    void settled.then(() => {
      done = true;
    });
    for (let t = 0; t < ms && !done; t += 50) await clock.advance(50);
    if (!done) throw new Error("did not settle");
    const result = await settled;
    if ("error" in result) throw result.error;
    return result.value;
  };
  return {
    clock,
    printer,
    session,
    said,
    device,
    poll: () => during(session.poll(signal)),
    identify: () => during(session.identify(signal)),
    run: (command: string, args: Record<string, unknown> = {}) => during(session.run(command, args, signal)),
    during,
    signal,
  };
};

const states = (reading: Reading): Record<string, string> =>
  Object.fromEntries(Object.entries(reading.components).map(([name, c]) => [name, c.state]));

const healthyEpson = {
  paper: "full",
  cover: "closed",
  cutter: "ok",
  head: "ok",
  mechanism: "ok",
  feedButton: "released",
};

describe("a healthy printer", () => {
  it("tells who it is, and speaks the sheet's happy path", async () => {
    const { identify, poll, said } = pair();
    expect(await identify()).toEqual({
      manufacturer: "EPSON",
      model: "TM-T88V",
      firmware: "1.02 ESC/POS",
      serial: "J5TF012345",
    });
    expect(said.slice(0, 4)).toEqual(["H: 10 04 01", "D: 12", "H: 1D 49 42", "D: 5F 45 50 53 4F 4E 00"]);
    said.length = 0;
    const reading = await poll();
    expect(states(reading)).toEqual(healthyEpson);
    expect(reading.availability).toBe("online");
    expect(reading.money).toBe("safe");
    expect(said.slice(0, 4)).toEqual(["H: 10 04 01", "D: 12", "H: 1D 61 FF", "D: 10 00 00 00"]);
    expect(reading.measures).toMatchObject({ cuts: 18342, operatingTime: 9120, linkErrors: 0, linkDiscardedBytes: 0 });
  });
});

const faults: Record<string, [component: string, state: string]> = {
  paperLow: ["paper", "low"],
  paperOut: ["paper", "out"],
  coverOpen: ["cover", "open"],
  cutterError: ["cutter", "inoperative"],
  cutterErrorHard: ["cutter", "inoperative"],
  mechanical: ["mechanism", "jammed"],
  headHot: ["head", "hot"],
  unrecoverable: ["mechanism", "inoperative"],
  feedButton: ["feedButton", "pressed"],
  jam: ["mechanism", "jammed"],
};

describe.each(Object.entries(faults))("fault %s", (fault, [component, state]) => {
  it.each([true, false])("is read and clears (automatic status: %s)", async (asb) => {
    const { poll, printer } = pair({ asb });
    await poll();
    printer.inject(fault);
    const sick = await poll();
    expect(sick.components[component]?.state).toBe(state);
    expect(sick.components[component]?.frame).toBeDefined();
    printer.clear(fault);
    expect(states(await poll())).toEqual(healthyEpson);
  });
});
