import { hash } from "node:crypto";
import type { AuditRow } from "../store.ts";

export const auditGenesis = "0".repeat(64);

/** The hash of one entry: sha256 over the hash before it and the entry in a fixed order of fields. */
export const auditHash = (
  prevHash: string,
  row: Omit<AuditRow, "hash" | "prevHash" | "detail">,
  detail: string,
): string =>
  hash("sha256", `${prevHash}\n${JSON.stringify([row.n, row.at, row.actor, row.action, row.target])}\n${detail}`);

/**
 * The number of the first entry that is not what was written: edited, removed or put in. `undefined` if the chain holds from entry 1.
 * `after`: the entry before the first of `rows`. A cut tail or a chain written anew is only seen against an exported head: pass it to have it checked too.
 */
export const brokenAt = (
  rows: Iterable<AuditRow>,
  head?: { n: number; hash: string },
  after = { n: 0, hash: auditGenesis },
): number | undefined => {
  let { n, hash: prev } = after;
  for (const row of rows) {
    n += 1;
    if (row.n !== n || row.prevHash !== prev || auditHash(prev, row, JSON.stringify(row.detail)) !== row.hash) return n;
    if (head?.n === n && head.hash !== row.hash) return n;
    prev = row.hash;
  }
  return head && head.n > n ? n + 1 : undefined;
};
