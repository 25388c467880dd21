import { components as vocabulary } from "../../contract/index.ts";
import type { ComponentReading, Reading } from "../api.ts";
import type { Polled } from "../cash-box/answer.ts";
import { fillOf } from "../cash-box/book.ts";
import { lasting } from "../cash-box/heard.ts";
import { bookMeasures } from "../cash-box/measures.ts";
import { evidence } from "./codec.ts";
import type { Known } from "./exchange.ts";
import { inTable, meaningOf, vendorCode } from "./status.ts";

/** Rejecting without a pause is a jam in all but name (§10). */
const endlessRejectMs = 60_000;

export interface Limits {
  readonly capacity: number;
  readonly highPercent: number;
  readonly rejectLimit: number;
}

/** What a reading is made of, beside what is known. */
export interface Seen extends Limits {
  /** Monotonic time, ms. */
  readonly mono: number;
  readonly link: Readonly<Record<string, number>>;
}

type Part = keyof typeof vocabulary.cashAcceptor;
/** The parts that ID-003 speaks of. */
export const parts = (Object.keys(vocabulary.cashAcceptor) as Part[]).filter(
  (part) => part !== "cover" && part !== "noteStore",
);

/** The device's own words are kept for every state that is not the good one. */
const component = (name: Part, state: string, by: Polled): ComponentReading => {
  if (state === vocabulary.cashAcceptor[name][0]) return { state };
  const frame = evidence(by.frame);
  return { state, vendorCode: vendorCode(by), ...(frame === undefined ? {} : { frame }) };
};

const cashBox = ({ book }: Known, polled: Polled, { capacity, highPercent }: Seen): ComponentReading => {
  const said = meaningOf(polled).says.cashBox;
  if (said !== undefined && said !== "ok") return component("cashBox", said, polled);
  if (book.full) return { state: "full", vendorCode: "ID-003 43" };
  if (said === undefined || book.removed) return component("cashBox", "unknown", polled);
  return { state: fillOf(book, capacity) >= highPercent ? "high" : "ok" };
};

/** The reject that shows that the reader, not a note, is at fault. */
const endlessRejects = (
  { polled, since, book, lastReject }: Known,
  { mono, rejectLimit }: Seen,
): Polled | undefined => {
  const endless = polled?.code === 0x17 && mono - since >= endlessRejectMs;
  if (!endless && book.rejectStreak < rejectLimit) return undefined;
  return lastReject ?? { code: 0x17, data: undefined, frame: new Uint8Array(0) };
};

const componentsOf = (known: Known, polled: Polled, seen: Seen): Record<string, ComponentReading> => {
  const { says } = meaningOf(polled);
  const said = parts.map((name) => [name, component(name, says[name] ?? "unknown", polled)] as const);
  const read = Object.fromEntries(said) as Record<Part, ComponentReading>;
  read.cashBox = cashBox(known, polled, seen);
  const rejects = endlessRejects(known, seen);
  if (rejects && says.banknoteReader === "ok") read.banknoteReader = component("banknoteReader", "inoperable", rejects);
  const event = (name: "security" | "power", bad: string, by: Polled | undefined) =>
    by ? component(name, bad, by) : inTable(polled.code) ? { state: "ok" } : component(name, "unknown", polled);
  read.security = event("security", "fraudAttempt", lasting(known.cheat, seen.mono));
  read.power = event("power", "restarted", lasting(known.restart, seen.mono));
  return read;
};

/** Gate for commands that could move a bill: unknown for a code we do not know, for a recycler in trouble, and while a cheat is in progress. */
const moneyOf = ({ code }: Polled, billInPath: boolean): NonNullable<Reading["money"]> => {
  if (!inTable(code) || code === 0x48 || code === 0x4c) return "unknown";
  // In 43–46 and 49 RESET is allowed (§11): what is jammed is disputed already, and a reset may be its cure.
  if (code >= 0x43 && code <= 0x49 && code !== 0x47) return "safe";
  return billInPath ? "inTransit" : "safe";
};

/** All that is known as a reading. Pure. Nothing was ever said: everything is unknown. */
export const readingOf = (known: Known, seen: Seen): Reading => {
  const { book, polled } = known;
  const measures = { ...seen.link, ...bookMeasures(book, seen.capacity) };
  if (!polled) return { availability: "unknown", components: {}, measures, money: "unknown" };
  return {
    availability: meaningOf(polled).availability,
    components: componentsOf(known, polled, seen),
    measures,
    money: moneyOf(polled, known.billInPath),
  };
};
