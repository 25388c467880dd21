import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FaultView, TicketView } from "../../../contract/index.ts";
import { siteVisits } from "../../customers/work.ts";
import type { SpanRow } from "../../store/history-rows.ts";
import type { VisitRow } from "../../store/visit-rows.ts";
import { eventOf } from "../../tickets/timeline.ts";
import type { Facts, ModuleFacts, TerminalFacts } from "../facts.ts";
import { always } from "../scope.ts";
import {
  addTimes,
  availabilityOf,
  coursesOf,
  observedOf,
  provenOf,
  sumTimes,
  type Times,
  timesByStep,
  timesOf,
} from "./availability.ts";
import { incidentsOf, mtbf, mttr, recordOf, remoteCureRate, repeatsOf, visitOf } from "./incidents.ts";
import { common, type Interval, outside, total, union, without } from "./intervals.ts";
import { complianceOf, promisesOf } from "./promises.ts";

const hour = 3_600_000;
const day = 24 * hour;

const modules: readonly ModuleFacts[] = [
  { device: "cash", deviceClass: "cashAcceptor", model: "" },
  { device: "reader", deviceClass: "cardReader", model: "" },
  { device: "printer", deviceClass: "printer", model: "" },
];
const terminal = (more: Partial<TerminalFacts> = {}): TerminalFacts => ({
  id: "t1",
  name: "T1",
  site: "s",
  createdAt: 0,
  counted: always,
  modules,
  ...more,
});
const fault = (id: string, device: string, more: Partial<FaultView> = {}): FaultView => ({
  id,
  terminal: "t1",
  device,
  code: `${device}.x.y`,
  title: { en: id, "zh-CN": id },
  severity: "major",
  impact: [],
  action: "reset",
  skill: "site",
  state: "closed",
  since: 0,
  occurrences: 1,
  flapping: false,
  maintenance: false,
  evidence: [],
  ...more,
});
const online = (from: number, to?: number): SpanRow => ({
  kind: "presence",
  terminal: "t1",
  device: "",
  code: "online",
  from,
  ...(to === undefined ? {} : { to }),
});
const lasting = (ref: string, device: string, from: number, to?: number): SpanRow => ({
  kind: "fault",
  terminal: "t1",
  device,
  code: `${device}.x.y`,
  from,
  ref,
  ...(to === undefined ? {} : { to }),
});
const factsOf = (
  spans: readonly SpanRow[],
  faults: readonly FaultView[] = [],
  terminals = [terminal()],
): Pick<Facts, "terminals" | "spans" | "faults"> => ({
  terminals,
  spans,
  faults: new Map(faults.map((one) => [one.id, one])),
});
const whole = (facts: ReturnType<typeof factsOf>, from = 0, to = day): Times =>
  sumTimes(coursesOf(facts, { from, to }).map((course) => timesOf(course.whole)));

const plannedVisit = (arrivedAt: number, leftAt: number): VisitRow => ({
  number: 1,
  version: 1,
  terminal: "t1",
  ticket: 1,
  technician: "li",
  state: "left",
  appointment: { from: 0, to: day, zone: "UTC" },
  order: { title: { en: "", "zh-CN": "" }, skill: "site", tasks: [], parts: [], modules: [] },
  claims: [
    { action: "arrive", by: "user:li", at: arrivedAt, receivedAt: arrivedAt },
    { action: "depart", by: "user:li", at: leftAt, receivedAt: leftAt },
  ],
  plannedAt: 0,
  plannedBy: "user:eva",
});

describe("sets of moments", () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 }))
    .map(([a, n]): Interval => [a, a + n]);
  const set = fc.array(interval, { maxLength: 8 }).map(union);
  const has = (intervals: readonly Interval[], at: number): boolean => intervals.some(([a, b]) => at >= a && at < b);

  test("say of every moment what plain sets say", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        for (let at = 0; at < 75; at++) {
          expect(has(common(a, b), at)).toBe(has(a, at) && has(b, at));
          expect(has(without(a, b), at)).toBe(has(a, at) && !has(b, at));
          expect(has(outside(a, [10, 50]), at)).toBe(at >= 10 && at < 50 && !has(a, at));
        }
        expect(total(a)).toBe(total(common(a, b)) + total(without(a, b)));
      }),
    );
  });
});

describe("availability, by hand", () => {
  test("a day: lost 2 h, card reader jammed 3 h (restricted), reader and cash together 1 h of it (down)", () => {
    const spans = [
      online(0, 10 * hour),
      online(12 * hour),
      lasting("card", "reader", 14 * hour, 17 * hour),
      lasting("note", "cash", 16 * hour, 18 * hour),
    ];
    const times = whole(factsOf(spans, [fault("card", "reader"), fault("note", "cash")]));
    expect(times).toEqual({
      range: 24 * hour,
      unobserved: 2 * hour,
      down: 1 * hour,
      up: 21 * hour,
      restricted: 3 * hour, // 14-16 by the reader, 17-18 by the acceptor
      plannedDown: 0,
    });
    expect(availabilityOf(times)).toBeCloseTo(21 / 22, 10);
    expect(provenOf(times)).toBeCloseTo(21 / 24, 10);
    expect(observedOf(times)).toBeCloseTo(22 / 24, 10);
  });

  test("what was broken before it was lost is unobserved while it is lost, not down: unknown stays unknown", () => {
    const spans = [online(0, 6 * hour), online(8 * hour), lasting("all", "cash", 5 * hour, 9 * hour)];
    const times = whole(factsOf(spans, [fault("all", "cash", { impact: ["allSales"] })]));
    expect(times).toMatchObject({ down: 2 * hour, unobserved: 2 * hour, up: 20 * hour });
  });

  test("maintenance: the time down in it is planned and does not count against availability", () => {
    const maintenance: SpanRow = {
      kind: "maintenance",
      terminal: "t1",
      device: "",
      code: "",
      from: 2 * hour,
      to: 4 * hour,
    };
    const spans = [online(0), maintenance, lasting("all", "cash", 3 * hour, 5 * hour)];
    const times = whole(factsOf(spans, [fault("all", "cash", { impact: ["allSales"] })]));
    expect(times).toMatchObject({ down: 2 * hour, plannedDown: hour, up: 22 * hour });
    expect(availabilityOf(times)).toBeCloseTo(22 / 23, 10);
  });

  test("a terminal counts from its enrolment; one enrolled later is not there at all; one never seen is unobserved", () => {
    const late = whole(factsOf([online(6 * hour)], [], [terminal({ createdAt: 6 * hour })]));
    expect(late).toMatchObject({ range: 18 * hour, up: 18 * hour });
    expect(coursesOf(factsOf([], [], [terminal({ createdAt: 2 * day })]), { from: 0, to: day })).toEqual([]);
    expect(whole(factsOf([]))).toMatchObject({ up: 0, down: 0, unobserved: day });
    expect(availabilityOf(whole(factsOf([])))).toBeNull();
  });

  test("a fault that is open at the end counts to the end, one that was open at the beginning from the beginning", () => {
    const faults = [fault("a", "cash", { impact: ["allSales"] }), fault("b", "printer", { impact: ["allSales"] })];
    const spans = [online(-day), lasting("a", "cash", -2 * hour, 2 * hour), lasting("b", "printer", 23 * hour)];
    expect(whole(factsOf(spans, faults))).toMatchObject({ down: 3 * hour, up: 21 * hour });
  });

  test("faults that are not about work take nothing down: security, monitoring, minor ones, the terminal being lost", () => {
    const faults = [
      fault("door", "cash", { impact: ["security"] }),
      fault("low", "printer", { severity: "minor", impact: ["receipt"] }),
      fault("lost", "terminal", { impact: ["monitoring"] }),
    ];
    const spans = [online(0), ...faults.map(({ id, device }) => lasting(id, device, hour, 5 * hour))];
    expect(whole(factsOf(spans, faults))).toMatchObject({ down: 0, restricted: 0, up: day });
  });

  test("a module whose readings are too old is unobserved; the terminal only when all of them are", () => {
    const dark = (device: string): SpanRow => ({
      kind: "dark",
      terminal: "t1",
      device,
      code: "stale",
      from: hour,
      to: 3 * hour,
    });
    const [course] = coursesOf(factsOf([online(0), dark("cash")]), { from: 0, to: day });
    expect(timesOf((course as NonNullable<typeof course>).whole).unobserved).toBe(0);
    expect(course?.modules.map((one) => timesOf(one.course).unobserved)).toEqual([2 * hour, 0, 0]);
    expect(whole(factsOf([online(0), dark("cash"), dark("reader"), dark("printer")]))).toMatchObject({
      unobserved: 2 * hour,
    });
    const blind = terminal({ modules: modules.map((one) => ({ ...one, blindFrom: 20 * hour })) });
    expect(whole(factsOf([online(0)], [], [blind]))).toMatchObject({ unobserved: 4 * hour, up: 20 * hour });
  });

  test("where the terminal takes only cards, a dead reader is down", () => {
    const cards = terminal({ modules: modules.filter(({ device }) => device !== "cash") });
    const times = whole(
      factsOf([online(0), lasting("card", "reader", 0, 6 * hour)], [fault("card", "reader")], [cards]),
    );
    expect(times).toMatchObject({ down: 6 * hour, restricted: 0 });
  });
});

describe("availability, whatever happened", () => {
  const at = fc.integer({ min: -20, max: 120 });
  const stretch = fc.tuple(at, fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }));
  const devices = ["cash", "reader", "printer"] as const;
  const made = fc
    .record({
      presence: fc.array(stretch, { maxLength: 4 }),
      faults: fc.array(fc.tuple(fc.constantFrom(...devices), stretch, fc.boolean(), fc.boolean()), { maxLength: 6 }),
      dark: fc.array(fc.tuple(fc.constantFrom(...devices), stretch), { maxLength: 4 }),
      maintenance: fc.array(stretch, { maxLength: 2 }),
      createdAt: fc.integer({ min: 0, max: 50 }),
      blindFrom: fc.option(fc.integer({ min: 0, max: 150 }), { nil: undefined }),
    })
    .map(({ presence, faults, dark, maintenance, createdAt, blindFrom }) => {
      const end = ([from, ms]: readonly [number, number | undefined]) => (ms === undefined ? {} : { to: from + ms });
      const spans: SpanRow[] = [
        ...presence.map((one) => ({ ...online(one[0]), ...end(one) })),
        ...faults.map(([device, one], n) => ({ ...lasting(`f${n}`, device, one[0]), ...end(one) })),
        ...dark.map(
          ([device, one]): SpanRow => ({
            kind: "dark",
            terminal: "t1",
            device,
            code: "stale",
            from: one[0],
            ...end(one),
          }),
        ),
        ...maintenance.map(
          (one): SpanRow => ({ kind: "maintenance", terminal: "t1", device: "", code: "", from: one[0], ...end(one) }),
        ),
      ];
      const views = faults.map(([device, , severe, all], n) =>
        fault(`f${n}`, device, { severity: severe ? "critical" : "minor", impact: all ? ["allSales"] : [] }),
      );
      const blind = blindFrom === undefined ? {} : { blindFrom };
      return factsOf(spans, views, [terminal({ createdAt, modules: modules.map((one) => ({ ...one, ...blind })) })]);
    });

  test("up, down and unobserved are the whole range, of the terminal and of every module; no part is larger than what it is part of", () => {
    fc.assert(
      fc.property(made, (facts) => {
        for (const { whole: course, modules: list } of coursesOf(facts, { from: 0, to: 100 }))
          for (const one of [course, ...list.map((m) => m.course)]) {
            const t = timesOf(one);
            expect(t.up + t.down + t.unobserved).toBe(t.range);
            expect(common(one.up, one.down)).toEqual([]);
            expect(common(one.up, one.unobserved)).toEqual([]);
            expect(common(one.down, one.unobserved)).toEqual([]);
            expect(t.restricted).toBeLessThanOrEqual(t.up);
            expect(t.plannedDown).toBeLessThanOrEqual(t.down);
          }
      }),
    );
  });

  test("a range that is split adds up, and its steps say the same", () => {
    fc.assert(
      fc.property(made, fc.integer({ min: 1, max: 99 }), (facts, cut) => {
        const both = whole(facts, 0, 100);
        expect(addTimes(whole(facts, 0, cut), whole(facts, cut, 100))).toEqual(both);
        const steps = [
          { from: 0, to: cut },
          { from: cut, to: 100 },
        ];
        expect(sumTimes(timesByStep(coursesOf(facts, { from: 0, to: 100 }), steps))).toEqual(both);
      }),
    );
  });
});

describe("failures", () => {
  const user = "user:li";
  const text = { en: "", "zh-CN": "" };
  const ticketWith = (...kinds: readonly [TicketView["timeline"][number]["kind"], number][]): TicketView =>
    ({
      number: 1,
      timeline: kinds.map(([kind, at]) => eventOf(kind, at, text, { by: user })),
    }) as unknown as TicketView;

  test("MTBF and MTTR by hand: 3 failures in 10 days up, repaired after 1 h and 3 h, one still there", () => {
    const faults = ["a", "b", "c"].map((id, n) => fault(id, "cash", { code: `cash.x.${n}` }));
    const spans = [
      lasting("a", "cash", day, day + hour),
      lasting("b", "cash", 3 * day, 3 * day + 3 * hour),
      lasting("c", "cash", 9 * day),
    ].map((span, n) => ({ ...span, code: `cash.x.${n}` }));
    const incidents = incidentsOf(factsOf(spans, faults));
    const record = recordOf(incidents, {
      range: { from: 0, to: 10 * day },
      repeats: repeatsOf(incidents),
      ticketOf: () => undefined,
      visitsOf: () => [],
    });
    expect(record).toMatchObject({ failures: 3, repeats: 0, repairs: 2, repairMs: 4 * hour });
    expect(mtbf(9.9 * day, record)).toBe(3.3 * day);
    expect(mttr(record)).toBe(2 * hour);
    expect(mtbf(day, { failures: 0 })).toBeNull();
  });

  test("symptoms, maintenance and minor faults are no failures; flapping is one with several occurrences", () => {
    const faults = [
      fault("flaps", "cash"),
      fault("symptom", "reader", { hiddenBy: "flaps" }),
      fault("planned", "printer", { maintenance: true }),
      fault("minor", "host", { severity: "minor" }),
    ];
    const spans = [
      lasting("flaps", "cash", 0, hour),
      lasting("flaps", "cash", 2 * hour, 3 * hour),
      ...["symptom", "planned", "minor"].map((id, n) =>
        lasting(id, ["reader", "printer", "host"][n] as string, 0, hour),
      ),
    ];
    const failures = incidentsOf(factsOf(spans, faults)).filter((one) => one.failure);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ from: 0, to: 3 * hour, occurrences: 2 });
  });

  test("a repetition is the same fault of the same module within 30 days after the last one's end", () => {
    const at = [0, 29 * day, 61 * day];
    const faults = at.map((_, n) => fault(`f${n}`, "cash"));
    const incidents = incidentsOf(
      factsOf(
        at.map((from, n) => lasting(`f${n}`, "cash", from, from + hour)),
        faults,
      ),
    );
    expect([...repeatsOf(incidents)].map((one) => one.fault.id)).toEqual(["f1"]);
  });

  test("who cured it: a runbook, a person from afar, a visit, nobody; what went by itself counts in no rate", () => {
    const conclusion = { verdict: "cured" as const, advice: [], parts: [], evidence: [] };
    const faults = ["book", "desk", "visit", "self"].map((id) =>
      fault(id, "cash", { code: `cash.${id}`, ...(id === "book" ? { conclusion } : {}) }),
    );
    const spans = faults.map(({ id, code }) => ({ ...lasting(id, "cash", 0, 5 * hour), code }));
    const incidents = incidentsOf(factsOf(spans, faults));
    const tickets: Readonly<Record<string, TicketView>> = {
      desk: ticketWith(["remoteWork", hour]),
      visit: ticketWith(["remoteWork", hour], ["arrived", 4 * hour]),
      self: ticketWith(["arrived", 6 * hour]),
    };
    const record = recordOf(incidents, {
      range: { from: 0, to: day },
      repeats: new Set(),
      ticketOf: ({ fault: { id } }) => tickets[id],
      visitsOf: ({ timeline }) => siteVisits(timeline),
    });
    expect(record.cured).toEqual({ runbook: 1, remote: 1, visit: 1, itself: 1 });
    expect(remoteCureRate(record)).toBeCloseTo(2 / 3, 10);
  });

  test("first-time fix: one visit and never reopened", () => {
    const range = { from: 0, to: day };
    const fixOf = (ticket: TicketView, rows: readonly VisitRow[] = []) =>
      visitOf(ticket, siteVisits(ticket.timeline, rows), range);
    const once = ticketWith(["arrived", hour], ["resolved", 2 * hour]);
    expect(fixOf(once)).toEqual({ firstTime: true });
    // A visit that was planned, of which the ticket knows only the second coming.
    expect(fixOf(once, [plannedVisit(hour / 4, hour / 2)])).toEqual({ firstTime: false });
    expect(fixOf(once, [plannedVisit(hour, 2 * hour)])).toEqual({ firstTime: true });
    const twice = ticketWith(
      ["arrived", hour],
      ["resolved", 2 * hour],
      ["reopened", 3 * hour],
      ["arrived", 4 * hour],
      ["closed", 5 * hour],
    );
    expect(fixOf(twice)).toEqual({ firstTime: false });
    expect(fixOf(ticketWith(["accepted", hour], ["resolved", 2 * hour]))).toBeUndefined();
    expect(fixOf(ticketWith(["arrived", hour]))).toBeUndefined();
  });

  test("failures, repairs and their times of two halves are those of the whole", () => {
    const events = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 99 }), fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 99 }), (list, cut) => {
        const faults = list.map((_, n) => fault(`f${n}`, "cash"));
        const spans = list.map(([from, ms], n) =>
          lasting(`f${n}`, "cash", from, ms === undefined ? undefined : from + ms),
        );
        const incidents = incidentsOf(factsOf(spans, faults));
        const of = (from: number, to: number) =>
          recordOf(incidents, {
            range: { from, to },
            repeats: repeatsOf(incidents),
            ticketOf: () => undefined,
            visitsOf: () => [],
          });
        const [a, b, all] = [of(0, cut), of(cut, 200), of(0, 200)];
        for (const key of ["failures", "repeats", "repairs", "repairMs"] as const)
          expect(a[key] + b[key]).toBe(all[key]);
      }),
    );
  });
});

describe("promises", () => {
  const clock = (more: object) => ({
    name: "contact",
    budgetMs: hour,
    usedMs: 0,
    pausedMs: 0,
    leftMs: hour,
    breached: false,
    text: { en: "", "zh-CN": "" },
    ...more,
  });
  const promised = (clocks: readonly object[], from = 0, to = day) =>
    promisesOf({ tickets: [{ number: 1 } as TicketView], clocks: () => clocks as never }, { from, to, zone: "UTC" });

  test("count where they were kept or ran out; what still runs or stands still is not decided", () => {
    const clocks = [
      clock({ metAt: hour }),
      clock({ breached: true, dueAt: 2 * hour, metAt: 30 * hour, leftMs: -hour }),
      clock({ dueAt: 40 * hour }),
      clock({ paused: "site" }),
    ];
    expect(promised(clocks).map(({ kept, at }) => [kept, at])).toEqual([
      [true, hour],
      [false, 2 * hour],
    ]);
    expect(complianceOf(promised(clocks))).toBe(0.5);
    expect(promised(clocks, day, 2 * day)).toEqual([]);
    expect(complianceOf([])).toBeNull();
  });
});
