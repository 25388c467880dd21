import { crc32 } from "node:zlib";
import { blotted, type CommandOutcome, type Lane, type RecordKind } from "../../contract/index.ts";

/** What the agent wants told. Which lane and what it is worth follow from its kind and urgency. */
export interface NewRecord {
  readonly kind: RecordKind;
  /** Only for `health`: true for a change, false for a slow refresh. */
  readonly urgent?: boolean;
  readonly device?: string;
  readonly body: unknown;
}

/** What is given up first when space runs out: the lowest. */
export const worth = { refresh: 0, sale: 1, news: 2, must: 3 } as const;
export type Worth = (typeof worth)[keyof typeof worth];

/** A record ready to be written: all but its numbers. */
export interface Pending {
  readonly lane: Lane;
  readonly worth: Worth;
  readonly kind: RecordKind;
  readonly device: string | null;
  readonly at: number;
  readonly mono: number;
  readonly body: string;
}

/** A record as it lies in the outbox. */
export interface StoredRecord {
  readonly ord: number;
  readonly lane: Lane;
  readonly seq: number;
  readonly kind: string;
  readonly device: string | null;
  readonly at: number;
  readonly mono: number;
  readonly boot: string;
  readonly crc: number;
  readonly body: string;
}

/** Bytes a record takes in the file besides its body: columns, two index entries. */
export const overheadBytes = 160;
/** A longer body could not be sent: a batch of it alone would pass the limit of one payload. */
export const maxBodyBytes = 48 * 1024;

const worthOf = (record: NewRecord): Worth => {
  if (record.kind === "outcome" || record.kind === "gap") return worth.must;
  if (record.kind === "sale") return worth.sale;
  if (record.kind === "event") return worth.news;
  return record.kind === "health" && record.urgent ? worth.news : worth.refresh;
};

/**
 * Without card data. The id of a command is the centre's own and must come back to the letter: one in two thousand random ids looks like a card number.
 * Evidence was gone through before it was packed.
 */
const scrubbed = ({ kind, body }: NewRecord): unknown => {
  if (kind === "evidence") return body;
  const clean = blotted(body);
  return kind === "outcome" ? { ...(clean as CommandOutcome), id: (body as CommandOutcome).id } : clean;
};

const bodyOf = (record: NewRecord): { kind: RecordKind; body: string } => {
  const body = JSON.stringify(scrubbed(record));
  if (Buffer.byteLength(body) <= maxBodyBytes) return { kind: record.kind, body };
  const text = `a ${record.kind} record of ${Buffer.byteLength(body)} bytes was too long to send`;
  return { kind: "event", body: JSON.stringify({ code: "recordTooLong", text }) };
};

/** Makes a record ready: its body as text, without card data (S7), bounded in length. */
export const prepare = (record: NewRecord, at: number, mono: number): Pending => {
  const value = worthOf(record);
  return {
    ...bodyOf(record),
    lane: value >= worth.news ? "urgent" : "routine",
    worth: value,
    device: record.device ?? null,
    at,
    mono: Math.round(mono * 10) / 10,
  };
};

export const checksumOf = (body: string): number => crc32(body);
