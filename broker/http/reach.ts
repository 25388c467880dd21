import { AppError, type RouteName, routeOf, type Scope, type TicketView } from "../../contract/index.ts";
import { contractOf } from "../service-levels/contracts.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Readers, Store, TerminalRow } from "../store/store.ts";

/** What one scoped actor reaches. */
export interface Reach {
  may(terminal: string): boolean;
  /** A site that is theirs, whatever stands there. */
  maySite(site: string): boolean;
  terminals(): readonly string[];
  /** Where those terminals stand. */
  sites(): ReadonlySet<string>;
}

export interface ReachDeps {
  readonly read: Readers;
  readonly levels: Pick<ServiceLevels, "contracts">;
  readonly now: () => number;
}

const inScope = (scope: Scope, terminal: Pick<TerminalRow, "id" | "site">, { levels, now }: ReachDeps): boolean => {
  if (scope.sites?.includes(terminal.site)) return true;
  const customer = contractOf(levels.contracts, terminal, now())?.customer;
  return customer !== undefined && scope.customers?.includes(customer) === true;
};

/** Asks the store anew each time: a terminal that moved to another site is out of reach at once. */
export const reachOf = (scope: Scope, deps: ReachDeps): Reach => {
  const rows = (): TerminalRow[] => deps.read.terminals().filter((row) => inScope(scope, row, deps));
  return {
    may: (id) => {
      const row = deps.read.terminal(id);
      return row !== undefined && inScope(scope, row, deps);
    },
    maySite: (site) => inScope(scope, { id: "", site }, deps),
    terminals: () => rows().map((row) => row.id),
    sites: () => new Set(rows().map((row) => row.site)),
  };
};

const outside = (): AppError =>
  new AppError("forbidden", { en: "this is outside of what you may see", "zh-CN": "不在您的可见范围内" });
const fleetWide = (): AppError =>
  new AppError("forbidden", {
    en: "this looks at the whole fleet, and you may see only a part of it",
    "zh-CN": "此项涉及全部终端，而您只能查看其中一部分",
  });

const own =
  <A extends unknown[], R>(get: (...args: A) => R | undefined, terminalOf: (row: R) => string, reach: Reach) =>
  (...args: A): R | undefined => {
    const row = get(...args);
    return row !== undefined && reach.may(terminalOf(row)) ? row : undefined;
  };

const ofTerminal = (row: { readonly terminal: string }): string => row.terminal;

/** A ticket of one's own part of the fleet; an incident only if all that belongs to it is. */
const ticketInReach = (ticket: TicketView | undefined, reach: Reach, read: Readers): ticket is TicketView =>
  ticket !== undefined &&
  reach.may(ticket.terminal) &&
  (ticket.children ?? []).every((number) => reach.may(read.ticket(number)?.terminal ?? ""));

/** The readers of the store with everything out of reach left out. What is not named here refuses. */
const scopedReaders = (read: Readers, reach: Reach): Partial<Readers> => {
  /** One terminal that is named, or all in reach. */
  const within = <F extends { terminal?: string }>(filter: F): F & { terminals: readonly string[] } => {
    const named = filter.terminal === undefined ? undefined : reach.may(filter.terminal) ? [filter.terminal] : [];
    return { ...filter, terminals: named ?? reach.terminals() };
  };
  return {
    terminals: () => {
      const ids = new Set(reach.terminals());
      return read.terminals().filter((row) => ids.has(row.id));
    },
    terminal: own(
      (id: string) => read.terminal(id),
      (row) => row.id,
      reach,
    ),
    health: (terminal) => {
      if (terminal !== undefined) return reach.may(terminal) ? read.health(terminal) : [];
      const ids = new Set(reach.terminals());
      return read.health().filter((row) => ids.has(row.terminal));
    },
    sites: () => {
      const names = reach.sites();
      return read.sites().filter(({ name }) => names.has(name));
    },
    counts: () => read.counts(reach.terminals()),
    savedViews: (owner) => read.savedViews(owner),
    streams: (terminal) => (reach.may(terminal) ? read.streams(terminal) : []),
    events: (filter) => read.events(within(filter)),
    faults: (filter) => read.faults(within(filter)),
    fault: own((id: string) => read.fault(id), ofTerminal, reach),
    diagnoses: (filter) => read.diagnoses(within(filter)),
    diagnosis: own((id: string) => read.diagnosis(id), ofTerminal, reach),
    commands: (filter) => read.commands(within(filter)),
    command: own((id: string) => read.command(id), ofTerminal, reach),
    tickets: (filter) => read.tickets(within(filter)).filter((ticket) => ticketInReach(ticket, reach, read)),
    ticket: (number) => {
      const ticket = read.ticket(number);
      return ticketInReach(ticket, reach, read) ? ticket : undefined;
    },
  };
};

/** The store as a scoped actor may read it. Deny by default: a reader that is not named in `scopedReaders` throws. */
export const scopedStore = (store: Store, reach: Reach): Store => {
  const allowed = scopedReaders(store.read, reach);
  const read = new Proxy(store.read, {
    get: (_, name) => {
      const reader = allowed[name as keyof Readers];
      if (reader !== undefined) return reader;
      throw fleetWide();
    },
  });
  return { ...store, read };
};

type Parts = Readonly<Record<"params" | "query" | "body", unknown>>;
const named = (part: unknown, key: string): unknown => (part as Readonly<Record<string, unknown>> | undefined)?.[key];

/** Terminals and tickets that a request names anywhere; all of a list. */
const namedIn = ({ params, query, body }: Parts, ...names: readonly string[]): unknown[] =>
  [params, query, body]
    .flatMap((part) => names.flatMap((key) => named(part, key)))
    .filter((value) => value !== undefined);

/** Before a handler runs: throws `forbidden` if the route cannot be limited, or unless everything that the request names is in reach. */
export const demandReach = (name: RouteName, parts: Parts, reach: Reach, read: Readers): void => {
  const { within } = routeOf(name);
  if (within === undefined) throw fleetWide();
  const numbers = namedIn(parts, "number").map(Number);
  const terminals = namedIn(parts, "terminal", "terminals").map((id) => reach.may(String(id)));
  const others = [...namedIn(parts, "ticket"), ...namedIn(parts, "other")].map(Number);
  const tickets = [...(within === "ticket" ? numbers : []), ...others].map((one) =>
    ticketInReach(read.ticket(one), reach, read),
  );
  const visits = (within === "visit" ? numbers : []).map((one) => {
    const visit = read.visit(one);
    return visit !== undefined && reach.may(visit.terminal);
  });
  const found = [...terminals, ...tickets, ...visits];
  if (found.includes(false)) throw outside();
  // A route that acts on one thing acts on nothing for somebody who names none.
  if (found.length === 0 && (within === "terminal" || within === "ticket" || within === "visit")) throw outside();
};

const terminalOfAnswer = (answer: unknown): unknown =>
  named(answer, "terminal") ?? named(named(answer, "fault"), "terminal");

/** After it: a list keeps the rows in reach, one thing out of reach is refused. */
export const limitAnswer = (name: RouteName, answer: unknown, reach: Reach): unknown => {
  const { within } = routeOf(name);
  if (within === "rows") {
    const ids = new Set(reach.terminals());
    return (answer as readonly unknown[]).filter((row) => ids.has(String(terminalOfAnswer(row))));
  }
  if (within === "answer" && !reach.may(String(terminalOfAnswer(answer)))) throw outside();
  return answer;
};
