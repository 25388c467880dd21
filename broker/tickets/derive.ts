import type { TicketEvent, TicketState, TicketView } from "../../contract/index.ts";

type Kind = TicketEvent["kind"];

/** What of a ticket its timeline tells: the rest (title, advice, parts) is what rules and runbooks said. */
export type Told = Pick<
  TicketView,
  | "state"
  | "severity"
  | "cause"
  | "queue"
  | "queuedSince"
  | "level"
  | "policy"
  | "faults"
  | "openedAt"
  | "touched"
  | "contract"
  | "customer"
  | "contact"
  | "round"
  | "incident"
  | "assignee"
  | "van"
  | "closedAt"
  | "mergedInto"
  | "parent"
  | "children"
>;

/** Before its first event. */
export const untold: Told = {
  state: "new",
  severity: "info",
  cause: "",
  queue: "remote",
  queuedSince: 0,
  level: "",
  policy: "",
  faults: [],
  openedAt: 0,
  touched: false,
};

const leadsTo: Partial<Record<Kind, TicketState>> = {
  accepted: "accepted",
  remoteWork: "remoteWork",
  waiting: "waiting",
  resumed: "accepted",
  dispatched: "dispatched",
  arrived: "onSite",
  restored: "restored",
  resolved: "resolved",
  confirmed: "confirmed",
  closed: "closed",
  mergedInto: "closed",
};

/** Fields that an event sets by naming them. */
const named = [
  "level",
  "severity",
  "cause",
  "policy",
  "contract",
  "customer",
  "contact",
  "round",
  "incident",
  "assignee",
  "van",
] as const satisfies readonly (keyof TicketEvent & keyof Told)[];

const namedIn = (event: TicketEvent): Partial<Told> =>
  Object.fromEntries(named.filter((key) => event[key] !== undefined).map((key) => [key, event[key]]));

const without = (list: readonly string[], gone: readonly string[]): string[] => list.filter((id) => !gone.includes(id));
const withAll = <T>(list: readonly T[], more: readonly T[]): T[] => [...new Set([...list, ...more])];

/** Most faults, and most children, that one ticket names. */
export const mostFaults = 200;
export const mostChildren = 500;

const faultsAfter = (told: Told, { kind, fault, faults = [] }: TicketEvent): readonly string[] => {
  if (kind === "split") return without(told.faults, faults);
  if (kind === "mergedInto") return [];
  if (kind !== "opened" && kind !== "faultAdded" && kind !== "merged") return told.faults;
  return withAll(told.faults, fault === undefined ? faults : [fault, ...faults]).slice(0, mostFaults);
};

const isPerson = (by: string): boolean => /^(user|hook):/.test(by);

const stateAfter = (told: Told, { kind }: TicketEvent): TicketState =>
  kind === "reopened" ? (told.assignee === undefined ? "new" : "accepted") : (leadsTo[kind] ?? told.state);

/** How this ticket hangs together with others; `undefined` ends it. */
const tiesAfter = (
  told: Told,
  { kind, tickets = [] }: TicketEvent,
): Pick<Told, "parent" | "children" | "mergedInto"> => {
  const { children = [] } = told;
  if (kind === "mergedInto") return tickets[0] === undefined ? {} : { mergedInto: tickets[0] };
  if (told.incident && kind === "linked") return { children: withAll(children, tickets).slice(0, mostChildren) };
  if (told.incident && kind === "unlinked") return { children: children.filter((n) => !tickets.includes(n)) };
  return kind === "linked" && tickets[0] !== undefined ? { parent: tickets[0] } : {};
};

/** What an event takes away. */
const dropped = (told: Told, { kind }: TicketEvent): ("closedAt" | "parent")[] => {
  if (kind === "reopened") return ["closedAt"];
  return kind === "unlinked" && !told.incident ? ["parent"] : [];
};

/**
 * What is told of a ticket after one more event. Pure: the desk keeps its tickets by it, and whoever has only the events comes to the same.
 */
export const after = <T extends Told>(told: T, event: TicketEvent): T => {
  const { kind, at } = event;
  const state = stateAfter(told, event);
  const next: T = {
    ...told,
    ...namedIn(event),
    ...tiesAfter(told, event),
    state,
    faults: [...faultsAfter(told, event)],
    touched: told.touched || isPerson(event.by),
    ...(kind === "opened" ? { openedAt: at } : {}),
    ...(event.queue === undefined ? {} : { queue: event.queue, queuedSince: at }),
    ...(state === "closed" && told.closedAt === undefined ? { closedAt: at } : {}),
  };
  for (const key of dropped(told, event)) delete next[key];
  return next;
};
