import type { Database } from "better-sqlite3";

/** How long what only grows is kept. The audit log, faults, diagnoses, commands and tickets stay: they are the history of the fleet. */
export interface Retention {
  /** Days a stored batch is kept: what terminals said, to the letter. */
  readonly chunksDays: number;
  /** Days an event, sale, outcome or sighting is kept; of what moved last of each part, for ever. */
  readonly eventsDays: number;
  /** Days that what lasted (presence, faults, maintenance) and the counts of sales are kept, after its end. */
  readonly historyDays: number;
  /** Days the hourly samples of processor, memory, storage and temperature are kept. */
  readonly samplesDays: number;
  /** The newest refused messages kept. */
  readonly quarantineRows: number;
}

export const standardRetention: Retention = {
  chunksDays: 90,
  eventsDays: 400,
  historyDays: 800,
  samplesDays: 200,
  quarantineRows: 10_000,
};

const dayMs = 86_400_000;
/** Rows of one table deleted in one transaction: what waits behind it waits some milliseconds. */
export const rowsPerStep = 500;

/**
 * Deletes what is too old, some hundred rows at a time; call inside a transaction. Returns true if there may be more. Never the newest batch, so that
 * ids are not given out twice, and none that a killed broker would have to replay (`mark`).
 */
export const makePruning = (
  db: Database,
  mark: () => number,
  { chunksDays, eventsDays, historyDays, samplesDays }: Retention,
) => {
  const oldChunks = db.prepare<[number, number, number], { id: number; stream_id: number; from_seq: number }>(
    `SELECT id, stream_id, from_seq FROM (SELECT * FROM chunks ORDER BY id LIMIT ?)
     WHERE received_at < ? AND id <= ? AND id < (SELECT max(id) FROM chunks)`,
  );
  const dropChunk = db.prepare<[number]>("DELETE FROM chunks WHERE id=?");
  const dropIndex = db.prepare<[number, number, number]>(
    "DELETE FROM chunk_index WHERE stream_id=? AND from_seq=? AND chunk_id=?",
  );
  const dropEvents = db.prepare<[number, number]>(
    "DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id LIMIT ?) AND received_at < ?",
  );
  const dropSightings = db.prepare<[number, number]>(
    `DELETE FROM sightings WHERE n IN (SELECT n FROM sightings AS old WHERE at < ? AND EXISTS
      (SELECT 1 FROM sightings AS next WHERE next.terminal = old.terminal AND next.device = old.device
        AND next.component = old.component AND next.at > old.at) LIMIT ?)`,
  );
  const dropSpans = db.prepare<[number, number]>(
    `DELETE FROM spans WHERE (terminal, kind, device, code, from_at) IN
      (SELECT terminal, kind, device, code, from_at FROM spans WHERE to_at < ? LIMIT ?)`,
  );
  const dropHours = (table: "samples" | "sales", key: string) =>
    db.prepare<[number, number]>(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE hour < ? ORDER BY hour LIMIT ?)`,
    );
  const dropSamples = dropHours("samples", "hour, terminal, device");
  const dropSales = dropHours("sales", "hour, terminal, kind, result, cause, currency");
  const history = (now: number): boolean =>
    [
      dropSpans.run(now - historyDays * dayMs, rowsPerStep),
      dropSamples.run(now - samplesDays * dayMs, rowsPerStep),
      dropSales.run(now - historyDays * dayMs, rowsPerStep),
    ].some(({ changes }) => changes === rowsPerStep);
  return (now: number): boolean => {
    const chunks = oldChunks.all(rowsPerStep, now - chunksDays * dayMs, mark());
    for (const { id, stream_id, from_seq } of chunks) {
      dropChunk.run(id);
      dropIndex.run(stream_id, from_seq, id);
    }
    const events = dropEvents.run(rowsPerStep, now - eventsDays * dayMs).changes;
    const sightings = dropSightings.run(now - eventsDays * dayMs, rowsPerStep).changes;
    return history(now) || [chunks.length, events, sightings].includes(rowsPerStep);
  };
};
