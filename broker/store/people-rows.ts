import type { Person } from "../../contract/index.ts";

/** Somebody is signed in. Kept by the hash of the session's secret id. */
export interface SessionRow {
  readonly hash: string;
  readonly person: string;
  readonly createdAt: number;
  readonly seenAt: number;
}

/** A request that changes something, asked under a key. Without an answer it is not known whether it was done. */
export interface RequestKeyRow {
  readonly actor: string;
  readonly key: string;
  /** Hash of what was asked. */
  readonly request: string;
  readonly at: number;
  /** JSON text. */
  readonly answer?: string;
}

export interface PeopleReaders {
  /** By id; those that were disabled, too. */
  people(): Person[];
  person(id: string): Person | undefined;
  passwordHash(person: string): string | undefined;
  session(hash: string): SessionRow | undefined;
  /** When each person was last seen signed in. */
  peopleSeen(): ReadonlyMap<string, number>;
  requestKey(actor: string, key: string): RequestKeyRow | undefined;
}

export interface PeopleWriters {
  savePerson(person: Person): void;
  savePasswordHash(person: string, hash: string): void;
  saveSession(row: SessionRow): void;
  dropSession(hash: string): void;
  dropSessionsOf(person: string): void;
  /** Forgets sessions not seen since, or begun before. */
  dropOldSessions(seenBefore: number, createdBefore: number): void;
  saveRequestKey(row: RequestKeyRow): void;
  dropRequestKey(actor: string, key: string): void;
  /** Those asked before. */
  dropRequestKeys(before: number): void;
}
