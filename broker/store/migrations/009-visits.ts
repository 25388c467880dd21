import type { Migration } from "../sqlite/migrate.ts";

/**
 * Visits: appointment, work order, what was claimed. Sightings: when doors, keys, covers and cash boxes moved, by the word of the terminals; one row
 * for each state and the moment it began, on the terminal's own clock, however often it is reported.
 */
const migration: Migration = {
  id: 9,
  sql: `
CREATE TABLE visits (
  number INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, ticket INTEGER, technician TEXT NOT NULL, state TEXT NOT NULL,
  from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, key TEXT UNIQUE, body TEXT NOT NULL
);
CREATE INDEX visits_of_terminal ON visits (terminal, from_at);
CREATE INDEX visits_of_technician ON visits (technician, from_at);
CREATE INDEX visits_of_ticket ON visits (ticket, number) WHERE ticket IS NOT NULL;
CREATE INDEX visits_by_time ON visits (from_at);
CREATE INDEX visits_by_state ON visits (state, number);
CREATE TRIGGER visits_remain BEFORE DELETE ON visits BEGIN SELECT RAISE(ABORT, 'visits are never deleted'); END;

CREATE TABLE sightings (
  n INTEGER PRIMARY KEY, terminal TEXT NOT NULL, device TEXT NOT NULL, component TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL,
  at INTEGER NOT NULL, received_at INTEGER NOT NULL, UNIQUE (terminal, device, component, since, state)
);
CREATE INDEX sightings_of_terminal ON sightings (terminal, at);
CREATE INDEX sightings_by_time ON sightings (at);
`,
};
export default migration;
