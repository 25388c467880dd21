import { expect, test } from "vitest";
import type { QuarantineEntry } from "../../../contract/index.ts";
import { groupsOf, lateMs } from "./groups.ts";

let id = 100;
const entry = (terminal: string, reason: string, receivedAt: number): QuarantineEntry => ({
  id: id--,
  terminal,
  topic: "t",
  receivedAt,
  reason,
  text: { en: reason, "zh-CN": reason },
  size: 1,
});

test("one kind a terminal and reason, whatever its numbers; what is sent again and again comes first", () => {
  const now = 100 * lateMs;
  const loop = Array.from({ length: 5 }, (_, n) => entry("b", `record ${n} (health): /x is missing`, now - n * 1000));
  const old = Array.from({ length: 7 }, () => entry("a", "not JSON", now - lateMs));
  const groups = groupsOf([...loop, ...old, entry("a", "not a JSON object", now)], now);
  expect(
    groups.map(({ newest, count, lately, loops }) => [newest.terminal, newest.reason, count, lately, loops]),
  ).toEqual([
    ["b", "record 0 (health): /x is missing", 5, 5, true],
    ["a", "not JSON", 7, 0, false],
    ["a", "not a JSON object", 1, 1, false],
  ]);
});
