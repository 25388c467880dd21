import type { DeviceIdentity } from "../contract/index.ts";

/** What a device said on a line where anything might have been. */
export interface Recognised {
  /**
   * `certain`: checked frames of its protocol, and it said who it is. `likely`: checked frames only, or what no other known device says.
   * `possible`: others could say the same.
   */
  readonly confidence: "certain" | "likely" | "possible";
  readonly identity?: DeviceIdentity;
  /** Settings of the driver that are not the default's: an address, a profile. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A line on which one asks without knowing whom. Every wait has an end, and what a question was answered with is not seen by the next. */
export interface DetectTalk {
  /** Sends, and gives every byte heard since (our own echo taken off) to `match` until that says what it was; `undefined` when `ms` are over. */
  readonly ask: <T>(
    bytes: Uint8Array,
    ms: number,
    match: (heard: Uint8Array) => T | undefined,
  ) => Promise<T | undefined>;
  /** Sends a confirmation that has no answer. */
  readonly send: (bytes: Uint8Array) => Promise<void>;
}

/**
 * How `detect` recognises a device on a serial line. Nothing that is sent may move a note, a card or paper, change a setting, or take an event that only
 * its own host may take (a poll that is acknowledged would: the credit of a note could be lost).
 */
export interface Detection<C> {
  /**
   * Who could be disturbed by the question. 0: bytes that nothing prints or keeps, asked before all others. 1: checked frames, which a device of another
   * protocol drops. 2: lines of text, which a printer would print; asked last, when it is known that there is none.
   */
  readonly loudness: 0 | 1 | 2;
  /** What a silent line costs, ms: the waits of `probe` until it gives up. */
  readonly silentMs: number;
  /** Settings under which it may be found, the default's (`{}`) first; further addresses are asked after everything else of the same loudness. */
  readonly places?: readonly [Partial<C>, ...Partial<C>[]];
  /** Several may hang on one line: the other places are asked, too, when one was found. */
  readonly bus?: true;
  /** Asks. `undefined`: it is none of ours. Throws nothing but what the line throws. */
  probe(talk: DetectTalk, config: C): Promise<Recognised | undefined>;
  /** True if the device says this by itself: touches, status changes, start-up messages. Then it may be asked although the line is not silent. */
  unasked?(heard: Uint8Array): boolean;
}
