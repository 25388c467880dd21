import fc from "fast-check";
import { describe, expect, test } from "vitest";
import simulated from "../../simulators/devices/ccnet/device.ts";
import { never, serialBench } from "../../tests/support/driver-bench.ts";
import { randomBytes, seeded } from "../../tests/support/seeded.ts";
import type { DriverEvent } from "../api.ts";
import { type Book, bookFrom, capacityOf, newBook } from "../cash-box/book.ts";
import { notesIn, valueIn } from "../cash-box/ledger.ts";
import { concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import { type Circumstances, entry } from "./booking.ts";
import {
  decode,
  decodeBillTable,
  decodeIdentification,
  decodeStatus,
  enableRequest,
  maxFrame,
  request,
  rule,
} from "./codec.ts";
import driver from "./driver.ts";
import { failures, meaningOf, resetRefusal, states } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const rig = (
  settings: Record<string, unknown> = {},
  config: Record<string, unknown> = {},
  memory = new Map<string, unknown>(),
) => {
  const bench = serialBench({ driver, simulated }, { settings, config, memory });
  return { ...bench, polls: (ms: number) => bench.pollFor(ms, driver.poll.everyMs) };
};

const codes = (events: readonly DriverEvent[]) => events.map((e) => e.code);

describe("frames", () => {
  test("every frame of the sheet passes the framer whole", () => {
    for (const { frame: text, name } of vectors.frames) {
      const bytes = fromHex(text);
      expect(frame(rule, maxFrame, new Uint8Array(0), bytes).frames, name).toEqual([bytes]);
    }
  });

  test("requests are the sheet's, byte for byte", () => {
    const of = (name: string) => vectors.frames.find((v) => v.name === name && v.from === "host")?.frame;
    expect(hex(request(0x30))).toBe(of("RESET"));
    expect(hex(request(0x33))).toBe(of("POLL"));
    expect(hex(request(0x00))).toBe(of("ACK"));
    expect(hex(request(0xff))).toBe(of("NAK"));
    expect(hex(request(0x37))).toBe(of("IDENTIFICATION"));
    expect(hex(enableRequest(0xffffff, 0))).toBe(of("enable all, no escrow"));
    expect(hex(enableRequest(0x7c, 0))).toBe(of("enable types 2–6"));
    expect(hex(enableRequest(0x7f, 0x7f))).toBe(of("ENABLE BILL TYPES"));
    expect(hex(enableRequest(0, 0))).toBe(of("disable all"));
  });

  test("the same bytes mean different things to different requests", () => {
    const illegal = fromHex("02 03 06 30 41 B3");
    expect(decode(request(0x30), illegal)).toEqual({ kind: "illegal" });
    expect(decode(request(0x41), fromHex("02 03 06 41 4F D1"))).toEqual({ kind: "echo" });
    expect(decode(request(0x33), fromHex("02 03 06 41 4F D1"))).toMatchObject({ kind: "state", code: 0x41 });
    expect(decode(request(0x33), request(0x33))).toEqual({ kind: "echo" });
  });

  test("a late answer is not taken for another one", () => {
    const idling = fromHex("02 03 06 14 67 D4");
    expect(decode(request(0x37), idling)).toBeUndefined();
    expect(decode(enableRequest(1, 0), idling)).toBeUndefined();
    expect(decode(request(0x33), fromHex("02 03 0B 00 00 7F 00 00 00 14 8F"))).toBeUndefined();
  });

  test("data answers are read", () => {
    const data = (start: string) => {
      const bytes = fromHex(vectors.frames.find((v) => v.frame.startsWith(start))?.frame ?? "");
      return bytes.subarray(3, bytes.length - 2);
    };
    expect(decodeIdentification(data("02 03 27"))).toEqual({
      part: "FLS-EU10-693639",
      serial: "07KI41AS7482",
      asset: "75ED8DC8033F7B",
    });
    expect(decodeStatus(data("02 03 0B"))).toEqual({ enabled: 0x7f, highSecurity: 0 });
    expect(decodeBillTable(data("02 03 82")).map((b) => b.value)).toEqual([500, 1000, 2000, 5000, 10000, 20000, 50000]);
    expect(decodeBillTable(fromHex("02 52 55 53 03"))).toEqual([{ type: 0, currency: "RUS", value: 200_000 }]);
    expect(decodeBillTable(fromHex("05 45 55 52 83"))).toEqual([{ type: 0, currency: "EUR" }]);
  });

  test("R10: 100,000 fuzzed chunks never throw, and a good frame behind them is found", () => {
    const good = request(0x14);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const pool = randomBytes(random, 4_096);
        let longest = 0;
        let rest: Uint8Array = new Uint8Array(0);
        for (let n = 0; n < 500; n++) {
          const at = Math.floor(random() * 4_000);
          const chunk = pool.subarray(at, at + Math.floor(random() * 40));
          const framed = frame(rule, maxFrame, rest, chunk);
          rest = framed.rest;
          for (const f of framed.frames) decode(request(0x33), f);
          longest = Math.max(longest, rest.length);
        }
        // What waits may be a false start of up to 255 bytes: the link gives it up in time, here padding does.
        expect(longest).toBeLessThan(maxFrame);
        const framed = frame(rule, maxFrame, rest, concat(new Uint8Array(maxFrame), good));
        expect(framed.frames.map(hex)).toContain(hex(good));
      }),
      { numRuns: 200 },
    );
  });

  test("mutated frames never decode to anything but their own kind", () => {
    const frames = vectors.frames.map((v) => fromHex(v.frame));
    fc.assert(
      fc.property(fc.constantFrom(...frames), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, flip) => {
        const bad = Uint8Array.from(bytes);
        const i = at % bad.length;
        bad[i] = (bad[i] ?? 0) ^ flip;
        expect(frame(rule, maxFrame, new Uint8Array(0), bad).frames.map(hex)).not.toContain(hex(bytes));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("tables", () => {
  test("every state and failure of the sheet is mapped, and an unknown one is never ok", () => {
    for (const code of [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c])
      expect(states[code], hex(Uint8Array.of(code))).toBeDefined();
    for (const code of [0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x80, 0x81, 0x82]) expect(states[code]).toBeDefined();
    for (let sub = 0x50; sub <= 0x60; sub++) expect(failures[sub]).toBeDefined();
    for (let code = 0; code < 256; code++)
      if (!(code in states) && code !== 0x47) expect(meaningOf({ code, data: undefined }).says).toEqual({});
    for (let sub = 0; sub < 256; sub++)
      expect(Object.values(meaningOf({ code: 0x47, data: sub }).says)).not.toContain("ok");
  });

  test("RESET only from 10, 14, 19 and 41–47, and not with a second bill in the mouth", () => {
    const allowed = Array.from({ length: 256 }, (_, code) => code).filter((code) => !resetRefusal({ code }));
    expect(allowed).toEqual([0x10, 0x14, 0x19, 0x41, 0x42, 0x43, 0x44, 0x45, 0x47]);
  });
});

describe("ledger", () => {
  const bills = [0, 1, 2, 3, 4].map((type) => ({ type, value: (type + 1) * 100, currency: "EUR" }));
  const play = (book: Book, ...polls: [number, number?][]) => {
    const events: DriverEvent[] = [];
    let last: number | undefined;
    let now = book;
    for (const [code, data] of polls) {
      const around: Circumstances = { last, bills, now: 1, counts: () => true };
      const done = entry(now, { code, data, frame: new Uint8Array(0) }, around);
      now = done.book;
      events.push(...done.events);
      last = code;
    }
    return { book: now, events };
  };

  test("81 repeated is one credit, also over a restart of the agent", () => {
    const first = play(newBook(0), [0x14], [0x15], [0x80, 3], [0x17], [0x81, 3], [0x81, 3]);
    expect(first.book.stacked).toBe(1);
    const again = play(bookFrom(JSON.parse(JSON.stringify(first.book)), 5), [0x81, 3], [0x14]);
    expect(again.book.stacked).toBe(1);
    expect(valueIn(again.book.ledger)).toBe(400);
  });

  test("81 after 12 is a recovered credit; if it was booked before the power cut it is a repeat", () => {
    const cut = play(newBook(0), [0x15], [0x80, 4], [0x17], [0x12], [0x13], [0x81, 4], [0x19]);
    expect(cut.book.ledger).toMatchObject({ recovered: 1, denominations: [{ value: 500, count: 1 }] });
    expect(cut.events[0]).toMatchObject({ code: "noteStacked", data: { recovered: true } });
    const repeat = play(newBook(0), [0x17], [0x81, 4], [0x12], [0x13], [0x81, 4], [0x19]);
    expect(repeat.book).toMatchObject({ stacked: 1, ledger: { recovered: 0 } });
  });

  test("a jam after escrow is disputed and not counted; a later 81 settles it", () => {
    const jam = play(newBook(0), [0x15], [0x80, 4], [0x17], [0x44]);
    expect(jam.book.ledger.disputed).toMatchObject([{ type: 4, value: 500 }]);
    expect(notesIn(jam.book.ledger)).toBe(0);
    expect(codes(jam.events)).toEqual(["noteDisputed"]);
    const settled = play(jam.book, [0x13], [0x81, 4], [0x19]);
    expect(settled.book.ledger).toMatchObject({ disputed: [], recovered: 1 });
    expect(notesIn(settled.book.ledger)).toBe(1);
  });

  test("cheated, rejected and returned notes are not counted, each is told once", () => {
    const { book, events } = play(
      newBook(0),
      [0x17],
      [0x45],
      [0x45],
      [0x14],
      [0x15],
      [0x1c, 0x68],
      [0x1c, 0x68],
      [0x14],
      [0x18],
      [0x82, 1],
      [0x82, 1],
    );
    expect(codes(events)).toEqual(["cheated", "noteRejected", "noteReturned"]);
    expect(book).toMatchObject({ cheats: 1, rejected: 1, returned: 1, stacked: 0 });
  });

  test("a bill type of no known value is counted without one", () => {
    expect(play(newBook(0), [0x17], [0x81, 20]).book.ledger).toMatchObject({ unknown: 1, denominations: [] });
  });

  test("removal closes the period; full is forgotten only then", () => {
    const full = play(newBook(0), [0x17], [0x81, 3], [0x41], [0x14]);
    expect(full.book.full).toBe(true);
    const { book, events } = play(full.book, [0x42], [0x42], [0x13], [0x19]);
    expect(codes(events)).toEqual(["cashBoxRemoved", "cashBoxReturned"]);
    expect(events[0]?.data).toMatchObject({ notes: 1, denominations: [{ value: 400, count: 1 }] });
    expect(book).toMatchObject({
      full: false,
      removed: false,
      previous: [{ since: "firstStart" }],
      ledger: { since: "removal" },
    });
  });

  test("the seen capacity counts only if it is plausible", () => {
    expect(capacityOf({ ...newBook(0), seenFull: [3, 550] }, 600)).toBe(550);
    expect(capacityOf({ ...newBook(0), seenFull: [3] }, 600)).toBe(600);
  });

  test("hostile memory starts a new book", () => {
    for (const stored of [undefined, null, 3, "x", {}, { ledger: {} }, []])
      expect(bookFrom(stored, 7)).toEqual(newBook(7));
  });
});

describe("conversations", () => {
  test("cold start to ready: RESET, identity and table, types enabled without escrow (§9.1)", async () => {
    const r = rig();
    expect(await r.during(r.session.identify(never))).toEqual({ model: "FLS-EU10-693639", serial: "07KI41AS7482" });
    const ready = await r.polls(3_000);
    expect(r.is(ready)).toMatchObject({ acceptor: "enabled", transport: "ok", cashBox: "ok", power: "ok" });
    expect(ready).toMatchObject({ availability: "online", money: "safe" });
    expect(r.sent).toContain("02 03 06 30 41 B3");
    expect(r.sent).toContain(hex(enableRequest(0x7f, 0)));
    expect(r.sent.filter((f) => f === "02 03 06 30 41 B3")).toHaveLength(1);
  });

  test("a note: 15, 17, 81, one credit, with its value; the box counts", async () => {
    const r = rig({}, { capacity: 2 });
    await r.polls(3_000);
    r.device.act("insertNote", { type: 3 });
    expect((await r.poll()).money).toBe("inTransit");
    const after = await r.polls(2_000);
    expect(r.events).toMatchObject([{ code: "noteStacked", data: { type: 3, value: 5000, currency: "EUR" } }]);
    expect(after.measures).toMatchObject({ notesStacked: 1, cashBoxNotes: 1, cashBoxFill: 50, cashBoxValue: 5000 });
    r.device.act("insertNote", { type: 0 });
    expect(r.is(await r.polls(2_000)).cashBox).toBe("high");
    expect(after.money).toBe("safe");
  });

  test("with escrow the note is in the memory before STACK is sent (cash-box §4.2)", async () => {
    const r = rig({ untilAck: true }, { escrow: true });
    let phase: unknown;
    r.line.onData((bytes) => {
      if (hex(bytes) === "02 03 06 35 EC E4") phase = (r.memory.get("book") as Book).cycle;
    });
    await r.polls(3_000);
    r.device.act("insertNote", { type: 2 });
    await r.polls(3_000);
    expect(phase).toEqual({ phase: "stacking", type: 2 });
    expect(r.events).toMatchObject([{ code: "noteStacked", data: { value: 2000 } }]);
  });

  test("with 81 shown until it is confirmed the credit is one", async () => {
    const r = rig({ untilAck: true });
    await r.polls(3_000);
    r.device.act("insertNote", { type: 1 });
    expect((await r.polls(3_000)).measures.notesStacked).toBe(1);
    expect(r.device.state().stacked).toBe(1);
  });

  test("a restart of the agent keeps the ledger and reads the table again", async () => {
    const r = rig();
    await r.polls(3_000);
    r.device.act("insertNote", { type: 1 });
    await r.polls(2_000);
    const second = rig({ coldStart: false }, {}, r.memory);
    await second.during(second.session.identify(never));
    const reading = await second.polls(500);
    expect(reading.measures).toMatchObject({ notesStacked: 1, cashBoxValue: 1000 });
    expect(second.is(reading).acceptor).toBe("enabled");
  });

  const bad: [string, Record<string, string>, string][] = [
    ["billJam", { transport: "jammed" }, "CCNET 43"],
    ["billJamHard", { transport: "jammed" }, "CCNET 43"],
    ["cassetteJam", { stacker: "jammed" }, "CCNET 44"],
    ["cassetteFull", { cashBox: "full" }, "CCNET 41"],
    ["cassetteRemoved", { cashBox: "missing" }, "CCNET 42"],
    ["pause", { acceptor: "paused" }, "CCNET 46"],
    ["motor", { transport: "inoperative" }, "CCNET 47 52"],
    ["motorSpeed", { transport: "inoperative" }, "CCNET 47 51"],
    ["motorStacker", { stacker: "inoperative" }, "CCNET 47 50"],
    ["motorAligning", { transport: "inoperative" }, "CCNET 47 53"],
    ["cassetteStatus", { cashBox: "inoperative" }, "CCNET 47 54"],
    ["opticSensor", { banknoteReader: "inoperable" }, "CCNET 47 55"],
    ["magneticSensor", { banknoteReader: "inoperable" }, "CCNET 47 56"],
    ["capacitanceSensor", { banknoteReader: "inoperable" }, "CCNET 47 5F"],
    ["genericFailure", { banknoteReader: "inoperable" }, "CCNET 47 E1"],
    ["cheat", { security: "fraudAttempt" }, "CCNET 45"],
  ];
  test.each(bad)("fault %s is told with the device's own words", async (fault, components, vendorCode) => {
    const r = rig();
    await r.polls(3_000);
    r.device.inject(fault);
    const reading = await r.poll();
    expect(r.is(reading)).toMatchObject(components);
    for (const name of Object.keys(components)) {
      expect(reading.components[name]?.vendorCode).toBe(vendorCode);
      expect(reading.components[name]?.frame).toMatch(/^02 03 /);
    }
    r.device.clear();
    const well = r.is(await r.polls(65_000));
    expect(well).toMatchObject({
      transport: "ok",
      stacker: "ok",
      cashBox: "ok",
      banknoteReader: "ok",
      acceptor: "enabled",
      security: "ok",
    });
  });

  test("a jam that RESET frees is cured, and bills are taken again (§9.6)", async () => {
    const r = rig();
    await r.polls(3_000);
    r.device.inject("billJam");
    expect((await r.poll()).money).toBe("safe");
    expect(await r.run("reset")).toMatchObject({
      status: "succeeded",
      result: { accepting: true, before: "CCNET 43" },
    });
    expect(r.is(await r.poll())).toMatchObject({ transport: "ok", acceptor: "enabled" });
  });

  test("a jam that stays is told as such (§9.6)", async () => {
    const r = rig();
    await r.polls(3_000);
    r.device.inject("billJamHard");
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "deviceFault" } });
    expect(r.is(await r.poll()).transport).toBe("jammed");
  });

  test("a note jammed while it was stacked is disputed, and credited when a reset stacks it", async () => {
    const r = rig();
    await r.polls(3_000);
    r.device.act("insertNote", { type: 4 });
    await r.polls(600);
    r.device.inject("billJam");
    await r.poll();
    expect(codes(r.events)).toEqual(["noteDisputed"]);
    await r.run("reset");
    expect(r.events[1]).toMatchObject({ code: "noteStacked", data: { value: 10_000, recovered: true } });
  });

  test("RESET is refused with a bill in the path, and is not sent", async () => {
    const r = rig();
    await r.polls(3_000);
    const before = r.sent.filter((f) => f === "02 03 06 30 41 B3").length;
    r.device.act("insertNote", { type: 1 });
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "billInPath" } });
    expect(r.sent.filter((f) => f === "02 03 06 30 41 B3")).toHaveLength(before);
  });

  test("disable lasts over a restart of the agent, enable ends it", async () => {
    const r = rig();
    await r.polls(3_000);
    expect((await r.run("disable")).status).toBe("succeeded");
    expect(r.is(await r.polls(3_000)).acceptor).toBe("disabled");
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.polls(4_000)).acceptor).toBe("disabled");
    expect((await second.run("enable")).status).toBe("succeeded");
    expect(second.is(await second.poll()).acceptor).toBe("enabled");
  });

  test("self-test reads and moves nothing; statistics stop acceptance for a moment if they must", async () => {
    const r = rig();
    await r.polls(3_000);
    const masks = r.sent.filter((f) => f.startsWith("02 03 0C 34")).length;
    expect(await r.run("selfTest")).toMatchObject({ status: "succeeded", result: { masks: { enabled: 0x7f } } });
    expect(r.sent.filter((f) => f.startsWith("02 03 0C 34"))).toHaveLength(masks);
    expect(await r.run("readStatistics")).toMatchObject({ result: { raw: "00 00 00 00 00 00 00 00 00 01" } });
    r.device.inject("opticSensor");
    expect(await r.run("selfTest")).toMatchObject({ status: "failed", reason: { code: "deviceFault" } });
  });

  test("the box: full by count, out, back, counted from zero, enabled again (§9.7, §9.8)", async () => {
    const r = rig({ capacity: 1 });
    await r.polls(3_000);
    r.device.act("insertNote", { type: 3 });
    expect(r.is(await r.polls(2_000)).cashBox).toBe("full");
    r.device.act("removeCassette");
    const out = await r.poll();
    expect(r.is(out).cashBox).toBe("missing");
    expect(out.measures.cashBoxNotes).toBeUndefined();
    r.device.act("returnCassette");
    const back = await r.polls(3_000);
    expect(r.is(back)).toMatchObject({ cashBox: "ok", acceptor: "enabled" });
    expect(back.measures.cashBoxNotes).toBe(0);
    expect(codes(r.events)).toEqual(["noteStacked", "cashBoxRemoved", "cashBoxReturned"]);
  });

  test("a full box that the unit forgot stays full and closed, until somebody says it is empty", async () => {
    const r = rig();
    await r.polls(3_000);
    r.device.inject("cassetteFull");
    await r.poll();
    r.device.powerCycle();
    r.device.clear("cassetteFull");
    // Swapped while the validator had no power: it never said 42.
    const memory = r.memory.get("book") as Book;
    expect(memory.full).toBe(true);
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.polls(4_000))).toMatchObject({ cashBox: "full", acceptor: "disabled" });
    await second.run("enable");
    expect(second.is(await second.poll())).toMatchObject({ cashBox: "ok", acceptor: "enabled" });
  });

  test("power cut while stacking: 12, RESET, the note is credited as recovered (§9.11)", async () => {
    const r = rig();
    await r.polls(3_000);
    r.device.act("insertNote", { type: 4 });
    await r.polls(600);
    r.device.powerCycle();
    const cut = await r.poll();
    expect(cut).toMatchObject({ availability: "starting", money: "inTransit" });
    expect(r.is(cut).power).toBe("restarted");
    await r.polls(12_000);
    expect(codes(r.events)).toEqual(["powerLoss", "noteStacked"]);
    expect(r.events[1]?.data).toMatchObject({ value: 10_000, recovered: true });
  });

  test("switched on in the morning is no power loss; gone for a moment in the middle of the day is one", async () => {
    const r = rig();
    expect(r.is(await r.poll()).power).toBe("ok");
    await r.polls(3_000);
    expect(r.events).toEqual([]);
    r.device.powerCycle();
    expect(r.is(await r.poll()).power).toBe("restarted");
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.poll()).power).toBe("restarted");
    expect([...codes(r.events), ...codes(second.events)]).toEqual(["powerLoss", "powerLoss"]);
  });

  test("power cut with a bill in the head: it is handed back, no credit (§9.12)", async () => {
    const r = rig();
    await r.polls(3_000);
    r.device.inject("powerUpBillInHead");
    const well = await r.polls(14_000);
    expect(codes(r.events)).toEqual(["powerLoss", "noteReturned"]);
    expect(well.measures.notesStacked).toBe(0);
    expect(r.is(well).acceptor).toBe("enabled");
  });

  test("a second note pauses it, and money is on its way until it is taken back (§9.16)", async () => {
    const r = rig({ scanMs: 5_000 });
    await r.polls(3_000);
    r.device.act("insertNote", { type: 0 });
    await r.poll();
    r.device.act("pushSecondNote");
    const paused = await r.poll();
    expect(r.is(paused).acceptor).toBe("paused");
    expect(paused.money).toBe("inTransit");
    expect(await r.run("reset")).toMatchObject({ reason: { code: "billInPath" } });
    expect(r.is(await r.polls(8_000)).acceptor).toBe("enabled");
  });

  test("endless rejecting is the reader's fault, until a note is taken", async () => {
    const r = rig({ scanMs: 100 }, { rejectLimit: 3 });
    await r.polls(3_000);
    r.device.inject("rejectAll");
    for (let i = 0; i < 3; i++) {
      r.device.act("insertNote", { type: 0 });
      await r.polls(600);
    }
    const reading = await r.poll();
    expect(reading.components.banknoteReader).toMatchObject({ state: "inoperable", vendorCode: "CCNET 1C 67" });
    expect(reading.measures.notesRejected).toBe(3);
    r.device.clear("rejectAll");
    r.device.act("insertNote", { type: 0 });
    expect(r.is(await r.polls(2_000)).banknoteReader).toBe("ok");
  });

  test("a monitor sends POLL and ACK, and in the states that tell, the two questions: nothing that acts", async () => {
    const r = rig({}, { acceptance: false });
    await r.polls(3_000);
    r.device.inject("billJam");
    await r.polls(1_000);
    expect(new Set(r.sent.map((f) => f.slice(9, 11)))).toEqual(new Set(["33", "00"]));
    expect(await r.run("enable")).toMatchObject({ reason: { code: "monitorOnly" } });
  });

  test("a unit that refuses everything but POLL is no crash and is not said to be enabled", async () => {
    const r = rig({ coldStart: false });
    r.device.inject("illegalCommands");
    expect(await r.during(r.session.identify(never))).toEqual({});
    expect(r.is(await r.polls(5_000)).acceptor).toBe("disabled");
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "illegalCommand" } });
  });

  test("silence: three tries, then noAnswer, inside the deadline (§9.13)", async () => {
    const r = rig();
    await r.polls(3_000);
    r.mischief.inject("silent");
    const began = r.clock.mono();
    const sentBefore = r.sent.length;
    await expect(r.poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(r.sent.slice(sentBefore)).toEqual(Array(3).fill("02 03 06 33 DA 81"));
    expect(r.clock.mono() - began).toBeLessThan(driver.poll.deadlineMs);
    r.mischief.clear();
    expect((await r.poll()).availability).toBe("online");
  });

  test("damage: NAK instead of the request, then damagedAnswers (§9.14)", async () => {
    const r = rig();
    await r.polls(3_000);
    r.mischief.inject("wrongChecksum");
    const sentBefore = r.sent.length;
    await expect(r.poll()).rejects.toMatchObject({ code: "damagedAnswers" });
    expect(r.sent.slice(sentBefore)).toEqual(["02 03 06 33 DA 81", "02 03 06 FF BA 8D", "02 03 06 FF BA 8D"]);
  });

  test("an echoing line is a wiring fault, never a reading", async () => {
    const r = rig();
    await r.polls(3_000);
    r.mischief.inject("echo");
    await expect(r.poll()).rejects.toMatchObject({ code: "damagedAnswers", context: { echo: true } });
  });

  test.each(["noise", "drip", "slow"])("%s is survived", async (fault) => {
    const r = rig();
    await r.polls(3_000);
    r.mischief.inject(fault);
    expect(r.is(await r.polls(2_000)).acceptor).toBe("enabled");
  });

  test("close settles what waits, abort too", async () => {
    const r = rig();
    r.mischief.inject("silent");
    const poll = r.session.poll(never);
    await r.session.close();
    await expect(poll).rejects.toMatchObject({ code: "closed" });
    const second = rig();
    const stop = new AbortController();
    second.mischief.inject("silent");
    const aborted = second.session.poll(stop.signal);
    stop.abort();
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  });

  test("the plug pulled: portLost", async () => {
    const r = rig();
    await r.poll();
    await r.line.close();
    await expect(r.poll()).rejects.toMatchObject({ code: "portLost" });
  });
});
