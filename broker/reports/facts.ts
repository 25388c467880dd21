import type {
  DeviceClass,
  FaultView,
  InspectionDue,
  InspectionRound,
  SlaClock,
  TicketView,
} from "../../contract/index.ts";
import { placeKey, warrantyKey } from "../assets/register.ts";
import { type SiteVisit, visitsFor } from "../customers/work.ts";
import { joined } from "../history/samples.ts";
import { inspectionDue } from "../inspections/due.ts";
import { type OnCallFacts, onCallFacts } from "../on-call/facts.ts";
import type { Contract } from "../service-levels/contracts.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { SaleTally, Sample, SampleRow, SpanRow } from "../store/history-rows.ts";
import type { Readers, TerminalRow } from "../store/store.ts";
import type { Forecast, Wear } from "../wear/wear.ts";
import { type Dealings, type DealSources, dealingsOf } from "./figures/dealings.ts";
import { clipped, holds, type Interval, total } from "./figures/intervals.ts";
import { type SpareSources, type Spares, type StockFacts, sparesOf, stockFacts } from "./figures/spares.ts";
import { dayText, finestSteps, type Range, type Stretch } from "./period.ts";
import { type Placed, placedIn, type Scope, staysOf, unboundOf } from "./scope.ts";

/** A device of a terminal. `blindFrom`: its newest reading is too old since then. */
export interface ModuleFacts {
  readonly device: string;
  readonly deviceClass: DeviceClass;
  readonly model: string;
  readonly blindFrom?: number;
}
export interface TerminalFacts {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  /** Enrolled: it is not reported of before. */
  readonly createdAt: number;
  /** The moments of which is told: of a customer's report those under the customer's contract. */
  readonly counted: readonly Interval[];
  readonly modules: readonly ModuleFacts[];
}

export interface WarrantyFact {
  readonly terminal: string;
  readonly device: string;
  readonly model: string;
  /** `2026-12-31`. */
  readonly until: string;
}

/** One customer's part of the facts; without a name: what stood under no contract. */
export interface CustomerFacts {
  readonly customer?: string;
  readonly facts: Facts;
}

/** Everything a report may look at: plain data of the terminals in scope. Read when first asked for, and then kept. */
export interface Facts {
  readonly now: number;
  /** What was asked for; left out of what stood under no contract. */
  readonly scope?: Scope | undefined;
  readonly terminals: readonly TerminalFacts[];
  /** What lasted at some moment of the range or of the time before it in which a repetition counts. */
  readonly spans: readonly SpanRow[];
  /** Of the spans of faults, by id. */
  readonly faults: ReadonlyMap<string, FaultView>;
  readonly tickets: readonly TicketView[];
  /** A ticket's promises at any moment. */
  readonly clocks: (ticket: Pick<TicketView, "policy" | "timeline">, at: number) => readonly SlaClock[];
  /** Visits to the site for a ticket, the first first: those that were planned, and those that only its timeline tells of. */
  readonly visits: (ticket: TicketView) => readonly SiteVisit[];
  readonly sales: readonly SaleTally[];
  readonly samples: readonly SampleRow[];
  readonly wear: readonly Forecast[];
  /** Inspection rounds that were finished in the range. */
  readonly rounds: readonly InspectionRound[];
  /** The next round of each terminal as it stood at the end of the range. */
  readonly due: readonly InspectionDue[];
  /** Last days of warranties that end on or after the last day of the range, of modules and whole terminals (device `terminal`). */
  readonly warranties: readonly WarrantyFact[];
  /** Parts that went to these terminals and came back from them in the range. */
  readonly spares: Spares;
  /** Of the whole fleet only: what is in depots and vans is nobody's of the customers. */
  readonly stock: StockFacts | undefined;
  /** Opinions, complaints and charges. */
  readonly dealings: Dealings;
  /** Duties, pages and calls. */
  readonly onCall: OnCallFacts;
  /** Each customer's part, by name, and what stood under no contract; together they are the whole. */
  readonly customers: readonly CustomerFacts[];
}

export interface FactSources extends SpareSources, DealSources {
  readonly read: Readers;
  readonly levels: Pick<ServiceLevels, "clocks" | "contracts" | "forTerminal" | "policyOf" | "policy" | "standard">;
  readonly wear: Pick<Wear, "forecasts">;
}

/** A fault that comes back this soon after it was gone is a repetition. */
export const repeatWithinMs = 30 * 86_400_000;

const lazy = <T>(make: () => T): (() => T) => {
  let kept: { readonly value: T } | undefined;
  return () => (kept ??= { value: make() }).value;
};

export const terminalFacts = ({ row, counted }: Placed, read: Readers): TerminalFacts => {
  const health = new Map(read.health(row.id).map((one) => [one.device, one]));
  const modules = (row.inventory?.devices ?? []).map(({ device, deviceClass, identity }): ModuleFacts => {
    const reading = health.get(device);
    const blindFrom = reading ? reading.at + reading.health.freshForMs : row.createdAt;
    return { device, deviceClass, model: identity.model ?? "", blindFrom };
  });
  return { id: row.id, name: row.name, site: row.site, createdAt: row.createdAt, counted, modules };
};

/** The days of the range (its hours, of two days) and parts of them where a contract begins or ends: finer nothing is counted or drawn. */
const piecesOf = (range: Range, contracts: readonly Contract[]): readonly Stretch[] => {
  const turns = contracts.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]);
  const starts = [...finestSteps(range).map(({ from }) => from), ...turns]
    .filter((at) => at >= range.from && at < range.to)
    .sort((a, b) => a - b);
  const once = [...new Set(starts)];
  return once.map((from, n) => ({ from, to: once[n + 1] ?? range.to }));
};

/** Samples of one device as one, with the first one's hour. */
const joinedSamples = (rows: readonly SampleRow[]): SampleRow[] => {
  const found = new Map<string, { row: SampleRow; measures: Record<string, Sample> }>();
  for (const row of rows) {
    const key = `${row.terminal}/${row.device}`;
    const known = found.get(key);
    if (!known) found.set(key, { row, measures: { ...row.measures } });
    else
      for (const [name, sample] of Object.entries(row.measures))
        known.measures[name] = joined(known.measures[name], sample);
  }
  return [...found.values()].map(({ row, measures }) => ({ ...row, measures }));
};

/** Of a module the warranty of the unit that is in it now: it goes along with its serial number. */
const warrantiesOf = (read: Readers, { id }: TerminalRow, from: string): WarrantyFact[] => {
  const whole = read.warranty(placeKey(id, "terminal"));
  const modules = read
    .assets({ terminal: id, present: true, limit: 1000 })
    .map((row) => ({ device: row.device, model: row.unit.model ?? "", known: read.warranty(warrantyKey(row)) }));
  return [...modules, { device: "terminal", model: "", known: whole }].flatMap(({ device, model, known }) =>
    known && known.until >= from ? [{ terminal: id, device, model, until: known.until }] : [],
  );
};

/** What the store has of the range, of the whole fleet; read once however many parts of it are told of. */
const readAll = ({ read, wear, levels }: FactSources, range: Range) => ({
  spans: lazy(() => read.spans({ from: range.from - repeatWithinMs, to: range.to })),
  fault: ((known: Map<string, FaultView | undefined>) => (id: string) => {
    if (!known.has(id)) known.set(id, read.fault(id));
    return known.get(id);
  })(new Map()),
  tickets: lazy(() => read.ticketsBetween(range)),
  sales: lazy(() => piecesOf(range, levels.contracts).flatMap((piece) => read.saleSums(piece))),
  samples: lazy(() => piecesOf(range, levels.contracts).flatMap((piece) => joinedSamples(read.samples(piece)))),
  wear: lazy(() => wear.forecasts()),
  rounds: lazy(() => read.roundsBetween(range).flatMap(({ finished }) => finished ?? [])),
  lastRounds: lazy(() => new Map(read.lastRoundsBefore(range.to).map((round) => [round.terminal, round]))),
});
type All = ReturnType<typeof readAll>;

/** What lasted longer than it counts is told as far as it counts; a fault is kept whole, since it belongs to whoever had it when it began. */
const cut = (span: SpanRow, counted: readonly Interval[]): SpanRow[] => {
  const { from, to = Number.POSITIVE_INFINITY } = span;
  const parts = clipped(counted, [from, to]);
  if (span.kind === "fault") return parts.length > 0 ? [span] : [];
  return parts.map(([start, end]) => {
    const { to: _, ...rest } = span;
    return { ...rest, from: start, ...(Number.isFinite(end) ? { to: end } : {}) };
  });
};

interface Part {
  readonly sources: FactSources;
  readonly all: All;
  readonly range: Range;
  readonly now: number;
  /** What was asked for; of what stood under no contract nothing was. */
  readonly scope: Scope | undefined;
  readonly whole: boolean;
}

/** The facts of some terminals, each in the time in which it counts. */
const factsOf = (placed: readonly Placed[], part: Part): Facts => {
  const { sources, all, range, now, scope, whole } = part;
  const { read, levels } = sources;
  const counted = new Map(placed.map((one) => [one.row.id, one.counted]));
  const at = <T extends { readonly terminal: string }>(rows: readonly T[], moment: (row: T) => number): T[] =>
    rows.filter((row) => holds(counted.get(row.terminal) ?? [], moment(row)));
  const terminals = lazy(() => placed.map((one) => terminalFacts(one, read)));
  const spans = lazy(() => all.spans().flatMap((span) => cut(span, counted.get(span.terminal) ?? [])));
  const faults = lazy(() => {
    const ids = new Set(spans().flatMap(({ kind, ref }) => (kind === "fault" && ref ? [ref] : [])));
    return new Map([...ids].flatMap((id) => [all.fault(id)].flatMap((fault) => (fault ? [[id, fault] as const] : []))));
  });
  const tickets = lazy(() => at(all.tickets(), ({ openedAt }) => openedAt));
  const sales = lazy(() => at(all.sales(), ({ hour }) => hour));
  const samples = lazy(() => at(all.samples(), ({ hour }) => hour));
  const wear = lazy(() => all.wear().filter(({ usage }) => holds(counted.get(usage.terminal) ?? [], now)));
  const rounds = lazy(() => at(all.rounds(), ({ finishedAt = 0 }) => finishedAt));
  const due = lazy(() =>
    placed
      .filter((one) => one.row.createdAt < range.to && holds(one.counted, range.to - 1))
      .map(({ row }) => inspectionDue(row, { last: all.lastRounds().get(row.id) }, levels, range.to - 1)),
  );
  const counts = (terminal: string, moment: number): boolean => holds(counted.get(terminal) ?? [], moment);
  const spares = lazy(() => sparesOf(read, range, counts));
  const warranties = lazy(() =>
    placed
      .filter((one) => holds(one.counted, range.to - 1))
      .flatMap(({ row }) => warrantiesOf(read, row, dayText(range.to - 1, range.zone))),
  );
  const dealings = dealingsOf({ sources, range, scope, counts });
  const stock = lazy(() => (whole ? stockFacts(sources, range) : undefined));
  const onCall = lazy(() => onCallFacts(sources, [range.from, range.to], { whole, counts }));
  const customers = lazy(() => byCustomer(placed, part));
  return {
    now,
    scope,
    get terminals() {
      return terminals();
    },
    get spans() {
      return spans();
    },
    get faults() {
      return faults();
    },
    get tickets() {
      return tickets();
    },
    visits: (ticket) => visitsFor(read, ticket),
    clocks: (ticket, moment) => levels.clocks(ticket, moment),
    get sales() {
      return sales();
    },
    get samples() {
      return samples();
    },
    get wear() {
      return wear();
    },
    get rounds() {
      return rounds();
    },
    get due() {
      return due();
    },
    get warranties() {
      return warranties();
    },
    get spares() {
      return spares();
    },
    get stock() {
      return stock();
    },
    dealings,
    get onCall() {
      return onCall();
    },
    get customers() {
      return customers();
    },
  };
};

const byCustomer = (placed: readonly Placed[], part: Part): CustomerFacts[] => {
  const { contracts } = part.sources.levels;
  const counts = (one: Placed): boolean => total(clipped(one.counted, [part.range.from, part.range.to])) > 0;
  const within = (timesOf: (row: TerminalRow) => readonly Interval[]): Placed[] =>
    placed
      .map(({ row, counted }) => ({ row, counted: timesOf(row).flatMap((stay) => clipped(counted, stay)) }))
      .filter(counts);
  const names = [...new Set(contracts.map(({ customer }) => customer))].sort();
  const parts: { readonly customer?: string; readonly placed: Placed[] }[] = [
    ...names.map((customer) => ({
      customer,
      placed: within((row) => staysOf(contracts, row, (one) => one.customer === customer)),
    })),
    { placed: within((row) => unboundOf(contracts, row)) },
  ];
  return parts
    .filter((one) => one.placed.length > 0)
    .map(({ placed: theirs, ...customer }) => {
      const scope = customer.customer === undefined ? undefined : { ...part.scope, ...customer };
      return { ...customer, facts: factsOf(theirs, { ...part, scope, whole: false }) };
    });
};

/** The facts of a scope and range. Throws `AppError("notFound")` with near matches for a terminal, site, customer or contract that is not known. */
export const gather = (sources: FactSources, scope: Scope, range: Range, now: number): Facts => {
  const placed = placedIn(sources.read.terminals(), scope, { contracts: sources.levels.contracts, range });
  const { terminal, site, customer, contract } = scope;
  const whole = [terminal, site, customer, contract].every((name) => name === undefined);
  return factsOf(placed, { sources, all: readAll(sources, range), range, now, scope, whole });
};
