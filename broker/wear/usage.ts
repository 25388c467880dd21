import type { DeviceHealth } from "../../contract/index.ts";
import type { UsageRow } from "../store/store.ts";
import type { WearItem } from "./items.ts";

const dayMs = 86_400_000;
/** Use is averaged over at most this long: a month that was busy says little of the next. */
const windowDays = 14;
/** A rate is not told from less than this: the first sale of a day is no trend. */
const leastSpanMs = 3_600_000;

const sameDay = (a: number, b: number): boolean => Math.floor(a / dayMs) === Math.floor(b / dayMs);

/** What was used between two values: only the way towards the end counts, so a refill or a counter that starts anew is no use. */
const step = (item: WearItem, from: number, to: number): number =>
  Math.max(0, item.kind === "level" && item.end === 0 ? from - to : to - from);

/** A counter lower than at the renewal has begun anew with its device: everything on it was used since. */
const baseAfter = (base: number, value: number): number => (value < base ? 0 : base);

/** Takes a reading. Older ones than the newest change nothing. */
export const observe = (
  before: UsageRow | undefined,
  key: Pick<UsageRow, "terminal" | "device">,
  item: WearItem,
  { at, value, renewed = false }: { at: number; value: number; renewed?: boolean },
): UsageRow => {
  if (!before) return { ...key, item: item.id, at, value, used: 0, days: [[at, 0]], base: renewed ? value : 0 };
  if (at < before.at) return before;
  const used = before.used + step(item, before.value, value);
  const days = sameDay(before.at, at)
    ? before.days
    : [...before.days.filter(([t]) => t > at - windowDays * dayMs), [at, used] as const];
  const next = { ...before, at, value, used, days };
  return renewed
    ? { ...next, base: value, renewedAt: at, renewedBy: "device" }
    : { ...next, base: baseAfter(before.base, value) };
};

/** The part was renewed by a person: its use begins anew. */
export const renew = (usage: UsageRow, at: number, by: string): UsageRow => ({
  ...usage,
  base: usage.value,
  renewedAt: at,
  renewedBy: by,
});

/** How much of its life is gone, 0 to 1 and beyond. `value` is the newest of its measure. */
export const shareUsed = (item: WearItem, value: number, base = 0, end = item.end): number | undefined => {
  if (item.kind === "wear") return (value - baseAfter(base, value)) / end;
  // A level that falls says nothing of how much there was.
  return end === 0 ? undefined : value / end;
};

/** A supply that the device shows as renewed is not as old as the device: nothing is known of it before it was first renewed under our eyes. */
export const isUnbegun = (item: WearItem, usage: UsageRow | undefined): boolean =>
  item.renewedBy !== undefined && usage?.renewedAt === undefined;

/** How much of its life a part of this device has used, by a reading and what is known of it; undefined if that cannot be told. */
export const shareOf = (
  item: WearItem,
  { measures }: Pick<DeviceHealth, "measures">,
  usage: UsageRow | undefined,
  end: number,
): number | undefined => {
  const value = measures[item.measure];
  return value === undefined || isUnbegun(item, usage) ? undefined : shareUsed(item, value, usage?.base ?? 0, end);
};

export interface Outlook {
  /** Still to be used before the end; not below 0. */
  readonly left: number;
  /** Mean use a day over the last days; left out while too little was seen. */
  readonly perDay?: number;
  /** When it is used up at that rate; left out without a rate, or if that is more than ten years off. */
  readonly dueAt?: number;
  /** How long the rate was watched, hours. */
  readonly watchedHours: number;
}

const farOffMs = 3650 * dayMs;

/** What is to be expected of an item at `now`. */
export const outlook = (item: WearItem, usage: UsageRow, now: number, end = item.end): Outlook => {
  const value = usage.value;
  const left = Math.max(
    0,
    item.kind === "level" && end === 0
      ? value
      : end - (item.kind === "wear" ? value - baseAfter(usage.base, value) : value),
  );
  const [since, usedThen] = usage.days.find(([t]) => t > now - windowDays * dayMs) ?? [usage.at, usage.used];
  const span = usage.at - since;
  const watchedHours = span / 3_600_000;
  if (span < leastSpanMs) return { left, watchedHours, ...(left === 0 ? { dueAt: usage.at } : {}) };
  const perDay = ((usage.used - usedThen) * dayMs) / span;
  const inMs = perDay > 0 ? (left / perDay) * dayMs : Number.POSITIVE_INFINITY;
  return { left, perDay, watchedHours, ...(inMs < farOffMs ? { dueAt: Math.round(usage.at + inMs) } : {}) };
};
