import type { FaultView, TicketView } from "../../../contract/index.ts";
import type { SiteVisit } from "../../customers/work.ts";
import { type Facts, repeatWithinMs } from "../facts.ts";
import type { Stretch } from "../period.ts";
import { takesDown } from "./availability.ts";
import { holds } from "./intervals.ts";

/** A fault from its first occurrence to the end of its last; `to` is left out while it lasts. Flapping is one incident with several occurrences. */
export interface Incident {
  readonly fault: FaultView;
  readonly from: number;
  readonly to?: number;
  readonly occurrences: number;
  /** Takes its module out of work, is no symptom of another fault, and was nobody's planned maintenance. */
  readonly failure: boolean;
}

export const within = (at: number | undefined, { from, to }: Stretch): boolean =>
  at !== undefined && at >= from && at < to;

/** Every incident the facts know of, in order of beginning. It belongs to whoever had the terminal when it began. */
export const incidentsOf = (facts: Pick<Facts, "terminals" | "spans" | "faults">): readonly Incident[] => {
  const counted = new Map(facts.terminals.map((terminal) => [terminal.id, terminal.counted]));
  const found = new Map<string, { from: number; to: number; n: number }>();
  for (const { kind, ref, from, to = Number.POSITIVE_INFINITY } of facts.spans) {
    if (kind !== "fault" || ref === undefined) continue;
    const known = found.get(ref);
    found.set(ref, {
      from: Math.min(from, known?.from ?? from),
      to: Math.max(to, known?.to ?? to),
      n: (known?.n ?? 0) + 1,
    });
  }
  return [...found]
    .flatMap(([id, { from, to, n }]): Incident[] => {
      const fault = facts.faults.get(id);
      if (!fault || !holds(counted.get(fault.terminal) ?? [], from)) return [];
      const failure = takesDown(fault) && fault.hiddenBy === undefined && !fault.maintenance;
      return [{ fault, from, occurrences: n, failure, ...(Number.isFinite(to) ? { to } : {}) }];
    })
    .sort((a, b) => a.from - b.from);
};

/** Incidents before which the same fault of the same module was gone for at most `repeatWithinMs`. */
export const repeatsOf = (incidents: readonly Incident[]): ReadonlySet<Incident> => {
  const last = new Map<string, number>();
  const repeats = new Set<Incident>();
  for (const incident of incidents) {
    const { terminal, device, code } = incident.fault;
    const key = `${terminal}/${device}/${code}`;
    const before = last.get(key);
    if (before !== undefined && incident.from >= before && incident.from - before <= repeatWithinMs)
      repeats.add(incident);
    last.set(key, Math.max(before ?? 0, incident.to ?? Number.POSITIVE_INFINITY));
  }
  return repeats;
};

/** Somebody came to the site. */
export type Arrival = Pick<SiteVisit, "arrivedAt">;

/** What made an incident end: a runbook, a person from afar, a person on site, or nothing anybody did. */
export const cures = ["runbook", "remote", "visit", "itself"] as const;
export type Cure = (typeof cures)[number];

export const cureOf = (
  { fault, to }: Incident,
  ticket: TicketView | undefined,
  visits: readonly Arrival[],
): Cure | undefined => {
  if (to === undefined) return undefined;
  const before = (kind: string): boolean => ticket?.timeline.some((e) => e.kind === kind && e.at <= to) ?? false;
  if (visits.some(({ arrivedAt }) => arrivedAt <= to)) return "visit";
  if (fault.conclusion?.verdict === "cured") return "runbook";
  return before("remoteWork") ? "remote" : "itself";
};

/** Sums that may be added up over modules and ranges; the means and rates follow from them. */
export interface Record {
  /** Failures that began in the range. */
  readonly failures: number;
  readonly repeats: number;
  /** Failures that ended in the range, and how long they had lasted together. */
  readonly repairs: number;
  readonly repairMs: number;
  readonly cured: { readonly [C in Cure]: number };
}

const noCures = { runbook: 0, remote: 0, visit: 0, itself: 0 };

/** What `incidents` come to in a range. Only failures count. */
export const recordOf = (
  incidents: readonly Incident[],
  {
    range,
    repeats,
    ticketOf,
    visitsOf,
  }: {
    readonly range: Stretch;
    readonly repeats: ReadonlySet<Incident>;
    readonly ticketOf: (incident: Incident) => TicketView | undefined;
    readonly visitsOf: (ticket: TicketView) => readonly Arrival[];
  },
): Record => {
  const failures = incidents.filter(({ failure }) => failure);
  const begun = failures.filter(({ from }) => within(from, range));
  const ended = failures.filter(({ to }) => within(to, range));
  const cured = { ...noCures };
  for (const incident of ended) {
    const ticket = ticketOf(incident);
    const cure = cureOf(incident, ticket, ticket ? visitsOf(ticket) : []);
    if (cure) cured[cure] += 1;
  }
  return {
    failures: begun.length,
    repeats: begun.filter((one) => repeats.has(one)).length,
    repairs: ended.length,
    repairMs: ended.reduce((sum, { from, to = from }) => sum + to - from, 0),
    cured,
  };
};

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Mean time between failures: time up / failures that began. `null` without a failure: then only "more than the time up" is known. */
export const mtbf = (upMs: number, { failures }: Pick<Record, "failures">): number | null => ratio(upMs, failures);
/** Mean time to repair: how long the failures that ended had lasted / their number. */
export const mttr = ({ repairMs, repairs }: Pick<Record, "repairMs" | "repairs">): number | null =>
  ratio(repairMs, repairs);
export const repeatRate = ({ repeats, failures }: Pick<Record, "repeats" | "failures">): number | null =>
  ratio(repeats, failures);
/** Cured from afar / all that somebody or something cured; what went by itself does not count. */
export const remoteCureRate = ({ cured }: Pick<Record, "cured">): number | null =>
  ratio(cured.runbook + cured.remote, cured.runbook + cured.remote + cured.visit);

/** A ticket that somebody came for and that was ended in the range: was it with one visit, and did it stay so? */
export const visitOf = (
  { timeline }: Pick<TicketView, "timeline">,
  visits: readonly Arrival[],
  range: Stretch,
): { readonly firstTime: boolean } | undefined => {
  const [first, last] = [visits[0]?.arrivedAt, visits.at(-1)?.arrivedAt];
  if (first === undefined || last === undefined) return undefined;
  const ended = timeline.find(({ kind, at }) => at >= last && (kind === "resolved" || kind === "closed"));
  if (!within(ended?.at, range)) return undefined;
  const reopened = timeline.some(({ kind, at }) => kind === "reopened" && at >= first);
  return { firstTime: visits.length === 1 && !reopened };
};
