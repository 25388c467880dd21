import type { DeviceHealth, UpBatch, WireRecord } from "../../contract/index.ts";
import { correctedAt } from "../ingest/judge-batch.ts";
import type { TimeRange } from "../store/history-rows.ts";
import type { ChunkRow, Readers } from "../store/store.ts";

/** One reading of a device as it was stored, on the broker's clock. */
export interface Reading {
  readonly at: number;
  readonly device: string;
  readonly health: DeviceHealth;
}

/** A stored piece. Of a refused batch only its numbers are kept: no records. */
export const batchOf = (body: ChunkRow["body"]): UpBatch => {
  const batch = JSON.parse(body.toString()) as UpBatch;
  return Array.isArray(batch.records) ? batch : { ...batch, records: [] };
};

export const isReading = ({ kind, device, body }: WireRecord): boolean =>
  kind === "health" && device !== undefined && typeof body === "object" && body !== null;

/**
 * What `take` makes of each reading of a terminal that came since an hour before the range, in order of time; what it makes nothing of is not kept.
 * Readings are taken from the batches as they came: a stretch older than those are kept holds none.
 */
export const readingsOf = <T>(
  read: Pick<Readers, "chunksOf">,
  terminal: string,
  range: TimeRange,
  take: (reading: Reading) => T | undefined,
): T[] => {
  // By time first: each lane is in order by itself, and one may have waited longer than the other.
  const found: { readonly at: number; readonly order: number; readonly value: T }[] = [];
  for (const { receivedAt, body } of read.chunksOf(terminal, range)) {
    const batch = batchOf(body);
    for (const record of batch.records) {
      if (!isReading(record)) continue;
      const at = correctedAt(record, { batch, receivedAt });
      if (at >= range.to) continue;
      const { order, device = "" } = record;
      const value = take({ at, device, health: record.body as DeviceHealth });
      if (value !== undefined) found.push({ at, order, value });
    }
  }
  return found.sort((a, b) => a.at - b.at || a.order - b.order).map(({ value }) => value);
};
