import { expect, test } from "vitest";
import { AppError } from "../contract/index.ts";
import { checkFile } from "./checked-file.ts";
import { parseSchedule } from "./customers/fees/load-schedules.ts";

const good = `id: mine
title: { en: Mine, zh-CN: 我的 }
currency: CNY
visits:
  upToHours: 8
  beyond: again
  zones:
    all: { title: { en: all, zh-CN: 全部 }, visit: 400 }
parts:
  basis: cost
  prices:
    UPS battery: 210.50
`;
const check = (text: string) => checkFile(text, () => parseSchedule(text, "mine.yaml"));

test("a right fee schedule is made of its file", () => {
  expect(check(good)).toMatchObject({ issues: [], made: { id: "mine", currency: "CNY" } });
});

test.each([
  [
    "an amount the currency has not",
    good.replace("400", "400.005"),
    8,
    "visits.zones.all.visit",
    "is no amount of CNY",
  ],
  ["a name with a space in it", good.replace("210.50", "1.999"), 12, "parts.prices.UPS battery", "1.999 is no amount"],
  ["words for a number", good.replace("210.50", "much"), 12, "parts.prices.UPS battery", "must be number"],
  ["an unknown key", good.replace("basis", "base"), 10, "parts.base", ""],
  ["a gap", good.replace("visit: 400", "each: 400"), 8, "visits.zones.all.each", ""],
  ["no currency", good.replace("CNY", "ABC"), 3, "currency", "no currency of ISO 4217"],
])("%s is told by line and key", (_, text, line, key, message) => {
  const { issues, made } = check(text);
  expect(made).toBeUndefined();
  const issue = issues.find((one) => one.key === key);
  expect(issue, JSON.stringify(issues)).toMatchObject({ line });
  expect(issue?.message).toContain(message);
});

test("a mistake of YAML itself has its line, and no drawing of the place", () => {
  const { issues } = check(good.replace("currency: CNY", "currency: [CNY"));
  expect(issues[0]?.line).toBeGreaterThan(2);
  expect(issues[0]?.message).not.toMatch(/\n| at line/);
});

test("what is no mistake of the file goes on", () => {
  const refuse = (error: Error) => () => {
    throw error;
  };
  expect(() => checkFile("", refuse(new AppError("internal", "no memory")))).toThrow("no memory");
  expect(() => checkFile("", refuse(new TypeError("x is undefined")))).toThrow(TypeError);
});
