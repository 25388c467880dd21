import type { DriverEvent } from "../api.ts";
import { type Bill, billData, counted, type Disputed, emptyLedger, type Ledger, notesIn } from "./ledger.ts";

export type Phase = "idle" | "accepting" | "escrow" | "stacking" | "returning" | "disputed" | "credited";

/** The note that is on its way. */
export interface Cycle {
  readonly phase: Phase;
  readonly type?: number;
  /** Power was cut with this note at the stacker. */
  readonly recovering?: true;
}

/** Everything that must survive a restart, written in one piece: a credit and the end of its cycle are never apart. */
export interface Book {
  readonly ledger: Ledger;
  /** Closed periods, newest last. */
  readonly previous: readonly Ledger[];
  readonly stacked: number;
  readonly returned: number;
  readonly rejected: number;
  readonly cheats: number;
  readonly cycle: Cycle;
  readonly removed: boolean;
  /** Said by the unit and not yet emptied: some units forget it at power-up. */
  readonly full: boolean;
  /** Counts at which the unit said full, newest last. */
  readonly seenFull: readonly number[];
  /** Rejections in a row that speak against the unit, with no note taken between them. */
  readonly rejectStreak: number;
}

/** What one answer did to the book. The same `book` object if nothing changed. */
export interface Entry {
  readonly book: Book;
  readonly events: readonly DriverEvent[];
}

/** What a move knows beside the book. */
export interface Around {
  readonly bills: readonly Bill[];
  /** Wall clock, ms. */
  readonly now: number;
}

const bound = { previous: 5, disputed: 20, seenFull: 3 } as const;

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
  return sound ? { ...fresh, ...candidate, ledger: { ...fresh.ledger, ...candidate.ledger } } : fresh;
};

/**
 * The configured capacity, or less if the unit said full earlier (worn notes need more room, cash-box.md §4.5).
 * A full status at under half of it is a fault or a missed period, not a capacity.
 */
export const capacityOf = (book: Book, configured: number): number =>
  Math.min(configured, ...book.seenFull.filter((n) => n >= configured / 2));

/** Fill of the box in percent of what it holds. */
export const fillOf = (book: Book, configured: number): number =>
  (100 * notesIn(book.ledger)) / capacityOf(book, configured);

const none: readonly DriverEvent[] = [];
export const unchanged = (book: Book): Entry => ({ book, events: none });

/** One entry after the other. */
export const both = (first: Entry, then: (book: Book) => Entry): Entry => {
  const second = then(first.book);
  return { book: second.book, events: [...first.events, ...second.events] };
};

/** The unit says that the box is full. */
export const boxFull = (book: Book): Entry =>
  unchanged(
    book.full
      ? book
      : { ...book, full: true, seenFull: [...book.seenFull, notesIn(book.ledger)].slice(-bound.seenFull) },
  );

/**
 * The box is out. Every removal ends a period: counting never goes on over a box that could have been emptied (cash-box.md §5.1).
 * The count is final here.
 */
export const boxRemoved = (book: Book, around: Around): Entry => {
  if (book.removed) return unchanged(book);
  const open = disputed(book, "the cash box was removed while the note was on its way", around);
  const { ledger } = open.book;
  const notes = notesIn(ledger);
  const { openedAt, since, denominations, unknown, recovered, assumed } = ledger;
  const gaps = ledger.gaps === undefined ? {} : { gaps: ledger.gaps };
  const data = {
    openedAt,
    since,
    notes,
    denominations,
    unknown,
    recovered,
    assumed,
    ...gaps,
    disputed: ledger.disputed,
  };
  return {
    book: {
      ...book,
      ledger: emptyLedger(around.now, "removal"),
      previous: [...book.previous, ledger].slice(-bound.previous),
      cycle: { phase: "idle" },
      removed: true,
      full: false,
    },
    events: [{ code: "cashBoxRemoved", text: `the cash box was taken out with ${notes} counted notes`, data }],
  };
};

/** The box is in its place. */
export const boxBack = (book: Book): Entry =>
  book.removed
    ? {
        book: { ...book, removed: false },
        events: [{ code: "cashBoxReturned", text: "the cash box is back in its place" }],
      }
    : unchanged(book);

/** Somebody else runs the unit, and part of what they said was not heard: notes may have come in that nobody counted. */
export const notHeard = (book: Book): Book => ({
  ...book,
  ledger: { ...book.ledger, gaps: (book.ledger.gaps ?? 0) + 1 },
});

export const toPhase = (book: Book, phase: Phase): Book =>
  book.cycle.phase === phase ? book : { ...book, cycle: { ...book.cycle, phase } };

/** A new note is held in escrow. */
export const inEscrow = (book: Book, type: number | undefined): Book => {
  if (book.cycle.phase === "escrow" && book.cycle.type === type) return book;
  return { ...book, cycle: { phase: "escrow", ...(type === undefined ? {} : { type }) } };
};

/** The unit came back from a power cut with a note at the stacker: what follows is about that note. */
export const recovering = (book: Book): Book =>
  book.cycle.phase === "credited" || book.cycle.recovering
    ? book
    : {
        ...book,
        cycle: { ...book.cycle, phase: book.cycle.phase === "disputed" ? "disputed" : "stacking", recovering: true },
      };

/** If a note was being stacked and nobody said where it went, it is disputed. */
export const disputed = (book: Book, why: string, { now, bills }: Around): Entry => {
  const { phase, type } = book.cycle;
  if (phase !== "stacking" && phase !== "escrow") return unchanged(book);
  const entry: Disputed = { at: now, why, ...billData(type, bills) };
  const all = [...book.ledger.disputed, entry].slice(-bound.disputed);
  return {
    book: { ...book, ledger: { ...book.ledger, disputed: all }, cycle: { ...book.cycle, phase: "disputed" } },
    events: [{ code: "noteDisputed", text: why, data: { ...entry } }],
  };
};

/** Nothing is in the path. A note that was being stacked and was neither stacked nor returned is disputed. */
export const atRest = (book: Book, around: Around): Entry => {
  const after =
    book.cycle.phase === "stacking" ? disputed(book, "the unit never said where the note went", around) : undefined;
  const { book: then, events } = after ?? unchanged(book);
  return { book: then.cycle.phase === "idle" ? then : { ...then, cycle: { phase: "idle" } }, events };
};

/** The credit: once per cycle, whatever the unit repeats. `assumed`: the unit stored it and never said so with a value. */
export const credited = (book: Book, type: number | undefined, { bills }: Around, assumed = false): Entry => {
  if (book.cycle.phase === "credited") return unchanged(book);
  const bill = bills.find((b) => b.type === type);
  const wasDisputed = book.cycle.phase === "disputed";
  const recovered = book.cycle.recovering === true || wasDisputed;
  const { ledger: was } = book;
  const ledger: Ledger = {
    ...counted(was, bill),
    recovered: was.recovered + (recovered ? 1 : 0),
    assumed: was.assumed + (assumed ? 1 : 0),
    disputed: wasDisputed ? was.disputed.slice(0, -1) : was.disputed,
  };
  return {
    book: { ...book, ledger, stacked: book.stacked + 1, cycle: { phase: "credited" }, rejectStreak: 0 },
    events: [
      {
        code: "noteStacked",
        text: bill ? "a note was stacked" : "a note of unknown value was stacked",
        data: {
          ...billData(type, bills),
          ...(recovered ? { recovered: true } : {}),
          ...(assumed ? { assumed: true } : {}),
        },
      },
    ],
  };
};

export const returned = (book: Book, type: number | undefined, { bills }: Around): Entry => ({
  book: { ...book, returned: book.returned + 1, cycle: { phase: "idle" } },
  events: [{ code: "noteReturned", text: "a note was handed back", data: billData(type, bills) }],
});

export interface Rejection {
  readonly reason: number | undefined;
  readonly text: string;
  /** Does it speak against the unit? */
  readonly counts: boolean;
}

export const rejected = (book: Book, { reason, text, counts }: Rejection): Entry => ({
  book: {
    ...book,
    rejected: book.rejected + 1,
    cycle: { phase: "idle" },
    rejectStreak: book.rejectStreak + (counts ? 1 : 0),
  },
  events: [{ code: "noteRejected", text, data: reason === undefined ? {} : { reason } }],
});

/** A manipulation attempt: nothing is counted. `by` is the unit's own code. */
export const cheated = (book: Book, by: string): Entry => ({
  book: { ...book, cheats: book.cheats + 1, cycle: { phase: "idle" } },
  events: [{ code: "cheated", text: `the acceptor reported a manipulation attempt (${by})` }],
});
