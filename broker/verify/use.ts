import { type WearItem, wearItems } from "../wear/items.ts";
import type { Trail } from "./trail.ts";

/** What a part or supply has used, and what is to be expected of it. */
export interface Used {
  readonly terminal: string;
  readonly device: string;
  readonly item: WearItem;
  readonly share: number | undefined;
  readonly left: number;
  readonly perDay: number | undefined;
  readonly dueAt: number | undefined;
  readonly renewedAt: number | undefined;
}

const dayMs = 86_400_000;
const seenDays = 14;
const farOffMs = 3650 * dayMs;

/** Every part and supply whose measure was ever reported, reckoned from the readings at `now`. `lives`: those set otherwise than in the table. */
export const usedParts = (
  { readings, renewals }: Trail,
  lives: Readonly<Record<string, number>>,
  now: number,
): Used[] =>
  [...readings].flatMap(([key, list]) => {
    const [terminal = "", device = ""] = key.split("/");
    return wearItems.flatMap((item): Used[] => {
      const points = list
        .filter(({ health }) => health.deviceClass === item.deviceClass)
        .flatMap(({ at, health }) => {
          const value = health.measures[item.measure];
          const state = item.renewedBy && health.components[item.renewedBy.component]?.state;
          return value === undefined ? [] : [{ at, value, state }];
        });
      const last = points.at(-1);
      if (!last) return [];
      const falls = item.kind === "level" && item.end === 0;
      const end = item.kind === "wear" ? (lives[item.id] ?? item.end) : item.end;

      // Renewed by a person, or as the device itself shows it; a counter that begins anew begins at nothing.
      let base = 0;
      let renewedAt: number | undefined;
      let state: string | undefined;
      let used = 0;
      const firstOfDay: { at: number; used: number }[] = [];
      const byHand = renewals.filter(
        (one) => one.terminal === terminal && one.device === device && one.part === item.id,
      );
      for (const [n, point] of points.entries()) {
        const before = points[n - 1];
        if (before) {
          for (const { at } of byHand.filter((one) => one.at >= before.at && one.at < point.at)) {
            base = before.value;
            renewedAt = at;
          }
          used += Math.max(0, falls ? before.value - point.value : point.value - before.value);
          if (point.value < base) base = 0;
        }
        const { renewedBy } = item;
        if (renewedBy && point.state !== undefined && point.state !== "unknown") {
          if (point.state === renewedBy.to && state !== undefined && renewedBy.from.includes(state)) {
            base = point.value;
            renewedAt = point.at;
          }
          state = point.state;
        }
        if (!before || Math.floor(before.at / dayMs) !== Math.floor(point.at / dayMs))
          firstOfDay.push({ at: point.at, used });
      }
      for (const { at } of byHand.filter((one) => one.at >= last.at)) {
        base = last.value;
        renewedAt = at;
      }
      // A supply is not as old as its device: nothing is known of it before it was renewed under our eyes.
      if (item.renewedBy && renewedAt === undefined) return [];

      const spent = item.kind === "wear" ? last.value - (last.value < base ? 0 : base) : last.value;
      const left = Math.max(0, falls ? last.value : end - spent);
      const share = falls ? undefined : spent / end;
      const since = firstOfDay.find(({ at }) => at > now - seenDays * dayMs) ?? { at: last.at, used };
      const span = last.at - since.at;
      const perDay = span < 3_600_000 ? undefined : ((used - since.used) * dayMs) / span;
      const inMs = perDay !== undefined && perDay > 0 ? (left / perDay) * dayMs : Number.POSITIVE_INFINITY;
      const dueAt =
        perDay === undefined
          ? left === 0
            ? last.at
            : undefined
          : inMs < farOffMs
            ? Math.round(last.at + inMs)
            : undefined;
      return [{ terminal, device, item, share, left, perDay, dueAt, renewedAt }];
    });
  });
