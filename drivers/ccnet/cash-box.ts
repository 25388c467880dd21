import type { DriverEvent } from "../api.ts";
import type { Bill } from "./codec.ts";
import { isFailure, type Polled, rejectText, vendorCode } from "./status.ts";

export interface Denomination {
  readonly currency: string;
  /** Minor units. */
  readonly value: number;
  readonly count: number;
}

/** A bill that was on its way and of which the unit never said where it went (cash-box.md §4.2): a person decides. */
export interface Disputed {
  readonly at: number;
  readonly why: string;
  readonly type?: number;
  readonly value?: number;
  readonly currency?: string;
}

/** What was counted into one cash box, from the moment it was put in until it is taken out (cash-box.md §4.1). */
export interface Ledger {
  readonly openedAt: number;
  /** `firstStart`: the box was in before we counted, so this is a lower bound. */
  readonly since: "firstStart" | "removal";
  readonly denominations: readonly Denomination[];
  /** Notes of no known value. */
  readonly unknown: number;
  /** Of all counted notes, those that a power cut left in the stacker. */
  readonly recovered: number;
  readonly disputed: readonly Disputed[];
}

type Phase = "idle" | "accepting" | "escrow" | "stacking" | "returning" | "disputed" | "credited";

/** Everything that must survive a restart, written in one piece: a credit and the end of its cycle are never apart. */
export interface Book {
  readonly ledger: Ledger;
  /** Closed periods, newest last. */
  readonly previous: readonly Ledger[];
  readonly stacked: number;
  readonly returned: number;
  readonly rejected: number;
  readonly cheats: number;
  readonly cycle: { readonly phase: Phase; readonly type?: number; readonly recovering?: true };
  readonly removed: boolean;
  /** Said by the unit and not yet emptied: some units forget it at power-up. */
  readonly full: boolean;
  /** Counts at which the unit said full, newest last. */
  readonly seenFull: readonly number[];
  /** Rejections in a row that speak against the unit, with no note taken between them. */
  readonly rejectStreak: number;
}

const bound = { previous: 5, disputed: 20, seenFull: 3 } as const;

const emptyLedger = (openedAt: number, since: Ledger["since"]): Ledger => ({
  openedAt,
  since,
  denominations: [],
  unknown: 0,
  recovered: 0,
  disputed: [],
});

export const newBook = (now: number): Book => ({
  ledger: emptyLedger(now, "firstStart"),
  previous: [],
  stacked: 0,
  returned: 0,
  rejected: 0,
  cheats: 0,
  cycle: { phase: "idle" },
  removed: false,
  full: false,
  seenFull: [],
  rejectStreak: 0,
});

/** Notes in the box: Σ counts + unknown (§4.5). */
export const notesIn = (ledger: Ledger): number =>
  ledger.unknown + ledger.denominations.reduce((sum, d) => sum + d.count, 0);

/** Value in minor units, if all of it is of one currency. */
export const valueIn = (ledger: Ledger): number | undefined => {
  if (new Set(ledger.denominations.map((d) => d.currency)).size > 1) return undefined;
  return ledger.denominations.reduce((sum, d) => sum + d.value * d.count, 0);
};

/**
 * The configured capacity, or less if the unit said full earlier (worn notes need more room, §4.5).
 * A full status at under half of it is a fault or a missed period, not a capacity.
 */
export const capacityOf = (book: Book, configured: number): number =>
  Math.min(configured, ...book.seenFull.filter((n) => n >= configured / 2));

/** What one POLL answer did to the book. */
export interface Entry {
  readonly book: Book;
  readonly events: readonly DriverEvent[];
}

export interface Circumstances {
  /** The state code before this one; undefined at the start of a session. */
  readonly last: number | undefined;
  readonly bills: readonly Bill[];
  /** Wall clock, ms. */
  readonly now: number;
  /** Does this rejection speak against the unit? */
  readonly counts: (reason: number | undefined) => boolean;
}

/**
 * Books one POLL answer: the table of cash-box.md §4.2. Pure, and idempotent: an event shown on several polls, or once more after
 * the ACK or the agent was lost, is booked once. Returns the same `book` object if nothing changed.
 */
export const entry = (book: Book, polled: Polled, around: Circumstances): Entry => {
  const box = boxMoves(book, polled, around);
  const note = noteMoves(box.book, polled, around);
  return { book: note.book, events: [...box.events, ...note.events] };
};

const none: readonly DriverEvent[] = [];

const boxMoves = (book: Book, { code }: Polled, { now }: Circumstances): Entry => {
  if (code === 0x42 && !book.removed) return removal(book, now);
  if (code === 0x41 && !book.full)
    return {
      book: { ...book, full: true, seenFull: [...book.seenFull, notesIn(book.ledger)].slice(-bound.seenFull) },
      events: none,
    };
  const back = book.removed && (code === 0x41 || (code >= 0x13 && code <= 0x1a) || code >= 0x80);
  if (!back) return { book, events: none };
  return {
    book: { ...book, removed: false },
    events: [{ code: "cashBoxReturned", text: "the cash box is back in its place" }],
  };
};

/** Every removal ends a period: counting never goes on over a box that could have been emptied (§5.1). The count is final here. */
const removal = (book: Book, now: number): Entry => {
  const { ledger } = disputeOpenNote(book, now, "the cash box was removed while the note was on its way");
  const data = {
    openedAt: ledger.openedAt,
    since: ledger.since,
    notes: notesIn(ledger),
    denominations: ledger.denominations,
    unknown: ledger.unknown,
    recovered: ledger.recovered,
    disputed: ledger.disputed,
  };
  return {
    book: {
      ...book,
      ledger: emptyLedger(now, "removal"),
      previous: [...book.previous, ledger].slice(-bound.previous),
      cycle: { phase: "idle" },
      removed: true,
      full: false,
    },
    events: [{ code: "cashBoxRemoved", text: `the cash box was taken out with ${data.notes} counted notes`, data }],
  };
};

/** If a note was being stacked and nobody said where it went, it is disputed. */
const disputeOpenNote = (book: Book, now: number, why: string, bills: readonly Bill[] = []): Book => {
  const { phase, type } = book.cycle;
  if (phase !== "stacking" && phase !== "escrow") return book;
  const bill = bills.find((b) => b.type === type);
  const disputed: Disputed = {
    at: now,
    why,
    ...(type === undefined ? {} : { type }),
    ...(bill?.value === undefined ? {} : { value: bill.value, currency: bill.currency }),
  };
  const all = [...book.ledger.disputed, disputed].slice(-bound.disputed);
  return { ...book, ledger: { ...book.ledger, disputed: all }, cycle: { ...book.cycle, phase: "disputed" } };
};

const disputedEvent = (was: Book, is: Book): readonly DriverEvent[] => {
  const added = is.ledger.disputed.at(-1);
  if (is.ledger === was.ledger || !added) return none;
  return [{ code: "noteDisputed", text: added.why, data: { ...added } }];
};

const phaseOf: Readonly<Record<number, Phase>> = { 0x15: "accepting", 0x17: "stacking", 0x18: "returning" };

const noteMoves = (book: Book, polled: Polled, around: Circumstances): Entry => {
  const { code, data } = polled;
  if (code === 0x81) return credit(book, data, around);
  if (code === 0x82) return returned(book, data, around);
  if (code === 0x1c) return rejected(book, data, around);
  if (code === 0x45) return cheated(book, polled, around);
  if (code === 0x12) return { book: recovering(book), events: none };
  if (code === 0x80) return { book: inEscrow(book, data), events: none };
  if (isFailure(code) && code !== 0x41) return dispute(book, `no credit before ${vendorCode(polled)}`, around);
  if (code === 0x10 || code === 0x14 || code === 0x19) return atRest(book, around);
  const phase = phaseOf[code];
  return { book: phase ? toPhase(book, phase) : book, events: none };
};

const toPhase = (book: Book, phase: Phase): Book =>
  book.cycle.phase === phase ? book : { ...book, cycle: { ...book.cycle, phase } };

const inEscrow = (book: Book, type: number | undefined): Book => {
  if (book.cycle.phase === "escrow" && book.cycle.type === type) return book;
  return { ...book, cycle: { phase: "escrow", ...(type === undefined ? {} : { type }) } };
};

const recovering = (book: Book): Book =>
  book.cycle.phase === "credited" || book.cycle.recovering
    ? book
    : {
        ...book,
        cycle: { ...book.cycle, phase: book.cycle.phase === "disputed" ? "disputed" : "stacking", recovering: true },
      };

const dispute = (book: Book, why: string, { now, bills }: Circumstances): Entry => {
  const after = disputeOpenNote(book, now, why, bills);
  return { book: after, events: disputedEvent(book, after) };
};

/** Nothing is in the path. A note that was being stacked and was neither stacked nor returned is disputed. */
const atRest = (book: Book, around: Circumstances): Entry => {
  const after =
    book.cycle.phase === "stacking"
      ? dispute(book, "the unit never said where the note went", around)
      : { book, events: none };
  if (after.book.cycle.phase === "idle") return after;
  return { book: { ...after.book, cycle: { phase: "idle" } }, events: after.events };
};

const billData = (type: number | undefined, bill: Bill | undefined) => ({
  ...(type === undefined ? {} : { type }),
  ...(bill?.value === undefined ? {} : { value: bill.value, currency: bill.currency }),
});

/** The credit: once per cycle, whatever the unit repeats. */
const credit = (book: Book, type: number | undefined, { bills }: Circumstances): Entry => {
  if (book.cycle.phase === "credited") return { book, events: none };
  const bill = bills.find((b) => b.type === type);
  const recovered = book.cycle.recovering === true || book.cycle.phase === "disputed";
  const disputed = book.cycle.phase === "disputed" ? book.ledger.disputed.slice(0, -1) : book.ledger.disputed;
  const ledger = { ...counted(book.ledger, bill), recovered: book.ledger.recovered + (recovered ? 1 : 0), disputed };
  return {
    book: { ...book, ledger, stacked: book.stacked + 1, cycle: { phase: "credited" }, rejectStreak: 0 },
    events: [
      {
        code: "noteStacked",
        text: bill ? "a note was stacked" : "a note of unknown value was stacked",
        data: { ...billData(type, bill), ...(recovered ? { recovered: true } : {}) },
      },
    ],
  };
};

const counted = (ledger: Ledger, bill: Bill | undefined): Ledger => {
  if (bill?.value === undefined) return { ...ledger, unknown: ledger.unknown + 1 };
  const { currency, value } = bill;
  const same = (d: Denomination) => d.currency === currency && d.value === value;
  const count = (ledger.denominations.find(same)?.count ?? 0) + 1;
  const others = ledger.denominations.filter((d) => !same(d));
  return { ...ledger, denominations: [...others, { currency, value, count }].sort((a, b) => a.value - b.value) };
};

const returned = (book: Book, type: number | undefined, { last, bills }: Circumstances): Entry => {
  if (last === 0x82) return { book, events: none };
  const data = billData(
    type,
    bills.find((b) => b.type === type),
  );
  return {
    book: { ...book, returned: book.returned + 1, cycle: { phase: "idle" } },
    events: [{ code: "noteReturned", text: "a note was handed back", data }],
  };
};

const rejected = (book: Book, reason: number | undefined, { last, counts }: Circumstances): Entry => {
  if (last === 0x1c) return { book, events: none };
  const data = reason === undefined ? {} : { reason };
  return {
    book: {
      ...book,
      rejected: book.rejected + 1,
      cycle: { phase: "idle" },
      rejectStreak: book.rejectStreak + (counts(reason) ? 1 : 0),
    },
    events: [{ code: "noteRejected", text: rejectText(reason), data }],
  };
};

const cheated = (book: Book, polled: Polled, { last }: Circumstances): Entry => {
  if (last === 0x45) return { book, events: none };
  return {
    book: { ...book, cheats: book.cheats + 1, cycle: { phase: "idle" } },
    events: [{ code: "cheated", text: `the acceptor reported a manipulation attempt (${vendorCode(polled)})` }],
  };
};

/** A book read back from memory; anything that is not one starts a new book. */
export const bookFrom = (stored: unknown, now: number): Book => {
  const fresh = newBook(now);
  if (typeof stored !== "object" || stored === null) return fresh;
  const candidate = stored as Partial<Book>;
  const sound =
    Array.isArray(candidate.ledger?.denominations) &&
    Array.isArray(candidate.ledger.disputed) &&
    typeof candidate.cycle?.phase === "string" &&
    typeof candidate.stacked === "number";
  return sound ? { ...fresh, ...candidate } : fresh;
};
