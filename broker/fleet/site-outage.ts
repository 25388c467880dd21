/** Terminals of one site lost within this time are one outage. */
export const outageWindowMs = 60_000;

/** How many must be lost for a site to be lost: at least 3 and half of it; where no site is named, at least 10 and 30 % of the fleet. */
export const outageThreshold = (site: string, terminals: number): number =>
  site === "" ? Math.max(10, Math.ceil(terminals * 0.3)) : Math.max(3, Math.ceil(terminals * 0.5));

/** The terminals of one site that are lost, in the order in which they went. */
export class SiteWatch {
  readonly site: string;
  /** Terminals of the site that are online or lost. */
  members = 0;
  /** Terminal on which the site's fault is kept, while there is an outage. */
  outage: string | undefined;
  readonly #lost = new Map<string, number>();

  constructor(site: string) {
    this.site = site;
  }

  add(terminal: string, at: number): void {
    this.#lost.delete(terminal);
    this.#lost.set(terminal, at);
  }
  remove(terminal: string): void {
    this.#lost.delete(terminal);
  }
  isLost(terminal: string): boolean {
    return this.#lost.has(terminal);
  }
  get lost(): readonly string[] {
    return [...this.#lost.keys()];
  }

  /** The first terminal of an outage that has just come about. */
  outageAt(now: number): string | undefined {
    const threshold = outageThreshold(this.site, this.members);
    if (this.outage !== undefined || this.#lost.size < threshold) return undefined;
    const recent = [...this.#lost].filter(([, at]) => at > now - outageWindowMs);
    return recent.length >= threshold ? recent[0]?.[0] : undefined;
  }

  /** The outage is over once less than half of what made it is lost. */
  isOver(): boolean {
    return this.outage !== undefined && this.#lost.size < outageThreshold(this.site, this.members) / 2;
  }
}
