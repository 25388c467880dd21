import { readFileSync } from "node:fs";
import { type Static, Type } from "typebox";
import { AppError, checker, messageOf } from "../../contract/index.ts";
import { auditGenesis, auditHash } from "../store/sqlite/audit.ts";
import type { RawTrail } from "../store/sqlite/open-trail.ts";

/** The last entry of an audit log when it was exported, to a place the broker cannot rewrite: only against it a cut tail or a log written anew is seen. */
export const AuditHead = Type.Object({
  n: Type.Integer({ minimum: 0 }),
  hash: Type.String({ pattern: "^[0-9a-f]{64}$" }),
});
export type AuditHead = Static<typeof AuditHead>;

export interface Chain {
  readonly entries: number;
  readonly head: AuditHead;
  /** The first entry that is not what was written, and why. */
  readonly broken?: { readonly n: number; readonly why: string };
}

type Entry = ReturnType<RawTrail["audit"]> extends Iterable<infer E> ? E : never;

const wrong = (
  entry: Entry,
  { n, prev, head }: { n: number; prev: string; head: AuditHead | undefined },
): string | undefined => {
  if (entry.n !== n) return `entry ${n} is missing, the next is ${entry.n}`;
  if (entry.prevHash !== prev) return "it does not follow the one before it";
  if (auditHash(prev, entry, entry.detail) !== entry.hash) return "its content is not what was hashed";
  if (head?.n === n && head.hash !== entry.hash) return "it is another one than the exported head";
  return undefined;
};

/** Goes through the log from its first entry. What comes after the exported head is held against the chain alone. */
export const checkChain = (log: Iterable<Entry>, head?: AuditHead): Chain => {
  let prev = auditGenesis;
  let n = 0;
  for (const entry of log) {
    const why = wrong(entry, { n: n + 1, prev, head });
    if (why !== undefined) return { entries: n, head: { n, hash: prev }, broken: { n: n + 1, why } };
    n += 1;
    prev = entry.hash;
  }
  const chain = { entries: n, head: { n, hash: prev } };
  if (!head || head.n <= n) return chain;
  return { ...chain, broken: { n: n + 1, why: `the log ends here; the exported head is entry ${head.n}` } };
};

const heads = checker(AuditHead);

/** Throws `AppError("usage")` for a file that holds no head. */
export const readHead = (file: string): AuditHead => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (heads.is(value)) return value;
    throw new AppError("usage", `${file} is no exported head: {"n": ..., "hash": "..."} wanted`);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("usage", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
};
