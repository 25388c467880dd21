import type { LineQuery, QueryOutcome, QueryRefusal } from "../../api.ts";
import { fromHex, hex } from "../../wire/fields.ts";
import { type Passed, type Way, ways } from "./passage.ts";

/** What a relay says first. */
export interface Hello {
  /** Random, new at each start: numbers of chunks are only comparable within one. */
  readonly relay: string;
  /** Path of the real port. */
  readonly port: string;
  /** `9600 8N1`. */
  readonly line: string;
  /** Monotonic ms of the relay now: ages of chunks are reckoned from it. */
  readonly t: number;
  /** Oldest chunk that is still known, and the number of the next. */
  readonly first: number;
  readonly next: number;
  readonly up: boolean;
}

/** From the relay, one JSON object a line. */
export type FromRelay =
  | { readonly kind: "hello"; readonly hello: Hello }
  | { readonly kind: "passed"; readonly passed: Passed }
  /** Chunks from `from` up to and without `to` were given up before they could be told. */
  | { readonly kind: "gap"; readonly from: number; readonly to: number }
  | { readonly kind: "asked"; readonly id: number; readonly outcome: QueryOutcome };

/** To the relay. */
export type ToRelay =
  | { readonly kind: "from"; readonly from: number | "now" }
  | { readonly kind: "ask"; readonly id: number; readonly query: LineQuery };

/** No honest line is longer. */
export const maxLineLength = 16 * 1024;

const compact = (bytes: Uint8Array): string => hex(bytes).replaceAll(" ", "");
const tenths = (ms: number): number => Math.round(ms * 10) / 10;

export const passedLine = ({ n, t, way, bytes }: Passed): string =>
  JSON.stringify({ n, t: tenths(t), d: way, b: compact(bytes) });
export const helloLine = (hello: Hello): string => JSON.stringify({ v: 1, ...hello, t: tenths(hello.t) });
export const gapLine = (from: number, to: number): string => JSON.stringify({ gap: [from, to] });
export const askedLine = (asked: number, outcome: QueryOutcome): string =>
  JSON.stringify({ asked, ...("answer" in outcome ? { answer: compact(outcome.answer) } : outcome) });
export const fromLine = (from: number | "now"): string => JSON.stringify({ from });
export const askLine = (id: number, { bytes, idleMs, answerMs, answer, confirm, restMs }: LineQuery): string =>
  JSON.stringify({
    ask: id,
    b: compact(bytes),
    idleMs,
    answerMs,
    answer,
    ...(confirm ? { confirm: compact(confirm) } : {}),
    ...(restMs === undefined ? {} : { restMs }),
  });

type Fields = Readonly<Record<string, unknown>>;

/** A JSON object, or `undefined` for anything else. */
export const objectOf = (line: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined; // not JSON: the caller says so
  }
};

const number = (value: unknown, from = 0, to = Number.MAX_SAFE_INTEGER): number | undefined =>
  typeof value === "number" && value >= from && value <= to ? value : undefined;
const whole = (value: unknown, from = 0, to = Number.MAX_SAFE_INTEGER): number | undefined =>
  Number.isInteger(value) ? number(value, from, to) : undefined;
const text = (value: unknown): string => (typeof value === "string" ? value.slice(0, 200) : "");
export const bytesIn = (value: unknown): Uint8Array | undefined =>
  typeof value === "string" && /^([0-9a-fA-F]{2})*$/.test(value) ? fromHex(value) : undefined;
export const wayIn = (value: unknown): Way | undefined => ways.find((way) => way === value);

const refusals: readonly QueryRefusal[] = ["asking", "notIdle", "noPort", "tooSoon", "badQuery"];

const outcomeIn = (fields: Fields): QueryOutcome => {
  const answer = bytesIn(fields["answer"]);
  if (answer) return { answer };
  const refused = refusals.find((word) => word === fields["refused"]);
  return refused ? { refused } : { noAnswer: true };
};

const passedIn = (fields: Fields): FromRelay | undefined => {
  const n = whole(fields["n"]);
  const t = number(fields["t"]);
  const way = wayIn(fields["d"]);
  const bytes = bytesIn(fields["b"]);
  if (n === undefined || t === undefined || !way || !bytes) return undefined;
  return { kind: "passed", passed: { n, t, way, bytes } };
};

/** Reads a line of the relay; `undefined` for one it cannot have said. */
export const readFromRelay = (line: string): FromRelay | undefined => {
  const fields = objectOf(line);
  if (!fields) return undefined;
  if ("n" in fields) return passedIn(fields);
  const id = whole(fields["asked"]);
  if (id !== undefined) return { kind: "asked", id, outcome: outcomeIn(fields) };
  if (Array.isArray(fields["gap"])) {
    const [from, to] = fields["gap"].map((n) => whole(n));
    return from === undefined || to === undefined ? undefined : { kind: "gap", from, to };
  }
  const [t, first, next] = [number(fields["t"]), whole(fields["first"]), whole(fields["next"])];
  if (fields["v"] !== 1 || t === undefined || first === undefined || next === undefined) return undefined;
  const { relay, port, line: setting, up } = fields;
  return {
    kind: "hello",
    hello: { relay: text(relay), port: text(port), line: text(setting), t, first, next, up: up === true },
  };
};

const shapeIn = (value: unknown): LineQuery["answer"] | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  const { mask, value: wanted, length } = value as Fields;
  const fixed = whole(length, 1, 255);
  const at = typeof length === "object" && length !== null ? whole((length as Fields)["at"], 0, 16) : undefined;
  const [m, v] = [whole(mask, 0, 255), whole(wanted, 0, 255)];
  const long = fixed ?? (at === undefined ? undefined : { at });
  return m === undefined || v === undefined || long === undefined ? undefined : { mask: m, value: v, length: long };
};

const queryIn = (fields: Fields): LineQuery | undefined => {
  const bytes = bytesIn(fields["b"]);
  const [idleMs, answerMs] = [number(fields["idleMs"], 0, 60_000), number(fields["answerMs"], 1, 60_000)];
  const answer = shapeIn(fields["answer"]);
  if (!bytes || idleMs === undefined || answerMs === undefined || !answer) return undefined;
  const confirm = bytesIn(fields["confirm"]);
  const restMs = number(fields["restMs"], 0, 60_000);
  return {
    bytes,
    idleMs,
    answerMs,
    answer,
    ...(confirm ? { confirm } : {}),
    ...(restMs === undefined ? {} : { restMs }),
  };
};

/** Reads a line of an agent or an engineer; `undefined` if it makes no sense. */
export const readToRelay = (line: string): ToRelay | undefined => {
  const fields = objectOf(line);
  if (!fields) return undefined;
  if (fields["from"] === "now") return { kind: "from", from: "now" };
  const from = whole(fields["from"]);
  if (from !== undefined) return { kind: "from", from };
  const id = whole(fields["ask"]);
  const query = id === undefined ? undefined : queryIn(fields);
  return id === undefined || !query ? undefined : { kind: "ask", id, query };
};

/** Cuts a stream of text into lines; throws `RangeError` if one is longer than any honest one. */
export const lineCutter = (onLine: (line: string) => void): ((text: string) => void) => {
  let rest = "";
  return (more) => {
    const parts = (rest + more).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) if (line !== "") onLine(line);
    if (rest.length > maxLineLength) throw new RangeError(`a line of more than ${maxLineLength} characters`);
  };
};
