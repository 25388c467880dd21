import { Temporal } from "temporal-polyfill";
import type { InspectionDue } from "../../contract/index.ts";

/** At least once a year, whatever a policy leaves out. */
export const standardMonths = 12;
/** From so many days before on a round is to be planned. */
const soonDays = 14;

/** What the schedule of one terminal follows from. */
export interface ScheduleFacts {
  readonly months: number;
  /** IANA zone of the contract: its days begin and end there. */
  readonly zone: string;
  /** Beginning of the contract; of a terminal without one, its enrolment. */
  readonly startsAt: number;
  readonly enrolledAt: number;
  /** End of the last finished round. */
  readonly lastAt?: number;
}

const dateAt = (at: number, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();

const later = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(a, b) >= 0 ? a : b;

/**
 * The day of the next round: so many months after the last one; without one, after the contract began or the terminal came into it. A last round under
 * an older contract counts, but nothing is due before this one began. Months end where they end: 31 January and a month is 28 or 29 February.
 */
export const dueDate = ({ months, zone, startsAt, enrolledAt, lastAt }: ScheduleFacts): Temporal.PlainDate => {
  const start = dateAt(startsAt, zone);
  if (lastAt === undefined) return later(start, dateAt(enrolledAt, zone)).add({ months });
  return later(dateAt(lastAt, zone).add({ months }), start);
};

/** Where the schedule stands at `now`: overdue once its day is over in the contract's zone. */
export const dueAt = (facts: ScheduleFacts, now: number): Pick<InspectionDue, "due" | "state" | "days"> => {
  const due = dueDate(facts);
  const days = dateAt(now, facts.zone).until(due, { largestUnit: "days" }).days;
  return { due: due.toString(), days, state: days < 0 ? "overdue" : days <= soonDays ? "soon" : "later" };
};
