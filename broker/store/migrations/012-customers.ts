import type { Migration } from "../sqlite/migrate.ts";

/** What customers say: of work that was done, and complaints. Charges are reckoned when they are asked for; nothing of them is kept. */
const migration: Migration = {
  id: 12,
  sql: `
-- Append-only: a correction is another row of the same ticket and visit, and the newest counts. visit 0: the ticket as a whole.
CREATE TABLE scores (
  n INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, visit INTEGER NOT NULL, first_at INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX scores_of_work ON scores (ticket, visit, n);
CREATE INDEX scores_by_time ON scores (first_at);
CREATE TRIGGER scores_stay BEFORE UPDATE ON scores BEGIN SELECT RAISE(ABORT, 'scores are never changed'); END;
CREATE TRIGGER scores_remain BEFORE DELETE ON scores BEGIN SELECT RAISE(ABORT, 'scores are never deleted'); END;
-- Confirmed, and nobody has said yet how it was.
CREATE TABLE opinions_due (ticket INTEGER PRIMARY KEY, due_at INTEGER NOT NULL);

CREATE TABLE complaints (
  number INTEGER PRIMARY KEY, customer TEXT NOT NULL, open INTEGER NOT NULL, received_at INTEGER NOT NULL, closed_at INTEGER, key TEXT UNIQUE, body TEXT NOT NULL
);
CREATE INDEX complaints_by_customer ON complaints (customer, number);
CREATE INDEX complaints_open ON complaints (open, number);
`,
};
export default migration;
