import type { OnCallPath, OnCallTarget, TicketEvent, TicketView } from "../../contract/index.ts";
import type { OnCallCaseRow } from "../store/on-call-rows.ts";

type ClockName = NonNullable<TicketEvent["clock"]>;

/** A step of a path that is to be told now, and for which promise. */
export interface Reached {
  readonly clock: ClockName;
  readonly at: number;
}

/** Whoever did one of these has taken the ticket in hand. */
const accepts: readonly TicketEvent["kind"][] = [
  "accepted",
  "contacted",
  "planned",
  "remoteWork",
  "dispatched",
  "arrived",
  "resumed",
];
/** No promise is left that could be broken. */
const over: readonly TicketView["state"][] = ["resolved", "confirmed", "closed"];

/** The event that shows that a person has taken the ticket in hand. */
export const acceptanceIn = (events: readonly TicketEvent[]): TicketEvent | undefined =>
  events.find(({ kind, by }) => accepts.includes(kind) && /^(user|hook):/.test(by));

export const isOver = ({ state }: Pick<TicketView, "state">): boolean => over.includes(state);

/** A path whose first step is later than the ticket's coming in tells whoever is on duty for its queue then, too. */
export const stepsOf = (path: OnCallPath): OnCallPath["steps"] => {
  const first: OnCallTarget = { onCall: path.queue };
  return path.steps[0]?.at === 0 ? path.steps : [{ at: 0, tell: [first] }, ...path.steps];
};

const keyOf = ({ clock, at }: Reached): string => `${clock}:${at}`;

/** These count as told from now on. */
export const withTold = (row: OnCallCaseRow, reached: readonly Reached[]): OnCallCaseRow => ({
  ...row,
  told: [...new Set([...row.told, ...reached.map(keyOf)])],
});

/** The step of a ticket that comes in. */
export const firstStep: Reached = { clock: "contact", at: 0 };

/** Steps up to `percent` of a promise's time that were not told yet. */
export const stepsReached = (path: OnCallPath, row: OnCallCaseRow, clock: ClockName, percent: number): Reached[] =>
  stepsOf(path)
    .filter(({ at }) => at > 0 && at <= percent)
    .map(({ at }): Reached => ({ clock, at }))
    .filter((one) => !row.told.includes(keyOf(one)));

/** The first step that was not told for want of acceptance; `undefined` if all were. */
export const nextStep = (path: OnCallPath, row: OnCallCaseRow): Reached | undefined =>
  stepsReached(path, row, "contact", Number.POSITIVE_INFINITY)[0];

/** When the next step is told if nobody accepts; `undefined`: never by itself. */
export const nextAt = (path: OnCallPath, row: OnCallCaseRow, now: number): number | undefined =>
  row.settled || path.acceptMinutes === undefined || !nextStep(path, row)
    ? undefined
    : now + path.acceptMinutes * 60_000;
