import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ContractSettings, makeContracts } from "../../service-levels/contracts.ts";
import { makePolicy } from "../../service-levels/policy.ts";
import twoLevel from "../../service-levels/presets/two-level.ts";
import preset from "../fees/presets/cny-visit-or-year.ts";
import { type FeeFile, makeSchedule } from "../fees/schedule.ts";
import { chargesOf, type Period, type TermsInForce } from "./charges.ts";
import type { ChargeFacts, PartFact, UnitFact, VisitFact } from "./facts.ts";
import { loanEntitled } from "./loan.ts";

const at = (text: string): number => Date.parse(`${text}+08:00`);
const day = 86_400_000;
const hour = 3_600_000;
const settings: ContractSettings = {
  id: "c1",
  customer: "Metro line 4",
  policy: "self-service-terminal",
  sites: ["hall", "depot"],
  terminals: [],
  zone: "Asia/Shanghai",
  from: "2026-01-01",
  siteZones: { hall: "city", depot: "outside" },
};
const { calendar } = makePolicy(twoLevel, "test");
const terms = (
  { billing = "visit", ...change }: Partial<ContractSettings> = {},
  fees: Partial<FeeFile> = {},
): TermsInForce => {
  const [contract] = makeContracts([{ ...settings, ...change }]);
  if (!contract) throw new Error("no contract");
  return { contract, billing, schedule: makeSchedule({ ...preset, ...fees }, "test"), calendar };
};

const visit = (change: Partial<VisitFact> = {}): VisitFact => ({
  ticket: 14,
  n: 1,
  terminal: "k1",
  site: "hall",
  arrivedAt: at("2026-11-03T10:00:00"),
  leftAt: at("2026-11-03T11:30:00"),
  ...change,
});
const part = (change: Partial<PartFact> = {}): PartFact => ({
  move: 7,
  ticket: 14,
  terminal: "k1",
  site: "hall",
  item: "UPS battery",
  quantity: 1,
  at: at("2026-11-03T11:00:00"),
  ...change,
});
const facts = (change: Partial<ChargeFacts> = {}): ChargeFacts => ({ visits: [], parts: [], units: [], ...change });
const november: Period = { from: at("2026-11-01T00:00:00"), to: at("2026-12-01T00:00:00") };
const amounts = (t: TermsInForce, f: Partial<ChargeFacts>, period = november) =>
  chargesOf(t, facts(f), period).lines.map(({ amount }) => amount);

describe("a visit", () => {
  it("costs by zone, and less the second time for one ticket; each line says why", () => {
    const { lines, net, total } = chargesOf(
      terms(),
      facts({
        visits: [
          visit(),
          visit({ n: 2, site: "depot", arrivedAt: at("2026-11-05T09:00:00"), leftAt: at("2026-11-05T10:00:00") }),
        ],
      }),
      november,
    );
    expect(lines.map(({ text }) => text.en)).toEqual([
      "visit 2026-11-03, first visit for ticket 14, in the city districts: 400.00 CNY",
      "visit 2026-11-05, second visit for ticket 14, outside the city: 480.00 CNY",
    ]);
    expect(lines[1]?.text["zh-CN"]).toBe("2026-11-05 上门，工单 14 第 2 次上门，市区以外：480.00 CNY");
    expect([net, total]).toEqual([88_000, 88_000]);
  });

  it("that lasts longer than eight hours costs again for each eight begun, or not, as the schedule says", () => {
    const long = visit({ leftAt: at("2026-11-03T10:00:00") + 16 * hour + 1 });
    expect(amounts(terms(), { visits: [long] })).toEqual([120_000]);
    expect(amounts(terms(), { visits: [visit({ leftAt: at("2026-11-03T18:00:00") })] })).toEqual([40_000]);
    const included = { ...preset.visits, beyond: "included" } as NonNullable<FeeFile["visits"]>;
    expect(amounts(terms({}, { visits: included }), { visits: [long] })).toEqual([40_000]);
  });

  it("outside of working hours costs its factor, by the moment of arrival", () => {
    const visits = { ...preset.visits, outsideHoursPercent: 150 } as NonNullable<FeeFile["visits"]>;
    const sunday = visit({ arrivedAt: at("2026-11-08T10:00:00"), leftAt: at("2026-11-08T11:00:00") });
    const { lines } = chargesOf(terms({}, { visits }), facts({ visits: [visit(), sunday] }), november);
    expect(lines.map(({ amount }) => amount)).toEqual([40_000, 60_000]);
    expect(lines[1]?.text.en).toContain("outside working hours: 150 %");
  });

  it("is free in warranty, to the last day of it", () => {
    const inWarranty = terms({ acceptedOn: "2025-11-04", warrantyMonths: 12 });
    const next = visit({ ticket: 15, arrivedAt: at("2026-11-04T00:00:00"), leftAt: at("2026-11-04T01:00:00") });
    const { lines } = chargesOf(inWarranty, facts({ visits: [visit(), next] }), november);
    expect(lines.map(({ amount, free }) => [amount, free])).toEqual([
      [0, true],
      [40_000, false],
    ]);
    expect(lines[0]?.text.en).toContain("free: in warranty until 2026-11-03 (by the contract)");
    expect(amounts(terms(), { visits: [visit({ warranty: { until: "2026-12-01", of: "unit" } })] })).toEqual([0]);
  });

  it("is covered by a yearly fee", () => {
    expect(chargesOf(terms({ billing: "year" }), facts({ visits: [visit()] }), november).lines[0]).toMatchObject({
      amount: 0,
      free: true,
      text: { en: expect.stringContaining("covered by the yearly fee") as string },
    });
  });

  it("to a site without a zone has no price, is in no sum, and says so", () => {
    const statement = chargesOf(terms(), facts({ visits: [visit({ site: "moon" }), visit({ ticket: 15 })] }), november);
    expect(statement).toMatchObject({ net: 40_000, open: 1 });
    expect(statement.lines[0]?.amount).toBeUndefined();
    expect(statement.lines[0]?.text.en).toContain("site moon has no zone");
    expect(amounts(terms({ siteZones: { "*": "outside" } }), { visits: [visit({ site: "moon" })] })).toEqual([60_000]);
  });
});

describe("a part", () => {
  const priced = {
    parts: { basis: "cost", prices: { "UPS battery": 210.5, display: 900 }, warrantyMonths: 12 },
  } as const;

  it("is passed on at its price; a large one is brought for a fee", () => {
    const { lines } = chargesOf(
      terms({}, priced),
      facts({ parts: [part({ quantity: 2 }), part({ move: 8, item: "display" })] }),
      november,
    );
    expect(lines.map(({ kind, amount }) => [kind, amount])).toEqual([
      ["part", 42_100],
      ["part", 90_000],
      ["transport", 20_000],
    ]);
    expect(lines[0]?.text.en).toBe("2 × UPS battery for ticket 14 (move 7), at cost: 421.00 CNY");
  });

  it("without a price is open, never nothing", () => {
    expect(chargesOf(terms(), facts({ parts: [part()] }), november)).toMatchObject({ net: 0, open: 1 });
  });

  it("changed in warranty has a warranty of its own, and so has the next one changed in that", () => {
    const change = (move: number, text: string, more: Partial<PartFact> = {}) =>
      part({ move, at: at(`${text}T10:00:00`), ...more });
    const parts = [
      change(1, "2024-06-01", { warranty: { until: "2024-06-30", of: "unit" } }),
      change(2, "2025-05-31"),
      change(3, "2026-05-30"),
      change(4, "2027-06-02"),
    ];
    const all = { from: at("2024-01-01T00:00:00"), to: at("2028-01-01T00:00:00") };
    expect(amounts(terms({}, priced), { parts }, all)).toEqual([0, 0, 0, 21_050]);
    const text = chargesOf(terms({}, priced), facts({ parts }), all).lines[2]?.text.en;
    expect(text).toContain("free: in warranty until 2026-05-30 (of the part changed in warranty)");
    const paid = parts.map(({ warranty: _none, ...one }) => one);
    expect(amounts(terms({}, priced), { parts: paid }, all)).toEqual([21_050, 21_050, 21_050, 21_050]);
    expect(
      amounts(terms({}, priced), { parts: [parts[0] as PartFact, change(2, "2025-05-31", { terminal: "k2" })] }, all),
    ).toEqual([0, 21_050]);
  });
});

const endless = Number.MAX_SAFE_INTEGER;
const unit = (
  device: string,
  there: UnitFact["there"] = [[0, endless]],
  warranties: UnitFact["warranties"] = [],
): UnitFact => ({
  terminal: "k1",
  device,
  deviceClass: "host",
  there,
  warranties,
});
const year2026: Period = { from: at("2026-01-01T00:00:00"), to: at("2027-01-01T00:00:00") };
const daily = { year: { ...preset.year, count: "daily" } as NonNullable<FeeFile["year"]> };

describe("a yearly fee", () => {
  it("counts what stands there on the first day of the contract year, and what the contract lists", () => {
    const yearly = terms({ billing: "year", equipment: { networkSwitch: 11 } });
    const late = unit("d3", [[at("2026-03-01T00:00:00"), endless]]);
    const guarded = unit("d4", undefined, [["2025-02-01", "2026-01-31"]]);
    const { lines } = chargesOf(yearly, facts({ units: [unit("d1"), unit("d2"), late, guarded] }), year2026);
    expect(lines.map(({ item, quantity, amount }) => [item, quantity, amount])).toEqual([
      ["pc", 2, 16_000],
      ["networkSwitch", 11, 412_000],
    ]);
    expect(lines[0]?.text.en).toBe("PC, year 2026-01-01 – 2026-12-31, 2 × 80.00 CNY; 1 in warranty: 160.00 CNY");
    expect(lines[1]?.text.en).toContain("5 × 400.00 CNY + 5 × 360.00 CNY + 1 × 320.00 CNY");
    expect(amounts(yearly, { units: [unit("d1")] })).toEqual([]);
  });

  it("of a contract that ends within the year is its share of the days", () => {
    expect(amounts(terms({ billing: "year", until: "2026-01-31" }), { units: [unit("d1")] }, year2026)).toEqual([
      Math.round((8000 * 31) / 365),
    ]);
  });

  it("is nothing while the contract's warranty holds", () => {
    const t = terms({ billing: "year", acceptedOn: "2025-12-01", warrantyMonths: 12 });
    expect(amounts(t, { units: [unit("d1")] }, year2026)).toEqual([0]);
    const days = amounts(
      terms({ billing: "year", acceptedOn: "2025-12-01", warrantyMonths: 12 }, daily),
      { units: [unit("d1")] },
      year2026,
    );
    expect(days).toEqual([Math.round((8000 * 31) / 365)]);
  });

  it("counted daily costs each day for what stands there on it", () => {
    const half = unit("d1", [[at("2026-07-01T00:00:00"), endless]]);
    expect(amounts(terms({ billing: "year" }, daily), { units: [half] }, year2026)).toEqual([
      Math.round((8000 * 184) / 365),
    ]);
  });
});

describe("tax and minimum", () => {
  const tax = (of: "line" | "total") => ({ tax: { percent: 6.25, of, halves: "up" } }) as const;
  it("is rounded line by line or once", () => {
    const visits = {
      ...preset.visits,
      zones: { city: { title: { en: "c", "zh-CN": "c" }, visit: 0.08, transport: { large: 0 } } },
    } as NonNullable<FeeFile["visits"]>;
    const three = [1, 2, 3].map((ticket) => visit({ ticket }));
    const sums = (of: "line" | "total") =>
      chargesOf(terms({ siteZones: { "*": "city" } }, { visits, ...tax(of) }), facts({ visits: three }), november);
    expect(sums("line")).toMatchObject({ net: 24, tax: 3, total: 27, taxPercent: "6.25" });
    expect(sums("total")).toMatchObject({ net: 24, tax: 2, total: 26 });
  });

  it("a statement on which anything is charged comes to the minimum", () => {
    expect(amounts(terms({}, { minimum: 500 }), { visits: [visit()] })).toEqual([40_000, 10_000]);
    expect(amounts(terms({}, { minimum: 500 }), {})).toEqual([]);
    expect(amounts(terms({}, { minimum: 300 }), { visits: [visit()] })).toEqual([40_000]);
  });
});

const moment = fc.integer({ min: year2026.from, max: year2026.to - 1 });
const anyVisit = fc
  .record({
    ticket: fc.nat(20),
    site: fc.constantFrom("hall", "depot", "moon"),
    arrivedAt: moment,
    lasted: fc.nat(30 * hour),
    guarded: fc.boolean(),
  })
  .map(({ lasted, guarded, ...one }) =>
    visit({
      ...one,
      leftAt: one.arrivedAt + lasted,
      ...(guarded ? { warranty: { until: "2026-06-30", of: "terminal" } } : {}),
    }),
  );
/** Visits in order of time, numbered by ticket as the gathering does it. */
const anyVisits = fc.array(anyVisit, { maxLength: 30 }).map((visits) => {
  const counts = new Map<number, number>();
  return [...visits]
    .sort((a, b) => a.arrivedAt - b.arrivedAt)
    .map((one): VisitFact => {
      const n = (counts.get(one.ticket) ?? 0) + 1;
      counts.set(one.ticket, n);
      return { ...one, n };
    });
});
const anyParts = fc
  .array(
    fc.record({
      at: moment,
      item: fc.constantFrom("UPS battery", "display", "odd"),
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 20 },
  )
  .map((parts) => [...parts].sort((a, b) => a.at - b.at).map((one, n) => part({ ...one, move: n + 1 })));
const anyUnits = fc.array(
  fc.tuple(moment, fc.nat(200 * day)).map(([from, length]) => unit("d", [[from, from + length]])),
  { maxLength: 8 },
);
const anyFees = fc
  .record({
    percent: fc.integer({ min: 0, max: 2000 }).map((n) => n / 100),
    of: fc.constantFrom("line" as const, "total" as const),
    halves: fc.constantFrom("up" as const, "even" as const),
    minimum: fc.integer({ min: 0, max: 2000 }),
    daily: fc.boolean(),
  })
  .map(
    ({ percent, of, halves, minimum, daily: byDay }): Partial<FeeFile> => ({
      tax: { percent, of, halves },
      minimum,
      parts: { basis: "priceList", prices: { "UPS battery": 210.5, display: 900 }, warrantyMonths: 12 },
      ...(byDay ? daily : {}),
    }),
  );
const billing = fc.constantFrom("visit" as const, "year" as const);
const months = Array.from({ length: 12 }, (_, n): Period => {
  const start = (month: number): number =>
    at(`${2026 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01T00:00:00`);
  return { from: start(n), to: start(n + 1) };
});

describe("properties", () => {
  it("lines add up to the net sum, tax comes upon it, nothing is negative or in part of a minor unit, and free costs nothing", () => {
    fc.assert(
      fc.property(anyVisits, anyParts, anyUnits, anyFees, billing, (visits, parts, units, fees, how) => {
        const statement = chargesOf(terms({ billing: how }, fees), { visits, parts, units }, year2026);
        const { lines, net, tax, total, open } = statement;
        expect(lines.reduce((sum, { amount = 0 }) => sum + amount, 0)).toBe(net);
        expect(total).toBe(net + tax);
        expect(open).toBe(lines.filter(({ amount }) => amount === undefined).length);
        for (const value of [net, tax, ...lines.map(({ amount = 0 }) => amount)]) {
          expect(Number.isInteger(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
        }
        for (const line of lines) expect(line.free).toBe(line.amount === 0);
      }),
      { numRuns: 60 },
    );
  });

  it("months add up to the year: visits and parts line by line, a daily fee to the last minor unit", () => {
    fc.assert(
      fc.property(
        anyVisits,
        anyParts,
        anyUnits,
        anyFees,
        billing,
        (visits, parts, units, { minimum: _none, ...fees }, how) => {
          const t = terms({ billing: how }, fees);
          const all = { visits, parts, units };
          const linesOf = (periods: readonly Period[]) => periods.flatMap((period) => chargesOf(t, all, period).lines);
          const once = (lines: ReturnType<typeof linesOf>) => lines.filter(({ kind }) => kind !== "year");
          const [whole, split] = [linesOf([year2026]), linesOf(months)];
          expect(once(split)).toEqual(once(whole));
          const yearly = (lines: typeof whole) =>
            lines.filter(({ kind }) => kind === "year").reduce((sum, { amount = 0 }) => sum + amount, 0);
          expect(yearly(split)).toBe(yearly(whole));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("in the contract's warranty everything is free", () => {
    fc.assert(
      fc.property(anyVisits, anyParts, anyUnits, anyFees, billing, (visits, parts, units, fees, how) => {
        const guarded = terms({ billing: how, acceptedOn: "2025-12-31", warrantyMonths: 24 }, fees);
        expect(chargesOf(guarded, { visits, parts, units }, year2026)).toMatchObject({ net: 0, total: 0, open: 0 });
      }),
      { numRuns: 30 },
    );
  });
});

describe("the right to a loan unit", () => {
  const openedAt = at("2026-11-03T10:00:00");
  const right = (how: "visit" | "year", now: number, state: "accepted" | "restored" = "accepted") =>
    loanEntitled(terms({ billing: how }), { openedAt, state }, now);
  it("is the yearly customer's once a repair takes longer than 48 hours", () => {
    expect(right("year", openedAt + 47 * hour)).toMatchObject({
      entitled: false,
      from: openedAt + 48 * hour,
      text: { en: "loan unit due in 1 h if the repair lasts" },
    });
    expect(right("year", openedAt + 48 * hour)?.entitled).toBe(false);
    expect(right("year", openedAt + 48 * hour + 1)).toMatchObject({
      entitled: true,
      text: { en: "loan unit due: the repair takes longer than 2 d" },
    });
    expect(right("visit", openedAt + 90 * hour)?.entitled).toBe(false);
    expect(right("year", openedAt + 90 * hour, "restored")).toBeUndefined();
    expect(loanEntitled(undefined, { openedAt, state: "new" }, openedAt)).toBeUndefined();
  });
});
