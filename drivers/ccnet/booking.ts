import type { Polled } from "../cash-box/answer.ts";
import {
  type Around,
  atRest,
  type Book,
  both,
  boxBack,
  boxFull,
  boxRemoved,
  cheated,
  credited,
  disputed,
  type Entry,
  inEscrow,
  type Phase,
  recovering,
  rejected,
  returned,
  toPhase,
  unchanged,
} from "../cash-box/book.ts";
import { isFailure, rejectText, vendorCode } from "./status.ts";

export interface Circumstances extends Around {
  /** The state code before this one; undefined at the start of a session. */
  readonly last: number | undefined;
  /** Does this rejection speak against the unit? */
  readonly counts: (reason: number | undefined) => boolean;
}

/**
 * Books one POLL answer: the table of cash-box.md §4.2. Pure, and idempotent: an event shown on several polls, or once more after
 * the ACK or the agent was lost, is booked once. Returns the same `book` object if nothing changed.
 */
export const entry = (book: Book, polled: Polled, around: Circumstances): Entry =>
  both(boxMoves(book, polled, around), (then) => noteMoves(then, polled, around));

const boxMoves = (book: Book, { code }: Polled, around: Circumstances): Entry => {
  if (code === 0x42) return boxRemoved(book, around);
  const full = code === 0x41 ? boxFull(book) : unchanged(book);
  const proves = code === 0x41 || (code >= 0x13 && code <= 0x1a) || code >= 0x80;
  return proves ? both(full, boxBack) : full;
};

const phaseOf: Readonly<Record<number, Phase>> = { 0x15: "accepting", 0x17: "stacking", 0x18: "returning" };

const noteMoves = (book: Book, polled: Polled, around: Circumstances): Entry => {
  const { code, data } = polled;
  const shownBefore = around.last === code;
  if (code === 0x81) return credited(book, data, around);
  if (code === 0x82) return shownBefore ? unchanged(book) : returned(book, data, around);
  if (code === 0x1c)
    return shownBefore
      ? unchanged(book)
      : rejected(book, { reason: data, text: rejectText(data), counts: around.counts(data) });
  if (code === 0x45) return shownBefore ? unchanged(book) : cheated(book, vendorCode(polled));
  if (code === 0x12) return unchanged(recovering(book));
  if (code === 0x80) return unchanged(inEscrow(book, data));
  if (isFailure(code) && code !== 0x41) return disputed(book, `no credit before ${vendorCode(polled)}`, around);
  if (code === 0x10 || code === 0x14 || code === 0x19) return atRest(book, around);
  const phase = phaseOf[code];
  return unchanged(phase ? toPhase(book, phase) : book);
};
