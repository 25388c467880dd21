/** One contact's level through its bounces. `level` is the last one that counted, `undefined` before the first. */
export interface Debounced {
  readonly level: boolean | undefined;
  readonly candidate: boolean | undefined;
  readonly seen: number;
  /** Polls in a row that ended without the contact being settled. */
  readonly unsettled: number;
}

export const fresh: Debounced = { level: undefined, candidate: undefined, seen: 0, unsettled: 0 };

/** A contact that did not settle for so many polls is no longer believed. */
export const believedFor = 10;

/** The same level `times` in a row counts (cash-box.md §7.4: 3). Pure. */
export const sample = (was: Debounced, raw: boolean, times: number): Debounced => {
  const seen = was.candidate === raw ? Math.min(was.seen + 1, times) : 1;
  const settled = seen >= times;
  return { level: settled ? raw : was.level, candidate: raw, seen, unsettled: settled ? 0 : was.unsettled + 1 };
};

/** The level to report: unknown before the first three equal reads, and of a contact that bounces without end. */
export const believed = ({ level, unsettled }: Debounced): boolean | undefined =>
  unsettled >= believedFor ? undefined : level;

/** Starts counting anew but remembers the last level: after a cut cable. */
export const distrusted = (was: Debounced): Debounced => ({ ...fresh, level: was.level });
