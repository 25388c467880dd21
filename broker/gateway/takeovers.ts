/** More takeovers of one identity than this within the window: two agents take it from each other. */
export const takeoverLimit = 5;
const windowMs = 60_000;

/** Counts how often a terminal's connection is taken over. */
export class Takeovers {
  readonly #times = new Map<string, number[]>();

  /** Notes one at `mono`; returns the count within the last minute if that is too many. */
  note(terminal: string, mono: number): number | undefined {
    const recent = (this.#times.get(terminal) ?? []).filter((at) => at > mono - windowMs);
    recent.push(mono);
    this.#times.set(terminal, recent.slice(-100));
    return recent.length > takeoverLimit ? recent.length : undefined;
  }

  /** Forgets terminals that have been quiet. */
  prune(mono: number): void {
    for (const [terminal, times] of this.#times)
      if ((times.at(-1) ?? 0) <= mono - windowMs) this.#times.delete(terminal);
  }
}
