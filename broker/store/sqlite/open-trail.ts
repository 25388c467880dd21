import Sqlite from "better-sqlite3";
import { AppError, messageOf } from "../../../contract/index.ts";
import type { AuditRow } from "../store.ts";

/** A stored piece of a terminal's stream, as it came. */
export interface RawChunk {
  readonly terminal: string;
  readonly stream: string;
  readonly receivedAt: number;
  readonly body: string;
}

/** The rows a verification starts from: what was written down as it happened, and the rows that claim to follow from it. */
export interface RawTrail {
  /** All of the audit log. `detail` is the text that was hashed. */
  audit(): Iterable<Omit<AuditRow, "detail"> & { readonly detail: string }>;
  /** In the order in which they were stored. */
  chunks(): Iterable<RawChunk>;
  /** JSON bodies of all rows of a table. */
  bodies(table: "terminals" | "tickets" | "faults"): Iterable<string>;
  close(): void;
}

/**
 * Opens a broker's file to read only, of one moment, whether the broker runs or not; nothing is changed, and no newer schema is laid on it.
 * Throws `AppError("store")`.
 */
export const openTrail = (file: string): RawTrail => {
  try {
    const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 2000 });
    db.exec("BEGIN");
    const audit = db.prepare<[], Omit<AuditRow, "detail"> & { detail: string }>(
      "SELECT n, at, actor, action, target, detail, prev_hash AS prevHash, hash FROM audit ORDER BY n",
    );
    const chunks = db.prepare<[], RawChunk>(
      "SELECT terminal, stream, received_at AS receivedAt, CAST(body AS TEXT) AS body FROM chunks JOIN streams ON streams.id = stream_id ORDER BY chunks.id",
    );
    const bodies = {
      terminals: db.prepare<[], { body: string }>("SELECT body FROM terminals ORDER BY id"),
      tickets: db.prepare<[], { body: string }>("SELECT body FROM tickets ORDER BY number"),
      faults: db.prepare<[], { body: string }>("SELECT body FROM faults ORDER BY n"),
    };
    return {
      audit: () => audit.iterate(),
      chunks: () => chunks.iterate(),
      *bodies(table) {
        for (const { body } of bodies[table].iterate()) yield body;
      },
      close: () => void db.close(),
    };
  } catch (error) {
    throw new AppError("store", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
};
