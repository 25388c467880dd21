import { readFileSync } from "node:fs";

const headerBytes = 32;
const frameHeaderBytes = 24;

/** SQLite's WAL checksum over whole 8-byte steps (file format, "WAL checksum algorithm"). */
const checksum = (bytes: Buffer, big: boolean, from: [number, number]): [number, number] => {
  let [s0, s1] = from;
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    s0 = (s0 + (big ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i)) + s1) >>> 0;
    s1 = (s1 + (big ? bytes.readUInt32BE(i + 4) : bytes.readUInt32LE(i + 4)) + s0) >>> 0;
  }
  return [s0, s1];
};

interface Wal {
  readonly bytes: Buffer;
  readonly pageBytes: number;
  readonly big: boolean;
  readonly salt: Buffer;
}

const headerOf = (bytes: Buffer): Wal | "empty" | "damaged" => {
  if (bytes.length < headerBytes) return "empty";
  const magic = bytes.readUInt32BE(0);
  if ((magic & 0xfffffffe) >>> 0 !== 0x377f0682) return "damaged";
  const wal = { bytes, pageBytes: bytes.readUInt32BE(8), big: (magic & 1) === 1, salt: bytes.subarray(16, 24) };
  const [s0, s1] = checksum(bytes.subarray(0, 24), wal.big, [0, 0]);
  return s0 === bytes.readUInt32BE(24) && s1 === bytes.readUInt32BE(28) ? wal : "damaged";
};

/**
 * Frames, oldest first: does the checksum hold, does the frame end a transaction of the running generation? Frames of an older generation stand
 * only behind all of the running one, so one with our salt behind one without is not the end but a damaged salt.
 */
const frames = function* (wal: Wal): Generator<{ good: boolean; commits: boolean }> {
  let running = checksum(wal.bytes.subarray(0, 24), wal.big, [0, 0]);
  const step = frameHeaderBytes + wal.pageBytes;
  for (let at = headerBytes; at + step <= wal.bytes.length; at += step) {
    const head = wal.bytes.subarray(at, at + frameHeaderBytes);
    const ours = head.subarray(8, 16).equals(wal.salt);
    running = checksum(head.subarray(0, 8), wal.big, running);
    running = checksum(wal.bytes.subarray(at + frameHeaderBytes, at + step), wal.big, running);
    const good = running[0] === head.readUInt32BE(16) && running[1] === head.readUInt32BE(20);
    yield { good: ours && good, commits: ours && head.readUInt32BE(4) !== 0 };
  }
};

/**
 * True if a write-ahead log holds a committed transaction behind a damaged frame. SQLite stops reading at the damage without a word: what
 * was committed after it is gone, and its sequence numbers would be given out twice. A torn *last* transaction is the normal trace of a kill.
 * Source: sqlite.org/fileformat2.html, section 4.
 */
export const walLostCommits = (file: string): boolean => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return false; // No log: the last agent closed it cleanly.
  }
  const wal = headerOf(bytes);
  if (typeof wal === "string") return wal === "damaged" && bytes.length > headerBytes;
  let damaged = false;
  for (const frame of frames(wal)) {
    if (damaged && frame.commits) return true;
    if (!frame.good) damaged = true;
  }
  return false;
};
