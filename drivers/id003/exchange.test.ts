import { describe, expect, test } from "vitest";
import type { DriverEvent } from "../api.ts";
import { type Book, newBook } from "../cash-box/book.ts";
import { type Exchange, keep } from "../cash-box/heard.ts";
import { notesIn, valueIn } from "../cash-box/ledger.ts";
import { verdictOf } from "../probe/condition.ts";
import { fromHex } from "../wire/fields.ts";
import { request } from "./codec.ts";
import { type Known, knownFrom, learn } from "./exchange.ts";
import { readingOf } from "./reading.ts";
import vectors from "./vectors.json" with { type: "json" };

const blank = { get: () => undefined, set: () => undefined };
const status = request(0x11);
const bills = [1, 2, 3, 4, 5].map((type) => ({ type, value: type * 1000, currency: "EUR" }));
const knowing: Known = { ...knownFrom(blank, 0), unit: { identity: {}, bills } };

/** Feeds exchanges 200 ms apart; what is known afterwards and all that happened. */
const play = (start: Known, exchanges: readonly Exchange[]) => {
  const events: DriverEvent[] = [];
  let known = start;
  let mono = 0;
  for (const exchange of exchanges) {
    mono += 200;
    const learned = learn(known, exchange, { now: 1_000_000 + mono, mono, minorUnitDigits: 2 });
    known = learned.known;
    events.push(...learned.events);
  }
  return { known, book: known.book, events, codes: events.map((e) => e.code), mono };
};

/** One status after the other, by code and data. */
const saying = (...statuses: readonly (readonly number[])[]): Exchange[] =>
  statuses.map(([code = 0, ...data]) => ({ sent: status, frame: request(code, ...data) }));
const says = (start: Known, ...statuses: readonly (readonly number[])[]) => play(start, saying(...statuses));

const stacks: Exchange = { sent: request(0x41), frame: request(0x50) };
const refused: Exchange = { sent: request(0x41), frame: request(0x4b) };
const limits = { capacity: 600, highPercent: 80, rejectLimit: 10, link: {} };

const overheard = (title: RegExp) => {
  const found = vectors.conversations.find((c) => title.test(c.title));
  if (!found) throw new RangeError(`no conversation ${title}`);
  return found.exchanges.map(([sent = "", frame = ""]): Exchange => {
    return { sent: fromHex(sent), ...(frame ? { frame: fromHex(frame) } : {}) };
  });
};

describe("a conversation that somebody else holds", () => {
  test("a real master and a real unit: identity, currencies, one note stacked, one handed back, and idle at the end", () => {
    const { known, book, codes, events, mono } = play(knownFrom(blank, 0), overheard(/^Real unit/));
    expect(known.unit.identity).toEqual({ serial: "231000760443" });
    expect(known.unit.bills).toHaveLength(7);
    expect(codes).toEqual(["noteStacked", "noteReturned"]);
    expect(events[0]?.data).toEqual({ type: 2, value: 1000, currency: "EUR" });
    expect(events[1]?.data).toEqual({ type: 3, value: 2000, currency: "EUR" });
    expect(book).toMatchObject({ stacked: 1, returned: 1, cycle: { phase: "idle" } });
    const reading = readingOf(known, { ...limits, mono });
    expect(verdictOf("cashAcceptor", reading)).toBe("healthy");
    expect(reading).toMatchObject({ money: "safe", measures: { notesStacked: 1, cashBoxValue: 1000 } });
  });

  test.each([
    [/^Happy path/, ["noteStacked"], { stacked: 1 }],
    [/^Return, escrow/, ["noteReturned", "noteRejected"], { returned: 1, rejected: 1, rejectStreak: 0 }],
    [/^Jam in acceptor/, [], { stacked: 0 }],
    [/^Jam in stacker/, [], { full: true }],
    [/^Cash box removed/, ["cashBoxRemoved", "cashBoxReturned"], { removed: false }],
    [/^Cheat attempt/, ["cheated"], { cheats: 1, stacked: 0 }],
    [/^Power came back with a bill in the stacker/, ["powerLoss", "noteStacked"], { stacked: 1 }],
    [/^Power came back with a bill in the acceptor/, ["powerLoss"], { stacked: 0, cycle: { phase: "returning" } }],
    [/^VEND VALID not/, ["noteStacked"], { stacked: 1 }],
    [/^Damaged answer/, [], { stacked: 0 }],
  ] as const)("%s", (title, codes, book) => {
    const played = play(knowing, overheard(title));
    expect(played.codes).toEqual(codes);
    expect(played.book).toMatchObject(book);
  });

  test("settings, table and restarts of another master are followed", () => {
    const played = play(knowing, overheard(/^Cold start/));
    expect([...played.known.set]).toEqual([0xc0, 0xc2, 0xc3]);
    expect(played.known.resetAsked).toBe(false);
    expect(says(played.known, [0x40]).known.set.size).toBe(0);
  });

  test("nothing heard: nothing known, and never healthy", () => {
    const reading = readingOf(knownFrom(blank, 0), { ...limits, mono: 0 });
    expect(reading).toMatchObject({ availability: "unknown", money: "unknown", components: {} });
  });

  test("a frame that answers something else, and no frame at all, change nothing", () => {
    const before = says(knowing, [0x11]).known;
    for (const frame of [undefined, request(0x50), request(0x83, 1), request(0x05), new Uint8Array(0)]) {
      const exchange = { sent: status, ...(frame ? { frame } : {}) };
      expect(learn(before, exchange, { now: 0, mono: 0, minorUnitDigits: 2 }).known).toBe(before);
    }
    const foreign = { sent: request(0xdc, 1, 2), frame: request(0xde) };
    expect(learn(before, foreign, { now: 0, mono: 0, minorUnitDigits: 2 }).known).toBe(before);
  });
});

describe("what a note is worth to the book", () => {
  test("15 repeated is one credit, also over a restart", () => {
    const first = play(knowing, [...saying([0x12], [0x13, 0x63]), stacks, ...saying([0x14], [0x15], [0x15])]);
    expect(first.book.stacked).toBe(1);
    const stored = new Map<string, unknown>();
    const memory = { get: (k: string) => stored.get(k), set: (k: string, v: unknown) => void stored.set(k, v) };
    keep(memory, knowing, first.known);
    const again = says(knownFrom(memory, 5), [0x15], [0x15], [0x16], [0x11]);
    expect(again.events).toEqual([]);
    expect(valueIn(again.book.ledger)).toBe(2000);
  });

  test("neither 14 nor 16 is needed, nor is 12 (real log)", () => {
    const { book } = play(knowing, [...saying([0x11], [0x13, 0x64]), stacks, ...saying([0x15], [0x15], [0x11])]);
    expect(book).toMatchObject({ stacked: 1, ledger: { denominations: [{ value: 3000, count: 1 }], disputed: [] } });
  });

  test("two notes in a row are two credits, even where the idle state between them was missed", () => {
    const one = [...saying([0x13, 0x62]), stacks, ...saying([0x15])];
    expect(play(knowing, [...one, ...one]).book.stacked).toBe(2);
  });

  test("STACK that was refused leaves the note in escrow; its time runs out, and nothing is disputed", () => {
    const sent: Exchange = { sent: request(0x41) };
    const { book, codes } = play(knowing, [...saying([0x13, 0x62]), sent, refused, ...saying([0x11])]);
    expect(codes).toEqual([]);
    expect(book.ledger.disputed).toEqual([]);
    const timed = play(knowing, [
      ...saying([0x13, 0x62]),
      sent,
      refused,
      ...saying([0x17, 0x79], [0x17, 0x79], [0x11]),
    ]);
    expect(timed.codes).toEqual(["noteRejected"]);
  });

  test("STACK that nobody heard: the same note in escrow again, one credit in the end", () => {
    const sent: Exchange = { sent: request(0x41) };
    const { book, codes } = play(knowing, [
      ...saying([0x13, 0x62]),
      sent,
      ...saying([0x13, 0x62]),
      sent,
      ...saying([0x15]),
    ]);
    expect(codes).toEqual(["noteStacked"]);
    expect(book.ledger.disputed).toEqual([]);
  });

  test.each([0x45, 0x46, 0x49, 0x4c])(
    "stacking and then %i without credit is disputed, once, and not counted",
    (code) => {
      const jam = play(knowing, [...saying([0x13, 0x64]), stacks, ...saying([0x14], [code], [code], [0x1b], [0x1a])]);
      expect(jam.codes.filter((c) => c === "noteDisputed")).toHaveLength(1);
      expect(jam.book.ledger.disputed).toMatchObject([{ type: 3, value: 3000 }]);
      expect(notesIn(jam.book.ledger)).toBe(0);
    },
  );

  test("a dispute that VEND VALID settles after all is a recovered credit", () => {
    const jam = play(knowing, [...saying([0x13, 0x64]), stacks, ...saying([0x14], [0x46])]);
    const settled = says(jam.known, [0x1b], [0x15], [0x16], [0x11]);
    expect(settled.book.ledger).toMatchObject({ disputed: [], recovered: 1, assumed: 0 });
    expect(settled.book.stacked).toBe(1);
  });

  test("stacking and then idle: the unit never said where it went", () => {
    const { codes, book } = play(knowing, [...saying([0x13, 0x64]), stacks, ...saying([0x14], [0x11])]);
    expect(codes).toEqual(["noteDisputed"]);
    expect(book.stacked).toBe(0);
  });

  test("16 without a 15 that we saw: it is in the box all the same, with the value of its escrow", () => {
    const { book, events } = play(knowing, [...saying([0x13, 0x65]), stacks, ...saying([0x16], [0x16], [0x11])]);
    expect(events).toMatchObject([{ code: "noteStacked", data: { value: 4000, assumed: true } }]);
    expect(book.ledger.assumed).toBe(1);
  });

  test("15 of a note that we never saw in escrow counts without a value; with its code in 15, with it", () => {
    expect(says(knowing, [0x15], [0x15]).book.ledger).toMatchObject({ unknown: 1, denominations: [] });
    expect(valueIn(says(knowing, [0x15, 0x66]).book.ledger)).toBe(5000);
  });

  test("42 and then power cut again: nobody knows, a person decides", () => {
    const cut = play(knowing, [...saying([0x13, 0x64]), stacks, ...saying([0x14], [0x42], [0x40], [0x1a])]);
    expect(cut.codes).toEqual(["powerLoss", "noteDisputed"]);
    expect(cut.book.stacked).toBe(0);
  });

  test("credited, power cut, and found in the acceptor: it goes back to the customer, so it is disputed", () => {
    const { codes, book } = play(knowing, [
      ...saying([0x13, 0x64]),
      stacks,
      ...saying([0x15], [0x41], [0x18], [0x1b], [0x1a]),
    ]);
    expect(codes).toContain("noteDisputed");
    expect(book.ledger.disputed).toHaveLength(1);
  });

  test("the box goes out while a note is on its way: the note is disputed in the period that ends", () => {
    const { book, events } = play(knowing, [...saying([0x13, 0x64]), stacks, ...saying([0x14], [0x44], [0x44])]);
    expect(events).toMatchObject([{ code: "cashBoxRemoved", data: { notes: 0, disputed: [{ type: 3 }] } }]);
    expect(book).toMatchObject({ removed: true, ledger: { since: "removal", disputed: [] } });
  });

  test("full is forgotten only when the box was out; a box that is not ready ends no period", () => {
    const full = says(knowing, [0x43], [0x40], [0x1b], [0x1a], [0x11]);
    expect(full.book.full).toBe(true);
    const notReady = says(full.known, [0x49, 0xab], [0x1b], [0x11]);
    expect(notReady.book).toMatchObject({ full: true, previous: [] });
    expect(says(full.known, [0x44], [0x1b], [0x11]).book).toMatchObject({ full: false, removed: false });
  });

  test("a return that is shown long is one return", () => {
    expect(says(knowing, [0x13, 0x62], [0x18], [0x18], [0x18], [0x11], [0x11]).codes).toEqual(["noteReturned"]);
  });

  test("an old memory without what is new in it is read on", () => {
    const { assumed: _, ...ledger } = newBook(1).ledger;
    const old = { ...newBook(1), ledger, stacked: 3 } as unknown as Book;
    const memory = { get: (key: string) => (key === "book" ? old : undefined), set: () => undefined };
    expect(knownFrom(memory, 9).book).toMatchObject({ stacked: 3, ledger: { assumed: 0 } });
  });
});

describe("the money gate", () => {
  const money = (...statuses: readonly (readonly number[])[]) => {
    const { known, mono } = says(knowing, ...statuses);
    return readingOf(known, { ...limits, mono }).money;
  };

  test.each([0x12, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x41, 0x42, 0x47])("%i: in transit", (code) => {
    expect(money([0x11], [code])).toBe("inTransit");
    expect(money([0x11], [code], [0x1b])).toBe("inTransit");
  });
  test("13, bill or ticket: in transit", () => {
    expect(money([0x13, 0x61])).toBe("inTransit");
    expect(money([0x13, 0x6f, 0x31, 0x32])).toBe("inTransit");
  });
  test.each([0x11, 0x1a, 0x40, 0x43, 0x44, 0x45, 0x46, 0x49])("%i: safe", (code) => {
    expect(money([code])).toBe("safe");
  });
  test.each([0x48, 0x4c, 0x30, 0x4f])("%i: unknown, and nothing is said to be ok but by name", (code) => {
    expect(money([0x11], [code])).toBe("unknown");
    const { known, mono } = says(knowing, [code]);
    expect(verdictOf("cashAcceptor", readingOf(known, { ...limits, mono }))).not.toBe("healthy");
  });
});
