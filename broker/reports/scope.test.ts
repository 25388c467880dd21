import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withDefaults } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { makeQuarter } from "../../tests/support/made-quarter.ts";
import { madeRound, makeStock, saveMadeRound } from "../../tests/support/made-stock.ts";
import { loadFees } from "../customers/fees/load-schedules.ts";
import { ComplaintSettings } from "../customers/settings.ts";
import { contractOf, makeContracts } from "../service-levels/contracts.ts";
import { loadPresets } from "../service-levels/load-policies.ts";
import { ServiceLevels } from "../service-levels/service-levels.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store, Tx } from "../store/store.ts";
import { type FactSources, gather } from "./facts.ts";
import { addTimes, coursesOf, noTimes, sumTimes, type Times, timesOf } from "./figures/availability.ts";
import { incidentsOf, within } from "./figures/incidents.ts";
import { holds, total } from "./figures/intervals.ts";
import { promisesOf } from "./figures/promises.ts";
import { loadReports } from "./load-reports.ts";
import { makeReport } from "./make.ts";
import type { Scope } from "./scope.ts";
import { placedIn, staysOf, unboundOf } from "./scope.ts";

const zone = "Asia/Shanghai";
const from = Date.UTC(2026, 5, 30, 16);
const to = Date.UTC(2026, 6, 31, 16);
const range = { from, to, zone };
const handOver = "2026-07-16";
const dayMs = 86_400_000;

const base = { policy: "self-service-terminal", sites: [], terminals: [], zone, from: "2026-01-01" };
/** kiosk-001 changes hands in the middle of a day of another zone; kiosk-004 stands under no contract. */
const contracts = makeContracts([
  { ...base, id: "a-1", customer: "Alpha Bahn", sites: ["Central Station"] },
  { ...base, id: "a-2", customer: "Alpha Bahn", terminals: ["kiosk-001"], until: "2026-07-15" },
  { ...base, id: "b-1", customer: "Beta Metro", sites: ["人民广场"] },
  { ...base, id: "b-2", customer: "Beta Metro", terminals: ["kiosk-001"], from: handOver, zone: "Europe/Berlin" },
]);
const owners = ["Alpha Bahn", "Beta Metro", "nobody"] as const;
type Owner = (typeof owners)[number];
const ownerOf = (place: { id: string; site: string }, at: number): Owner =>
  (contractOf(contracts, place, at)?.customer as Owner | undefined) ?? "nobody";

let folder: string;
let store: Store;
let sources: FactSources;

/** Whatever belongs to somebody says so in its texts. */
const mark = (tx: Tx): void => {
  const places = new Map(tx.read.terminals().map((row) => [row.id, row]));
  const secret = (terminal: string, at: number): string =>
    `secret-of-${ownerOf(places.get(terminal) ?? { id: terminal, site: "" }, at)}`;
  for (const ticket of tx.read.ticketsBetween({ from: 0, to: to * 2 })) {
    const said = secret(ticket.terminal, ticket.openedAt);
    const text = { en: said, "zh-CN": said };
    tx.saveTicket({
      ...ticket,
      title: text,
      assignee: said,
      timeline: ticket.timeline.map((event) => ({ ...event, text })),
    });
  }
  for (const fault of tx.read.faults({ limit: 10_000 })) {
    const said = secret(fault.terminal, fault.since);
    tx.saveFault({
      ...fault,
      title: { en: said, "zh-CN": said },
      evidence: [{ at: fault.since, text: said }],
      ...(fault.conclusion ? { conclusion: { ...fault.conclusion, cause: { en: said, "zh-CN": said } } } : {}),
    });
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scope-"));
  store = await openStore(join(folder, "broker.db"), { clock: new FakeClock(to + dayMs) });
  await store.write((tx) => {
    makeQuarter(tx, { terminals: 4, from, to });
    makeStock(tx, { from, to });
    for (const terminal of ["kiosk-001", "kiosk-002", "kiosk-003"])
      for (const day of [5, 25]) {
        const row = tx.read.terminal(terminal);
        const at = from + day * dayMs;
        const note = `secret-of-${ownerOf(row ?? { id: terminal, site: "" }, at)}`;
        saveMadeRound(tx, { ...madeRound(terminal, at), note });
      }
    mark(tx);
  });
  const standard = (await loadPresets()).get("self-service-terminal");
  if (!standard) throw new Error("no preset");
  sources = {
    read: store.read,
    levels: new ServiceLevels({ standard, contracts }),
    wear: { forecasts: () => [] },
    parts: new Map(),
    poolPercent: 5,
    terms: (await loadFees(contracts)).terms,
    complaints: withDefaults(ComplaintSettings, {}),
  };
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const now = to + dayMs;
const reports = [...(await loadReports()).values()];
const textOf = (id: string, wish: Scope): string => {
  const report = reports.find((one) => one.id === id);
  if (!report) throw new Error(`no report ${id}`);
  return JSON.stringify(makeReport(sources, report, { wish, range, now, settings: {} }));
};
/** Names by which a customer's things are known. kiosk-001 is of both. */
const names: Readonly<Record<Owner, readonly string[]>> = {
  "Alpha Bahn": ["Alpha Bahn", "Central Station", "kiosk-003", "售票机 3", "secret-of-Alpha"],
  "Beta Metro": ["Beta Metro", "人民广场", "kiosk-002", "Kiosk 2", "secret-of-Beta"],
  nobody: ["Kiosk 4", "kiosk-004", "secret-of-nobody", "中心仓库", "depot-1"],
};

describe("a customer's report", () => {
  const pairs = reports.flatMap(({ id }) => (["Alpha Bahn", "Beta Metro"] as const).map((who) => [id, who] as const));
  test.each(pairs)("%s of %s holds nothing of anybody else", (id, customer) => {
    const text = textOf(id, { customer });
    for (const other of owners.filter((one) => one !== customer))
      for (const name of names[other]) expect(text, name).not.toContain(name);
    expect(text).toContain(customer);
  });

  test("negative control: the whole fleet's reports hold what belongs to each", () => {
    const text = ["quarterly", "faults", "inspections", "stock", "availability"].map((id) => textOf(id, {})).join();
    for (const owner of owners) for (const name of names[owner].slice(-1)) expect(text).toContain(name);
    expect(text).toContain("secret-of-nobody");
  });

  test("of a terminal that changed hands it tells each part to its owner", () => {
    const [alpha, beta] = ["Alpha Bahn", "Beta Metro"].map((customer) => gather(sources, { customer }, range, now));
    for (const facts of [alpha, beta]) {
      const kiosk = facts?.terminals.find(({ id }) => id === "kiosk-001");
      const moment = Date.parse(`${handOver}T00:00:00+02:00`);
      expect(holds(kiosk?.counted ?? [], moment)).toBe(facts === beta);
    }
    // Until 15 July by Shanghai, from 16 July by Berlin: six hours between are nobody's.
    const nobody = gather(sources, {}, range, now).customers.find(({ customer }) => customer === undefined);
    const kiosk = nobody?.facts.terminals.find(({ id }) => id === "kiosk-001");
    expect(total(kiosk?.counted.filter(([start]) => start > from) ?? [])).toBe(6 * 3_600_000);
  });

  test("a contract, a site and a terminal narrow it further", () => {
    const ids = (wish: Scope): string[] => gather(sources, wish, range, now).terminals.map(({ id }) => id);
    expect(ids({ customer: "Alpha Bahn" })).toEqual(["kiosk-001", "kiosk-003"]);
    expect(ids({ contract: "a-2" })).toEqual(["kiosk-001"]);
    expect(ids({ customer: "Beta Metro", site: "人民广场" })).toEqual(["kiosk-002"]);
    expect(ids({ customer: "Beta Metro", terminal: "kiosk-003" })).toEqual([]);
  });

  test.each<[Scope, RegExp]>([
    [{ customer: "alpha ban" }, /customer alpha ban is not known; did you mean Alpha Bahn\?/],
    [{ customer: "Metro" }, /customer Metro is not known; did you mean Beta Metro\?/],
    [{ contract: "b-3" }, /contract b-3 is not known; did you mean b-1 or b-2/],
    [{ site: "Centrl Station" }, /did you mean Central Station\?/],
    [{ terminal: "kiosk-01" }, /terminal kiosk-01 is not known; did you mean kiosk-001/],
    [{ customer: "Quite another" }, /customer Quite another is not known$/],
  ])("%o is refused with near matches", (scope, why) => {
    expect(() => gather(sources, scope, range, now)).toThrow(why);
  });
});

test("customers and what stood under no contract add up to the whole", () => {
  const whole = gather(sources, {}, range, now);
  const parts = whole.customers.map(({ facts }) => facts);
  expect(whole.customers.map(({ customer }) => customer)).toEqual(["Alpha Bahn", "Beta Metro", undefined]);
  const times = (facts: typeof whole): Times =>
    sumTimes(coursesOf(facts, range).map((course) => timesOf(course.whole)));
  expect(parts.map(times).reduce(addTimes, noTimes)).toEqual(times(whole));
  const counts = (facts: typeof whole): number[] => [
    incidentsOf(facts).filter((one) => within(one.from, range)).length,
    facts.tickets.length,
    promisesOf(facts, range).length,
    facts.sales.reduce((sum, { count }) => sum + count, 0),
    facts.samples.reduce((sum, { measures }) => sum + (measures.processorLoad?.[0] ?? 0), 0),
    facts.rounds.length,
    facts.spares.uses.length,
  ];
  const sums = parts.map(counts).reduce((a, b) => a.map((n, i) => n + (b[i] ?? 0)));
  expect(sums).toEqual(counts(whole));
  expect(counts(whole).every((n) => n > 0)).toBe(true);
});

test("property: at every moment a terminal is of one customer or of none, whatever the contracts are", () => {
  const place = { id: "k1", site: "s1" };
  const one = fc.record({
    customer: fc.constantFrom("A", "B", "C"),
    startsAt: fc.integer({ min: 0, max: 50 }),
    length: fc.integer({ min: 1, max: 40 }),
    terminals: fc.constantFrom([], ["k1"], ["k2"]),
    sites: fc.constantFrom([], ["s1"], ["s2"]),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 6 }), (list) => {
      const some = list.map(({ length, ...rest }, n) => ({
        ...base,
        ...rest,
        terminals: [...rest.terminals],
        sites: [...rest.sites],
        id: `c${n}`,
        endsAt: rest.startsAt + length,
      }));
      for (let at = 0; at < 100; at += 1) {
        const owner = contractOf(some, place, at)?.customer;
        for (const customer of ["A", "B", "C"])
          expect(
            holds(
              staysOf(some, place, (c) => c.customer === customer),
              at,
            ),
          ).toBe(owner === customer);
        expect(holds(unboundOf(some, place), at)).toBe(owner === undefined);
      }
    }),
    { numRuns: 50 },
  );
  expect(placedIn([], {}, { contracts: [], range })).toEqual([]);
});
