/** Records of `/dev/input/eventN` (linux/input.h) as they lie in memory, little-endian. Pure; nothing here throws. */
export interface InputRecord {
  /** Wall clock of the kernel, µs since 1970. */
  readonly timeUs: number;
  readonly type: number;
  readonly code: number;
  readonly value: number;
}

/** Bytes of a record: 24 with 64-bit times, 16 with 32-bit times. */
export type Stride = 24 | 16;

export const types = { syn: 0x00, key: 0x01, abs: 0x03 } as const;
export const codes = {
  synReport: 0x00,
  synDropped: 0x03,
  btnTouch: 0x14a,
  absX: 0x00,
  absY: 0x01,
  mtSlot: 0x2f,
  mtPositionX: 0x35,
  mtPositionY: 0x36,
  mtTrackingId: 0x39,
} as const;

/** Highest code of each type (linux/input-event-codes.h: SYN_MAX, KEY_MAX, REL_MAX, ABS_MAX, MSC_MAX). */
const highest: Readonly<Record<number, number>> = { 0: 0x0f, 1: 0x2ff, 2: 0x0f, 3: 0x3f, 4: 0x07 };
/** The year 2242: later times are a wrong stride. */
const maxSeconds = 2 ** 33;

/** One record at `at`, or `undefined` if these bytes cannot be one. */
const recordAt = (view: DataView, at: number, stride: Stride): InputRecord | undefined => {
  const wide = stride === 24;
  const seconds = wide ? Number(view.getBigInt64(at, true)) : view.getUint32(at, true);
  const micros = wide ? Number(view.getBigInt64(at + 8, true)) : view.getUint32(at + 4, true);
  const rest = at + stride - 8;
  const type = view.getUint16(rest, true);
  const code = view.getUint16(rest + 2, true);
  const sane = seconds >= 0 && seconds < maxSeconds && micros >= 0 && micros < 1_000_000;
  if (!sane || code > (highest[type] ?? -1)) return undefined;
  return { timeUs: seconds * 1_000_000 + micros, type, code, value: view.getInt32(rest + 4, true) };
};

/** Two records of the larger kind, three of the smaller: enough to tell them apart. */
const enough = 48;

const strideAt = (view: DataView, at: number): Stride | undefined => {
  const fits = (stride: Stride) => {
    for (let n = at; n + stride <= at + enough; n += stride) if (!recordAt(view, n, stride)) return false;
    return true;
  };
  if (fits(24)) return 24;
  return fits(16) ? 16 : undefined;
};

/** What is kept between two chunks of a stream. */
export interface Tail {
  /** Known once two records were seen. */
  readonly stride?: Stride;
  readonly bytes: Uint8Array;
}
export const noTail: Tail = { bytes: new Uint8Array(0) };

/** Where bytes were skipped, a record `SYN_DROPPED` stands in their place: what was in them is not known. */
export interface Cut {
  readonly records: readonly InputRecord[];
  readonly tail: Tail;
  readonly discarded: number;
}

/** Cuts a chunk into records. The tail is never longer than 48 bytes. */
export const cut = (tail: Tail, chunk: Uint8Array): Cut => {
  const bytes = new Uint8Array(tail.bytes.length + chunk.length);
  bytes.set(tail.bytes);
  bytes.set(chunk, tail.bytes.length);
  const view = new DataView(bytes.buffer);
  const records: InputRecord[] = [];
  let { stride } = tail;
  let [at, discarded, skipping] = [0, 0, false];
  while (at + (stride ?? enough) <= bytes.length) {
    stride ??= strideAt(view, at);
    const record = stride && recordAt(view, at, stride);
    if (stride && record) {
      if (skipping) records.push({ timeUs: record.timeUs, type: types.syn, code: codes.synDropped, value: 0 });
      skipping = false;
      records.push(record);
      at += stride;
    } else {
      stride = undefined;
      skipping = true;
      discarded += 1;
      at += 1;
    }
  }
  // Damage at the very end is not forgotten: the next chunk begins with a wrong stride and finds it again.
  return { records, discarded, tail: { ...(stride ? { stride } : {}), bytes: bytes.slice(at) } };
};

export interface Range {
  readonly low: number;
  readonly high: number;
}
/** What a report descriptor says of a touchscreen's axes. */
export interface Ranges {
  readonly x?: Range;
  readonly y?: Range;
  /** Contact count maximum (feature report, usage 0D 55). */
  readonly contacts?: number;
}

const usages = { x: 0x01_0030, y: 0x01_0031, contactCountMaximum: 0x0d_0055 } as const;

const valueOf = (data: Uint8Array, signed: boolean): number => {
  const value = data.reduce((sum, byte, i) => sum + byte * 2 ** (8 * i), 0);
  const top = 2 ** (8 * data.length);
  return signed && data.length > 0 && value >= top / 2 ? value - top : value;
};

interface Globals {
  page: number;
  low: number;
  high: number;
}

/**
 * Reads the items of a HID report descriptor (USB HID 1.11 §6.2.2). Of an axis that comes more than once (one for each contact) the first counts. Stops at the first
 * item that is not whole.
 */
export const rangesOf = (descriptor: Uint8Array): Ranges => {
  const found: { x?: Range; y?: Range; contacts?: number } = {};
  let globals: Globals = { page: 0, low: 0, high: 0 };
  const stack: Globals[] = [];
  let locals: number[] = [];
  const main = () => {
    for (const usage of locals) {
      if (usage === usages.x) found.x ??= { low: globals.low, high: globals.high };
      if (usage === usages.y) found.y ??= { low: globals.low, high: globals.high };
      if (usage === usages.contactCountMaximum) found.contacts ??= globals.high;
    }
  };
  for (let at = 0; at < descriptor.length; ) {
    const prefix = descriptor[at] ?? 0;
    const isLong = prefix === 0xfe; // §6.2.2.3: its size is in the next byte
    const size = isLong ? 2 + (descriptor[at + 1] ?? 0) : [0, 1, 2, 4][prefix & 3]!;
    const data = descriptor.subarray(at + 1, at + 1 + size);
    if (data.length < size) break;
    at += 1 + size;
    if (isLong) continue;
    const tag = prefix & 0xfc;
    if (tag === 0x04) globals = { ...globals, page: valueOf(data, false) };
    else if (tag === 0x14) globals = { ...globals, low: valueOf(data, true) };
    // A maximum below its minimum was meant without a sign: `26 FF FF` is 65535.
    else if (tag === 0x24) globals = { ...globals, high: highOf(data, globals.low) };
    else if (tag === 0xa4 && stack.length < 64) stack.push(globals);
    else if (tag === 0xb4) globals = stack.pop() ?? globals;
    else if (tag === 0x08)
      locals.push(size === 4 ? valueOf(data, false) : globals.page * 65_536 + valueOf(data, false));
    else if ((prefix & 0x0c) === 0) {
      if (tag === 0x80 || tag === 0xb0) main();
      locals = [];
    }
  }
  return found;
};

const highOf = (data: Uint8Array, low: number): number => {
  const signed = valueOf(data, true);
  return signed < low ? valueOf(data, false) : signed;
};
