import type { CommandOutcome } from "../../contract/index.ts";
import { messageOf } from "../../contract/index.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { IdFile } from "./id-file.ts";

export type JournalState = "received" | "started" | "finished";

export interface JournalEntry {
  readonly id: string;
  readonly state: JournalState;
  readonly command: string;
  readonly device: string | null;
  readonly outcome?: CommandOutcome;
}

interface Row {
  id: string;
  state: JournalState;
  command: string;
  device: string | null;
  outcome: string | null;
}

const kept = 10_000;

const entryOf = ({ outcome, ...row }: Row): JournalEntry => ({
  ...row,
  ...(outcome !== null && { outcome: JSON.parse(outcome) as CommandOutcome }),
});

/**
 * What was done with each command id: received, started, finished. Each step is on the disk, in one transaction with the outcome records that go
 * with it, before the next begins. Steps throw `AppError("storageFull")` if the disk takes nothing.
 */
export const journalIn = (outbox: Outbox, started: IdFile, warn: (text: string) => void) => {
  const setState = (id: string, state: JournalState, outcome?: CommandOutcome) =>
    outbox.transact((db) =>
      db
        .prepare("UPDATE commands SET state = ?, outcome = ? WHERE id = ?")
        .run(state, outcome ? JSON.stringify(outcome) : null, id),
    );
  return {
    find(id: string): JournalEntry | "lost" | undefined {
      const row = outbox.transact((db) =>
        db.prepare<[string], Row>("SELECT id, state, command, device, outcome FROM commands WHERE id = ?").get(id),
      );
      if (row) return entryOf(row);
      return started.has(id) ? "lost" : undefined;
    },
    receive(id: string, command: string, device: string): void {
      outbox.transact((db) => {
        const last = db.prepare<[], { n: number | null }>("SELECT max(n) n FROM commands").get()?.n ?? 0;
        db.prepare(
          "INSERT INTO commands(id, state, command, device, outcome, n) VALUES (?, 'received', ?, ?, NULL, ?)",
        ).run(id, command, device, last + 1);
        db.prepare("DELETE FROM commands WHERE state = 'finished' AND n <= ?").run(last - kept);
      });
    },
    start(id: string): void {
      setState(id, "started");
      try {
        started.add(id);
      } catch (error) {
        warn(`command ${id}: its id could not be kept apart from the database: ${messageOf(error)}`);
      }
    },
    finish(id: string, outcome: CommandOutcome): void {
      setState(id, "finished", outcome);
    },
    /** It never ran and may be offered again under the same id. */
    forget(id: string): void {
      outbox.transact((db) => db.prepare("DELETE FROM commands WHERE id = ?").run(id));
    },
    /** What a killed agent left behind. */
    unfinished: (): JournalEntry[] =>
      outbox
        .transact((db) =>
          db
            .prepare<[], Row>(
              "SELECT id, state, command, device, outcome FROM commands WHERE state <> 'finished' ORDER BY n",
            )
            .all(),
        )
        .map(entryOf),
  };
};
export type Journal = ReturnType<typeof journalIn>;
