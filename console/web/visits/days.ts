import { groupBy } from "../../../contract/group-by.ts";
import type { VisitView } from "../../../contract/index.ts";

/** When the day of this moment begins, by the reader's clock. */
export const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** The beginning of a day so many days later; a day may have 23 or 25 hours. */
export const daysLater = (day: number, count: number): number => {
  const date = new Date(day);
  date.setDate(date.getDate() + count);
  return date.getTime();
};

/** True if the appointment has a moment of `[from, to)`. */
export const within = ({ appointment }: VisitView, from: number, to: number): boolean =>
  appointment.from < to && appointment.to > from;

const over: readonly VisitView["state"][] = ["cancelled", "missed", "signed"];
export const isOver = ({ state }: VisitView): boolean => over.includes(state);

/** By the days on which they begin, in order; those of a day in the order of their hours. */
export const byDay = (visits: readonly VisitView[]): [day: number, visits: VisitView[]][] => {
  const inOrder = visits.toSorted((a, b) => a.appointment.from - b.appointment.from);
  return [...groupBy(inOrder, (visit) => dayOf(visit.appointment.from))];
};

/** Everybody who has visits, by their id, with the name people know. */
export const technicians = (visits: readonly VisitView[]): [id: string, name: string][] => {
  const found = new Map(visits.map(({ technician, technicianName }) => [technician, technicianName ?? technician]));
  return [...found].sort(([, a], [, b]) => a.localeCompare(b));
};
