import { describe, expect, test } from "vitest";
import type { WantedSettingsRow } from "../store/settings-rows.ts";
import { standingOf, wantedOf } from "./state.ts";

const row = (rev: number, settings: WantedSettingsRow["settings"]): WantedSettingsRow => ({
  terminal: "k",
  rev,
  at: rev * 100,
  by: "user:eva",
  settings,
});
const terminal = "k";

describe("what is wanted of a terminal", () => {
  test("is its own over the fleet's; its revision is the newer of both", () => {
    const [fleet, own] = [row(4, { refreshMinutes: 30, historyPerSecond: 20 }), row(3, { refreshMinutes: 5 })];
    const settings = { refreshMinutes: 5, historyPerSecond: 20 };
    expect(wantedOf(fleet, own)).toEqual({ rev: 4, at: 400, settings });
    expect(wantedOf(row(2, fleet.settings), own)).toMatchObject({ rev: 3, at: 300, settings });
    expect(wantedOf(undefined, undefined)).toEqual({ rev: 0, at: 0, settings: {} });
  });
});

describe("how it stands", () => {
  const wanted = wantedOf(undefined, row(3, {}));

  test("only the terminal says that a revision is in force, or refused; all else is pending", () => {
    expect(standingOf(wanted, undefined)).toEqual({ state: "pending", since: 300 });
    expect(standingOf(wanted, { terminal, inForce: { rev: 2, at: 200 } })).toEqual({ state: "pending", since: 300 });
    expect(standingOf(wanted, { terminal, inForce: { rev: 3, at: 310 } })).toEqual({ state: "inForce", since: 310 });
    const refused = { rev: 3, at: 320, code: "leaseTooShort", text: "no" };
    const told = { terminal, inForce: { rev: 2, at: 200 }, refused };
    expect(standingOf(wanted, told)).toMatchObject({
      state: "refused",
      since: 320,
      refused: { code: "leaseTooShort" },
    });
    // An older refusal says nothing of what is wanted now.
    expect(standingOf(wanted, { ...told, refused: { ...refused, rev: 2 } }).state).toBe("pending");
  });

  test("a terminal that came back without its settings owes them since then", () => {
    expect(standingOf(wanted, { terminal, inForce: { at: 900 } })).toEqual({ state: "pending", since: 900 });
  });

  test("where nothing was ever wanted nothing is pending, whatever the terminal brought along", () => {
    expect(standingOf(wantedOf(undefined, undefined), { terminal, inForce: { rev: 7, at: 1 } })).toEqual({
      state: "none",
    });
  });
});
