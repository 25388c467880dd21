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
  returned,
  toPhase,
  unchanged,
} from "../cash-box/book.ts";
import { type Bill, counted, type Ledger } from "../cash-box/ledger.ts";
import type { Amount, PollAnswer, PollEvent } from "./events.ts";
import { bagErrors, vendorCode } from "./status.ts";

export interface Circumstances extends Around {
  /** Codes of the poll answer before this one. */
  readonly before: ReadonlySet<number>;
  /** The unit reports its box: then a full box is empty again only when it was seen out. */
  readonly sensor: boolean;
  /** POLL WITH ACK repeats what was not confirmed, and our last confirmation got no answer. */
  readonly unconfirmed: boolean;
  /** Channel of the newest credit, for a unit that stores notes instead of stacking them. */
  readonly lastCredit: number | undefined;
}

type Move = (book: Book, event: PollEvent, around: Circumstances) => Entry;

const same: Move = (book) => unchanged(book);

/**
 * EF n: the note is in escrow, EF 00: it is still being read. A note in escrow was not accepted so far, so one that was being stacked and is
 * in escrow again is the same note, and our POLL did not reach the unit in time. Reading a note, the unit cannot be full (ssp.md §5.5).
 */
const read: Move = (book, { data }) => {
  const open = book.full ? { ...book, full: false } : book;
  if (data === undefined || data === 0) return unchanged(toPhase(open, "accepting"));
  return unchanged(inEscrow(open, data));
};

/** EE n, once per cycle. Without an EF n before it the driver was not there: credited, and marked as recovered (§5.5). */
const credit: Move = (book, { data }, around) => {
  if (around.unconfirmed && around.before.has(0xee)) return unchanged(book);
  const { phase, type } = book.cycle;
  const followed = type === data && (phase === "escrow" || phase === "stacking");
  return credited(followed || phase === "credited" ? book : recovering(book), data, around);
};

/** E2 n at power-up: credited unless it was before the cut. E2 00: of the value that was in escrow, else of none known (§10.10). */
const cleared: Move = (book, { data }, around) => {
  const { phase, type } = book.cycle;
  if (phase === "credited") return unchanged({ ...book, cycle: { phase: "idle" } });
  const after = data ? credited(recovering(book), data, around) : credited(recovering(book), type, around, true);
  return { ...after, book: { ...after.book, cycle: { phase: "idle" } } };
};

const without = (ledger: Ledger, bill: Bill | undefined): Ledger => {
  if (bill?.value === undefined) return { ...ledger, unknown: Math.max(0, ledger.unknown - 1) };
  const left = ledger.denominations.map((d) =>
    d.currency === bill.currency && d.value === bill.value ? { ...d, count: d.count - 1 } : d,
  );
  return { ...ledger, denominations: left.filter((d) => d.count > 0) };
};

/** DB: the note just credited went into the store, not into the box. */
const stored: Move = (book, _, { lastCredit, bills }) => {
  if (book.cycle.phase !== "credited" || lastCredit === undefined) return unchanged(book);
  const bill = bills.find((b) => b.type === lastCredit);
  return {
    book: { ...book, ledger: without(book.ledger, bill), cycle: { phase: "idle" } },
    events: [{ code: "noteStored", text: "the note was kept for paying out", data: { type: lastCredit } }],
  };
};

const billOf = (amounts: readonly Amount[]): Bill | undefined => {
  const [amount] = amounts;
  return amount && { type: 0, value: amount.value, currency: amount.currency };
};

/** C9, CA: a note of this value came into the box, from the store or at power-up. */
const intoBox: Move = (book, { code, amounts }, { before }) => {
  if (code === 0xca && before.has(code)) return unchanged(book);
  const ledger = counted(book.ledger, billOf(amounts));
  const data = { ...amounts[0] };
  if (code === 0xc9)
    return {
      book: { ...book, ledger },
      events: [{ code: "noteMoved", text: "a stored note was moved into the cash box", data }],
    };
  return {
    book: {
      ...book,
      ledger: { ...ledger, recovered: ledger.recovered + 1 },
      stacked: book.stacked + 1,
      cycle: { phase: "idle" },
    },
    events: [{ code: "noteStacked", text: "a note was stacked", data: { ...data, recovered: true } }],
  };
};

const once =
  (move: Move): Move =>
  (book, event, around) =>
    around.before.has(event.code) ? unchanged(book) : move(book, event, around);

/** A bag that is out or back is a box that is out or back; the other bag errors are states only. */
const bag: Move = (book, { data }, around) =>
  bagErrors[data ?? 0]?.state === "missing" ? boxRemoved(book, around) : unchanged(book);

/** Phases from which a note can come to be stacked: behind a fraud attempt or a credit CC speaks of a note that is booked already. */
const onItsWay: ReadonlySet<Phase> = new Set(["accepting", "escrow", "returning"]);

/** cash-box.md §4.2 in the order of the answer: what each event does to the book. */
const moves: Readonly<Record<number, Move>> = {
  0x90: bag,
  0x92: boxBack,
  0xc9: intoBox,
  0xca: intoBox,
  0xcc: (book) => unchanged(onItsWay.has(book.cycle.phase) ? toPhase(book, "stacking") : book),
  0xdb: stored,
  0xe1: once((book, { data }, around) => returned(book, data === 0 ? book.cycle.type : data, around)),
  0xe2: once(cleared),
  0xe3: (book, _, around) => boxRemoved(book, around),
  // A box that is back was out: one that nobody saw going out ends its period now.
  0xe4: once((book, _, around) =>
    both(boxRemoved(book, around), (then) => boxBack(then.full ? { ...then, full: false } : then)),
  ),
  0xe5: (book) => unchanged(toPhase(book, "accepting")),
  0xe6: once((book, event) => cheated(book, vendorCode(event))),
  0xe7: boxFull,
  0xe9: (book, event, around) => disputed(book, `no credit before ${vendorCode(event)}`, around),
  0xea: (book, event, around) => disputed(book, `no credit before ${vendorCode(event)}`, around),
  0xec: (book) => unchanged({ ...book, cycle: { phase: "idle" } }),
  0xed: (book) => unchanged(toPhase(book, "returning")),
  0xee: credit,
  0xef: (book, event, around) => both(boxBack(book), (then) => read(then, event, around)),
  0xf1: (book, _, { sensor }) => unchanged(sensor || !book.full ? book : { ...book, full: false }),
};

/** While one of these is said, the note's cycle is open (§5.5). EB may come before the EE of the same note, and E9 before what becomes of it. */
const open: ReadonlySet<number> = new Set([0xcc, 0xe5, 0xe9, 0xea, 0xeb, 0xed, 0xee, 0xef]);

/** The end of the answer: EB behind a credit ends the cycle, and so does an answer that names no note at all. */
const end = (book: Book, answer: PollAnswer, around: Circumstances): Entry => {
  const said = new Set(answer.events.map((e) => e.code));
  // A unit that was switched off with its box out says E3 again in the poll after F1, or has it back (§5.5).
  if (book.removed && around.before.has(0xf1) && !said.has(0xe3)) return boxBack(book);
  const finished = book.cycle.phase === "credited" && said.has(0xeb);
  if (finished) return unchanged({ ...book, cycle: { phase: "idle" } });
  const silent = answer.unread === undefined && ![...said].some((code) => open.has(code));
  // In escrow and nobody accepted it: what became of it is the unit's answer to come, or it was handed back while nobody listened.
  return silent ? atRest(book, around) : unchanged(book);
};

/**
 * Books one POLL answer. Pure, and idempotent: what a unit repeats on several polls is booked once (§5.5). Returns the same `book` object if
 * nothing changed. Rejections are booked by `heard`, which knows their reason.
 */
export const entry = (book: Book, answer: PollAnswer, around: Circumstances): Entry => {
  const all = answer.events.reduce<Entry>(
    (so, event) => both(so, (then) => (moves[event.code] ?? same)(then, event, around)),
    unchanged(book),
  );
  return both(all, (then) => end(then, answer, around));
};
