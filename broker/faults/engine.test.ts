import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeviceHealth, FaultView } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { seeded } from "../../tests/support/seeded.ts";
import { Live, type LiveEvents } from "../live.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { FaultEngine } from "./engine.ts";
import { indexRules, inhibitionCycle, loadRules } from "./load-rules.ts";
import { componentIn, type FaultRule } from "./rule.ts";

const ruleOf = (id: string, more: Partial<FaultRule> = {}): FaultRule => ({
  id,
  deviceClass: "printer",
  title: { en: id, "zh-CN": id },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "site",
  causes: [{ en: "wear", "zh-CN": "磨损" }],
  advice: [],
  parts: [],
  holdMs: 1000,
  clearHoldMs: 5000,
  ticket: true,
  look: componentIn("paper", "out"),
  ...more,
});

let folder: string;
let clock: FakeClock;
let store: Store;
let engine: FaultEngine;
let changes: [LiveEvents["fault"]["change"], string][];
const rules = [
  ruleOf("paper.out"),
  ruleOf("paper.any", { look: componentIn("paper", "out", "low"), holdMs: 0, inhibitedBy: ["paper.out"] }),
];

const start = async (used: readonly FaultRule[]): Promise<void> => {
  store = await openStore(join(folder, "broker.db"), { clock });
  const live = new Live((error) => expect.fail(String(error)));
  live.after((event) => event.name === "fault" && changes.push([event.change, event.fault.code]));
  let n = 0;
  const index = indexRules(new Map(used.map((r) => [r.id, r])));
  engine = new FaultEngine({
    rules: index,
    store,
    live,
    clock,
    random: () => `${Date.now()}${n++}`,
    onError: (error) => expect.fail(String(error)),
  });
  engine.load(store.read, { inMaintenance: () => false, explains: () => undefined });
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roundsman-faults-"));
  clock = new FakeClock();
  changes = [];
});
afterEach(async () => {
  engine.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const paperHealth = (state: string): DeviceHealth => ({
  deviceClass: "printer",
  availability: "online",
  components: { paper: { state, since: clock.now() } },
  measures: {},
  observedAt: clock.now(),
  freshForMs: 60_000,
});
const paper = (state: string, fresh = true) => {
  const health = paperHealth(state);
  return store.write((tx) => engine.judge(tx, "T1", "printer", { health, at: clock.now(), fresh }));
};
const only = (): FaultView => {
  const [fault, ...others] = store.read.faults({});
  expect(others).toEqual([]);
  return fault as FaultView;
};

/** R12: what toggles of random period (0..3 s) make of it: faults in the store, and what was said of them. */
const toggled = async (count: number): Promise<{ faults: number; opened: number; flapping: number }> => {
  const random = seeded(12_345);
  for (let i = 0; i < count; i++) {
    await paper(i % 2 === 0 ? "out" : "full");
    await clock.advance(Math.floor(random() * 3000));
  }
  const said = (change: string) => changes.filter(([c]) => c === change).length;
  return { faults: store.read.faults({}).length, opened: said("opened"), flapping: said("flapping") };
};

describe("one fault's life", () => {
  beforeEach(() => start([ruleOf("paper.out")]));

  test("opens exactly after its hold and closes exactly after its clear-hold", async () => {
    await paper("out");
    expect(only()).toMatchObject({ state: "pending" });
    await clock.advance(999);
    expect(only().state).toBe("pending");
    await clock.advance(1);
    expect(only()).toMatchObject({ state: "open", openedAt: clock.now() });
    await paper("full");
    await clock.advance(4999);
    expect(only().state).toBe("clearing");
    await clock.advance(1);
    expect(only()).toMatchObject({ state: "closed", closedAt: clock.now() });
    expect(changes.map(([c]) => c)).toEqual(["pending", "opened", "clearing", "closed"]);
  });

  test("a unit that rolls back leaves no verdict behind: the hold runs on, and what was unsaid does not clear", async () => {
    const failed = async (state: string) => {
      const reading = { health: paperHealth(state), at: clock.now(), fresh: true };
      const unit = store.write((tx) => {
        engine.judge(tx, "T1", "printer", reading);
        throw new Error("no");
      });
      await expect(unit).rejects.toThrow("no");
    };
    await paper("out");
    await failed("full");
    await clock.advance(1000);
    expect(only().state).toBe("open");
    await failed("full");
    await clock.advance(20_000);
    expect(only().state).toBe("open");
    await paper("full");
    await failed("out");
    await clock.advance(5000);
    expect(only().state).toBe("closed");
  });

  test("gone before the hold is over: never opened", async () => {
    await paper("out");
    await clock.advance(500);
    await paper("full");
    await clock.advance(10_000);
    expect(only().openedAt).toBeUndefined();
    expect(store.read.counts()).toMatchObject({ faultsOpened: 0, faultsActive: 0 });
  });

  test("what cannot be told neither raises nor clears", async () => {
    await paper("out");
    await paper("unknown");
    await clock.advance(60_000);
    expect(only().state).toBe("pending");
    await paper("out", false);
    await clock.advance(60_000);
    expect(only().state).toBe("pending");
    await paper("out");
    await clock.advance(0);
    expect(only().state).toBe("open"); // it was there all the time, as far as anybody knows
    await paper("full");
    await paper("full", false);
    await clock.advance(60_000);
    expect(only().state).toBe("clearing");
  });

  test("back within the window: the same fault again, with its occurrences counted", async () => {
    for (let i = 0; i < 2; i++) {
      await paper("out");
      await clock.advance(2000);
      await paper("full");
      await clock.advance(6000);
    }
    expect(only()).toMatchObject({ state: "closed", occurrences: 2, flapping: false });
    await clock.advance(700_000);
    await paper("out");
    await clock.advance(2000);
    expect(store.read.faults({})).toHaveLength(2);
  });

  test("a restart loses nothing: holds go on where they were", async () => {
    await paper("out");
    await clock.advance(600);
    engine.close();
    await store.close();
    await clock.advance(300);
    await start([ruleOf("paper.out")]);
    await paper("out");
    expect(only().state).toBe("pending");
    await clock.advance(100);
    expect(only().state).toBe("open");
  });

  test("a unit that rolls back leaves no fault behind, in memory neither", async () => {
    const health = {
      deviceClass: "printer",
      availability: "online",
      components: { paper: { state: "out", since: 1 } },
      measures: {},
      observedAt: 1,
      freshForMs: 1000,
    } as DeviceHealth;
    const failed = store.write((tx) => {
      engine.judge(tx, "T1", "printer", { health, at: 1, fresh: true });
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(engine.active("T1")).toEqual([]);
    await clock.advance(5000);
    expect(store.read.faults({})).toEqual([]);
    expect(changes).toEqual([]);
  });

  test("R12: 2 000 toggles of random period are one open fault, flagged, that closes when it is quiet", async () => {
    expect(await toggled(2_000)).toEqual({ faults: 1, opened: 1, flapping: 1 });
    expect(only()).toMatchObject({ flapping: true });
    expect(only().evidence.length).toBeLessThanOrEqual(16);
    // Quiet since up to three seconds.
    await clock.advance(296_000);
    expect(only().state).toBe("clearing");
    await clock.advance(4_000);
    expect(only()).toMatchObject({ state: "closed", flapping: false });
  }, 60_000);

  test("R12: faster than its hold, it opens all the same once it flaps (control: six times do not)", async () => {
    for (let i = 0; i < 6; i++) {
      await paper("out");
      await clock.advance(300);
      await paper("full");
      await clock.advance(300);
    }
    expect(only().openedAt).toBeUndefined();
    await paper("out");
    expect(only()).toMatchObject({ state: "open", flapping: true });
  });
});

test("a condition seen before an outage and again after it must last its hold anew", async () => {
  await start([ruleOf("paper.out")]);
  await paper("out");
  await clock.advance(500);
  await store.write((tx) => engine.blind(tx, "T1"));
  await clock.advance(20_000);
  expect(only()).toMatchObject({ state: "pending" });
  await paper("out");
  await clock.advance(900);
  expect(only()).toMatchObject({ state: "pending" });
  await clock.advance(200);
  expect(only()).toMatchObject({ state: "open" });
});

test("what is ordinary while it is short may come and go all day; only its lasting is a fault", async () => {
  await start([ruleOf("paper.out", { ordinary: true })]);
  for (let i = 0; i < 50; i++) {
    await paper("out");
    await clock.advance(300);
    await paper("full");
    await clock.advance(300);
  }
  expect(only()).toMatchObject({ flapping: false });
  expect(only().openedAt).toBeUndefined();
  await paper("out");
  await clock.advance(1_100);
  expect(only()).toMatchObject({ state: "open", flapping: false });
});

test("R12 control: without hold, flap window and limit, every second toggle is a new fault, and nobody says that it flaps", async () => {
  const none = { count: Number.POSITIVE_INFINITY, windowMs: 0 };
  await start([ruleOf("paper.out", { holdMs: 0, clearHoldMs: 0, flap: none })]);
  expect(await toggled(100)).toEqual({ faults: 50, opened: 50, flapping: 0 });
});

describe("inhibition", () => {
  beforeEach(() => start(rules));

  test("a cause hides its symptom while it lasts, and shows it again", async () => {
    await paper("low");
    await clock.advance(10);
    expect(engine.get("T1", "printer", "paper.any")).toMatchObject({ state: "open" });
    await paper("out");
    await clock.advance(1000);
    const cause = engine.get("T1", "printer", "paper.out");
    expect(engine.get("T1", "printer", "paper.any")?.hiddenBy).toBe(cause?.id);
    await paper("low");
    await clock.advance(5000);
    expect(engine.get("T1", "printer", "paper.any")?.hiddenBy).toBeUndefined();
    expect(changes.map(([change, code]) => `${change} ${code}`)).toEqual([
      "opened paper.any",
      "pending paper.out",
      "opened paper.out",
      "hidden paper.any",
      "clearing paper.out",
      "closed paper.out",
      "shown paper.any",
    ]);
  });

  test("what opens under a cause that is only pending opens hidden", async () => {
    await paper("out");
    expect(engine.get("T1", "printer", "paper.any")).toMatchObject({ state: "open" });
    expect(engine.get("T1", "printer", "paper.any")?.hiddenBy).toBe(engine.get("T1", "printer", "paper.out")?.id);
    expect(changes).toContainEqual(["hidden", "paper.any"]);
    expect(changes).not.toContainEqual(["opened", "paper.any"]);
  });

  test("a cause on another device of the terminal hides, one on another terminal does not", async () => {
    engine.close();
    await store.close();
    await start([
      ruleOf("paper.out"),
      ruleOf("paper.low", { look: componentIn("paper", "low"), inhibitedAcross: ["paper.out"] }),
    ]);
    const judge = (terminal: string, device: string, state: string) =>
      store.write((tx) =>
        engine.judge(tx, terminal, device, { health: paperHealth(state), at: clock.now(), fresh: true }),
      );
    await judge("T1", "first", "out");
    await judge("T1", "second", "low");
    await judge("T2", "second", "low");
    await clock.advance(1000);
    const cause = engine.get("T1", "first", "paper.out");
    expect(engine.get("T1", "second", "paper.low")?.hiddenBy).toBe(cause?.id);
    expect(engine.get("T2", "second", "paper.low")).toMatchObject({ state: "open" });
    expect(engine.get("T2", "second", "paper.low")?.hiddenBy).toBeUndefined();
    await judge("T1", "first", "full");
    await clock.advance(5000);
    expect(engine.get("T1", "second", "paper.low")?.hiddenBy).toBeUndefined();
  });

  test("an unknown cause across devices is refused like any other, and so is a ring", () => {
    const index = (...used: FaultRule[]) => indexRules(new Map(used.map((r) => [r.id, r])));
    expect(() => index(ruleOf("a", { inhibitedAcross: ["b"] }))).toThrow(/no rule b/);
    expect(() => index(ruleOf("a", { inhibitedAcross: ["b"] }), ruleOf("b", { inhibitedBy: ["a"] }))).toThrow(/ring/);
  });
});

test("rules that hide each other in a ring are rejected, and ours have none", async () => {
  const ring = new Map([
    ["a", ruleOf("a", { inhibitedBy: ["b"] })],
    ["b", ruleOf("b", { inhibitedBy: ["a"] })],
  ]);
  expect(inhibitionCycle(ring)).toEqual(["a", "b", "a"]);
  expect(() => indexRules(ring)).toThrow("ring");
  expect(() => indexRules(new Map([["x", ruleOf("y")]]))).toThrow("file");
  expect(() => indexRules(new Map([["x", ruleOf("x", { inhibitedBy: ["z"] })]]))).toThrow("no rule z");
  const { byId } = await loadRules();
  expect(byId.size).toBeGreaterThan(5);
  await start([ruleOf("paper.out")]);
});
