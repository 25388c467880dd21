import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeviceHealth, FaultView, RuleSettings } from "../../contract/index.ts";
import { JudgedFleet } from "../../tests/support/judged-fleet.ts";
import { loadRules } from "./load-rules.ts";
import { onlyDifferent, settingIssues, settingsOf, withSettings } from "./settings.ts";

const rules = (await loadRules()).byId;
const [second, minute] = [1000, 60_000];
const temperature = "host.temperature.high";

describe("what may be set", () => {
  test("every rule as delivered is within its own bounds, and set to itself it is the same", () => {
    for (const rule of rules.values()) {
      const delivered = settingsOf(rule);
      expect(settingIssues(rule, delivered), rule.id).toEqual([]);
      expect(onlyDifferent(rule, delivered), rule.id).toEqual({});
      expect(settingsOf(withSettings(rule, delivered)), rule.id).toEqual(delivered);
    }
  });

  test.each<[string, RuleSettings, string[]]>([
    [temperature, { limit: { raise: 500, clear: 78 } }, [`/${temperature}/limit/raise`]],
    [temperature, { limit: { raise: 80, clear: 85 } }, [`/${temperature}/limit/clear`]],
    ["display.backlight.low", { limit: { raise: 20, clear: 10 } }, ["/display.backlight.low/limit/clear"]],
    ["printer.paper.out", { limit: { raise: 1, clear: 1 } }, ["/printer.paper.out/limit"]],
    [temperature, { automatic: false }, [`/${temperature}/automatic`]],
    [
      "cashAcceptor.acceptor.starting",
      { flap: { count: 3, windowMs: minute } },
      ["/cashAcceptor.acceptor.starting/flap"],
    ],
  ])("%s refuses %j by field", (id, settings, paths) => {
    const rule = rules.get(id);
    expect(rule && settingIssues(rule, settings).map(({ path }) => path)).toEqual(paths);
  });
});

describe("in the running engine", () => {
  let fleet: JudgedFleet;
  beforeEach(async () => {
    fleet = await JudgedFleet.open();
    const host = { device: "host", deviceClass: "host" as const, driver: "test", identity: {}, commands: [] };
    await fleet.enrol("T1", [host]);
  });
  afterEach(() => fleet.close());

  const hot = (degrees: number): Promise<void> => {
    const health: DeviceHealth = {
      deviceClass: "host",
      availability: "online",
      components: { temperature: { state: degrees > 85 ? "high" : "ok", since: fleet.clock.now() } },
      measures: { temperature: degrees },
      observedAt: fleet.clock.now(),
      freshForMs: 60 * minute,
    };
    return fleet.hear("T1", [{ device: "host", health }]);
  };
  const set = (settings: RuleSettings, rule = temperature, why = "a hot summer"): Promise<void> =>
    fleet.write((tx) => void fleet.rules.set(tx, { rules: [{ rule, settings }], why }, "user:eva"));
  const fault = (): FaultView | undefined => fleet.store.read.faults({ limit: 1 })[0];

  test("a changed hold counts for what is pending; it opens when the new one is over", async () => {
    await hot(90);
    await set({ holdMs: 10 * second });
    expect(fault()?.state).toBe("pending");
    await fleet.clock.advance(9 * second);
    expect(fault()?.state).toBe("pending");
    await fleet.clock.advance(second);
    expect(fault()?.state).toBe("open");
  });

  test("turned off, an open fault closes and says why; nothing opens any more, after a restart neither; on again, it does", async () => {
    await set({ holdMs: 0 });
    await hot(90);
    expect(fault()?.state).toBe("open");
    await set({ on: false }, temperature, "sensor is a bad batch");
    expect(fault()?.state).toBe("closed");
    expect(fault()?.evidence.at(-1)?.text).toContain("user:eva): sensor is a bad batch");
    await hot(95);
    await fleet.restart();
    await hot(96);
    await fleet.clock.advance(minute);
    expect(fleet.engine.active("T1")).toEqual([]);
    await set({});
    await hot(97);
    expect(fault()?.state).toBe("pending");
    expect(fleet.rules.one(temperature)).toMatchObject({ differs: [], revision: 3 });
    expect(fleet.rules.one(temperature).history.map(({ settings }) => settings)).toEqual([
      {},
      { on: false },
      { holdMs: 0 },
    ]);
  });

  test("a moved limit counts before the device's own word, which goes by the device's limit", async () => {
    await set({ holdMs: 0, limit: { raise: 95, clear: 90 } });
    await hot(90);
    expect(fault()).toBeUndefined();
    await hot(96);
    expect(fault()?.state).toBe("open");
  });

  test("another severity is that of open faults too, and is told in their evidence", async () => {
    await set({ holdMs: 0 });
    await hot(90);
    const before = fault()?.severity;
    await set({ holdMs: 0, severity: "critical" });
    expect([before, fault()?.severity]).toEqual(["major", "critical"]);
    expect(fault()?.evidence.at(-1)?.text).toContain("revision 2");
  });

  test("every change is in the log with who, why and what was before; a rolled back one leaves nothing behind", async () => {
    const failed = fleet.write((tx) => {
      fleet.rules.set(tx, { rules: [{ rule: temperature, settings: { on: false } }], why: "try" }, "user:eva");
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(fleet.engine.rules.get(temperature)?.off).toBeUndefined();
    await set({ holdMs: 0 });
    await set({});
    const log = fleet.store.read.audit({ what: "rule." });
    expect(log.map(({ actor, action, target, detail }) => [actor, action, target, detail])).toEqual([
      ["user:eva", "rule.set", temperature, { revision: 1, why: "a hot summer", before: {}, after: { holdMs: 0 } }],
      ["user:eva", "rule.reset", temperature, { revision: 2, why: "a hot summer", before: { holdMs: 0 }, after: {} }],
    ]);
    await expect(set({})).rejects.toMatchObject({ code: "conflict" });
  });
});
