import { describe, expect, test } from "vitest";
import { withDefaults } from "../../contract/index.ts";
import simulated from "../../simulators/devices/id003/device.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { DeviceSession, DriverEvent, LineListener, LinePosition, LineQuery, Reading, SharedLine } from "../api.ts";
import { fromHex, hex } from "../wire/fields.ts";
import { request } from "./codec.ts";
import driver from "./driver.ts";
import { ear } from "./overhear.ts";
import vectors from "./vectors.json" with { type: "json" };

const never = new AbortController().signal;
const status = request(0x11);

describe("the ear", () => {
  test("a real conversation in the manual's words, in whatever pieces it comes", () => {
    const real = vectors.conversations.find((c) => c.title.startsWith("Real unit"));
    const listening = ear();
    const told: string[] = [];
    let at = 0;
    for (const exchange of real?.exchanges ?? [])
      for (const [n, text] of exchange.entries())
        for (const byte of fromHex(text)) {
          at += 1;
          const frames = listening.hear({ toDevice: n === 0, ours: false, at, bytes: Uint8Array.of(byte) });
          told.push(...frames.map((f) => `${f.toDevice ? ">" : "<"} ${listening.describe(f)}`));
        }
    expect(told).toHaveLength((real?.exchanges ?? []).flat().filter((f) => f !== "").length);
    expect(told.filter((line) => line.includes("no answer"))).toEqual([]);
    expect(told).toContain("< serial 231000760443");
    expect(told).toContain("< 7 denominations");
    expect(told).toContain("> INHIBIT 00");
    expect(told.slice(-8, -4)).toEqual(["> RETURN", "< ACK", "> RETURN", "< INVALID COMMAND"]);
    expect(listening.settled()).toBe(true);
    expect(listening.discarded()).toBe(0);
  });
});

/** A line that a master of our own making drives to a simulated unit, with a relay between that tells all. */
const rig = async (settings: Record<string, unknown> = {}, memory = new Map<string, unknown>()) => {
  const clock = new FakeClock();
  const queries: string[] = [];
  let listener: LineListener | undefined;
  let chunks = 0;
  let ours = false;
  let answered: Uint8Array | undefined;
  const heard = (toDevice: boolean, bytes: Uint8Array) => {
    chunks += 1;
    listener?.heard({ n: chunks, toDevice, ours, bytes, at: clock.mono() });
  };
  const device = simulated.create({
    clock,
    random: () => 0.5,
    settings,
    send: (bytes) => {
      answered = bytes;
      heard(false, bytes);
    },
  });
  /** The application asks, and gets its answer. */
  const ask = (bytes: Uint8Array): string => {
    answered = undefined;
    heard(true, bytes);
    device.receive(bytes);
    return answered ? hex(answered) : "";
  };
  const line: SharedLine = {
    path: "shared",
    relay: "r1",
    async listen(_after: LinePosition | undefined, l: LineListener) {
      listener = l;
    },
    async ask(query: LineQuery) {
      queries.push(hex(query.bytes));
      ours = true;
      const answer = ask(query.bytes);
      ours = false;
      return answer ? { answer: fromHex(answer) } : { noAnswer: true };
    },
    onClose: () => () => undefined,
    close: async () => undefined,
  };
  const events: DriverEvent[] = [];
  const open = async (): Promise<DeviceSession> => {
    const session = driver.shared?.open(line, withDefaults(driver.config, {}) as never, {
      clock,
      random: () => 0.5,
      memory: { get: (k) => memory.get(k), set: (k, v) => void memory.set(k, structuredClone(v)) },
    });
    if (!session) throw new TypeError("no shared session");
    session.onEvent?.((e) => events.push(e));
    await session.identify(never);
    return session;
  };
  /** A plain master: asks for the status, starts up, stacks, acknowledges. */
  const drive = async (ms: number) => {
    for (const end = clock.mono() + ms; clock.mono() < end; await clock.advance(200)) {
      const said = ask(status);
      if (said.startsWith("FC 05 4") && said < "FC 05 43") ask(request(0x40));
      else if (said.startsWith("FC 05 1A")) ask(request(0xc3, 0));
      else if (said.startsWith("FC 06 13")) ask(request(0x41));
      else if (said.startsWith("FC 05 15")) ask(request(0x50));
    }
  };
  /** One poll, while the application goes on, or stays quiet. */
  const poll = async (session: DeviceSession, quiet = false) => {
    let reading: Reading | undefined;
    void session.poll(never).then((r) => (reading = r));
    await clock.advance(0);
    while (!reading) await (quiet ? clock.advance(200) : drive(200));
    return reading;
  };
  return { clock, device, ask, drive, open, poll, events, queries, memory };
};

describe("a shared port", () => {
  test("health, identity and notes out of the application's questions; ours are put in at rest, and never a status", async () => {
    const r = await rig();
    const session = await r.open();
    expect(await r.poll(session)).toMatchObject({ availability: "unknown", because: { code: "notHeard" } });
    await r.drive(3_000);
    for (let n = 0; n < 4; n++) {
      await r.poll(session);
      await r.drive(1_200);
    }
    expect(r.queries).toEqual(["FC 05 91 2F D2", "FC 05 8A 7D 7C", "FC 05 88 6F 5F"]);
    expect(await session.identify(never)).toMatchObject({ model: "i(EUR5)100-SS", serial: "231000760443" });
    r.device.act("insertNote", { code: 0x65 });
    await r.drive(2_500);
    const reading = await r.poll(session);
    expect(reading).toMatchObject({ availability: "online", money: "safe", measures: { notesStacked: 1 } });
    expect(r.events).toMatchObject([{ code: "noteStacked", data: { value: 5000, currency: "EUR" } }]);
    r.device.inject("billJam");
    await r.drive(400);
    expect((await r.poll(session)).components["transport"]).toMatchObject({ state: "jammed" });
    expect(await session.run("selfTest", {}, never)).toMatchObject({ reason: { code: "deviceFault" } });
    expect(await session.run("reset", {}, never)).toMatchObject({ reason: { code: "sharedPort" } });
  });

  test("a restart of the agent in the middle of VEND VALID counts the note once", async () => {
    const r = await rig();
    const first = await r.open();
    await r.drive(3_000);
    r.device.act("insertNote", { code: 0x64 });
    await r.drive(600);
    r.ask(request(0x41));
    await r.clock.advance(600);
    expect(r.ask(status)).toBe("FC 05 15 03 10");
    await first.close();
    await r.open();
    await r.drive(2_000);
    expect(r.events.map((e) => e.code)).toEqual(["noteStacked"]);
    expect(r.memory.get("book")).toMatchObject({ stacked: 1, ledger: { disputed: [] } });
  });

  test("an application that says nothing leaves nothing known; a unit in interrupt mode is asked nothing", async () => {
    const r = await rig();
    const session = await r.open();
    await r.drive(3_000);
    await r.clock.advance(16_000);
    expect(await r.poll(session, true)).toMatchObject({ because: { code: "applicationSilent" }, money: "unknown" });
    const before = r.queries.length;
    r.ask(request(0xc2, 1));
    await r.drive(1_000);
    await r.poll(session);
    expect(r.queries).toHaveLength(before);
  });
});
