import { beforeAll, describe, expect, test } from "vitest";
import { reopenPort } from "../../agent/devices/reopen.ts";
import { checkArgs } from "../../broker/commands/args.ts";
import { loadRunbooks } from "../../broker/diagnostics/load-runbooks.ts";
import type { Answer, Ask, Facts, Runbook } from "../../broker/diagnostics/runbook.ts";
import type { RuleIndex } from "../../broker/faults/load-rules.ts";
import { loadRules } from "../../broker/faults/load-rules.ts";
import { type CommandDescriptor, disturbances } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { hasPort } from "../../drivers/port/open.ts";

type CommandAsk = Extract<Ask, { ask: "command" }>;
let drivers: ReadonlyMap<string, Driver>;
let runbooks: ReadonlyMap<string, Runbook>;
let rules: RuleIndex;
beforeAll(async () => {
  drivers = await loadDrivers();
  runbooks = await loadRunbooks();
  rules = await loadRules();
});

const factsOf = (runbook: Runbook, code: string): Facts => ({
  terminal: "t",
  device: { device: "d", deviceClass: "host", driver: "x", identity: {}, commands: [] },
  startedAt: 0,
  fault: {
    id: "f",
    terminal: "t",
    device: "d",
    code,
    title: runbook.title,
    severity: "major",
    impact: [],
    action: "reset",
    skill: "site",
    state: "open",
    since: 0,
    occurrences: 1,
    flapping: false,
    maintenance: false,
    evidence: [],
  },
});

const worst: Readonly<Record<Ask["ask"], Answer>> = {
  command: { kind: "command", state: "succeeded" },
  wait: { kind: "waited" },
  health: { kind: "health", fresh: false, current: false },
  history: { kind: "history", openings: 9 },
};

/** All commands a runbook would send where nothing helps. */
const commandsOf = (runbook: Runbook, code: string): CommandAsk[] => {
  const asks: CommandAsk[] = [];
  const steps = runbook.steps(factsOf(runbook, code));
  let next = steps.next();
  for (let n = 0; !next.done && n < 200; n++) {
    if (next.value.ask === "command") asks.push(next.value);
    next = steps.next(worst[next.value.ask]);
  }
  expect(next.done, `${runbook.id} ends`).toBe(true);
  return asks;
};

const offeredBy = (driver: Driver): readonly CommandDescriptor[] =>
  hasPort(driver.line) ? [...driver.commands, reopenPort] : driver.commands;

const says = (driver: Driver, component: string | undefined, state?: string): boolean =>
  driver.codes.some(
    (code) => "component" in code && code.component === component && (state === undefined || code.state === state),
  );

/**
 * Drivers that can report this fault: of its class, those that know this state of its component; where none does (the fault is named otherwise than the state),
 * those that speak of its component; all of the class where none does that (a fault made from measures).
 */
const reporters = (runbook: Runbook, code: string): Driver[] => {
  if (runbook.deviceClass === "any") return [...drivers.values()].filter((d) => hasPort(d.line));
  const ofClass = [...drivers.values()].filter((d) => d.deviceClass === runbook.deviceClass);
  const [, component, state] = code.split(".");
  const knowing = ofClass.filter((d) => says(d, component, state));
  const speaking = ofClass.filter((d) => says(d, component));
  return [knowing, speaking, ofClass].find((some) => some.length > 0) ?? [];
};

describe("runbooks and drivers speak of the same commands", () => {
  test("every command of every runbook is offered by every driver that can report its fault, may run by itself, and disturbs no more than the runbook says", () => {
    let checked = 0;
    for (const runbook of runbooks.values())
      for (const code of runbook.handles)
        for (const driver of reporters(runbook, code)) {
          for (const ask of commandsOf(runbook, code)) {
            const where = `${runbook.id} for ${code}: ${ask.command} of ${driver.name}`;
            const offered = offeredBy(driver).find((c) => c.name === ask.command);
            expect(offered, where).toBeDefined();
            if (!offered) continue;
            expect(offered.automatic, where).toBe(true);
            expect(disturbances.indexOf(offered.disturbs), where).toBeLessThanOrEqual(
              disturbances.indexOf(runbook.disturbs),
            );
            checkArgs(where, offered.args, ask.args ?? {});
            checked += 1;
          }
        }
    expect(checked).toBeGreaterThan(20);
  });

  test("where nothing can be read, no runbook says cured or confirmed", () => {
    for (const runbook of runbooks.values())
      for (const code of runbook.handles) {
        const steps = runbook.steps(factsOf(runbook, code));
        let next = steps.next();
        while (!next.done) next = steps.next(worst[next.value.ask]);
        expect([runbook.id, next.value.verdict]).toEqual([runbook.id, "cannotTell"]);
        expect(next.value.cause?.["zh-CN"]).toMatch(/[\u4e00-\u9fff]/);
      }
  });

  test("every fault whose action is a reset has a runbook that tries it", () => {
    for (const rule of rules.byId.values()) if (rule.action === "reset") expect(rule.runbook, rule.id).toBeDefined();
  });
});
