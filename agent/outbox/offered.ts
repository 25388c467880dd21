import { type Lane, lanes } from "../../contract/index.ts";

const key = "outbox.offered";
type Tops = Record<Lane, number>;

/** The outbox, as far as this needs it. */
export interface Keeper {
  top(lane: Lane): number;
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  commit(): boolean;
}

/**
 * The highest number of each lane that was ever offered to a broker: it can have none above it. If it has, this file is an older state of itself.
 * On the disk only while it is certain; once offering has begun, one that is killed has offered all it has, for all anybody knows.
 */
export class Offered {
  readonly #keeper: Keeper;
  #tops: Tops;
  #certain = true;

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
    this.#tops = { ...this.#all(), ...(keeper.get(key) as Tops | undefined) };
    keeper.set(key, this.#tops);
  }

  /** A new epoch: nothing of it was offered. */
  begin(): void {
    for (const lane of lanes) this.#tops[lane] = 0;
    this.keep();
  }

  /** These numbers are about to be offered. */
  note(lane: Lane, seqs: readonly number[]): void {
    const highest = seqs.reduce((max, seq) => Math.max(max, seq), this.#tops[lane]);
    if (highest === this.#tops[lane]) return;
    this.#tops[lane] = highest;
    if (!this.#certain) return;
    this.#certain = false;
    this.#keeper.set(key, undefined);
    this.#keeper.commit();
  }

  /** Can a broker that has `seq` have it from here? */
  explains(lane: Lane, seq: number): boolean {
    return seq <= this.#tops[lane];
  }

  /** Offering is over for now: what is known is certain again, once it is committed. */
  keep(): void {
    this.#certain = true;
    this.#keeper.set(key, { ...this.#tops });
  }

  #all(): Tops {
    return { urgent: this.#keeper.top("urgent"), routine: this.#keeper.top("routine") };
  }
}
