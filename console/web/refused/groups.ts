import type { QuarantineEntry } from "../../../contract/index.ts";

/** Messages of one terminal that were refused for the same reason, whatever numbers it names. */
export interface Group {
  readonly key: string;
  readonly newest: QuarantineEntry;
  readonly count: number;
  /** Of them within the last `lateMs`. */
  readonly lately: number;
  /** It is sent again and again. */
  readonly loops: boolean;
}

export const lateMs = 10 * 60_000;
/** So many of one kind within that time are no accident. */
const fewestOfLoop = 5;

const keyOf = ({ terminal, reason }: QuarantineEntry): string => `${terminal} ${reason.replaceAll(/\d+/g, "#")}`;

/** Loops first, then what there is most of. `entries`: newest first. */
export const groupsOf = (entries: readonly QuarantineEntry[], now: number): Group[] => {
  const found = new Map<string, { newest: QuarantineEntry; count: number; lately: number }>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = found.get(key) ?? { newest: entry, count: 0, lately: 0 };
    group.count += 1;
    if (entry.receivedAt > now - lateMs) group.lately += 1;
    found.set(key, group);
  }
  return [...found]
    .map(([key, group]) => ({ key, ...group, loops: group.lately >= fewestOfLoop }))
    .sort((a, b) => Number(b.loops) - Number(a.loops) || b.count - a.count || b.newest.id - a.newest.id);
};
