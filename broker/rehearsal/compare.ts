import type { Difference, RehearsedDifference, RehearsedOpening } from "../../contract/index.ts";
import type { TimeRange } from "../store/history-rows.ts";

/** An opening on one device, by one rule. */
export interface Opened extends RehearsedOpening {
  readonly rule: string;
  readonly device: string;
  /** False: another fault hid it all the time. */
  readonly seen: boolean;
}

/** Less than this is no difference. */
const leastMs = 1000;

const endOf = ({ to }: RehearsedOpening): number => to ?? Number.MAX_SAFE_INTEGER;
const overlap = (a: Opened, b: Opened): boolean => a.from <= endOf(b) && b.from <= endOf(a);
const keyOf = ({ rule, device }: Opened): string => `${rule} ${device}`;
const bare = ({ from, to, severity, ticket }: Opened): RehearsedOpening => ({
  from,
  ...(to === undefined ? {} : { to }),
  severity,
  ticket,
});

/** Each with the one it became: the first that lasted at the same time. */
const paired = (today: readonly Opened[], proposed: readonly Opened[]): [Opened | undefined, Opened | undefined][] => {
  const left = [...today];
  const pairs = proposed.map((after): [Opened | undefined, Opened] => {
    const place = left.findIndex((before) => keyOf(before) === keyOf(after) && overlap(before, after));
    return [place < 0 ? undefined : left.splice(place, 1)[0], after];
  });
  return [...pairs, ...left.map((before): [Opened, undefined] => [before, undefined])];
};

interface Told {
  readonly difference: Difference;
  readonly byMs?: number;
}

/** What changed of one fault; nothing if nothing did. What began before the stretch cannot be earlier or later: nobody saw its beginning. */
const changeOf = (before: Opened, after: Opened, { from, to }: TimeRange): Told | undefined => {
  const shift = after.from - before.from;
  const seen = before.from >= from || after.from >= from;
  if (seen && Math.abs(shift) >= leastMs) return { difference: shift < 0 ? "earlier" : "later", byMs: Math.abs(shift) };
  const longer = Math.min(to, endOf(after)) - Math.min(to, endOf(before));
  if (Math.abs(longer) >= leastMs) return { difference: longer < 0 ? "shorter" : "longer", byMs: Math.abs(longer) };
  return before.severity === after.severity && before.ticket === after.ticket ? undefined : { difference: "otherwise" };
};

export interface Compared {
  readonly same: number;
  readonly differences: readonly RehearsedDifference[];
}

const toldOf = (before: Opened | undefined, after: Opened | undefined, range: TimeRange): Told | undefined => {
  if (!before) return { difference: "new" };
  if (!after) return { difference: "gone" };
  return changeOf(before, after, range);
};

/** What other settings would have made of one terminal's faults. */
export const compare = (
  terminal: string,
  today: readonly Opened[],
  proposed: readonly Opened[],
  range: TimeRange,
): Compared => {
  const pairs = paired(today, proposed);
  const differences = pairs.flatMap(([before, after]): RehearsedDifference[] => {
    const one = before ?? after;
    const told = toldOf(before, after, range);
    if (!one || !told) return [];
    const sides = { ...(before ? { today: bare(before) } : {}), ...(after ? { proposed: bare(after) } : {}) };
    return [{ ...told, rule: one.rule, terminal, device: one.device, ...sides }];
  });
  return { same: pairs.length - differences.length, differences };
};
