import { describe, expect, it } from "vitest";
import type { RuleSettings } from "../../../contract/index.ts";
import { readSpan, writeSpan } from "../../i18n/spans.ts";
import { changedIn, draftOf, settingsIn, unreadable } from "./draft.ts";

const delivered: RuleSettings = {
  on: true,
  severity: "major",
  holdMs: 120_000,
  clearHoldMs: 10_000,
  flap: { count: 5, windowMs: 1_800_000 },
  ticket: true,
  limit: { raise: 85, clear: 78 },
};
const rule = { delivered, inForce: { ...delivered, holdMs: 60_000 } };

describe("a form of settings", () => {
  it("asks for nothing new as long as nobody typed, and keeps what was set before", () => {
    expect(changedIn(draftOf(rule.inForce), rule)).toEqual([]);
    expect(settingsIn(draftOf(rule.inForce), rule)).toEqual({ holdMs: 60_000 });
    expect(settingsIn(draftOf(delivered), rule)).toEqual({});
    expect(changedIn(draftOf(delivered), rule)).toEqual(["holdMs"]);
  });

  it("reads lengths of time as people write them, and says what it cannot read", () => {
    expect(["90s", "20 min", "2h", "1 d", "0", "1.5m"].map(readSpan)).toEqual([
      90_000, 1_200_000, 7_200_000, 86_400_000, 0, 90_000,
    ]);
    expect(["", "soon", "20", "-5s"].map(readSpan)).toEqual([undefined, undefined, undefined, undefined]);
    for (const ms of [0, 1000, 90_000, 1_200_000, 86_400_000]) expect(readSpan(writeSpan(ms))).toBe(ms);
    const wrong = { ...draftOf(delivered), holdMs: "soon", raise: "" };
    expect(unreadable(wrong, rule)).toEqual(["holdMs", "raise"]);
  });
});
