import { describe, expect, it } from "vitest";
import { loadRules } from "../faults/load-rules.ts";
import { wearItems } from "./items.ts";
import { wantedUntil, wearParts } from "./parts.ts";

const day = 86_400_000;
const now = 1000 * day;
const use = (
  id: string,
  terminal: string,
  more: { dueAt?: number; share?: number; perDay?: number; end?: number },
) => ({
  item: wearItems.find((item) => item.id === id) as (typeof wearItems)[number],
  usage: { terminal, device: "printer" },
  share: undefined,
  end: 100,
  ...more,
});
const parts = new Map([
  ["printer.cutter", ["cutter"]],
  ["printer.paperRoll", ["roll"]],
  ["printer.paper", ["roll"]],
]);
const wanted = (...uses: ReturnType<typeof use>[]): Record<string, number> =>
  Object.fromEntries(wantedUntil(uses, parts, { now, until: now + 30 * day }));

describe("what is used up soon", () => {
  it("one for each device that is due, and none for what lasts longer", () => {
    expect(
      wanted(
        use("printer.cutter", "k1", { dueAt: now + 3 * day, perDay: 1 }),
        use("printer.cutter", "k2", { dueAt: now - day, perDay: 1 }),
        use("printer.cutter", "k3", { dueAt: now + 31 * day, perDay: 1 }),
      ),
    ).toEqual({ cutter: 2 });
  });

  it("what lives shorter than the time looked at is wanted again and again", () => {
    // A roll of ten days, due in five: on days 5, 15 and 25.
    expect(wanted(use("printer.paperRoll", "k1", { dueAt: now + 5 * day, perDay: 10 }))).toEqual({ roll: 3 });
  });

  it("worn without a date is due; a measured part that lasts is known to want none; an unmeasured one is not told", () => {
    expect(wanted(use("printer.cutter", "k1", { share: 0.95 }), use("printer.paper", "k1", {}))).toEqual({
      cutter: 1,
      roll: 0,
    });
    expect(wanted()).toEqual({});
  });

  it("two measures of one device that tell of the same part are one part", () => {
    const lines = use("printer.paperRoll", "k1", { dueAt: now + 20 * day, perDay: 1 });
    expect(wanted(lines, use("printer.paper", "k1", { dueAt: now + 19 * day, perDay: 1 }))).toEqual({ roll: 1 });
  });
});

it("every part that wears names its spare part, by its rule or by itself", async () => {
  const found = wearParts((await loadRules()).byId);
  expect(found.get("printer.cutter")).toEqual(["autocutter for the receipt printer"]);
  expect(found.get("printer.paperRoll")).toEqual(["receipt paper roll"]);
  const without = [...found].filter(([, names]) => names.length === 0).map(([id]) => id);
  expect(without).toEqual(["cashAcceptor.cashBox"]);
});
