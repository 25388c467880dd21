import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type {
  CommandView,
  DiagnosisView,
  FaultView,
  LiveEventJson,
  QuarantineEntry,
  SiteView,
  TerminalDetail,
  TerminalSummary,
  TicketView,
} from "../../../contract/index.ts";
import { keys } from "../queries.ts";

/** A line of a running command; `n` counts them. */
export interface LineSaid {
  readonly n: number;
  readonly text: string;
}

/** Rows that did not change stay the same objects: only what changed is drawn anew. */
export const mergeTerminals = (queries: QueryClient, fresh: readonly TerminalSummary[]): void => {
  const byId = new Map(fresh.map((one) => [one.id, one]));
  queries.setQueryData<TerminalSummary[]>(keys.terminals, (known) => {
    if (!known) return undefined;
    const merged = known.map((one) => {
      const now = byId.get(one.id);
      byId.delete(one.id);
      return now ?? one;
    });
    return byId.size === 0 ? merged : [...merged, ...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  });
};

const mergeFault = (queries: QueryClient, fault: FaultView): void => {
  queries.setQueryData<FaultView[]>(keys.faults, (known) => {
    if (!known) return undefined;
    const others = known.filter((one) => one.id !== fault.id);
    if (fault.state === "closed") return others;
    return others.length === known.length ? [fault, ...known] : known.map((one) => (one.id === fault.id ? fault : one));
  });
  void queries.invalidateQueries({ queryKey: keys.explain(fault.id) });
};

interface Listed {
  readonly number: number;
  readonly state: string;
}
interface ListedKeys {
  readonly one: (number: number) => QueryKey;
  readonly list: (closed: boolean) => QueryKey;
}

/** The list of open ones loses one that was closed; the list of all keeps it. */
const mergeListed = <T extends Listed>(queries: QueryClient, fresh: T, { one, list }: ListedKeys): void => {
  queries.setQueryData<T>(one(fresh.number), (known) => known && fresh);
  for (const closed of [false, true])
    queries.setQueryData<T[]>(list(closed), (known) => {
      if (!known) return undefined;
      const others = known.filter(({ number }) => number !== fresh.number);
      return fresh.state === "closed" && !closed ? others : [fresh, ...others];
    });
};

const mergeTicket = (queries: QueryClient, ticket: TicketView): void => {
  mergeListed(queries, ticket, { one: keys.ticket, list: keys.tickets });
  // A file that comes or goes is told in the timeline only.
  void queries.invalidateQueries({ queryKey: keys.files({ kind: "ticket", number: ticket.number }) });
  if (ticket.timeline.at(-1)?.kind === "scored")
    void queries.invalidateQueries({ queryKey: keys.scores(ticket.number) });
};

/** Newest first; what is known keeps its place. An answer may come later than an event that tells more: what had ended does not begin again. */
const withOne = <T extends { readonly id: string; readonly finishedAt?: number }>(
  known: readonly T[],
  one: T,
): readonly T[] => {
  const before = known.find(({ id }) => id === one.id);
  if (!before) return [one, ...known];
  const old = before.finishedAt !== undefined && one.finishedAt === undefined;
  return old ? known : known.map((k) => (k === before ? one : k));
};

export const mergeDiagnosis = (queries: QueryClient, diagnosis: DiagnosisView): void => {
  const { terminal, fault } = diagnosis;
  queries.setQueryData<readonly DiagnosisView[]>(
    keys.diagnoses(terminal),
    (known) => known && withOne(known, diagnosis),
  );
  if (fault !== undefined) void queries.invalidateQueries({ queryKey: keys.explain(fault) });
  void queries.invalidateQueries({ queryKey: keys.history(terminal) });
};

export const mergeCommand = (queries: QueryClient, command: CommandView): void => {
  queries.setQueryData<readonly CommandView[]>(
    keys.commands(command.terminal),
    (known) => known && withOne(known, command),
  );
  queries.setQueryData<readonly CommandView[]>(keys.approvals, (known) =>
    known && command.state === "awaitingApproval"
      ? withOne(known, command)
      : known?.filter(({ id }) => id !== command.id),
  );
  void queries.invalidateQueries({ queryKey: keys.history(command.terminal) });
};

const mostLines = 200;
/** Kept only where somebody looks at that command. */
const mergeLine = (queries: QueryClient, { command, n, text }: Extract<LiveEventJson, { name: "line" }>): void => {
  queries.setQueryData<LineSaid[]>(keys.lines(command), (known) => known && [...known, { n, text }].slice(-mostLines));
};

/** Kept only where somebody looks at that terminal: they come and go all day. */
const mergeCustomer = (
  queries: QueryClient,
  { terminal, customer }: Extract<LiveEventJson, { name: "customer" }>,
): void => {
  queries.setQueryData<TerminalDetail>(keys.terminal(terminal), (known) => known && { ...known, customer });
};

/** More are not asked for, either. */
export const mostRefused = 1000;
/** A terminal that repeats itself is refused many times a second: what an event tells is not asked for once more. */
const mergeRefused = (queries: QueryClient, event: Extract<LiveEventJson, { name: "quarantine" }>): void => {
  const { name: _name, ...entry } = event;
  for (const key of [keys.refused, keys.refusedOf(entry.terminal)])
    queries.setQueryData<readonly QuarantineEntry[]>(key, (known) =>
      known && !known.some(({ id }) => id === entry.id) ? [entry, ...known].slice(0, mostRefused) : known,
    );
  queries.setQueryData<boolean>(keys.hasRefused(entry.terminal), (known) => (known === undefined ? undefined : true));
};

/** Customer and zone of a site are those of its contract, which stays. Of a new one they are asked for. */
const mergeSite = (queries: QueryClient, { site, removed }: Extract<LiveEventJson, { name: "site" }>): void => {
  const known = queries.getQueryData<readonly SiteView[]>(keys.sites);
  const before = known?.find(({ name }) => name === site.name);
  if (!known || (!before && !removed)) return void queries.invalidateQueries({ queryKey: keys.sites });
  const { customer, zone } = before ?? {};
  const now: SiteView = { ...site, ...(customer && { customer }), ...(zone && { zone }) };
  queries.setQueryData<readonly SiteView[]>(
    keys.sites,
    known.flatMap((one) => (one === before ? (removed ? [] : [now]) : [one])),
  );
};

/** Takes over what an event tells. Answers the terminal whose summary it makes old. */
export const applyEvent = (queries: QueryClient, event: LiveEventJson): string | undefined => {
  switch (event.name) {
    case "fault":
      mergeFault(queries, event.fault);
      return event.fault.terminal;
    case "ticket":
      mergeTicket(queries, event.ticket);
      return event.ticket.terminal;
    case "visit":
      // What the event tells has no proof: that is asked for where it is looked at.
      void queries.invalidateQueries({ queryKey: keys.visit(event.visit.number) });
      void queries.invalidateQueries({ queryKey: keys.visits });
      return undefined;
    case "diagnosis":
      mergeDiagnosis(queries, event.diagnosis);
      return event.diagnosis.terminal;
    case "command":
      mergeCommand(queries, event.command);
      return event.command.terminal;
    case "line":
      mergeLine(queries, event);
      return undefined;
    case "customer":
      mergeCustomer(queries, event);
      return undefined;
    case "settings":
      void queries.invalidateQueries({
        queryKey: event.terminal === "" ? keys.settings : keys.settingsOf(event.terminal),
      });
      return undefined;
    case "inventory":
      // With what is in force.
      void queries.invalidateQueries({ queryKey: keys.settingsOf(event.terminal) });
      return event.terminal;
    case "tags":
    case "maintenance":
    case "presence":
    case "health":
      return event.terminal;
    case "event":
    case "sale":
    case "outcome":
      void queries.invalidateQueries({ queryKey: keys.history(event.terminal) });
      return undefined;
    case "stockMove":
    case "stockSet":
      void queries.invalidateQueries({ queryKey: keys.stock });
      return undefined;
    case "evidence":
      void queries.invalidateQueries({ queryKey: keys.evidence(event.evidence.ticket) });
      return undefined;
    case "complaint":
      mergeListed(queries, event.complaint, { one: keys.complaint, list: keys.complaintList });
      if (event.complaint.ticket !== undefined)
        void queries.invalidateQueries({ queryKey: keys.complaintsOf(event.complaint.ticket) });
      return undefined;
    case "quarantine":
      mergeRefused(queries, event);
      return undefined;
    case "sighting":
      void queries.invalidateQueries({ queryKey: keys.doors });
      return undefined;
    case "site":
      mergeSite(queries, event);
      return undefined;
    case "rules":
      // What runs by itself is told with the policies.
      void queries.invalidateQueries({ queryKey: keys.rules });
      void queries.invalidateQueries({ queryKey: keys.policies });
      return undefined;
    case "savedView":
      void queries.invalidateQueries({ queryKey: keys.savedViews });
      return undefined;
  }
};
