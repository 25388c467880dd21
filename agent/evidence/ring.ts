interface Entry {
  readonly mono: number;
}

/** The newest entries, bounded in number and in characters; knows up to when it had to let older ones go. */
export class Ring<T extends Entry> {
  readonly #maxEntries: number;
  readonly #maxChars: number;
  readonly #sizeOf: (entry: T) => number;
  readonly #entries: T[] = [];
  #chars = 0;
  #dropped = 0;
  #droppedUntil = Number.NEGATIVE_INFINITY;

  constructor(bounds: { maxEntries: number; maxChars: number }, sizeOf: (entry: T) => number) {
    this.#maxEntries = bounds.maxEntries;
    this.#maxChars = bounds.maxChars;
    this.#sizeOf = sizeOf;
  }

  push(entry: T): void {
    this.#entries.push(entry);
    this.#chars += this.#sizeOf(entry);
    while (this.#entries.length > 1 && (this.#entries.length > this.#maxEntries || this.#chars > this.#maxChars)) {
      const gone = this.#entries.shift() as T;
      this.#chars -= this.#sizeOf(gone);
      this.#dropped += 1;
      this.#droppedUntil = gone.mono;
    }
  }

  /** Entries since `from` (monotonic), oldest first, and how many of that time are not there any more. */
  since(from: number): { readonly entries: readonly T[]; readonly leftOut: number } {
    return {
      entries: this.#entries.filter(({ mono }) => mono >= from),
      leftOut: this.#droppedUntil >= from ? this.#dropped : 0,
    };
  }
}
