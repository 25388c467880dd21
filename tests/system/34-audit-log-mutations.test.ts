import { beforeAll, describe, expect, test } from "vitest";
import { auditGenesis, auditHash } from "../../broker/store/sqlite/audit.ts";
import { type AuditHead, checkChain } from "../../broker/verify/chain.ts";

type Entry = Parameters<typeof checkChain>[0] extends Iterable<infer E> ? E : never;

const size = 1000;
const rows: Entry[] = [];
let head: AuditHead;
beforeAll(() => {
  let prevHash = auditGenesis;
  for (let n = 1; n <= size; n++) {
    const row = { n, at: 1_000_000 + n, actor: "user:eva", action: "ticket.accepted", target: `k${n % 24}` };
    const detail = JSON.stringify({ number: n, version: 1 });
    const hash = auditHash(prevHash, row, detail);
    rows.push({ ...row, detail, prevHash, hash });
    prevHash = hash;
  }
  head = { n: size, hash: prevHash };
});

const brokenAt = (log: readonly Entry[]): number | undefined => checkChain(log, head).broken?.n;
/** The same rows from `from` on, hashed anew, as somebody would who knows how. */
const rehashed = (log: readonly Entry[], from: number): Entry[] => {
  let prevHash = log[from - 1]?.hash ?? auditGenesis;
  return log.map((row, i) => {
    if (i < from) return row;
    const entry = { ...row, n: i + 1, prevHash };
    prevHash = auditHash(prevHash, entry, entry.detail);
    return { ...entry, hash: prevHash };
  });
};

/** What can be done to one row, and where it is seen. */
const edits: Readonly<Record<string, (row: Entry) => Entry>> = {
  number: (row) => ({ ...row, n: row.n + 1 }),
  time: (row) => ({ ...row, at: row.at - 1 }),
  actor: (row) => ({ ...row, actor: "user:li" }),
  action: (row) => ({ ...row, action: "ticket.closed" }),
  target: (row) => ({ ...row, target: "k99" }),
  detail: (row) => ({ ...row, detail: '{"number":7,"version":1}' }),
  "hash before": (row) => ({ ...row, prevHash: "f".repeat(64) }),
  hash: (row) => ({ ...row, hash: "f".repeat(64) }),
};

describe("S6: every single-row mutation of a log of 1,000 rows is reported with its position", {
  timeout: 120_000,
}, () => {
  test("as it was written it holds, with and without the exported head", () => {
    expect(checkChain(rows, head)).toEqual({ entries: size, head });
    expect(checkChain(rows)).toEqual({ entries: size, head });
    expect(checkChain(rows.slice(0, 600), undefined).broken).toBeUndefined(); // a cut tail is a chain: only the head tells
  });

  // Each row is edited in one of its fields, all fields in turn: eight rows after each other see them all.
  test("edited: at that row", () => {
    const names = Object.keys(edits);
    for (const [i, row] of rows.entries()) {
      const name = names[i % names.length] ?? "";
      expect([name, brokenAt(rows.with(i, edits[name]?.(row) ?? row))]).toEqual([name, i + 1]);
    }
  });

  test("removed: at its place, and a removed last row, or any cut tail, against the head", () => {
    for (let i = 0; i < size; i++) expect(brokenAt(rows.toSpliced(i, 1))).toBe(i + 1);
    for (let length = 0; length < size; length += 7) expect(brokenAt(rows.slice(0, length))).toBe(length + 1);
  });

  test("put in, or two exchanged: at the first place that is not as it was", () => {
    for (let i = 0; i < size; i++) {
      const row = rows[i] as Entry;
      expect(brokenAt(rows.toSpliced(i, 0, { ...row, actor: "user:nobody" }))).toBe(i + 1);
      const next = rows[i + 1];
      if (next) expect(brokenAt(rows.with(i, next).with(i + 1, row))).toBe(i + 1);
    }
  });

  test("hashed anew from there on, it is seen at the exported head; without the head it is not, and no chain can do more", () => {
    for (let i = 0; i < size; i += 13) {
      const forged = rehashed(rows.with(i, { ...(rows[i] as Entry), actor: "user:nobody" }), i);
      expect(checkChain(forged, head).broken).toEqual({ n: size, why: "it is another one than the exported head" });
      expect(checkChain(forged).broken).toBeUndefined();
    }
  });
});
