import { beforeAll, describe, expect, test } from "vitest";
import {
  components,
  type DeviceClass,
  type DeviceHealth,
  deviceClasses,
  type Localized,
  lineOf,
} from "../../contract/index.ts";
import { loadRunbooks } from "../diagnostics/load-runbooks.ts";
import type { Runbook } from "../diagnostics/runbook.ts";
import { inhibitionCycle, loadRules, type RuleIndex } from "./load-rules.ts";
import type { FaultRule } from "./rule.ts";
import { withoutRule } from "./without-rule.ts";

let rules: RuleIndex;
let runbooks: ReadonlyMap<string, Runbook>;
beforeAll(async () => {
  rules = await loadRules();
  runbooks = await loadRunbooks();
});

const healthWith = (deviceClass: DeviceClass, component: string, state: string): DeviceHealth => ({
  deviceClass,
  availability: "online",
  components: { [component]: { state, since: 5 } },
  measures: {},
  observedAt: 10,
  freshForMs: 60_000,
});

const view = (health: DeviceHealth, fresh = true) => ({ terminal: "t", device: "d", health, fresh, at: 10 });

const badStates = deviceClasses.flatMap((deviceClass) =>
  Object.entries(components[deviceClass] as Record<string, readonly string[]>).flatMap(([component, states]) =>
    states.slice(1).map((state) => ({ deviceClass, component, state, name: `${deviceClass}.${component}.${state}` })),
  ),
);

const raisedBy = (deviceClass: DeviceClass, component: string, state: string, fresh = true): FaultRule[] =>
  rules
    .forClass(deviceClass)
    .filter((rule) => rule.look(view(healthWith(deviceClass, component, state), fresh)).verdict === "fault");

const textsOf = (rule: FaultRule): Localized[] => [rule.title, ...rule.causes, ...rule.advice];

describe("fault rules", () => {
  test.each(badStates)(
    "$name raises exactly one fault, or is known to need none",
    ({ deviceClass, component, state, name }) => {
      const ids = raisedBy(deviceClass, component, state).map((r) => r.id);
      if (name in withoutRule) expect(ids).toEqual([]);
      else expect(ids).toHaveLength(1);
    },
  );

  test("the table of states without a rule names only states that exist", () => {
    const names = new Set(badStates.map((s) => s.name));
    expect(Object.keys(withoutRule).filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(badStates)(
    "$name is not raised by a stale reading, nor by unknown",
    ({ deviceClass, component, state }) => {
      expect(raisedBy(deviceClass, component, state, false)).toEqual([]);
      expect(raisedBy(deviceClass, component, "unknown")).toEqual([]);
    },
  );

  test("an empty or unknown reading clears nothing", () => {
    for (const rule of rules.byId.values()) {
      if (rule.deviceClass === "any" || rule.deviceClass === "terminal") continue;
      const nothing = { ...healthWith(rule.deviceClass, "x", "unknown"), components: {} };
      expect([rule.id, rule.look(view(nothing)).verdict]).toEqual([rule.id, "cannotTell"]);
    }
  });

  test("every text is there in both languages, and Chinese is Chinese", () => {
    for (const rule of rules.byId.values())
      for (const text of textsOf(rule)) {
        expect(text.en.trim().length, rule.id).toBeGreaterThan(3);
        expect(text["zh-CN"], rule.id).toMatch(/[\u4e00-\u9fff]/);
      }
  });

  test("every fault that is ticketed tells somebody what to do, and titles are not used twice", () => {
    const titles = [...rules.byId.values()].map((r) => r.title);
    expect(new Set(titles.map((t) => t.en)).size).toBe(titles.length);
    expect(new Set(titles.map((t) => t["zh-CN"])).size).toBe(titles.length);
    for (const rule of rules.byId.values()) if (rule.ticket) expect(rule.advice.length, rule.id).toBeGreaterThan(0);
  });

  test("every fault names what usually brings it about, and no cause twice", () => {
    for (const rule of rules.byId.values()) {
      expect(rule.causes.length, rule.id).toBeGreaterThan(0);
      for (const language of ["en", "zh-CN"] as const)
        expect(new Set(rule.causes.map((cause) => cause[language])).size, rule.id).toBe(rule.causes.length);
    }
  });

  test("repair, fraud and set-up that wants a trade are second line; a reset, a wait or a pair of hands is first", () => {
    const linesOf = (...ids: string[]) => ids.map((id) => lineOf(rules.byId.get(id) as FaultRule));
    expect(
      linesOf("printer.paper.out", "cardReader.power.restarted", "printer.head.hot", "touchscreen.calibration.drifted"),
    ).toEqual(Array(4).fill("first"));
    expect(
      linesOf("display.lamp.inoperative", "touchscreen.format.wrong", "cashAcceptor.security.fraudAttempt"),
    ).toEqual(Array(3).fill("second"));
  });

  test("what hides a fault exists and nothing hides in a ring", () => {
    for (const rule of rules.byId.values())
      for (const cause of rule.inhibitedBy ?? []) expect(rules.byId.has(cause), `${rule.id} <- ${cause}`).toBe(true);
    expect(inhibitionCycle(rules.byId)).toBeUndefined();
  });

  test("every runbook of a rule exists, handles that fault and fits its class", () => {
    for (const rule of rules.byId.values()) {
      if (rule.runbook === undefined) continue;
      const runbook = runbooks.get(rule.runbook);
      expect(runbook?.handles, `${rule.id}: ${rule.runbook}`).toContain(rule.id);
      expect(runbook?.deviceClass).toBe(rule.deviceClass);
    }
  });

  test("every runbook handles faults that exist and name it, and never disturbs money by itself", () => {
    for (const runbook of runbooks.values()) {
      expect(runbook.disturbs).not.toBe("money");
      expect(runbook.title["zh-CN"]).toMatch(/[\u4e00-\u9fff]/);
      for (const code of runbook.handles) expect(rules.byId.get(code)?.runbook, code).toBe(runbook.id);
    }
  });

  test("opening the cash side without announcement is critical and a matter of security", () => {
    for (const id of [
      "cashAcceptor.cashBox.missing",
      "cabinet.cashBoxSeat.notInPosition",
      "cabinet.cashBoxDoor.open",
    ]) {
      expect(rules.byId.get(id)).toMatchObject({ severity: "critical" });
      expect(rules.byId.get(id)?.impact).toContain("security");
    }
  });
});

const measured = (deviceClass: DeviceClass, measures: Record<string, number>) =>
  view({ ...healthWith(deviceClass, "x", "unknown"), components: {}, measures });

describe("rules on measures", () => {
  const cases: [id: string, deviceClass: DeviceClass, measure: string, bad: number, between: number, good: number][] = [
    ["cashAcceptor.cashBox.high", "cashAcceptor", "cashBoxFill", 81, 78, 70],
    ["cashAcceptor.cashBox.urgent", "cashAcceptor", "cashBoxFill", 96, 92, 50],
    ["display.temperature.high", "display", "temperature", 66, 62, 40],
    ["display.backlight.low", "display", "backlight", 10, 25, 80],
    ["host.processor.high", "host", "processorLoad", 99, 90, 20],
    ["host.memory.high", "host", "memoryUsed", 95, 88, 40],
    ["host.storage.high", "host", "storageUsed", 90, 82, 40],
    ["host.storage.full", "host", "storageUsed", 98, 95, 40],
    ["host.temperature.high", "host", "temperature", 90, 80, 40],
    ["host.clock.skewed", "host", "clockSkew", -40_000, -10_000, -200],
    ["host.clock.skewed", "host", "clockSkew", 40_000, 10_000, 200],
  ];
  test.each(cases)("%s: %s %s over, between and under its limits", (id, deviceClass, measure, bad, between, good) => {
    const look = (value: number) => rules.byId.get(id)?.look(measured(deviceClass, { [measure]: value })).verdict;
    expect([look(bad), look(between), look(good)]).toEqual(["fault", "cannotTell", "clear"]);
  });

  test("a device that says ok does not end the hysteresis of a measure", () => {
    const health = { ...healthWith("host", "storage", "ok"), measures: { storageUsed: 82 } };
    expect(rules.byId.get("host.storage.high")?.look(view(health)).verdict).toBe("cannotTell");
  });

  test.each(["cashAcceptor", "cardReader", "printer", "display", "touchscreen", "cabinet", "powerSupply"] as const)(
    "a disturbed line of a %s is seen, but not from a few frames",
    (deviceClass) => {
      const look = (linkFrames: number, linkErrors: number) =>
        rules.byId.get(`${deviceClass}.link.noisy`)?.look(measured(deviceClass, { linkFrames, linkErrors })).verdict;
      expect([look(970, 30), look(985, 15), look(999, 1), look(10, 10)]).toEqual([
        "fault",
        "cannotTell",
        "clear",
        "cannotTell",
      ]);
    },
  );
});
