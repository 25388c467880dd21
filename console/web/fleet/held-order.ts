import { useMemo, useRef } from "react";

interface Order<T> {
  readonly idOf: (row: T) => string;
  readonly compare: (a: T, b: T) => number;
}

/** Rows in their order, kept as it is while somebody points at one or has one in focus: nothing moves away under a hand. */
export const useHeldOrder = <T>(rows: readonly T[], order: Order<T>, held: boolean): readonly T[] => {
  const kept = useRef<readonly string[]>([]);
  return useMemo(() => {
    const { idOf, compare } = order;
    const sorted = rows.toSorted(compare);
    const place = new Map(kept.current.map((id, n) => [id, n]));
    if (held)
      sorted.sort((a, b) => (place.get(idOf(a)) ?? Number.MAX_VALUE) - (place.get(idOf(b)) ?? Number.MAX_VALUE));
    kept.current = sorted.map(idOf);
    return sorted;
  }, [rows, order, held]);
};
