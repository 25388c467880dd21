import { describe, expect, test } from "vitest";
import { type Entry, found, mostOfGroup } from "./match.ts";

const entry = (group: Entry["group"], label: string, hint = ""): Entry => ({
  id: `${group}:${label}`,
  group,
  label,
  hint,
  go: "/",
});
const entries = [
  entry("page", "Fleet"),
  entry("terminal", "kiosk-12", "Harbour"),
  entry("terminal", "kiosk-1", "Central Station"),
  entry("terminal", "kiosk-2", "Central Station"),
  entry("fault", "Bill jammed", "kiosk-1 cash"),
  entry("ticket", "#12 Bill jammed", "kiosk-1"),
  entry("action", "Diagnose cash of kiosk-1"),
];
const labels = (typed: string) => found(entries, typed).map(({ label }) => label);

describe("the palette finds", () => {
  test("nothing typed: what can be done, and the pages", () => {
    expect(labels("  ")).toEqual(["Diagnose cash of kiosk-1", "Fleet"]);
  });
  test("every word must fit somewhere, in any order, whatever its case", () => {
    expect(labels("STATION kiosk")).toEqual(["kiosk-1", "kiosk-2"]);
    expect(labels("jam kiosk-1")).toEqual(["Bill jammed", "#12 Bill jammed"]);
    expect(labels("nothing")).toEqual([]);
  });
  test("what begins with it comes before what has it inside, kinds keep their order", () => {
    expect(labels("12")).toEqual(["kiosk-12", "#12 Bill jammed"]);
    expect(labels("kiosk-1").slice(0, 3)).toEqual(["Diagnose cash of kiosk-1", "kiosk-12", "kiosk-1"]);
  });
  test("of ten thousand terminals a few are shown, quickly enough to type", () => {
    const many = Array.from({ length: 10_000 }, (_, n) => entry("terminal", `kiosk-${n}`, "Central Station"));
    expect(found(many, "central kiosk-99")).toHaveLength(mostOfGroup);
  });
});
