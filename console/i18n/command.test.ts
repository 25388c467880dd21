import { describe, expect, it } from "vitest";
import { argsText, commandText, isWhole } from "./command.ts";

describe("a command in words", () => {
  it("by its title and what it is asked with; without a title by its name", () => {
    const asked = { command: "payOut", args: { euros: 50 } };
    expect(commandText({ ...asked, title: "Pay out the notes" }, "en")).toBe("Pay out the notes: euros 50");
    expect(commandText(asked, "zh-CN")).toBe("payOut：euros 50");
    expect(commandText({ command: "reset", args: {} }, "en")).toBe("reset");
  });

  it.each([
    [{ amount: 1_250_000, share: 0.1, tiny: 1e-7 }, "amount 1,250,000, share 0.1, tiny 1e-7"],
    [{ year: 2026, "a: b": "\u202e05" }, 'year 2026, "a: b" "\\u202e05"'],
    [{ keepOpen: true, name: "stacker-1" }, "keep open yes, name stacker-1"],
    [{ code: "50", said: "yes", free: "to the left, please" }, 'code "50", said "yes", free "to the left, please"'],
    [{ points: [{ x: 1, y: -2 }, 7], none: null, empty: "" }, 'points [(x 1, y -2), 7], none null, empty ""'],
  ])("%j is told exactly", (args, text) => {
    expect(argsText(args, "en")).toBe(text);
    expect(isWhole(args)).toBe(true);
  });

  it("a long text is cut, and says so", () => {
    const args = { list: ["x".repeat(1500)] };
    expect(argsText(args, "en")).toBe(`list [${"x".repeat(120)}… (1,500 characters in all)]`);
    expect(isWhole(args)).toBe(false);
  });
});
