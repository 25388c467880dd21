import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type ContractSettings, makeContracts } from "../../service-levels/contracts.ts";
import { type Band, bandIssues, feeOf, sharesOf } from "./bands.ts";
import { loadFeePresets, loadFees, parseSchedule } from "./load-schedules.ts";
import { digitsOf, minorOf, moneyText, shareOf } from "./money.ts";
import { defineFees, type FeeFile, makeSchedule } from "./schedule.ts";

const folder = mkdtempSync(join(tmpdir(), "fees-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("money", () => {
  it.each([
    [400, 2, 40_000],
    [36.5, 2, 3650],
    [0.1, 2, 10],
    [1.005, 2, undefined],
    [400, 0, 400],
    [400.5, 0, undefined],
    [1.005, 3, 1005],
    [-1, 2, undefined],
    [1e21, 2, undefined],
  ])("%s in %s digits is %s minor units", (amount, digits, minor) => expect(minorOf(amount, digits)).toBe(minor));

  it.each([
    ["CNY", 2],
    ["JPY", 0],
    ["KWD", 3],
    ["XYZ", undefined],
  ])("%s has %s digits", (currency, digits) => expect(digitsOf(currency)).toBe(digits));

  it.each([
    [5, 1, 2, "up", 3],
    [5, 1, 2, "even", 2],
    [7, 1, 2, "even", 4],
    [100, 1, 3, "up", 33],
    [200, 1, 3, "even", 67],
    [9_007_199_254_740_991, 600, 10_000, "up", 540_431_955_284_459],
  ] as const)("%s × %s / %s with halves %s is %s", (amount, top, bottom, halves, result) =>
    expect(shareOf(amount, top, bottom, halves)).toBe(result),
  );

  it("is written with its code, in the digits it has", () => {
    expect(moneyText(148_000, "CNY", "en")).toBe("1,480.00 CNY");
    expect(moneyText(148_000, "JPY", "zh-CN")).toBe("148,000 JPY");
  });
});

/** The network switch of service practice: 1–5: 400, 6–10: 360, from 11: 320. */
const switches: readonly Band[] = [
  { from: 1, to: 5, each: 400 },
  { from: 6, to: 10, each: 360 },
  { from: 11, each: 320 },
];

describe("bands", () => {
  it.each([
    [0, 0, 0],
    [1, 400, 400],
    [5, 2000, 2000],
    [6, 2360, 2160],
    [10, 3800, 3600],
    [11, 4120, 3520],
    [20, 7000, 6400],
  ])("%s switches cost %s by marginal bands, %s where the band of the number prices all", (count, marginal, whole) => {
    expect(feeOf(switches, "marginal", count)).toBe(marginal);
    expect(feeOf(switches, "whole", count)).toBe(whole);
  });

  const bandLists = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 100_000 })), {
      minLength: 1,
      maxLength: 6,
    })
    .map((steps) => {
      let from = 1;
      return steps.map(([size, each], n): Band => {
        const band = { from, ...(n === steps.length - 1 ? {} : { to: from + size - 1 }), each };
        from += size;
        return band;
      });
    });

  it("marginal: one more never makes the whole cheaper, whatever the bands", () => {
    fc.assert(
      fc.property(bandLists, fc.nat(200), (bands, count) => {
        expect(bandIssues(bands)).toEqual([]);
        expect(feeOf(bands, "marginal", count + 1)).toBeGreaterThanOrEqual(feeOf(bands, "marginal", count));
      }),
    );
  });

  it("whole: it may, which is why a schedule must say its rule (negative control)", () => {
    expect(feeOf(switches, "whole", 11)).toBeLessThan(feeOf(switches, "whole", 10));
  });

  it("every unit is in one share", () => {
    fc.assert(
      fc.property(
        bandLists,
        fc.constantFrom("marginal" as const, "whole" as const),
        fc.nat(200),
        (bands, rule, count) => {
          expect(sharesOf(bands, rule, count).reduce((sum, share) => sum + share.count, 0)).toBe(count);
        },
      ),
    );
  });

  it.each([
    [
      "overlap",
      [{ from: 1, to: 5 }, { from: 5 }],
      [[1, "begins at 5, but the band before it goes to 5: they overlap"]],
    ],
    ["a gap", [{ from: 1, to: 5 }, { from: 8 }], [[1, "begins at 8: no price for 6 to 7; begin at 6"]]],
    ["no beginning", [{ from: 2 }], [[0, "begins at 2: no price for 1; begin at 1"]]],
    ["no end", [{ from: 1, to: 5 }], [[0, "ends at 5: the last band must have no `to`"]]],
    ["backwards", [{ from: 3, to: 1 }], expect.arrayContaining([[0, "ends at 1, before it begins at 3"]])],
    [
      "endless in the middle",
      [{ from: 1 }, { from: 5 }],
      expect.arrayContaining([[0, "has no end, but is not the last: give it a `to`"]]),
    ],
  ])("%s is named", (_, bands, issues) => expect(bandIssues(bands)).toEqual(issues));
});

const zone = { title: { en: "city", "zh-CN": "市区" }, visit: 400 };
const small: FeeFile = defineFees({
  id: "small",
  title: { en: "small", "zh-CN": "小" },
  currency: "CNY",
  visits: { upToHours: 8, beyond: "again", zones: { city: zone } },
});

describe("a fee schedule", () => {
  it("the preset is the one of service practice", async () => {
    const preset = (await loadFeePresets()).get("cny-visit-or-year");
    const zones = preset?.visits?.zones;
    expect(zones?.get("city")).toMatchObject({ visit: 40_000, secondVisit: 32_000 });
    expect(zones?.get("outside")).toMatchObject({ visit: 60_000, secondVisit: 48_000 });
    expect(zones?.get("outside")?.transport.get("large")).toBe(35_000);
    expect(preset?.year?.rule).toBe("marginal");
    const fee = (id: string, count: number) =>
      feeOf(preset?.year?.classes.find((one) => one.id === id)?.bands ?? [], "marginal", count) / 100;
    expect(
      ["server", "pc", "camera", "recorder", "accessController", "attendanceTerminal"].map((id) => fee(id, 1)),
    ).toEqual([800, 80, 150, 800, 300, 800]);
    expect(fee("networkSwitch", 11)).toBe(4120);
  });

  const year = { bands: "marginal", count: "startOfYear", partsIncluded: false } as const;
  it.each<[string, Partial<FeeFile>, string]>([
    ["a currency nobody has", { currency: "CNX" }, "currency: CNX is no currency of ISO 4217"],
    [
      "an amount the currency cannot pay",
      { currency: "JPY", minimum: 0.5 },
      "minimum: 0.5 is no amount of JPY: it has 0 digits behind the point",
    ],
    [
      "a zone without a fee for a size",
      { transport: { large: { title: zone.title, parts: ["UPS"] } } },
      "visits.zones.city.transport: has no price for large",
    ],
    [
      "overlapping bands",
      {
        year: {
          ...year,
          classes: {
            pc: {
              title: zone.title,
              bands: [
                { from: 1, to: 5, each: 1 },
                { from: 4, each: 1 },
              ],
            },
          },
        },
      },
      "year.classes.pc.bands.1: begins at 4, but the band before it goes to 5: they overlap",
    ],
    [
      "a class without a price",
      { year: { ...year, classes: { pc: { title: zone.title } } } },
      "year.classes.pc: has no price",
    ],
    [
      "a device counted twice",
      {
        year: {
          ...year,
          classes: {
            a: { title: zone.title, devices: ["host"], each: 1 },
            b: { title: zone.title, devices: ["host"], each: 1 },
          },
        },
      },
      "year.classes: a and b both count host",
    ],
    [
      "a tax too fine",
      { tax: { percent: 6.125, of: "line", halves: "up" } },
      "tax.percent: 6.125 has more than two digits",
    ],
  ])("refuses %s, by key", (_, change, message) => {
    expect(() => makeSchedule({ ...small, ...change }, "fees.yaml")).toThrow(`fees.yaml: ${message}`);
  });

  it("the handbook's example is right", () => {
    const page = new URL("../../../docs/handbook/customers-and-charges.md", import.meta.url);
    const example = /```yaml\n(id: [\s\S]*?)```/.exec(readFileSync(page, "utf8"))?.[1] ?? "";
    expect(parseSchedule(example, "handbook")).toMatchObject({ id: "metro", tax: { basisPoints: 600 } });
  });

  it("names file, line and key of what the schema refuses", () => {
    const text = `id: mine
title: { en: a, zh-CN: b }
currency: CNY
visits:
  upToHours: 8
  beyond: again
  zones:
    city: { title: { en: a, zh-CN: b }, visit: -400 }
extra: 1
`;
    const parse = () => parseSchedule(text, "mine.yaml");
    expect(parse).toThrow("mine.yaml");
    expect(parse).toThrow(/line 8: visits\.zones\.city\.visit/);
    expect(parse).toThrow(/extra/);
  });
});

const contract: ContractSettings = {
  id: "c1",
  customer: "Metro",
  policy: "self-service-terminal",
  sites: ["hall"],
  terminals: [],
  zone: "Asia/Shanghai",
  from: "2026-01-01",
};
const fees = (change: Partial<ContractSettings>) => loadFees(makeContracts([{ ...contract, ...change }]));

describe("fees of contracts", () => {
  it("takes a preset, or a file by its path", async () => {
    const file = join(folder, "own.yaml");
    writeFileSync(
      file,
      "id: own\ntitle: { en: a, zh-CN: b }\ncurrency: EUR\nvisits:\n  upToHours: 4\n  beyond: included\n  zones: { all: { title: { en: a, zh-CN: b }, visit: 99.5 } }\n",
    );
    const own = (await fees({ fees: file, siteZones: { "*": "all" } })).of("c1");
    expect(own).toMatchObject({ billing: "visit", schedule: { id: "own", currency: "EUR" } });
    const preset = await fees({ fees: "cny-visit-or-year", billing: "year" });
    expect(preset.of("c1")?.schedule.currency).toBe("CNY");
    expect((await fees({})).of("c1")).toBeUndefined();
  });

  it.each<[string, Partial<ContractSettings>, string]>([
    ["no such preset", { fees: "gold" }, "c1.fees: no preset gold; there are cny-visit-or-year"],
    ["no such file", { fees: "./missing.yaml" }, "c1.fees: cannot read ./missing.yaml"],
    [
      "which billing",
      { fees: "cny-visit-or-year", siteZones: { hall: "city" } },
      "c1.billing: its fee schedule knows visit and year",
    ],
    [
      "a site without a zone",
      { fees: "cny-visit-or-year", billing: "visit" },
      'c1.siteZones: hall has no zone; "*" is every other site',
    ],
    [
      "a zone without a fee",
      { fees: "cny-visit-or-year", billing: "visit", siteZones: { hall: "moon" } },
      "c1.siteZones.hall: the schedule has no fee for zone moon; it has city, outside",
    ],
    [
      "equipment without a fee",
      { fees: "cny-visit-or-year", billing: "year", equipment: { robot: 2 } },
      "c1.equipment.robot: the schedule has no yearly fee for it",
    ],
  ])("refuses what the schedule does not know: %s", async (_, change, message) => {
    await expect(fees(change)).rejects.toThrow(message);
  });
});
