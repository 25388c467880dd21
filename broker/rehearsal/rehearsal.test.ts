import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeviceClass, DeviceHealth, FaultView, RehearsalResult, RuleSettings } from "../../contract/index.ts";
import { type HeldReading, JudgedFleet } from "../../tests/support/judged-fleet.ts";
import { Rehearsal } from "./rehearsal.ts";

const [second, minute, day] = [1000, 60_000, 86_400_000];
let fleet: JudgedFleet;
beforeEach(async () => {
  fleet = await JudgedFleet.open();
});
afterEach(() => fleet.close());

const device = (name: string, deviceClass: DeviceClass, port: string) => ({
  device: name,
  deviceClass,
  driver: "test",
  port,
  identity: {},
  commands: [],
});
const enrol = (terminal = "T1"): Promise<void> =>
  fleet.enrol(
    terminal,
    [device("host", "host", "none"), device("printer", "printer", "usb-1"), device("cash", "cashAcceptor", "usb-2")],
    `site of ${terminal}`,
  );
const health = (deviceClass: DeviceClass, more: Partial<DeviceHealth> = {}): DeviceHealth => ({
  deviceClass,
  availability: "online",
  components: {},
  measures: {},
  observedAt: fleet.clock.now(),
  freshForMs: 10 * minute,
  ...more,
});
const host = (temperature: number): HeldReading => ({
  device: "host",
  health: health("host", { measures: { temperature } }),
});
const printer = (components: Record<string, string>, more: Partial<DeviceHealth> = {}): HeldReading => {
  const since = fleet.clock.now();
  const all = Object.fromEntries(Object.entries(components).map(([name, state]) => [name, { state, since }]));
  return { device: "printer", health: health("printer", { components: all, ...more }) };
};

type Proposal = Readonly<Record<string, RuleSettings>>;
const rehearsal = async (tried: Proposal, proposed = Object.keys(tried), days = 1): Promise<Rehearsal> => {
  await fleet.store.settle();
  const to = fleet.clock.now();
  const today = fleet.store.read.ruleSettings()?.settings ?? {};
  const wish = { from: to - days * day, to, proposed, today, tried, revision: 0, holdFactor: 1, lives: {} };
  return new Rehearsal(fleet.settable, wish, fleet.store.read);
};
const rehearse = async (tried: Proposal, proposed?: string[], days?: number): Promise<RehearsalResult> => {
  const made = await rehearsal(tried, proposed, days);
  for (const terminal of made.terminals) made.take(fleet.store.read, terminal);
  return made.result();
};

/** Minutes at which a host reports this temperature, one reading a minute. */
const hot = async (profile: readonly (readonly [minutes: number, temperature: number])[]): Promise<void> => {
  for (const [minutes, temperature] of profile)
    for (let n = 0; n < minutes; n++) {
      await fleet.hear("T1", [host(temperature)]);
      await fleet.clock.advance(minute);
    }
};

describe("rehearsal of a limit", () => {
  beforeEach(async () => {
    await enrol();
    await hot([
      [5, 60],
      [10, 88],
      [10, 60],
      [10, 95],
      [10, 60],
    ]);
  });
  const temperature = "host.temperature.high";

  test("higher: what stayed below it is gone, the rest is the same; lower: what is new", async () => {
    const higher = await rehearse({ [temperature]: { limit: { raise: 90, clear: 80 } } });
    expect(higher).toMatchObject({
      counts: { new: 0, gone: 1, earlier: 0, later: 0 },
      same: 1,
      today: { faults: 2, tickets: 2 },
      proposed: { faults: 1, tickets: 1 },
      terminals: 1,
      readings: 45,
    });
    expect(higher.differences).toMatchObject([
      { difference: "gone", rule: temperature, terminal: "T1", device: "host" },
    ]);
    const never = await rehearse({ [temperature]: { limit: { raise: 110, clear: 100 } } });
    expect(never.counts).toMatchObject({ gone: 2, new: 0 });
    const lower = await rehearse({ [temperature]: { limit: { raise: 59, clear: 50 } } });
    expect(lower.counts.new + lower.counts.earlier).toBeGreaterThan(0);
  });

  test("a longer hold opens later by exactly as much, a longer clear-hold closes later, both leave the ticket", async () => {
    const { holdMs, clearHoldMs } = fleet.settable.delivered.get(temperature) ?? { holdMs: 0, clearHoldMs: 0 };
    const later = await rehearse({ [temperature]: { holdMs: holdMs + 2 * minute } });
    expect(later.differences.map(({ difference, byMs }) => [difference, byMs])).toEqual([
      ["later", 2 * minute],
      ["later", 2 * minute],
    ]);
    const longer = await rehearse({ [temperature]: { clearHoldMs: clearHoldMs + 3 * minute } });
    expect(longer.differences.map(({ difference, byMs }) => [difference, byMs])).toEqual([
      ["longer", 3 * minute],
      ["longer", 3 * minute],
    ]);
    expect(longer.proposed.tickets).toBe(longer.today.tickets);
  });

  test("without tickets the faults are there at the same times, and nobody is called", async () => {
    const quiet = await rehearse({ [temperature]: { ticket: false } });
    expect(quiet.counts).toMatchObject({ otherwise: 2, gone: 0, new: 0 });
    expect(quiet.proposed).toEqual({ faults: 2, tickets: 0 });
  });

  test("turned off: all gone; what was put into force and rehearsed against itself: nothing", async () => {
    expect((await rehearse({ [temperature]: { on: false } })).counts).toMatchObject({ gone: 2 });
    const settings = { limit: { raise: 90, clear: 80 } };
    await fleet.write(
      (tx) => void fleet.rules.set(tx, { rules: [{ rule: temperature, settings }], why: "hot summer" }, "user:eva"),
    );
    const again = await rehearse({ [temperature]: settings });
    expect(again).toMatchObject({ same: 1, differences: [] });
  });
});

test("turning a cause off shows what it hid", async () => {
  await enrol();
  for (let n = 0; n < 20; n++) {
    const bad = n >= 5 && n < 15;
    await fleet.hear("T1", [printer(bad ? { paper: "out", cover: "open" } : { paper: "full", cover: "closed" })]);
    await fleet.clock.advance(minute);
  }
  const { differences } = await rehearse({ "printer.cover.open": { on: false } });
  expect(differences.map(({ difference, rule }) => `${difference} ${rule}`).sort()).toEqual([
    "gone printer.cover.open",
    "new printer.paper.out",
  ]);
});

/** What a random terminal does next. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ what: fc.constant("host" as const), temperature: fc.integer({ min: 70, max: 100 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant("printer" as const),
      paper: fc.constantFrom("full", "low", "out", "unknown"),
      cover: fc.constantFrom("closed", "closed", "open"),
      availability: fc.constantFrom("online", "online", "online", "offline", "unknown"),
      port: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("kept" as const), paper: fc.constantFrom("full", "out") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constantFrom("lost" as const, "online" as const, "work" as const, "over" as const),
    }),
  },
);
const story = fc.array(
  fc.tuple(step, fc.constantFrom(300, 2 * second, 20 * second, 20 * second, 2 * minute, 6 * minute)),
  {
    minLength: 5,
    maxLength: 30,
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const happen = async (terminal: string, one: Step): Promise<void> => {
  switch (one.what) {
    case "host":
      return fleet.hear(terminal, [host(one.temperature)]);
    case "printer": {
      const because = one.port ? { because: { code: "portLost", text: "the port is gone" } } : {};
      const { paper, cover, availability } = one;
      const told = printer({ paper, cover }, {
        availability,
        freshForMs: 5 * minute,
        ...because,
      } as Partial<DeviceHealth>);
      const cash = {
        ...told,
        device: "cash",
        health: { ...told.health, deviceClass: "cashAcceptor", components: {} },
      } as HeldReading;
      return fleet.hear(terminal, one.port ? [told, cash] : [told]);
    }
    case "kept":
      return fleet.hear(
        terminal,
        [
          { ...printer({ paper: "out" }), agoMs: 90 * second },
          { ...printer({ paper: one.paper }), agoMs: 5 * second },
        ],
        { history: true },
      );
    case "lost":
    case "online":
      return fleet.presence(terminal, one.what);
    case "work":
    case "over":
      return fleet.maintenance(terminal, one.what === "work");
  }
};

/** Openings as the live engine told of them, by rule and device: when it opened or came back, and when it closed. */
const told = (terminal: string): string[] => {
  const running = new Map<string, string>();
  const all: string[] = [];
  for (const event of fleet.events) {
    if (event.name !== "fault" || event.fault.terminal !== terminal) continue;
    const { id, code, device: on, state, phaseAt, closedAt } = event.fault as FaultView;
    if (state === "open" && !running.has(id)) running.set(id, `${code} ${on} ${phaseAt}`);
    if (state !== "closed" || !running.has(id)) continue;
    all.push(`${running.get(id)} ${closedAt}`);
    running.delete(id);
  }
  return [...all, ...[...running.values()].map((begun) => `${begun} -`)].sort();
};

const clockMoves = async (steps: readonly (readonly [Step, number])[], terminal: string): Promise<void> => {
  for (const [one, ms] of steps) {
    await happen(terminal, one);
    await fleet.clock.advance(ms);
  }
};

describe("property", () => {
  test("the kept readings, rehearsed, are the faults the live engine opened; today's settings against themselves differ in nothing", async () => {
    let n = 0;
    let openings = 0;
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const terminal = `T${++n}`;
        await enrol(terminal);
        await clockMoves(steps, terminal);
        await fleet.clock.advance(second);
        const made = await rehearsal({}, [...fleet.settable.delivered.keys()]);
        const row = fleet.store.read.terminal(terminal);
        if (!row) throw new Error("no terminal");
        const replayed = made
          .openings(fleet.store.read, row)
          .today.map(({ rule, device: on, from, to }) => `${rule} ${on} ${from} ${to ?? "-"}`);
        expect(replayed.sort()).toEqual(told(terminal));
        openings += replayed.length;
        made.take(fleet.store.read, row);
        expect(made.result().differences).toEqual([]);
      }),
      { numRuns: 12, seed: 7, endOnFailure: true },
    );
    expect(openings).toBeGreaterThan(40);
  }, 60_000);
});
