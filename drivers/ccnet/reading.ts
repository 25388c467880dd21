import { components as vocabulary } from "../../contract/index.ts";
import type { ComponentReading, Reading } from "../api.ts";
import type { Polled } from "../cash-box/answer.ts";
import { type Book, fillOf } from "../cash-box/book.ts";
import { lasting } from "../cash-box/heard.ts";
import { bookMeasures } from "../cash-box/measures.ts";
import { hex } from "../wire/fields.ts";
import { endlessRejects, type Known } from "./exchange.ts";
import { meaningOf, recyclerCodes, states, vendorCode } from "./status.ts";

/** What a reading is made of. The `…By` answers are those that made a state which outlasts its own poll. */
interface Seen {
  readonly polled: Polled;
  readonly book: Book;
  readonly capacity: number;
  readonly highPercent: number;
  /** A bill is on its way, as far as the answers so far tell. */
  readonly billInPath: boolean;
  readonly cheatBy: Polled | undefined;
  readonly restartBy: Polled | undefined;
  readonly rejectingBy: Polled | undefined;
  readonly link: Record<string, number>;
}

/** The parts that CCNET speaks of: a bill-to-bill unit's store and an open head have no state of their own here. */
export const parts = [
  "banknoteReader",
  "transport",
  "stacker",
  "escrow",
  "cashBox",
  "acceptor",
  "security",
  "power",
] as const;

/** The device's own words are kept for every state that is not the good one. */
const component = (name: keyof typeof vocabulary.cashAcceptor, state: string, by: Polled): ComponentReading =>
  state === vocabulary.cashAcceptor[name][0] ? { state } : { state, vendorCode: vendorCode(by), frame: hex(by.frame) };

const cashBox = ({ polled, book, ...seen }: Seen): ComponentReading => {
  const said = meaningOf(polled).says.cashBox;
  if (said !== undefined && said !== "ok") return component("cashBox", said, polled);
  if (book.full) return { state: "full", vendorCode: "CCNET 41" };
  if (said === undefined || book.removed) return component("cashBox", "unknown", polled);
  return { state: fillOf(book, seen.capacity) >= seen.highPercent ? "high" : "ok" };
};

const componentsOf = (seen: Seen): Record<string, ComponentReading> => {
  const { polled } = seen;
  const { says } = meaningOf(polled);
  const inTable = polled.code in states || polled.code === 0x47 || recyclerCodes.has(polled.code);
  const read = Object.fromEntries(
    parts.map((name) => [name, component(name, says[name] ?? "unknown", polled)]),
  ) as Record<(typeof parts)[number], ComponentReading>;
  read.cashBox = cashBox(seen);
  if (seen.rejectingBy && says.banknoteReader === "ok")
    read.banknoteReader = component("banknoteReader", "inoperable", seen.rejectingBy);
  const told = (name: "security" | "power", bad: string, by: Polled | undefined) =>
    by ? component(name, bad, by) : inTable ? { state: "ok" } : component(name, "unknown", polled);
  read.security = told("security", "fraudAttempt", seen.cheatBy);
  read.power = told("power", "restarted", seen.restartBy);
  return read;
};

/** Gate for commands that could move a bill: unknown for a code we do not know, and while a cheat is in progress. */
const moneyOf = ({ polled, billInPath }: Seen): NonNullable<Reading["money"]> => {
  const known = polled.code in states || polled.code === 0x47;
  if (!known || polled.code === 0x45) return "unknown";
  if (polled.code === 0x1b) return billInPath ? "inTransit" : "unknown";
  // Of 41–44 and 47 the sheet allows RESET (§11): what is jammed is disputed already, and a reset may be its cure.
  if (polled.code >= 0x41 && polled.code <= 0x47 && polled.code !== 0x46) return "safe";
  return billInPath ? "inTransit" : "safe";
};

/** Settings, time and line that a reading is made with. */
export interface About {
  readonly capacity: number;
  readonly highPercent: number;
  readonly rejectLimit: number;
  /** Monotonic, ms. */
  readonly mono: number;
  readonly link: Record<string, number>;
}

/** One POLL answer and what was known before it as a reading. Pure. */
export const readingOf = (known: Known, polled: Polled, about: About): Reading => {
  return seenAs({
    polled,
    book: known.book,
    capacity: about.capacity,
    highPercent: about.highPercent,
    billInPath: known.billInPath,
    cheatBy: lasting(known.cheat, about.mono),
    restartBy: lasting(known.restart, about.mono),
    rejectingBy: endlessRejects(known, about.mono, about.rejectLimit),
    link: about.link,
  });
};

const seenAs = (seen: Seen): Reading => {
  const { book, polled } = seen;
  return {
    availability: meaningOf(polled).availability,
    components: componentsOf(seen),
    measures: {
      ...seen.link,
      ...bookMeasures(book, seen.capacity),
    },
    money: moneyOf(seen),
  };
};
