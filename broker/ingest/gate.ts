import {
  checker,
  contractVersion,
  Inventory,
  type Issue,
  LiveLine,
  Presence,
  recordBodies,
  UpBatch,
} from "../../contract/index.ts";

/** What the gate says of one payload: the value, or why it is refused and, where it can be told, which sequence numbers that concerns. */
export type Gate<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly refused?: Refused };
export interface Refused {
  readonly stream: string;
  readonly seqs: readonly number[];
}

const checkers = {
  up: checker(UpBatch),
  state: checker(Presence),
  inventory: checker(Inventory),
  live: checker(LiveLine),
};
const bodies = new Map(Object.entries(recordBodies).map(([kind, schema]) => [kind, checker(schema)]));
const streamPattern = /^[0-9a-f]{16,32}\.(urgent|routine)$/;

const told = (issues: readonly Issue[]): string => {
  const text = issues.slice(0, 3).map((i) => `${i.path} ${i.message}`);
  return `${text.join("; ")}${issues.length > 3 ? ` and ${issues.length - 3} more` : ""}`.slice(0, 400);
};

/** The records a refused batch names, so that the terminal hears that they arrived and does not offer them for ever. */
const refusedOf = (value: { stream?: unknown; records?: unknown }): Refused | undefined => {
  const { stream, records } = value;
  if (typeof stream !== "string" || !streamPattern.test(stream) || !Array.isArray(records)) return undefined;
  const seqs = records.slice(0, 1000).map((r: unknown) => (r as { seq?: unknown } | null)?.seq);
  const legible = seqs.every((s): s is number => Number.isSafeInteger(s) && (s as number) > 0);
  return legible && seqs.length > 0 ? { stream, seqs } : undefined;
};

const refuse = (reason: string, value: object): { ok: false; reason: string; refused?: Refused } => {
  const refused = refusedOf(value);
  return { ok: false, reason, ...(refused ? { refused } : {}) };
};

type Payloads = { up: UpBatch; state: Presence; inventory: Inventory; live: LiveLine };

/** Bytes from the wire are hostile until they have passed here: JSON, version, schema. */
export const gate = <C extends keyof Payloads>(channel: C, payload: Buffer): Gate<Payloads[C]> => {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString("utf8"));
  } catch {
    return { ok: false, reason: "not JSON" };
  }
  if (typeof value !== "object" || value === null) return { ok: false, reason: "not a JSON object" };
  const { v } = value as { v?: unknown };
  if (typeof v === "number" && v > contractVersion)
    return refuse(`contract version ${v} is newer than ${contractVersion}, which this broker speaks`, value);
  const check = checkers[channel];
  if (check.is(value)) {
    if (channel !== "up" || (value as UpBatch).records.every((r) => Number.isSafeInteger(r.seq)))
      return { ok: true, value: value as Payloads[C] };
    return { ok: false, reason: "a sequence number beyond 2^53" };
  }
  return refuse(told(check.issues(value)), value);
};

/** Why a record's body is not what its kind says; nothing if it is, or if the kind is not known here. */
export const bodyIssue = (kind: string, body: unknown): string | undefined => {
  const check = bodies.get(kind);
  return !check || check.is(body) ? undefined : told(check.issues(body));
};

export const isKnownKind = (kind: string): boolean => bodies.has(kind) || kind === "progress";
