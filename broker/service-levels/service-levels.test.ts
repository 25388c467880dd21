import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { severities, type TicketEvent } from "../../contract/index.ts";
import { parseBudget } from "./budget.ts";
import { afterWork, aroundTheClock, type Calendar, usualDayMs, workBetween } from "./calendar.ts";
import { clocksOf, reaches } from "./clocks.ts";
import { loadPolicy, loadPresets } from "./load-policies.ts";
import { levelFor, makePolicy, type PolicyFile } from "./policy.ts";
import selfServiceTerminal from "./presets/self-service-terminal.ts";
import { clockText } from "./words.ts";

const presets = await loadPresets();
const hourMs = 3_600_000;
const minuteMs = 60_000;
const at = (text: string): number => Temporal.ZonedDateTime.from(text).epochMilliseconds;

const office = (zone: string, more: Partial<Calendar> = {}): Calendar => {
  const day = [
    { from: 9 * 60, to: 12 * 60 },
    { from: 13 * 60, to: 18 * 60 },
  ];
  return { zone, week: [day, day, day, day, day, [], []], holidays: new Map(), makeUpDays: new Map(), ...more };
};

describe("working time", () => {
  const shanghai = office("Asia/Shanghai", {
    holidays: new Map([["2026-10-01", "National Day"]]),
    makeUpDays: new Map([["2026-10-10", [{ from: 9 * 60, to: 12 * 60 }]]]),
  });

  test.each([
    ["inside a morning", "2026-09-28T09:00[Asia/Shanghai]", "2026-09-28T10:30[Asia/Shanghai]", 1.5],
    ["over lunch", "2026-09-28T11:00[Asia/Shanghai]", "2026-09-28T14:00[Asia/Shanghai]", 2],
    ["over a week-end", "2026-09-25T17:00[Asia/Shanghai]", "2026-09-28T10:00[Asia/Shanghai]", 2],
    ["a holiday", "2026-10-01T00:00[Asia/Shanghai]", "2026-10-02T00:00[Asia/Shanghai]", 0],
    ["a make-up Saturday", "2026-10-10T00:00[Asia/Shanghai]", "2026-10-11T00:00[Asia/Shanghai]", 3],
    ["backwards", "2026-09-28T10:00[Asia/Shanghai]", "2026-09-28T09:00[Asia/Shanghai]", 0],
  ])("%s", (_, from, to, hours) => {
    expect(workBetween(shanghai, at(from), at(to))).toBe(hours * hourMs);
  });

  test("daylight saving: a night shift is an hour shorter in March and longer in October", () => {
    const night = { ...office("Europe/Berlin"), week: Array.from({ length: 7 }, () => [{ from: 0, to: 360 }]) };
    const hoursOf = (day: string) =>
      workBetween(night, at(`${day}T00:00[Europe/Berlin]`), at(`${day}T12:00[Europe/Berlin]`)) / hourMs;
    expect([hoursOf("2026-03-29"), hoursOf("2026-06-01"), hoursOf("2026-10-25")]).toEqual([5, 6, 7]);
  });

  test("nobody works: nothing ever falls due, and the question ends", () => {
    const nobody = { ...office("UTC"), week: Array.from({ length: 7 }, () => []) };
    expect(afterWork(nobody, 0, 1)).toBeUndefined();
  });

  const zones = fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
  const moment = fc.integer({ min: at("2026-01-01T00:00[UTC]"), max: at("2027-06-01T00:00[UTC]") });

  test("property: what falls due after so much work has exactly so much work before it", () => {
    fc.assert(
      fc.property(zones, moment, fc.integer({ min: 0, max: 60 * 60 }), (zone, from, minutes) => {
        const calendar = office(zone);
        const due = afterWork(calendar, from, minutes * minuteMs);
        expect(workBetween(calendar, from, due ?? 0)).toBe(minutes * minuteMs);
      }),
    );
  });

  test("property: working time adds up over any cut, and never exceeds the clock's", () => {
    fc.assert(
      fc.property(zones, moment, fc.nat(30 * 24 * 60), fc.nat(30 * 24 * 60), (zone, from, a, b) => {
        const calendar = office(zone);
        const [cut, to] = [from + a * minuteMs, from + (a + b) * minuteMs];
        const whole = workBetween(calendar, from, to);
        expect(workBetween(calendar, from, cut) + workBetween(calendar, cut, to)).toBe(whole);
        expect(whole).toBeLessThanOrEqual(to - from);
      }),
    );
  });

  test("a workday is the calendar's usual day", () => {
    expect(usualDayMs(office("UTC"))).toBe(8 * hourMs);
    expect(usualDayMs(aroundTheClock)).toBe(24 * hourMs);
  });
});

describe("budgets", () => {
  test.each([
    ["5 min", { unit: "elapsed", ms: 300_000 }],
    ["1.5 h", { unit: "elapsed", ms: 5_400_000 }],
    ["1d", { unit: "elapsed", ms: 86_400_000 }],
    ["2 workdays", { unit: "workdays", days: 2 }],
    ["soon", undefined],
    ["5", undefined],
  ])("%s", (text, budget) => expect(parseBudget(text)).toEqual(budget));
});

type Step = readonly [string, TicketEvent["kind"], Partial<TicketEvent>?];
const monday = "2026-11-23";
const told = (level: string, ...steps: Step[]): TicketEvent[] =>
  [["08:00", "opened", { level }] as Step, ...steps].map(([time, kind, more]) => ({
    at: at(`${monday}T${time}[Asia/Shanghai]`),
    by: "user:x",
    kind,
    text: { en: "", "zh-CN": "" },
    ...more,
  }));
const clocks = (preset: string, timeline: TicketEvent[], time: string, day = monday) =>
  Object.fromEntries(
    clocksOf(timeline, presets.get(preset) as never, at(`${day}T${time}[Asia/Shanghai]`)).map((c) => [c.name, c]),
  );

describe("the presets, by their own examples", () => {
  test("self-service-terminal: contact 5 min, plan 1 h, on site 12 h, for any fault", () => {
    const seen = clocks("self-service-terminal", told("any", ["08:04", "accepted"]), "09:30");
    expect(seen.contact).toMatchObject({ usedMs: 4 * minuteMs, breached: false });
    expect(seen.plan).toMatchObject({ leftMs: -30 * minuteMs, breached: true });
    expect(seen.onSite).toMatchObject({ dueAt: at(`${monday}T20:00[Asia/Shanghai]`), breached: false });
    expect(Object.keys(seen)).toEqual(["contact", "plan", "onSite"]);
  });

  test("kiosk-back-office: system down is told by what is hindered; service back counts from the arrival", () => {
    const policy = presets.get("kiosk-back-office") as never;
    expect(levelFor(policy, "critical", ["allSales"]).id).toBe("system-down");
    expect(levelFor(policy, "critical", ["sellByCash"]).id).toBe("severe");
    expect(levelFor(policy, "minor", []).id).toBe("single");
    const before = clocks("kiosk-back-office", told("system-down"), "08:30");
    expect(before.restored).toMatchObject({ usedMs: 0, breached: false });
    expect(before.restored).not.toHaveProperty("startedAt");
    const seen = clocks("kiosk-back-office", told("system-down", ["08:50", "arrived"]), "09:00");
    expect(seen.onSite).toMatchObject({ usedMs: 50 * minuteMs, breached: false });
    expect(seen.restored).toMatchObject({ dueAt: at(`${monday}T10:50[Asia/Shanghai]`) });
    expect(seen.resolved).toMatchObject({ dueAt: at(`${monday}T14:00[Asia/Shanghai]`) });
  });

  test("kiosk-back-office, single terminal: two working days, not two days", () => {
    const friday = told("single").map((e) => ({ ...e, at: at("2026-11-27T16:00[Asia/Shanghai]") }));
    const seen = clocks("kiosk-back-office", friday, "08:00", "2026-11-28");
    expect(seen.resolved).toMatchObject({ budgetMs: 16 * hourMs, usedMs: 2 * hourMs });
    expect(seen.resolved?.dueAt).toBe(at("2026-12-01T16:00[Asia/Shanghai]"));
  });

  test("two-level: the plan follows the contact by 30 min; on level II it follows the arrival", () => {
    const one = clocks("two-level", told("I", ["08:20", "contacted"]), "08:30");
    expect(one.plan).toMatchObject({ dueAt: at(`${monday}T08:50[Asia/Shanghai]`) });
    const two = clocks("two-level", told("II", ["09:00", "arrived"]), "09:10");
    expect(two.plan).toMatchObject({ usedMs: 0, metAt: at(`${monday}T09:00[Asia/Shanghai]`) });
    expect(two.resolved).toMatchObject({ budgetMs: 8 * hourMs });
  });

  test("three-level: urgent is resolved two hours after the arrival", () => {
    const seen = clocks("three-level", told("urgent", ["08:40", "arrived"]), "09:00");
    expect(seen.contact).toMatchObject({ breached: true, leftMs: -30 * minuteMs });
    expect(seen.resolved).toMatchObject({ dueAt: at(`${monday}T10:40[Asia/Shanghai]`) });
  });
});

describe("pauses and endings", () => {
  test("waiting for the site stands still and says so; waiting for a part does not", () => {
    const timeline = told("any", ["08:10", "waiting", { reason: "site" }], ["08:50", "resumed"]);
    const seen = clocks("self-service-terminal", timeline, "09:00");
    expect(seen.plan).toMatchObject({ usedMs: 20 * minuteMs, pausedMs: 40 * minuteMs });
    expect(seen.plan?.text.en).toBe(
      "plan within 1 h: 20 min used, 40 min left; paused 40 min: waiting for the site (key, access)",
    );
    expect(seen.plan?.text["zh-CN"]).toContain("暂停 40 分钟：等待现场配合");
    const part = told("any", ["08:10", "waiting", { reason: "part" }]);
    expect(clocks("self-service-terminal", part, "09:00").plan).toMatchObject({ usedMs: 60 * minuteMs, pausedMs: 0 });
  });

  test("a ticket that waits from its first minute has no due time yet", () => {
    const seen = clocks("self-service-terminal", told("any", ["08:00", "waiting", { reason: "customer" }]), "12:00");
    expect(seen.onSite).toMatchObject({ usedMs: 0, paused: "customer" });
    expect(seen.onSite).not.toHaveProperty("dueAt");
  });

  test("reopened: what was kept is taken back, the time in between is nobody's", () => {
    const timeline = told("severe", ["09:00", "resolved"], ["11:00", "reopened"]);
    const seen = clocks("three-level", timeline, "12:00");
    expect(seen.resolved).toMatchObject({ usedMs: 2 * hourMs, dueAt: at(`${monday}T14:00[Asia/Shanghai]`) });
    expect(seen.contact).toMatchObject({ metAt: at(`${monday}T09:00[Asia/Shanghai]`) });
  });

  test("a level that rises counts from the beginning; asked for a moment before, it had not risen", () => {
    const timeline = told("general", ["10:00", "levelChanged", { level: "severe" }]);
    expect(clocks("three-level", timeline, "09:59").contact).toMatchObject({ budgetMs: 2 * hourMs });
    expect(clocks("three-level", timeline, "10:00").contact).toMatchObject({ budgetMs: hourMs, breached: true });
  });
});

describe("properties of every clock", () => {
  const kind = fc.constantFrom<TicketEvent["kind"]>(
    "accepted",
    "planned",
    "waiting",
    "resumed",
    "dispatched",
    "arrived",
    "restored",
    "resolved",
    "reopened",
    "closed",
    "comment",
  );
  const reason = fc.constantFrom<NonNullable<TicketEvent["reason"]>>("site", "part", "customer");
  const steps = fc.array(fc.record({ kind, reason, after: fc.nat(9 * 60) }), { maxLength: 12 });
  const preset = fc.constantFrom(...presets.values());
  const opened = fc.integer({ min: at("2026-03-01T00:00[UTC]"), max: at("2026-11-30T00:00[UTC]") });
  const made = fc.record({ preset, opened, steps, severity: fc.constantFrom(...severities) }).map((it) => {
    const level = levelFor(it.preset, it.severity, []).id;
    let now = it.opened;
    const timeline: TicketEvent[] = [{ at: now, by: "broker", kind: "opened", text: { en: "", "zh-CN": "" }, level }];
    for (const step of it.steps) {
      now += step.after * minuteMs;
      const why = step.kind === "waiting" ? { reason: step.reason } : {};
      timeline.push({ at: now, by: "user:x", kind: step.kind, text: { en: "", "zh-CN": "" }, ...why });
    }
    return { policy: it.preset, timeline, now };
  });
  const later = fc.nat(40 * 24 * 60);

  test("what is asked later for an earlier moment is what was said then", () => {
    fc.assert(
      fc.property(made, later, ({ policy, timeline, now }, more) => {
        for (const cut of [now, timeline[Math.floor(timeline.length / 2)]?.at ?? now]) {
          const then = clocksOf(
            timeline.filter((e) => e.at <= cut),
            policy,
            cut,
          );
          expect(
            clocksOf(
              [...timeline, { ...(timeline[0] as TicketEvent), at: now + more * minuteMs + 1, kind: "closed" }],
              policy,
              cut,
            ),
          ).toEqual(then);
        }
      }),
    );
  });

  test("used time only grows while nothing happens; breached means nothing left; a kept clock stands", () => {
    fc.assert(
      fc.property(made, later, ({ policy, timeline, now }, more) => {
        const [before, after] = [clocksOf(timeline, policy, now), clocksOf(timeline, policy, now + more * minuteMs)];
        for (const [n, clock] of before.entries()) {
          const next = after[n] as typeof clock;
          expect(clock.breached).toBe(clock.leftMs < 0);
          expect(clock.leftMs).toBe(clock.budgetMs - clock.usedMs);
          expect(next.usedMs).toBeGreaterThanOrEqual(clock.usedMs);
          if (clock.metAt !== undefined) expect(next).toEqual(clock);
          if (clock.paused) expect(next.usedMs).toBe(clock.usedMs);
        }
      }),
    );
  });

  test("at its due time a running clock has used exactly its budget", () => {
    fc.assert(
      fc.property(made, ({ policy, timeline, now }) => {
        for (const clock of clocksOf(timeline, policy, now)) {
          if (clock.metAt !== undefined || clock.paused || clock.dueAt === undefined || clock.dueAt < now) continue;
          const then = clocksOf(timeline, policy, clock.dueAt).find((c) => c.name === clock.name);
          expect(then?.usedMs).toBe(clock.budgetMs);
          expect(reaches(clock, { policy, level: timeline[0]?.level ?? "" }, 100, now)).toBe(clock.dueAt);
        }
      }),
    );
  });

  test("every clock says itself in both languages", () => {
    fc.assert(
      fc.property(made, ({ policy, timeline, now }) => {
        for (const clock of clocksOf(timeline, policy, now)) {
          expect(clock.text.en).toMatch(/^[a-z ]+ within .+: .+ used, .+/);
          expect(clock.text["zh-CN"]).toMatch(/时限.+：已用.+/);
        }
      }),
    );
    expect(clockText({ name: "plan", budgetMs: 0, usedMs: 0, pausedMs: 0, leftMs: 0, breached: false }, []).en).toBe(
      "plan within 0 s: 0 s used, has not begun",
    );
  });
});

describe("a policy that is wrong names its file and key", () => {
  const wrong = (change: (file: PolicyFile) => unknown): string => {
    const file = structuredClone(selfServiceTerminal) as PolicyFile;
    change(file);
    try {
      makePolicy(file, "my.yaml");
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  test.each([
    ["a severity nobody takes", (f: PolicyFile) => f.levels[0]?.severities.pop(), /my\.yaml: levels: .*severity info/],
    [
      "overlapping levels",
      (f: PolicyFile) => f.levels.push({ ...(f.levels[0] as PolicyFile["levels"][number]), id: "b" }),
      /overlap/,
    ],
    ["a level twice", (f: PolicyFile) => f.levels.push(f.levels[0] as never), /any is given twice/],
    [
      "a calendar of no zone",
      (f: PolicyFile) => (f.calendar = { zone: "Mars/Base", week: { monday: ["09:00-10:00"] } }),
      /calendar\.zone.*Mars/,
    ],
    ["nobody ever works", (f: PolicyFile) => (f.calendar = { zone: "UTC", week: {} }), /calendar\.week.*nobody/],
    [
      "overlapping spans",
      (f: PolicyFile) => (f.calendar = { zone: "UTC", week: { monday: ["09:00-12:00", "11:00-13:00"] } }),
      /monday\.1.*overlaps/,
    ],
    [
      "a span over midnight",
      (f: PolicyFile) => (f.calendar = { zone: "UTC", week: { monday: ["22:00-06:00"] } }),
      /monday\.0/,
    ],
    [
      "no such date",
      (f: PolicyFile) =>
        (f.calendar = { zone: "UTC", week: { monday: ["09:00-12:00"] }, holidays: { "2026-02-30": "x" } }),
      /2026-02-30.*no date/,
    ],
    [
      "a ring of clocks",
      (f: PolicyFile) =>
        ((f.levels[0] as { clocks: object }).clocks = {
          plan: { within: "1 h", from: "onSite" },
          onSite: { within: "1 h", from: "plan" },
        }),
      /ring/,
    ],
    ["no clock at all", (f: PolicyFile) => ((f.levels[0] as { clocks: object }).clocks = {}), /promises nothing/],
  ])("%s", (_, change, message) => expect(wrong(change)).toMatch(message));

  test("a preset that does not exist names those that do", async () => {
    expect(() => loadPolicy("gold", presets)).toThrow(
      /no preset gold; there are kiosk-back-office, self-service-terminal/,
    );
  });
});
