import { describe, expect, test } from "vitest";
import { newBook } from "../cash-box/book.ts";
import { notesIn } from "../cash-box/ledger.ts";
import { fromHex } from "../wire/fields.ts";
import { exchangeOf } from "./codec.ts";
import { heard, nothingHeard } from "./heard.ts";
import vectors from "./vectors.json" with { type: "json" };

describe("one exchange at a time, whoever asked", () => {
  const at = { now: 1_000, mono: 1_000, sensor: true, wasUp: false };
  const play = (
    exchanges: readonly (readonly string[])[],
    from = nothingHeard({ book: newBook(0), unit: undefined }, 0),
  ) => {
    let state = from;
    const events: string[] = [];
    for (const [k = "", v = ""] of exchanges) {
      const exchange = exchangeOf(fromHex(k), fromHex(v));
      if (!exchange) continue;
      const step = heard(state, exchange, at);
      state = step.is;
      events.push(...step.events.map((e) => e.code));
    }
    return { state, events };
  };
  const of = (section: string) => vectors.conversations.find((c) => c.source === `ssp.md §${section}`)?.exchanges ?? [];

  test("an overheard happy path (§10.1, §10.2) credits one note", () => {
    const { state, events } = play([...of("10.1"), ...of("10.2")]);
    expect(events).toEqual(["noteStacked"]);
    expect(notesIn(state.book.ledger)).toBe(1);
    expect(state.noteInPath).toBe(false);
    expect(state.disabled).toBeUndefined();
  });

  test.each([
    ["10.3", ["noteRejected"]],
    ["10.4", ["noteRejected"]],
    ["10.7", ["noteStacked"]],
    ["10.8", ["cashBoxRemoved", "cashBoxReturned"]],
    ["10.9", ["cheated"]],
    ["10.10", ["noteStacked"]],
    ["10.12", ["noteStacked"]],
  ])("an overheard conversation of §%s tells %j", (section, expected) => {
    expect(play(of(section)).events).toEqual(expected);
  });

  test("the same packet overheard twice is heard once", () => {
    const doubled = of("10.2").flatMap((e) => [e, e]);
    expect(play(doubled).events).toEqual(["noteStacked"]);
  });

  test("an encrypted conversation proves nothing", () => {
    const sealed = "7F 80 11 7E 92 2C F0 C6 74 40 D1 38 B9 17 18 4D FC 76 11 B4 E3 66";
    const { state } = play([...of("10.2"), ["7F 80 01 07 12 02", sealed]]);
    expect(state.unreadable?.code).toBe("SSP 7E");
  });
});
