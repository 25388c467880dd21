import type { OnCallDuty } from "../../../contract/index.ts";
import type { Day } from "./days.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A part of the shown days, as shares of their width: each day is equally wide, also one of 23 or 25 hours. */
export interface Placed<T extends Span> {
  readonly what: T;
  readonly left: number;
  readonly width: number;
  /** It begins before the shown days, or ends after them. */
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
}

/** Where a moment lies in the shown days: 0 at their beginning, 1 at their end, never outside of them. */
export const shareOf = (at: number, days: readonly Day[]): number => {
  const index = days.findIndex(({ to }) => at < to);
  const day = days[index];
  if (!day) return 1;
  return (index + Math.max(0, at - day.from) / (day.to - day.from)) / days.length;
};

/** Those that lie in the shown days at least in part. */
export const placed = <T extends Span>(spans: readonly T[], days: readonly Day[]): Placed<T>[] => {
  const [begin, end] = [days[0]?.from ?? 0, days.at(-1)?.to ?? 0];
  return spans
    .filter(({ from, to }) => from < end && to > begin)
    .map((what) => {
      const left = shareOf(what.from, days);
      const width = shareOf(what.to, days) - left;
      return { what, left, width, cutLeft: what.from < begin, cutRight: what.to > end };
    });
};

/** Who goes on is not relieved: turns of one person without a break are one. */
const unbroken = (duties: readonly OnCallDuty[]): OnCallDuty[] => {
  const list: OnCallDuty[] = [];
  for (const duty of duties) {
    const last = list.at(-1);
    if (last?.to === duty.from && last.change === duty.change) list[list.length - 1] = { ...last, to: duty.to };
    else list.push(duty);
  }
  return list;
};

export interface Lane {
  readonly person: string;
  readonly bars: readonly Placed<OnCallDuty>[];
}

/** The duties of one rota, in order: a lane for each person, whoever is first on top. */
export const lanesOf = (duties: readonly OnCallDuty[], days: readonly Day[]): Lane[] =>
  [...new Set(duties.map(({ person }) => person))]
    .map((person) => {
      const own = duties.filter((duty) => duty.person === person);
      return { person, bars: placed(unbroken(own), days) };
    })
    .filter(({ bars }) => bars.length > 0);

/** What of a list lies in a day, cut to it, in order. */
export const ofDay = <T extends Span>(spans: readonly T[], { from, to }: Day): T[] =>
  spans
    .filter((span) => span.from < to && span.to > from)
    .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    .sort((a, b) => a.from - b.from);
