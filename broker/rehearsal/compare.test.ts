import { describe, expect, test } from "vitest";
import { loadRules } from "../faults/load-rules.ts";
import { compare, type Opened } from "./compare.ts";
import { concernOf } from "./concern.ts";

const second = 1000;

describe("comparison", () => {
  const range = { from: 1000 * second, to: 2000 * second };
  const opened = (from: number, to?: number, more: Partial<Opened> = {}): Opened => ({
    rule: "r",
    device: "d",
    from: from * second,
    ...(to === undefined ? {} : { to: to * second }),
    severity: "major",
    ticket: true,
    seen: true,
    ...more,
  });
  const kinds = (today: Opened[], proposed: Opened[]): string[] =>
    compare("T1", today, proposed, range).differences.map(({ difference, byMs }) =>
      `${difference} ${byMs ?? ""}`.trim(),
    );

  test.each([
    ["nothing", [opened(1100, 1200)], [opened(1100, 1200)], []],
    ["new", [], [opened(1100, 1200)], ["new"]],
    ["gone", [opened(1100, 1200)], [], ["gone"]],
    ["earlier", [opened(1150, 1200)], [opened(1100, 1200)], ["earlier 50000"]],
    ["later, whatever its end", [opened(1100, 1200)], [opened(1150, 1300)], ["later 50000"]],
    ["longer", [opened(1100, 1200)], [opened(1100)], ["longer 800000"]],
    ["two that became one", [opened(1100, 1200), opened(1250, 1300)], [opened(1100, 1300)], ["longer 100000", "gone"]],
    ["another device is another fault", [opened(1100, 1200)], [opened(1100, 1200, { device: "e" })], ["new", "gone"]],
    ["began before anybody looked", [opened(900, 1200)], [opened(950, 1200)], []],
    ["severity", [opened(1100, 1200)], [opened(1100, 1200, { severity: "minor" })], ["otherwise"]],
  ])("%s", (_, today, proposed, expected) => {
    expect(kinds(today, proposed)).toEqual(expected);
  });
});

test("what a proposal concerns: the rules it hides are watched, whatever can hide them is needed", async () => {
  const { watched, needed } = concernOf((await loadRules()).byId, ["cashAcceptor.cashBox.missing"]);
  expect(watched).toContain("cashAcceptor.cashBox.full");
  expect(watched).not.toContain("device.silent");
  expect(needed).toContain("terminal.lost");
  expect(needed).not.toContain("host.storage.full");
});
