import type { Ack } from "../../contract/index.ts";
import type { Readers, StreamRow, Tx } from "../store/store.ts";

/** More holes than this in one stream are refused until some have been filled. */
export const maxRanges = 256;

/** Ranges that declared losses may make; beyond it a terminal talks nonsense. */
export const maxDeclaredRanges = 4096;

/** What is committed of each stream, in memory; loaded from the store at first use. A unit works on a copy that it must save. */
export class StreamCache {
  readonly #read: Readers;
  readonly #terminals = new Map<string, Map<string, StreamRow>>();
  #touched = new Map<StreamRow, string>();

  constructor(read: Readers) {
    this.#read = read;
  }

  begin(): void {
    this.#touched = new Map();
  }

  /** Is anything of this stream stored? */
  has(terminal: string, stream: string): boolean {
    return this.#of(terminal).has(stream);
  }

  #of(terminal: string): Map<string, StreamRow> {
    let streams = this.#terminals.get(terminal);
    if (!streams) {
      streams = new Map(this.#read.streams(terminal).map((row) => [row.stream, row]));
      this.#terminals.set(terminal, streams);
    }
    return streams;
  }

  /** The row to work on in this unit; it is saved and acknowledged with it. */
  open(tx: Tx, terminal: string, stream: string): StreamRow {
    const streams = this.#of(terminal);
    const known = streams.get(stream);
    if (known && this.#touched.has(known)) return known;
    const base = known ?? tx.openStream(terminal, stream);
    const row = { ...base, also: base.also.length > 0 ? base.also.map(([a, b]): [number, number] => [a, b]) : [] };
    streams.set(stream, row);
    this.#touched.set(row, terminal);
    return row;
  }

  /** Rows this unit worked on. */
  touched(): Iterable<StreamRow> {
    return this.#touched.keys();
  }

  forget(terminal: string): void {
    this.#terminals.delete(terminal);
  }
}

export const ackOf = (row: StreamRow, at: number): Ack => ({
  v: 1,
  stream: row.stream,
  upTo: row.upTo,
  also: row.also.slice(0, 32),
  at,
});
