import {
  checker,
  contractVersion,
  Inventory,
  type Issue,
  issuesText,
  LiveLine,
  type Localized,
  Presence,
  recordBodies,
  UpBatch,
} from "../../contract/index.ts";
import { beyondNumbers, newerText, notJson, notObject } from "./refusals.ts";

/** What the gate says of one payload: the value, or why it is refused and, where it can be told, which sequence numbers that concerns. */
export type Gate<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Localized; readonly refused?: Refused };
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

const mostTold = 3;
const mostText = 400;

const told = (issues: readonly Issue[]): Localized => {
  const text = issuesText(issues.slice(0, mostTold));
  const more = issues.length - mostTold;
  const ends = more > 0 ? [` and ${more} more`, `，另有 ${more} 处`] : ["", ""];
  return {
    en: `${text.en}${ends[0]}`.slice(0, mostText),
    "zh-CN": `${text["zh-CN"]}${ends[1]}`.slice(0, mostText),
  };
};

/** The records a refused batch names, so that the terminal hears that they arrived and does not offer them for ever. */
const refusedOf = (value: { stream?: unknown; records?: unknown }): Refused | undefined => {
  const { stream, records } = value;
  if (typeof stream !== "string" || !streamPattern.test(stream) || !Array.isArray(records)) return undefined;
  const seqs = records.slice(0, 1000).map((r: unknown) => (r as { seq?: unknown } | null)?.seq);
  const legible = seqs.every((s): s is number => Number.isSafeInteger(s) && (s as number) > 0);
  return legible && seqs.length > 0 ? { stream, seqs } : undefined;
};

const refuse = (reason: Localized, value: object): { ok: false; reason: Localized; refused?: Refused } => {
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
    return { ok: false, reason: notJson };
  }
  if (typeof value !== "object" || value === null) return { ok: false, reason: notObject };
  const { v } = value as { v?: unknown };
  if (typeof v === "number" && v > contractVersion) return refuse(newerText(v, contractVersion), value);
  const check = checkers[channel];
  if (check.is(value)) {
    if (channel !== "up" || (value as UpBatch).records.every((r) => Number.isSafeInteger(r.seq)))
      return { ok: true, value: value as Payloads[C] };
    return { ok: false, reason: beyondNumbers };
  }
  return refuse(told(check.issues(value)), value);
};

/** Why a record's body is not what its kind says; nothing if it is, or if the kind is not known here. */
export const bodyIssue = (kind: string, body: unknown): Localized | undefined => {
  const check = bodies.get(kind);
  return !check || check.is(body) ? undefined : told(check.issues(body));
};

export const isKnownKind = (kind: string): boolean => bodies.has(kind) || kind === "progress";
