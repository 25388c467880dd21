import type { AnswerShape } from "../../api.ts";

/** An application waits no longer than this for its line, whatever the agent asks. */
export const longestAnswerMs = 500;
export const longestQuery = 64;
const longestAnswer = 255;

/** Takes the answer out of what the device sends, byte by byte. */
export interface AnswerTaker {
  /** Splits a chunk into what is the answer's and what is the application's. */
  take(bytes: Uint8Array): { readonly ours: Uint8Array; readonly theirs: Uint8Array };
  whole(): boolean;
  bytes(): Uint8Array;
}

export const answerTaker = ({ mask, value, length }: AnswerShape): AnswerTaker => {
  const got: number[] = [];
  const wanted = (): number => {
    if (typeof length === "number") return length;
    const said = got[length.at];
    // A length that cannot be is noise: what came so far is all there is.
    return said === undefined ? longestAnswer : Math.max(length.at + 1, Math.min(said, longestAnswer));
  };
  const whole = () => got.length > 0 && got.length >= wanted();
  return {
    take(bytes) {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (const byte of bytes) {
        const mine = !whole() && (got.length > 0 || (byte & mask) === value);
        if (mine) got.push(byte);
        (mine ? ours : theirs).push(byte);
      }
      return { ours: Uint8Array.from(ours), theirs: Uint8Array.from(theirs) };
    },
    whole,
    bytes: () => Uint8Array.from(got),
  };
};
