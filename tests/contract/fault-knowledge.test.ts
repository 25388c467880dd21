import { beforeAll, describe, expect, test } from "vitest";
import { reopenPort } from "../../agent/devices/reopen.ts";
import { collectEvidence } from "../../agent/evidence/command.ts";
import { loadRules, type RuleIndex } from "../../broker/faults/load-rules.ts";
import { withoutRule } from "../../broker/faults/without-rule.ts";
import said from "../../console/i18n/said.zh-CN.json" with { type: "json" };
import { fieldsOf } from "../../console/web/diagnose/fields.ts";
import { components, type DeviceClass, type DeviceHealth } from "../../contract/index.ts";
import type { DeviceCode, Driver } from "../../drivers/api.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { isTest, readSources } from "../architecture/sources.ts";

const drivers = await loadDrivers();
let rules: RuleIndex;
beforeAll(async () => {
  rules = await loadRules();
});

const good = (deviceClass: DeviceClass, component: string): string | undefined =>
  (components[deviceClass] as Readonly<Record<string, readonly string[]>>)[component]?.[0];

const raised = (deviceClass: DeviceClass, component: string, state: string): string[] => {
  const health: DeviceHealth = {
    deviceClass,
    availability: "online",
    components: { [component]: { state, since: 1 } },
    measures: {},
    observedAt: 2,
    freshForMs: 1000,
  };
  const view = { terminal: "t", device: "d", health, fresh: true, at: 2 };
  return rules
    .forClass(deviceClass)
    .filter((rule) => rule.look(view).verdict === "fault")
    .map((rule) => rule.id);
};

/** Bad states of a driver's codes that no rule handles, in words. */
const unhandled = (driver: Driver): string[] =>
  driver.codes.flatMap((code) => {
    if (!("component" in code) || code.state === "unknown") return [];
    const { component, state } = code;
    const name = `${driver.deviceClass}.${component}.${state}`;
    if (state === good(driver.deviceClass, component) || name in withoutRule) return [];
    return raised(driver.deviceClass, component, state).length > 0 ? [] : [`${code.code}: ${name}`];
  });

/** The word of a code that people read: an event, or why something was refused. */
const wordsOf = (code: DeviceCode): [kind: "events" | "reasons", word: string][] => {
  if ("event" in code) return [["events", code.event]];
  if ("refusal" in code) return [["reasons", code.refusal]];
  return "error" in code ? [["reasons", code.error]] : [];
};

describe("what the devices can say, the broker knows", () => {
  test.each([...drivers])("%s: every bad state of every code is handled by a rule", (_, driver) => {
    expect(driver.codes.length).toBeGreaterThan(0);
    expect(unhandled(driver)).toEqual([]);
  });

  test("a state that no rule handles is found (control)", () => {
    const code: DeviceCode = { code: "X 1", text: "new in this model", component: "transport", state: "onFire" };
    const driver = { ...drivers.get("ccnet"), codes: [code] } as Driver;
    expect(unhandled(driver)).toEqual(["X 1: cashAcceptor.transport.onFire"]);
  });

  test.each([...drivers])("%s: every event and every refusal of its codes has its Chinese words", (_, driver) => {
    const words = driver.codes.flatMap(wordsOf);
    expect(words.filter(([kind, word]) => !Object.hasOwn(said[kind], word))).toEqual([]);
  });
});

const chinese = (kind: "commands" | "arguments" | "argumentHints", words: readonly string[]): string[] =>
  words.filter((word) => word !== "" && !Object.hasOwn(said[kind], word));

test.each([...drivers])("%s: every command and its arguments have their Chinese words", (_, driver) => {
  const commands = [...driver.commands, reopenPort, collectEvidence];
  const fields = commands.flatMap(({ args }) => fieldsOf(args));
  expect(
    chinese(
      "commands",
      commands.map(({ title }) => title),
    ),
  ).toEqual([]);
  expect(
    chinese(
      "arguments",
      fields.map(({ name }) => name),
    ),
  ).toEqual([]);
  expect(
    chinese(
      "argumentHints",
      fields.map(({ description }) => description),
    ),
  ).toEqual([]);
});

/** Words that a driver's source gives as a reason or an event, however it says them. */
const spoken: readonly (readonly [kind: "reasons" | "events", pattern: RegExp])[] = [
  ["reasons", /\bfailed\(\s*"(\w+)"/g],
  ["reasons", /\b(?:reason|because): \{\s*code: "(\w+)"/g],
  ["reasons", /\breturn \{\s*code: "(\w+)",\s*text/g],
  ["events", /\bemit\(\{\s*code: "(\w+)"/g],
  ["events", /\bconst event = \{\s*code: "(\w+)"/g],
];

test("every reason and event that a driver's source gives has its Chinese words", async () => {
  const sources = (await readSources()).filter(({ path }) => path.startsWith("drivers/") && !isTest(path));
  const missing = sources.flatMap(({ path, text }) =>
    spoken.flatMap(([kind, pattern]) =>
      [...text.matchAll(pattern)]
        .map((match) => match[1] ?? "")
        // An event's code may be given where a reason is looked for.
        .filter((word) => !Object.hasOwn(said[kind], word) && !Object.hasOwn(said.events, word))
        .map((word) => `${path}: ${kind} ${word}`),
    ),
  );
  expect(missing).toEqual([]);
});
