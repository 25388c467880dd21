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
import { typeOf } from "./codec.ts";
import { isHarmlessReject, rejectText, vendorCode } from "./status.ts";

export interface Circumstances extends Around {
  /** The status code before this one; undefined at the start of a session. */
  readonly last: number | undefined;
}

type Move = (book: Book, polled: Polled, around: Circumstances) => Entry;

const from = (book: Book, phases: readonly Phase[], phase: Phase): Book =>
  phases.includes(book.cycle.phase) ? toPhase(book, phase) : book;

/** STACK that was not heard or not allowed leaves the same note in escrow; another one means that we missed the end of the first. */
const escrow: Move = (book, { data }, around) => {
  const type = typeOf(data);
  const missed = book.cycle.phase === "stacking" && book.cycle.type !== type;
  return both(missed ? atRest(book, around) : unchanged(book), (then) => unchanged(inEscrow(then, type)));
};

/** The first 15 after 13 or 14 is the credit; it is shown until our ACK (§7 rule 6). Some units repeat the escrow code in it. */
const vendValid: Move = (book, { data }, around) => credited(book, typeOf(data) ?? book.cycle.type, around);

/** 16 needs an acknowledged 15. Where we did not see that one, the note is in the box all the same. */
const stacked: Move = (book, _, around) =>
  book.cycle.phase === "stacking" || book.cycle.phase === "escrow"
    ? credited(book, book.cycle.type, around, true)
    : unchanged(book);

const rejecting: Move = (book, { data }, { last }) =>
  last === 0x17
    ? unchanged(book)
    : rejected(book, { reason: data, text: rejectText(data), counts: !isHarmlessReject(data) });

/** The note will be handed back. One that was credited already and lies in the acceptor again is a case for a person. */
const billInAcceptor: Move = (book, _, around) => {
  if (book.cycle.phase !== "credited") return unchanged(toPhase(book, "returning"));
  const open = toPhase(book, "stacking");
  return disputed(open, "credited before the power cut, and handed back after it", around);
};

/**
 * Nothing is in the path. After 42 the note is in the box, and often nobody says so (§9.9): it counts with the value it had in escrow.
 * The protocol has no word for *returned*: it is what follows 18.
 */
const resting: Move = (book, { code }, around) => {
  const { phase, type, recovering: after42 } = book.cycle;
  if (phase === "returning") return returned(book, type, around);
  if (after42 && code !== 0x40) return both(credited(book, type, around, true), (then) => atRest(then, around));
  return atRest(book, around);
};

/** A new note: whatever was on its way before has ended, seen or not. */
const accepting: Move = (book, polled, around) => {
  if (book.cycle.phase === "accepting") return unchanged(book);
  const ended = resting(book, { ...polled, code: 0x11 }, around);
  return both(ended, (then) => unchanged({ ...then, cycle: { phase: "accepting" } }));
};

const broken: Move = (book, polled, around) => disputed(book, `no credit before ${vendorCode(polled)}`, around);

/** What each status does to the note that is on its way (cash-box.md §4.2, id003.md §8). Those that are not here do nothing. */
const moves: Readonly<Record<number, Move>> = {
  0x11: resting,
  0x12: accepting,
  0x13: escrow,
  0x14: (book) => unchanged(from(book, ["idle", "accepting", "escrow"], "stacking")),
  0x15: vendValid,
  0x16: stacked,
  0x17: rejecting,
  0x18: (book) => unchanged(toPhase(book, "returning")),
  0x1a: resting,
  0x40: resting,
  0x41: billInAcceptor,
  0x42: (book) => unchanged(recovering(book)),
  0x45: broken,
  0x46: broken,
  0x48: (book, polled, { last }) => (last === 0x48 ? unchanged(book) : cheated(book, vendorCode(polled))),
  0x49: broken,
  0x4c: broken,
};

const boxMoves: Move = (book, { code }, around) => {
  if (code === 0x44) return boxRemoved(book, around);
  const full = code === 0x43 ? boxFull(book) : unchanged(book);
  return code === 0x43 || (code >= 0x11 && code <= 0x1b) ? both(full, boxBack) : full;
};

/** Books one status. Pure and idempotent; returns the same `book` object if nothing changed. */
export const entry: Move = (book, polled, around) =>
  both(boxMoves(book, polled, around), (then) => moves[polled.code]?.(then, polled, around) ?? unchanged(then));

/** STACK went out: from now on the note may be on its way, whether an answer comes or not. */
export const stackSent = (book: Book): Book => from(book, ["escrow"], "stacking");

/** STACK was refused: the note is where it was, or on its way back. */
export const stackRefused = (book: Book): Book =>
  from(book, ["stacking"], book.cycle.recovering ? "stacking" : "escrow");

/** RETURN was confirmed; 18 may be over before it is seen. */
export const returnConfirmed = (book: Book): Book => from(book, ["escrow"], "returning");
