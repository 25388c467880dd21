import { AppError, type DeviceClass, type FaultView, type SlaClock, type TicketView } from "../../contract/index.ts";
import type { History } from "../history/history.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { SaleTally, SampleRow, SpanRow } from "../store/history-rows.ts";
import type { Readers, TerminalRow } from "../store/store.ts";
import type { Forecast, Wear } from "../wear/wear.ts";
import type { Range } from "./period.ts";

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
  readonly modules: readonly ModuleFacts[];
}

/** Everything a report may look at: plain data of the terminals in scope. Read when first asked for, and then kept. */
export interface Facts {
  readonly now: number;
  readonly terminals: readonly TerminalFacts[];
  /** What lasted at some moment of the range or of the time before it in which a repetition counts. */
  readonly spans: readonly SpanRow[];
  /** Of the spans of faults, by id. */
  readonly faults: ReadonlyMap<string, FaultView>;
  readonly tickets: readonly TicketView[];
  /** A ticket's promises at any moment. */
  readonly clocks: (ticket: Pick<TicketView, "policy" | "timeline">, at: number) => readonly SlaClock[];
  readonly sales: readonly SaleTally[];
  readonly samples: readonly SampleRow[];
  readonly wear: readonly Forecast[];
}

export interface Scope {
  readonly terminal?: string | undefined;
  readonly site?: string | undefined;
}

export interface FactSources {
  readonly read: Readers;
  readonly history: Pick<History, "running">;
  readonly levels: Pick<ServiceLevels, "clocks">;
  readonly wear: Pick<Wear, "forecasts">;
}

/** A fault that comes back this soon after it was gone is a repetition. */
export const repeatWithinMs = 30 * 86_400_000;

const lazy = <T>(make: () => T): (() => T) => {
  let kept: { readonly value: T } | undefined;
  return () => (kept ??= { value: make() }).value;
};

const terminalFacts = (row: TerminalRow, read: Readers): TerminalFacts => {
  const health = new Map(read.health(row.id).map((one) => [one.device, one]));
  const modules = (row.inventory?.devices ?? []).map(({ device, deviceClass, identity }): ModuleFacts => {
    const reading = health.get(device);
    const blindFrom = reading ? reading.at + reading.health.freshForMs : row.createdAt;
    return { device, deviceClass, model: identity.model ?? "", blindFrom };
  });
  return { id: row.id, name: row.name, site: row.site, createdAt: row.createdAt, modules };
};

const inScope = (rows: readonly TerminalRow[], { terminal, site }: Scope): TerminalRow[] => {
  const found = rows.filter(
    (row) => (terminal === undefined || row.id === terminal) && (site === undefined || row.site === site),
  );
  if (found.length > 0 || (terminal === undefined && site === undefined)) return found;
  const what = terminal === undefined ? `site ${site}` : `terminal ${terminal}`;
  throw new AppError("notFound", `${what} is not known`);
};

/** The store may not have what was counted in the hours that run. */
const withRunning = (saved: readonly SampleRow[], running: readonly SampleRow[], { from, to }: Range): SampleRow[] => {
  const keyOf = ({ terminal, device, hour }: SampleRow): string => `${terminal}/${device}/${hour}`;
  const rows = new Map(saved.map((row) => [keyOf(row), row]));
  for (const row of running) if (row.hour >= from && row.hour < to) rows.set(keyOf(row), row);
  return [...rows.values()];
};

/** The facts of a scope and range. Throws `AppError("notFound")` for a terminal or site that is not known. */
export const gather = (sources: FactSources, scope: Scope, range: Range, now: number): Facts => {
  const { read, history, levels, wear } = sources;
  const terminals = inScope(read.terminals(), scope).map((row) => terminalFacts(row, read));
  const known = new Set(terminals.map(({ id }) => id));
  const ours = <T extends { readonly terminal: string }>(rows: readonly T[]): T[] =>
    rows.filter((row) => known.has(row.terminal));
  const spans = lazy(() => ours(read.spans({ from: range.from - repeatWithinMs, to: range.to })));
  const faults = lazy(
    () =>
      new Map(
        [...new Set(spans().flatMap(({ ref, kind }) => (kind === "fault" && ref ? [ref] : [])))].flatMap((id) => {
          const fault = read.fault(id);
          return fault ? [[id, fault] as const] : [];
        }),
      ),
  );
  const tickets = lazy(() => ours(read.ticketsBetween(range)));
  const sales = lazy(() => ours(read.saleTallies(range)));
  const samples = lazy(() => ours(withRunning(read.samples(range), history.running, range)));
  const forecasts = lazy(() => wear.forecasts().filter(({ usage }) => known.has(usage.terminal)));
  return {
    now,
    terminals,
    get spans() {
      return spans();
    },
    get faults() {
      return faults();
    },
    get tickets() {
      return tickets();
    },
    clocks: (ticket, at) => levels.clocks(ticket, at),
    get sales() {
      return sales();
    },
    get samples() {
      return samples();
    },
    get wear() {
      return forecasts();
    },
  };
};
