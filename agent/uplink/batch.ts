import { contractVersion, maxRecordsPerBatch } from "../../contract/index.ts";
import type { StoredRecord } from "../outbox/record.ts";

/** Bytes of the records of one batch; an envelope adds some 200. */
export const maxBatchBytes = 64 * 1024 - 512;

/** One record as it goes on the wire; its body is spliced in as stored, it was JSON already. */
const encodeRecord = (record: StoredRecord, boot: string): string => {
  const head = JSON.stringify({
    seq: record.seq,
    order: record.ord,
    kind: record.kind,
    ...(record.device !== null && { device: record.device }),
    at: record.at,
    mono: record.mono,
    ...(record.boot !== boot && { boot: record.boot }),
  });
  return `${head.slice(0, -1)},"body":${record.body}}`;
};

/** The longest run without a hole, from the first of `rows`, that fits into one batch. `rows` go one way, up or down. */
export const runOf = (
  rows: readonly StoredRecord[],
  boot: string,
): { readonly rows: StoredRecord[]; readonly texts: string[] } => {
  const taken: StoredRecord[] = [];
  const texts: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    const last = taken.at(-1);
    if (last && Math.abs(row.seq - last.seq) !== 1) break;
    const text = encodeRecord(row, boot);
    bytes += Buffer.byteLength(text) + 1;
    if (taken.length >= maxRecordsPerBatch || (taken.length > 0 && bytes > maxBatchBytes)) break;
    taken.push(row);
    texts.push(text);
  }
  return { rows: taken, texts };
};

/** A batch's payload; `texts` ascending. */
export const encodeBatch = (
  envelope: { stream: string; boot: string; sentAt: number; sentMono: number; history: boolean },
  texts: readonly string[],
): string => {
  const { history, ...rest } = envelope;
  const head = JSON.stringify({ v: contractVersion, ...rest, ...(history && { history }) });
  return `${head.slice(0, -1)},"records":[${texts.join(",")}]}`;
};
