import { type Book, fillOf } from "./book.ts";
import { notesIn, valueIn } from "./ledger.ts";

/** What is in the box now; nothing is known of it while it is out. `capacity` in notes. */
const boxMeasures = (book: Book, capacity: number): Record<string, number> => {
  if (book.removed) return {};
  const value = valueIn(book.ledger);
  return {
    cashBoxNotes: notesIn(book.ledger),
    cashBoxFill: Math.round(fillOf(book, capacity) * 10) / 10,
    ...(value === undefined ? {} : { cashBoxValue: value }),
  };
};

/** All that a book counts. */
export const bookMeasures = (book: Book, capacity: number): Record<string, number> => ({
  notesStacked: book.stacked,
  notesReturned: book.returned,
  notesRejected: book.rejected,
  cheatAttempts: book.cheats,
  ...boxMeasures(book, capacity),
});
