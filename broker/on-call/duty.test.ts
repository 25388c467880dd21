import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import type { OnCallDuty, OnCallLayer, OnCallRota } from "../../contract/index.ts";
import { makePolicy, type Policy } from "../service-levels/policy.ts";
import twoLevel from "../service-levels/presets/two-level.ts";
import { type Change, duties, gapsOf, onDuty, type Rota } from "./duty.ts";
import { type Known, makePlan } from "./plan.ts";

const policy: Policy = makePolicy(
  {
    ...twoLevel,
    calendar: {
      ...twoLevel.calendar,
      zone: "Asia/Shanghai",
      week: twoLevel.calendar?.week ?? {},
      holidays: { "2026-10-01": "National Day" },
    },
  },
  "test",
);
const known: Known = {
  person: () => ({}),
  policy: (id) => (id === policy.id ? policy : undefined),
  standard: policy,
  channels: ["mail"],
};
const make = (layers: OnCallLayer[], zone = "Europe/Berlin", more: Partial<OnCallRota> = {}): Rota =>
  makePlan({ rotas: [{ id: "line", title: { en: "Line", "zh-CN": "值班" }, zone, layers, ...more }], paths: [] }, known)
    .rotas[0] as Rota;
const at = (text: string, zone = "Europe/Berlin"): number =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
const local = (ms: number, zone = "Europe/Berlin"): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16);
const told = (list: readonly OnCallDuty[], zone?: string): string[] =>
  list.map(({ person, from, to }) => `${person} ${local(from, zone)} ${local(to, zone)}`);
const hour = 3_600_000;

describe("by the clocks of the zone", () => {
  const weekly = make([{ people: ["eva", "li"], shift: "week", handover: { time: "09:00" }, from: "2026-03-16" }]);

  test("a week is Monday 09:00 to Monday 09:00, an hour shorter when the clocks go forward", () => {
    const list = duties(weekly, [], at("2026-03-16T09:00"), at("2026-04-06T09:00"));
    expect(told(list)).toEqual([
      "eva 2026-03-16T09:00 2026-03-23T09:00",
      "li 2026-03-23T09:00 2026-03-30T09:00",
      "eva 2026-03-30T09:00 2026-04-06T09:00",
    ]);
    expect(list.map(({ from, to }) => (to - from) / hour)).toEqual([168, 167, 168]);
  });

  test("nobody is on duty before the first turn, nor after the last", () => {
    const short = make([{ people: ["eva"], shift: "day", from: "2026-05-01", until: "2026-05-04" }]);
    expect(told(duties(short, [], at("2026-04-20T00:00"), at("2026-06-01T00:00")))).toEqual([
      "eva 2026-05-01T09:00 2026-05-02T09:00",
      "eva 2026-05-02T09:00 2026-05-03T09:00",
      "eva 2026-05-03T09:00 2026-05-04T09:00",
    ]);
    expect(onDuty(short, [], at("2026-05-04T09:00"))).toBeUndefined();
  });

  test("the first turn is cut short where it does not begin on the day of handover", () => {
    const rota = make([
      { people: ["a", "b", "c"], shift: "week", handover: { weekday: "monday", time: "08:00" }, from: "2026-07-02" },
    ]);
    expect(told(duties(rota, [], at("2026-07-01T00:00"), at("2026-07-13T08:00")))).toEqual([
      "a 2026-07-02T08:00 2026-07-06T08:00",
      "b 2026-07-06T08:00 2026-07-13T08:00",
    ]);
  });

  test("months hand over on their day, though it lies before the first", () => {
    const rota = make([
      { people: ["a", "b"], shift: "month", handover: { dayOfMonth: 1, time: "00:00" }, from: "2026-01-15" },
    ]);
    expect(told(duties(rota, [], at("2026-01-01T00:00"), at("2026-04-01T00:00")))).toEqual([
      "a 2026-01-15T00:00 2026-02-01T00:00",
      "b 2026-02-01T00:00 2026-03-01T00:00",
      "a 2026-03-01T00:00 2026-04-01T00:00",
    ]);
    const late = make([{ people: ["a", "b"], shift: "month", from: "2026-01-31" }]);
    expect(told(duties(late, [], at("2026-02-01T09:00"), at("2026-03-28T09:00")))).toEqual([
      "a 2026-02-01T09:00 2026-02-28T09:00",
      "b 2026-02-28T09:00 2026-03-28T09:00",
    ]);
  });

  test("twelve hours hand over at the same times of day, also when the night has eleven hours or thirteen", () => {
    const rota = make([{ people: ["day", "night"], shift: "12 h", handover: { time: "08:00" }, from: "2026-10-24" }]);
    const list = duties(rota, [], at("2026-10-24T08:00"), at("2026-10-25T20:00"));
    expect(told(list)).toEqual([
      "day 2026-10-24T08:00 2026-10-24T20:00",
      "night 2026-10-24T20:00 2026-10-25T08:00",
      "day 2026-10-25T08:00 2026-10-25T20:00",
    ]);
    expect(list.map(({ from, to }) => (to - from) / hour)).toEqual([12, 13, 12]);
  });

  test("a handover in the hour that is skipped happens when the clocks go on", () => {
    const rota = make([{ people: ["a", "b"], shift: "day", handover: { time: "02:30" }, from: "2026-03-28" }]);
    expect(told(duties(rota, [], at("2026-03-28T02:30"), at("2026-03-30T02:30")))).toEqual([
      "a 2026-03-28T02:30 2026-03-29T03:00",
      "b 2026-03-29T03:00 2026-03-30T02:30",
    ]);
    const exact = make([{ people: ["a", "b"], shift: "day", handover: { time: "02:00" }, from: "2026-03-28" }]);
    expect(told(duties(exact, [], at("2026-03-28T02:00"), at("2026-03-29T12:00")))[0]).toBe(
      "a 2026-03-28T02:00 2026-03-29T03:00",
    );
  });
});

describe("hours", () => {
  const night = make(
    [{ people: ["eva"], shift: "week", from: "2026-09-28", hours: { outside: "two-level" } }],
    "Asia/Shanghai",
  );
  const zone = "Asia/Shanghai";

  test("outside working hours: nights, the break at noon, weekends and holidays as one", () => {
    const list = duties(night, [], at("2026-09-30T08:00", zone), at("2026-10-02T12:30", zone));
    expect(told(list, zone)).toEqual([
      "eva 2026-09-30T08:00 2026-09-30T09:00",
      "eva 2026-09-30T12:00 2026-09-30T13:00",
      "eva 2026-09-30T18:00 2026-10-02T09:00",
      "eva 2026-10-02T12:00 2026-10-02T12:30",
    ]);
  });

  test("the week's spans go over midnight; holidays are whole days beside them", () => {
    const rota = make(
      [
        {
          people: ["eva"],
          shift: "month",
          from: "2026-09-01",
          hours: { week: { wednesday: ["18:00-08:00"], sunday: ["22:00-06:00"] }, holidaysOf: "two-level" },
        },
      ],
      zone,
    );
    expect(told(duties(rota, [], at("2026-09-27T00:00", zone), at("2026-10-03T00:00", zone)), zone)).toEqual([
      "eva 2026-09-27T22:00 2026-09-28T06:00",
      "eva 2026-09-30T18:00 2026-10-01T09:00",
      "eva 2026-10-01T09:00 2026-10-02T00:00",
    ]);
  });

  test("the first layer with hours counts; the next fills what it leaves", () => {
    const rota = make(
      [
        { people: ["day"], shift: "day", from: "2026-09-01", hours: { inside: "two-level" } },
        { people: ["a", "b"], shift: "week", from: "2026-09-28" },
      ],
      zone,
    );
    const list = duties(rota, [], at("2026-09-28T09:00", zone), at("2026-09-28T19:00", zone));
    expect(told(list, zone)).toEqual([
      "day 2026-09-28T09:00 2026-09-28T12:00",
      "a 2026-09-28T12:00 2026-09-28T13:00",
      "day 2026-09-28T13:00 2026-09-28T18:00",
      "a 2026-09-28T18:00 2026-09-28T19:00",
    ]);
    expect(gapsOf([night], [], [at("2026-09-28T09:00", zone), at("2026-09-28T19:00", zone)])).toHaveLength(2);
    expect(gapsOf([rota, night], [], [at("2026-09-28T09:00", zone), at("2026-09-28T19:00", zone)])).toEqual([]);
  });
});

describe("overrides and swaps", () => {
  const rota = make([{ people: ["eva", "li", "max"], shift: "day", handover: { time: "00:00" }, from: "2026-06-01" }]);
  const change = (n: number, from: string, to: string, person: string, more: Partial<Change> = {}): Change => ({
    n,
    rota: "line",
    person,
    from: at(from),
    to: at(to),
    ...more,
  });
  const june = (changes: Change[], from: string, to: string): string[] =>
    told(duties(rota, changes, at(from), at(to))).map((text) => text.replaceAll("2026-06-", ""));

  test("the later override lies over the earlier, whichever is the longer", () => {
    const outer = change(1, "2026-06-02T00:00", "2026-06-04T00:00", "kim");
    const inner = change(2, "2026-06-02T12:00", "2026-06-02T18:00", "eva");
    expect(june([outer, inner], "2026-06-01T12:00", "2026-06-05T00:00")).toEqual([
      "eva 01T12:00 02T00:00",
      "kim 02T00:00 02T12:00",
      "eva 02T12:00 02T18:00",
      "kim 02T18:00 04T00:00",
      "eva 04T00:00 05T00:00",
    ]);
    const over = { ...outer, n: 3 };
    expect(june([over, inner], "2026-06-02T00:00", "2026-06-04T00:00")).toEqual(["kim 02T00:00 04T00:00"]);
  });

  test("a swap moves both sides, and nothing of a third", () => {
    const swap = change(1, "2026-06-01T00:00", "2026-06-02T00:00", "eva", {
      with: { person: "li", from: at("2026-06-05T00:00"), to: at("2026-06-06T00:00") },
    });
    expect(june([swap], "2026-06-01T00:00", "2026-06-07T00:00")).toEqual([
      "li 01T00:00 02T00:00",
      "li 02T00:00 03T00:00",
      "max 03T00:00 04T00:00",
      "eva 04T00:00 05T00:00",
      "eva 05T00:00 06T00:00",
      "max 06T00:00 07T00:00",
    ]);
  });

  test("a cancelled override counted until then", () => {
    const gone = change(1, "2026-06-02T00:00", "2026-06-03T00:00", "kim", { cancelledAt: at("2026-06-02T06:00") });
    expect(june([gone], "2026-06-02T00:00", "2026-06-03T00:00")).toEqual([
      "kim 02T00:00 02T06:00",
      "li 02T06:00 03T00:00",
    ]);
    const never = { ...gone, cancelledAt: at("2026-06-01T06:00") };
    expect(june([never], "2026-06-02T00:00", "2026-06-03T00:00")).toEqual(["li 02T00:00 03T00:00"]);
  });
});

describe("properties over zones, daylight saving, overrides that nest, swaps", () => {
  const zones = ["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"];
  const names = ["a", "b", "c", "d"];
  const layer = (restricted: boolean): fc.Arbitrary<OnCallLayer> =>
    fc.record({
      people: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
      shift: fc.constantFrom("day", "week", "month", "12 h", "8 h", "1 h"),
      handover: fc.record({ time: fc.constantFrom("00:00", "02:00", "02:30", "03:00", "09:00", "23:45") }),
      from: fc.constantFrom("2026-01-01", "2026-01-31", "2026-02-04"),
      ...(restricted
        ? {
            hours: fc.constantFrom(
              { outside: "two-level" },
              { inside: "two-level" },
              { week: { monday: ["18:00-08:00"], saturday: ["00:00-24:00"], sunday: ["02:15-02:45", "20:00-01:30"] } },
              { outside: "two-level", week: { friday: ["08:00-22:30"] } },
            ),
          }
        : {}),
    });
  const dayMs = 86_400_000;
  const start = Date.UTC(2026, 1, 12);
  const end = Date.UTC(2026, 10, 20);
  const moment = fc.integer({ min: start - 5 * dayMs, max: end + 5 * dayMs });
  const side = fc.record({ person: fc.constantFrom(...names), from: moment, days: fc.integer({ min: 1, max: 9 }) });
  const oneChange = fc.record({ a: side, b: fc.option(side), cancelled: fc.option(moment) }).map(
    ({ a, b, cancelled }): Omit<Change, "n"> => ({
      rota: "line",
      person: a.person,
      from: a.from,
      to: a.from + a.days * dayMs,
      ...(b && b.person !== a.person ? { with: { person: b.person, from: b.from, to: b.from + b.days * dayMs } } : {}),
      ...(cancelled === null ? {} : { cancelledAt: cancelled }),
    }),
  );
  const changes = fc
    .array(oneChange, { maxLength: 8 })
    .map((list) => list.map((one, n): Change => ({ n: n + 1, ...one })));
  const window = fc
    .tuple(moment, fc.integer({ min: 1, max: 20 * dayMs }))
    .map(([from, ms]) => [from, from + ms] as const);
  const rotas = fc
    .tuple(fc.constantFrom(...zones), fc.array(layer(true), { maxLength: 2 }), layer(false))
    .map(([zone, above, base]) => make([...above, base], zone));

  test("duties say of every moment what onDuty says, do not overlap, and leave no gap", () => {
    fc.assert(
      fc.property(
        rotas,
        changes,
        window,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (rota, list, [from, to], marks) => {
          const found = duties(rota, list, from, to);
          expect(found[0]?.from).toBe(from);
          expect(found.at(-1)?.to).toBe(to);
          for (const [n, duty] of found.entries()) {
            expect(duty.to).toBeGreaterThan(duty.from);
            if (n > 0) expect(duty.from).toBe(found[n - 1]?.to);
          }
          const edges = found.slice(0, 6).flatMap((duty) => [duty.from, duty.to - 1]);
          for (const at of [...edges, ...marks.map((mark) => Math.floor(from + mark * (to - from - 1)))]) {
            const duty = found.find((one) => one.from <= at && at < one.to);
            expect({ at, person: duty?.person, origin: duty?.origin, change: duty?.change }).toEqual({
              at,
              change: undefined,
              ...onDuty(rota, list, at),
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("handovers of a rota with every hour are at its time of day, or where the clocks jump over it, and people come in turn", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), layer(false), window, (zone, given, [from, to]) => {
        const rota = make([{ ...given, shift: given.shift.endsWith(" h") ? "day" : given.shift }], zone);
        const list = duties(rota, [], from, to);
        for (const [n, duty] of list.slice(1).entries()) {
          const clock = Temporal.Instant.fromEpochMilliseconds(duty.from).toZonedDateTimeISO(zone);
          const jump =
            Temporal.Instant.fromEpochMilliseconds(duty.from - 1).toZonedDateTimeISO(zone).offset !== clock.offset;
          if (!jump) expect(clock.toPlainTime().toString().slice(0, 5)).toBe(given.handover?.time);
          const turns = given.people.length;
          const before = list[n]?.person;
          const pairs = given.people.map((person, i) => `${person}>${given.people[(i + 1) % turns]}`);
          expect(pairs).toContain(`${before}>${duty.person}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a window cut in two says the same as the whole", () => {
    fc.assert(
      fc.property(rotas, changes, window, (rota, list, [from, to]) => {
        const middle = Math.floor((from + to) / 2);
        const hours = (found: readonly OnCallDuty[]): Record<string, number> => {
          const sum: Record<string, number> = {};
          for (const duty of found) sum[duty.person] = (sum[duty.person] ?? 0) + duty.to - duty.from;
          return sum;
        };
        expect(hours([...duties(rota, list, from, middle), ...duties(rota, list, middle, to)])).toEqual(
          hours(duties(rota, list, from, to)),
        );
      }),
      { numRuns: 20 },
    );
  });
});
