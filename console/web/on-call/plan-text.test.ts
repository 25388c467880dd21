import { describe, expect, it } from "vitest";
import type { Issue } from "../../../contract/index.ts";
import { firstPlan, planText, readPlan } from "./plan-text.ts";

const plan = firstPlan("eva", "Europe/Berlin", "2026-11-23");
const issue = (path: string): Issue => ({ path, message: "is wrong", text: { en: "is wrong", "zh-CN": "有误" } });

describe("a plan as text", () => {
  it("is read as it was written; what has no parts stands on one line", () => {
    const text = planText(plan);
    expect(text.split("\n").map((line) => line.trim().split(":")[0])).toEqual([
      "rotas",
      "- id",
      "title",
      "queues",
      "zone",
      "layers",
      "- people",
      "shift",
      "handover",
      "from",
      "paths",
      "",
    ]);
    const [rota] = plan.rotas;
    const { title, ...others } = rota as NonNullable<typeof rota>;
    expect(planText({ paths: [], rotas: [{ ...others, title }] })).toBe(text);
    expect(text).toContain("people: [ eva ]");
    expect(text).toContain("title: { en: First line, zh-CN: 一线值班 }");
    expect(readPlan(text)).toMatchObject({ plan });
  });

  it("what the broker finds is told with its line; what is missing with the line of what should hold it", () => {
    const text = "rotas:\n  - id: first\n    zone: Mars/Base\n    layers: []\npaths: []\n";
    const read = readPlan(text);
    if (!("placed" in read)) throw new Error("it is a plan");
    const found = read.placed([
      issue("plan.rotas.0.zone"),
      issue("body.plan.rotas.0.title"),
      issue("body.plan"),
      issue("plan.paths.3.queue"),
    ]);
    expect(found.map(({ key, line }) => [key, line])).toEqual([
      ["rotas.0.zone", 3],
      ["rotas.0.title", 2],
      ["", undefined],
      ["paths.3.queue", 5],
    ]);
  });

  it.each([
    ["rotas: [\n  - id: x", 2],
    ["rotas:\n\t- id: x", 2],
    ["a: 1\na: 2", 2],
  ])("what is no YAML is told with its line: %j", (text, line) => {
    const read = readPlan(text);
    expect("mistakes" in read && read.mistakes[0]?.line).toBe(line);
  });

  it("a few lines that stand for millions are refused", () => {
    const list = (name: string, of: string) => `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(", ")}]`;
    const bomb = [list("a", "x"), list("b", "*a"), list("c", "*b"), list("d", "*c")].join("\n");
    expect(readPlan(bomb)).toHaveProperty("mistakes");
  });
});
