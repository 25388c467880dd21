import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type AppError, checker, OnCallPlan, parseConfig } from "../../contract/index.ts";
import { makePolicy } from "../service-levels/policy.ts";
import selfService from "../service-levels/presets/self-service-terminal.ts";
import twoLevel from "../service-levels/presets/two-level.ts";
import { gapsOf } from "./duty.ts";
import { type Known, makePlan } from "./plan.ts";

const policies = new Map([twoLevel, selfService].map((file) => [file.id, makePolicy(file, "test")]));
const known: Known = {
  person: (id) => (id === "gone" ? { disabled: true } : ["eva", "li", "max"].includes(id) ? {} : undefined),
  policy: (id) => policies.get(id),
  standard: policies.get("two-level") as Known["standard"],
  channels: ["mail", "text"],
};
type Layer = OnCallPlan["rotas"][number]["layers"][number];
const layer = (more: Partial<Layer> = {}): Layer => ({ people: ["eva"], shift: "week", from: "2026-11-23", ...more });
const rota = (more: object = {}): object => ({
  id: "line",
  title: { en: "Line", "zh-CN": "值班" },
  queues: ["remote"],
  zone: "Asia/Shanghai",
  layers: [layer()],
  ...more,
});
const path = (more: object = {}): object => ({
  queue: "remote",
  ways: ["mail"],
  steps: [{ at: 0, tell: [{ onCall: "line" }] }],
  ...more,
});
const plan = (rotas: object[], paths: object[] = [], more: object = {}): OnCallPlan =>
  ({ rotas, paths, ...more }) as OnCallPlan;

/** What the schema says, else what the plan says: as a file and the API do. */
const wrong = (given: OnCallPlan): string[] => {
  const issues = checker(OnCallPlan).issues(given);
  if (issues.length > 0) return issues.map(({ path: at, message }) => `${at} ${message}`);
  try {
    makePlan(given, known);
    return [];
  } catch (error) {
    return (error as AppError).message.split("; ");
  }
};
const hours = (given: object): OnCallPlan => plan([rota({ layers: [layer({ hours: given } as Partial<Layer>)] })]);

test("a plan that is right", () => {
  expect(wrong(plan([rota()], [path()], { office: "two-level" }))).toEqual([]);
  const nights = { week: { monday: ["18:00-08:00"], tuesday: ["18:00-24:00"] }, holidaysOf: "two-level" };
  expect(wrong(hours(nights))).toEqual([]);
});

test("the handbook's example is right", () => {
  const page = readFileSync(new URL("../../docs/handbook/on-call.md", import.meta.url), "utf8");
  const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const anybody: Known = { ...known, person: () => ({}), channels: ["text", "mail", "group"] };
  const made = makePlan(parseConfig(OnCallPlan, text, "on-call.md"), anybody);
  expect(made.rotas.map(({ id }) => id)).toEqual(["first-line", "second-line", "managers"]);
  const quarter = [Date.UTC(2026, 11, 1), Date.UTC(2027, 2, 1)] as const;
  for (const queue of ["remote", "field"])
    expect(
      gapsOf(
        made.rotas.filter(({ queues }) => queues.some((one) => one === queue)),
        [],
        quarter,
      ),
    ).toEqual([]);
});

describe("every mistake is named by its field", () => {
  const cases: readonly (readonly [string, OnCallPlan, RegExp])[] = [
    ["no zone", plan([rota({ zone: undefined })]), /^\/rotas\/0\/zone must be string/],
    ["a zone that is none", plan([rota({ zone: "Asia/Beijing-2" })]), /^plan\.rotas\.0\.zone there is no time zone/],
    ["an empty layer", plan([rota({ layers: [layer({ people: [] })] })]), /^\/rotas\/0\/layers\/0\/people/],
    ["no layer", plan([rota({ layers: [] })]), /^\/rotas\/0\/layers/],
    ["an unknown key", plan([rota({ zones: "x" })]), /^\/rotas\/0\/zones is not a known key/],
    [
      "a shift that divides no day",
      plan([rota({ layers: [layer({ shift: "7 h" })] })]),
      /^\/rotas\/0\/layers\/0\/shift/,
    ],
    [
      "somebody nobody knows",
      plan([rota({ layers: [layer({ people: ["eva", "eve"] })] })]),
      /layers\.0\.people\.1 nobody is called eve/,
    ],
    [
      "somebody who left",
      plan([rota({ layers: [layer({ people: ["gone"] })] })]),
      /people\.0 gone no longer works here/,
    ],
    ["no such day", plan([rota({ layers: [layer({ from: "2026-02-31" })] })]), /layers\.0\.from 2026-02-31 is no date/],
    [
      "ends before it begins",
      plan([rota({ layers: [layer({ until: "2026-11-23" })] })]),
      /layers\.0\.until 2026-11-23 is not after/,
    ],
    [
      "a weekday of days",
      plan([rota({ layers: [layer({ shift: "day", handover: { weekday: "monday" } })] })]),
      /handover\.weekday is of weeks, not of day/,
    ],
    ["one id twice", plan([rota(), rota()]), /rotas\.1\.id line is given twice/],
    ["the name of a queue", plan([rota({ id: "remote" })]), /rotas\.0\.id remote is the name of a queue/],
    [
      "a layer that never has its turn",
      plan([rota({ layers: [layer(), layer({ people: ["li"] })] })]),
      /layers\.1 never has its turn: layers\.0/,
    ],
    [
      "hours that overlap on a day",
      hours({ week: { monday: ["08:00-12:00", "11:00-13:00"] } }),
      /week\.monday\.1 11:00-13:00 overlaps monday\.0/,
    ],
    [
      "hours that reach into the next day's",
      hours({ week: { friday: ["18:00-08:00"], saturday: ["00:00-24:00"] } }),
      /week\.saturday\.0 .*overlaps friday\.0/,
    ],
    [
      "hours that reach around the week",
      hours({ week: { monday: ["00:00-06:00"], sunday: ["22:00-02:00"] } }),
      /week\.sunday\.0 .*overlaps monday\.0/,
    ],
    ["hours of no length", hours({ week: { monday: ["08:00-08:00"] } }), /week\.monday\.0 .*ends when it begins/],
    ["hours of nobody's policy", hours({ outside: "three" }), /hours\.outside there is no service-level policy three/],
    [
      "outside of what is always",
      hours({ outside: "self-service-terminal" }),
      /hours\.outside .*works around the clock/,
    ],
    ["hours that are never", hours({ inside: "two-level", outside: "two-level" }), /hours leave not a minute/],
    ["hours that say nothing", hours({}), /hours says nothing/],
    [
      "a channel that is not there",
      plan([rota()], [path({ ways: ["fax"] })]),
      /paths\.0\.ways\.0 there is no channel fax$/,
    ],
    [
      "steps out of order",
      plan(
        [rota()],
        [
          path({
            steps: [
              { at: 70, tell: [{ person: "eva" }] },
              { at: 70, tell: [{ person: "li" }] },
            ],
          }),
        ],
      ),
      /steps\.1\.at 70 does not come after 70/,
    ],
    [
      "a rota that is not there",
      plan([rota()], [path({ steps: [{ at: 0, tell: [{ onCall: "second" }] }] })]),
      /tell\.0\.onCall there is no rota second/,
    ],
    [
      "a queue without a rota",
      plan([rota()], [path({ steps: [{ at: 0, tell: [{ onCall: "vendor" }] }] })]),
      /tell\.0\.onCall no rota takes the queue vendor/,
    ],
    ["two paths of one queue", plan([rota()], [path(), path()]), /paths\.1\.queue remote is given twice/],
    [
      "neither person nor rota",
      plan([rota()], [path({ steps: [{ at: 0, tell: [{}] }] })]),
      /^\/paths\/0\/steps\/0\/tell\/0/,
    ],
  ];
  test.each(cases)("%s", (_, given, expected) => {
    const found = wrong(given);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join("\n")).toMatch(new RegExp(expected, "m"));
  });
});
