import type { Clock, Timer } from "../../contract/index.ts";

/** What a cut makes of bytes: what it heard, and the start of a frame whose rest has yet to come. */
export interface Cut<Heard> {
  readonly rest: Uint8Array;
  readonly heard: readonly Heard[];
}

/** The ear of a device whose frames come over a line of bytes: half a frame is kept for `patienceMs` after its last byte, then forgotten. */
export class Incoming<Heard> {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #cut: (rest: Uint8Array, bytes: Uint8Array) => Cut<Heard>;
  #rest: Uint8Array = new Uint8Array(0);
  #half: Timer | undefined;

  constructor(clock: Clock, patienceMs: number, cut: (rest: Uint8Array, bytes: Uint8Array) => Cut<Heard>) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#cut = cut;
  }

  hear(bytes: Uint8Array): readonly Heard[] {
    this.#half?.cancel();
    const { rest, heard } = this.#cut(this.#rest, bytes);
    this.#rest = rest;
    if (rest.length > 0) this.#half = this.#clock.after(this.#patienceMs, () => this.forget());
    return heard;
  }

  forget(): void {
    this.#rest = new Uint8Array(0);
  }

  close(): void {
    this.#half?.cancel();
  }
}
