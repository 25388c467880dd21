import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OnCallDuty } from "../../contract/index.ts";
import { bounded, movesBetween } from "./moves.ts";

const duty = (person: string, from: number, to: number, rota = "first"): OnCallDuty => ({
  rota,
  person,
  from,
  to,
  origin: `${person}-${from}`,
});

describe("what changes between two lists of duties", () => {
  it("says nothing of what stays", () => {
    const list = [duty("eva", 0, 10), duty("li", 10, 20)];
    expect(movesBetween(list, list)).toEqual([]);
  });

  it("tells who had it and who will, and joins what belongs together", () => {
    const before = [duty("eva", 0, 10), duty("eva", 10, 20)];
    const after = [duty("eva", 0, 5), duty("max", 5, 15), duty("eva", 15, 20)];
    expect(movesBetween(before, after)).toEqual([{ rota: "first", from: 5, to: 15, was: "eva", will: "max" }]);
  });

  it("nobody is somebody, too: a gap that opens, one that closes, and a rota that is new", () => {
    const before = [duty("eva", 0, 10), duty("li", 20, 30)];
    const after = [duty("eva", 0, 8), duty("li", 15, 30), duty("max", 0, 4, "managers")];
    expect(movesBetween(before, after)).toEqual([
      { rota: "managers", from: 0, to: 4, will: "max" },
      { rota: "first", from: 8, to: 10, was: "eva" },
      { rota: "first", from: 15, to: 20, will: "li" },
    ]);
  });

  it("agrees at every moment with whoever looks it up", () => {
    const list = fc
      .array(
        fc.record({
          person: fc.constantFrom("eva", "li", "max"),
          length: fc.integer({ min: 1, max: 6 }),
          gap: fc.nat(3),
        }),
      )
      .map((pieces) => {
        let at = 0;
        return pieces.map(({ person, length, gap }) => {
          const from = at + gap;
          at = from + length;
          return duty(person, from, at);
        });
      });
    const whoAt = (of: readonly OnCallDuty[], at: number) => of.find(({ from, to }) => from <= at && at < to)?.person;
    fc.assert(
      fc.property(list, list, (before, after) => {
        const moves = movesBetween(before, after);
        for (let at = 0; at < 60; at++) {
          const move = moves.find(({ from, to }) => from <= at && at < to);
          const [was, will] = [whoAt(before, at), whoAt(after, at)];
          expect(move ? [move.was, move.will] : [was, was]).toEqual([was, will]);
        }
      }),
    );
  });

  it("is bounded, and says how many are left out", () => {
    const before = Array.from({ length: 600 }, (_, n) => duty(n % 2 ? "eva" : "li", n, n + 1));
    const { moves, more } = bounded(movesBetween(before, []));
    expect([moves.length, more]).toEqual([500, 100]);
  });
});
