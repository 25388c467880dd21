import { AppError } from "../../contract/plain.ts";
import { fromHex, hex } from "./fields.ts";

/** First line of a trace: what was recorded, where and when. */
export interface TraceHeader {
  /** Version of the format. */
  readonly trace: 1;
  readonly driver?: string;
  /** Settings of the driver that fit the device. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** `9600 8N1`. */
  readonly line?: string;
  readonly port?: string;
  /** ISO 8601. */
  readonly date?: string;
  /** What happened, in words. */
  readonly note?: string;
  /** Recorded from our own simulator, with these settings: then it must answer the same again. */
  readonly simulator?: Readonly<Record<string, unknown>>;
}

/** Bytes that passed, or what somebody did to the device meanwhile. `t` in ms since the first entry. */
export type TraceEntry =
  | { readonly t: number; readonly toDevice: boolean; readonly bytes: Uint8Array }
  /** So many bytes passed that must not be written down. */
  | { readonly t: number; readonly toDevice: boolean; readonly hidden: number }
  | { readonly t: number; readonly act: string; readonly args: Readonly<Record<string, unknown>> }
  | { readonly t: number; readonly inject: string }
  | { readonly t: number; readonly clear: string };

export interface Trace {
  readonly header: TraceHeader;
  readonly entries: readonly TraceEntry[];
}

const compact = (bytes: Uint8Array): string => hex(bytes).replaceAll(" ", "");
const tenths = (ms: number): number => Math.round(ms * 10) / 10;

export const headerLine = (header: TraceHeader): string => JSON.stringify(header);

export const entryLine = (entry: TraceEntry): string => {
  const t = tenths(entry.t);
  if (!("toDevice" in entry)) return JSON.stringify({ ...entry, t });
  const d = entry.toDevice ? ">" : "<";
  return JSON.stringify("bytes" in entry ? { t, d, b: compact(entry.bytes) } : { t, d, hidden: entry.hidden });
};

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (line: string, where: string): Fields => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError("trace", `${where}: not JSON`, {}, { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new AppError("trace", `${where}: not a JSON object`);
};

const record = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
const text = (value: unknown): string | undefined => (typeof value === "string" ? value.slice(0, 500) : undefined);

const headerOf = (fields: Fields, where: string): TraceHeader => {
  if (fields["trace"] !== 1) throw new AppError("trace", `${where}: no trace of version 1`);
  const known: Record<string, unknown> = { trace: 1 };
  for (const name of ["driver", "line", "port", "date", "note"]) {
    const said = text(fields[name]);
    if (said !== undefined) known[name] = said;
  }
  for (const name of ["config", "simulator"]) {
    const said = record(fields[name]);
    if (said) known[name] = said;
  }
  return known as unknown as TraceHeader;
};

const bytesOf = (fields: Fields, where: string): TraceEntry => {
  const { t, d, b, hidden } = fields;
  const toDevice = d === ">" || d === "+";
  if (!toDevice && d !== "<" && d !== "-") throw new AppError("trace", `${where}: d is > or <`);
  if (typeof hidden === "number") return { t: t as number, toDevice, hidden };
  if (typeof b !== "string" || !/^([0-9a-fA-F]{2})*$/.test(b)) throw new AppError("trace", `${where}: b is hex bytes`);
  return { t: t as number, toDevice, bytes: fromHex(b) };
};

const entryOf = (fields: Fields, where: string): TraceEntry => {
  const { t, act, inject, clear } = fields;
  if (typeof t !== "number" || !(t >= 0)) throw new AppError("trace", `${where}: t is ms since the beginning`);
  if (typeof act === "string") return { t, act, args: record(fields["args"]) ?? {} };
  if (typeof inject === "string") return { t, inject };
  if (typeof clear === "string") return { t, clear };
  return bytesOf(fields, where);
};

/** Reads a trace. Throws `AppError("trace")` that names the line. Times must not go back. */
export const parseTrace = (file: string, content: string): Trace => {
  const [first = "", ...lines] = content.split(/\r?\n/);
  const header = headerOf(fieldsOf(first, `${file}:1`), `${file}:1`);
  const entries: TraceEntry[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === "") return;
    const where = `${file}:${i + 2}`;
    const entry = entryOf(fieldsOf(line, where), where);
    if (entry.t < (entries.at(-1)?.t ?? 0)) throw new AppError("trace", `${where}: earlier than the line before it`);
    entries.push(entry);
  });
  return { header, entries };
};

/** One thing the host sent at once, and what the device said before the host spoke again. */
export interface Exchanged {
  readonly t: number;
  readonly sent: Uint8Array;
  readonly received: Uint8Array;
  /** From the question to the first byte of the answer, ms. */
  readonly afterMs: number;
}

/** Questions with their answers. What is hidden is left out; so is what the device said before the host said anything. */
export const exchangesOf = ({ entries }: Trace): readonly Exchanged[] => {
  const all: Exchanged[] = [];
  for (const entry of entries) {
    if (!("bytes" in entry)) continue;
    const open = all.at(-1);
    if (entry.toDevice) all.push({ t: entry.t, sent: entry.bytes, received: new Uint8Array(0), afterMs: 0 });
    else if (open) {
      const afterMs = open.received.length > 0 ? open.afterMs : entry.t - open.t;
      all[all.length - 1] = { ...open, received: Uint8Array.of(...open.received, ...entry.bytes), afterMs };
    }
  }
  return all;
};
