import type { Person } from "../../contract/index.ts";

/** Somebody is signed in. Kept by the hash of the session's secret id. */
export interface SessionRow {
  readonly hash: string;
  readonly person: string;
  readonly createdAt: number;
  readonly seenAt: number;
}

export interface PeopleReaders {
  /** By id; those that were disabled, too. */
  people(): Person[];
  person(id: string): Person | undefined;
  passwordHash(person: string): string | undefined;
  session(hash: string): SessionRow | undefined;
  /** When each person was last seen signed in. */
  peopleSeen(): ReadonlyMap<string, number>;
}

export interface PeopleWriters {
  savePerson(person: Person): void;
  savePasswordHash(person: string, hash: string): void;
  saveSession(row: SessionRow): void;
  dropSession(hash: string): void;
  /** Ends every session of a person, except one. */
  dropSessionsOf(person: string, except?: string): void;
  /** Forgets sessions not seen since, or begun before. */
  dropOldSessions(seenBefore: number, createdBefore: number): void;
}
