import type { Migration } from "../sqlite/migrate.ts";

/** Inspection rounds, which are kept for ever, and solved cases: what cured a fault before. */
const migration: Migration = {
  id: 7,
  sql: `
CREATE TABLE rounds (
  number INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, finished INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX rounds_of_terminal ON rounds (terminal, finished, number);
CREATE UNIQUE INDEX one_open_round ON rounds (terminal) WHERE finished = 0;
CREATE TRIGGER rounds_stay BEFORE UPDATE ON rounds WHEN OLD.finished = 1 BEGIN SELECT RAISE(ABORT, 'a finished round is never changed'); END;
CREATE TRIGGER rounds_remain BEFORE DELETE ON rounds BEGIN SELECT RAISE(ABORT, 'rounds are never deleted'); END;

CREATE TABLE cases (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, cured INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX cases_of_code ON cases (code, n);
`,
};
export default migration;
