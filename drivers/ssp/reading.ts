import { components as vocabulary } from "../../contract/index.ts";
import type { ComponentReading, Reading } from "../api.ts";
import { fillOf } from "../cash-box/book.ts";
import { bookMeasures } from "../cash-box/measures.ts";
import { hex } from "../wire/fields.ts";
import { paying } from "./events.ts";
import type { Heard, Polled } from "./heard.ts";
import { type By, bagErrors, meanings, responseText, vendorCode } from "./status.ts";

/** What a reading is made of beside what was heard. */
export interface Sight {
  /** Monotonic, ms. */
  readonly mono: number;
  readonly capacity: number;
  readonly highPercent: number;
  /** The unit reports its cash box. */
  readonly sensor: boolean;
  /** Rejections in a row that make the reader inoperable. */
  readonly rejectLimit: number;
  /** The start-up is not through: nothing can be accepted yet. */
  readonly starting: boolean;
  readonly link: Readonly<Record<string, number>>;
}

type Name = keyof typeof vocabulary.cashAcceptor;

/** Evidence may be at most 256 characters: a poll answer is short, a hostile one may not be. */
const evidence = (frame: Uint8Array): string => hex(frame.subarray(0, 85));

/** The device's own words are kept for every state that is not the good one. */
const component = (name: Name, state: string, by: By | undefined): ComponentReading =>
  state === vocabulary.cashAcceptor[name][0] || !by
    ? { state }
    : { state, vendorCode: by.code, ...(by.frame.length > 0 ? { frame: evidence(by.frame) } : {}) };

/** Rejecting without a pause is a jam in all but name, ms. */
const endlessRejectMs = 60_000;

const saidOf = (polled: Polled, ...codes: number[]): By | undefined => {
  const event = polled.events.findLast((e) => codes.includes(e.code));
  return event && { code: vendorCode(event), frame: polled.frame };
};

const banknoteReader = (heard: Heard, polled: Polled, sight: Sight): ComponentReading => {
  if (heard.softwareError) return component("banknoteReader", "inoperable", heard.softwareError);
  const since = heard.rejectingSince;
  if (since !== undefined && sight.mono - since >= endlessRejectMs)
    return component("banknoteReader", "inoperable", saidOf(polled, 0xed));
  if (heard.book.rejectStreak >= sight.rejectLimit)
    return component("banknoteReader", "inoperable", heard.rejectBy ?? { code: "SSP 17", frame: new Uint8Array(0) });
  const starting = saidOf(polled, 0xf1, 0xb6);
  return starting ? component("banknoteReader", "unknown", starting) : { state: "ok" };
};

const escrow = (polled: Polled, jam: By | undefined): ComponentReading => {
  if (jam) return component("escrow", "unknown", jam);
  const moving = polled.events.findLast((e) => meanings[e.code]?.component === "escrow");
  // A note that is still being read is not in escrow, and EB behind EE means that it has left it.
  if (!moving || moving.code === 0xeb || (moving.code === 0xef && !moving.data)) return { state: "empty" };
  return component("escrow", meanings[moving.code]?.state ?? "unknown", {
    code: vendorCode(moving),
    frame: polled.frame,
  });
};

const cashBox = (heard: Heard, polled: Polled, sight: Sight): ComponentReading | undefined => {
  const { book, bag } = heard;
  const out = saidOf(polled, 0xe3);
  if (out ?? book.removed) return component("cashBox", "missing", out ?? { code: "SSP E3", frame: new Uint8Array(0) });
  const code = bag && Number.parseInt(bag.code.slice(-2), 16);
  const state = bag && bagErrors[code ?? 0]?.state;
  if (bag && state) return component("cashBox", state, bag);
  const full = saidOf(polled, 0xe7);
  if (full ?? book.full) return component("cashBox", "full", full ?? { code: "SSP E7", frame: new Uint8Array(0) });
  if (fillOf(book, sight.capacity) >= sight.highPercent) return { state: "high" };
  // A unit without a sensor says nothing of its box: nothing is said here either.
  return sight.sensor ? { state: "ok" } : undefined;
};

const acceptor = (heard: Heard, polled: Polled, sight: Sight): ComponentReading => {
  const starting = saidOf(polled, 0xb6, 0xf1);
  if (starting || sight.starting) return component("acceptor", "starting", starting ?? heard.disabled);
  return heard.disabled ? component("acceptor", "disabled", heard.disabled) : { state: "enabled" };
};

/** The parts that only some units have. */
const fitted = (heard: Heard): Record<string, ComponentReading> => ({
  ...(heard.cover ? { cover: component("cover", "open", heard.cover.by) } : {}),
  ...(!heard.cover && heard.unit?.tellsCover ? { cover: { state: "closed" } } : {}),
  ...(heard.store ? { noteStore: component("noteStore", heard.store.state, heard.store.by) } : {}),
  ...(!heard.store && paying.has(heard.unit?.unitType ?? 0) ? { noteStore: { state: "ok" } } : {}),
});

const componentsOf = (heard: Heard, polled: Polled, sight: Sight): Record<string, ComponentReading> => {
  const unsafe = saidOf(polled, 0xe9);
  const safe = saidOf(polled, 0xea);
  const box = cashBox(heard, polled, sight);
  const lasting = (name: "security" | "power", bad: string, since: Heard["fraud"]) =>
    since && since.until > sight.mono ? component(name, bad, since.by) : { state: "ok" };
  const read: Record<string, ComponentReading> = {
    banknoteReader: banknoteReader(heard, polled, sight),
    transport: unsafe
      ? component("transport", "jammed", unsafe)
      : component("transport", safe ? "unknown" : "ok", safe),
    stacker: safe ? component("stacker", "jammed", safe) : component("stacker", unsafe ? "unknown" : "ok", unsafe),
    escrow: escrow(polled, unsafe ?? safe),
    ...(box ? { cashBox: box } : {}),
    acceptor: acceptor(heard, polled, sight),
    security: lasting("security", "fraudAttempt", heard.fraud),
    power: lasting("power", "restarted", heard.restart),
    ...fitted(heard),
  };
  if (polled.unread === undefined) return read;
  // Behind an event of unknown length anything may have been said: what was read stands, the rest proves nothing.
  const unread = { code: vendorCode({ code: polled.unread, data: undefined }), frame: polled.frame };
  return Object.fromEntries(
    Object.entries(read).map(([name, state]) =>
      state.vendorCode === undefined ? [name, component(name as Name, "unknown", unread)] : [name, state],
    ),
  );
};

/** The parts that every unit has. */
export const parts: readonly Name[] = [
  "banknoteReader",
  "transport",
  "stacker",
  "escrow",
  "cashBox",
  "acceptor",
  "security",
  "power",
];

/** No poll answer that can be read: every part is unknown. `FA` is a unit that takes no notes before the keys are exchanged. */
const unanswered = (by: By | undefined): Record<string, ComponentReading> => {
  const all = Object.fromEntries(parts.map((name) => [name, component(name, "unknown", by)]));
  if (by?.code === "SSP F6") return { ...all, banknoteReader: component("banknoteReader", "inoperable", by) };
  return by?.code === "SSP FA" ? { ...all, acceptor: component("acceptor", "disabled", by) } : all;
};

/** The unit's own counters, and what a unit that pays out has in store. */
const unitMeasures = ({ counters, levels, unit }: Heard): Record<string, number> => {
  const pays = paying.has(unit?.unitType ?? 0);
  const currencies = new Set(levels?.filter((l) => l.count > 0).map((l) => l.currency));
  return {
    ...(counters ? { lifetimeNotesStacked: counters.stacked, lifetimeNotesRejected: counters.rejected } : {}),
    ...(counters && pays
      ? { notesStored: counters.stored, notesDispensed: counters.dispensed, notesMovedToBox: counters.moved }
      : {}),
    ...(levels && pays ? { noteStoreNotes: levels.reduce((n, l) => n + l.count, 0) } : {}),
    ...(levels && pays && currencies.size <= 1
      ? { noteStoreValue: levels.reduce((sum, l) => sum + l.count * l.value, 0) }
      : {}),
  };
};

/**
 * Gate for commands that could move a note. Of a jam the sheet says that RESET is its cure (ssp.md §9): what is jammed is disputed already. During a
 * fraud attempt, and behind an event that cannot be read, nobody knows.
 */
const moneyOf = (heard: Heard): NonNullable<Reading["money"]> => {
  const { polled } = heard;
  if (!polled || polled.unread !== undefined || polled.events.some((e) => e.code === 0xe6)) return "unknown";
  if (polled.events.some((e) => e.code === 0xe9 || e.code === 0xea)) return "safe";
  return heard.noteInPath ? "inTransit" : "safe";
};

const because = (heard: Heard): Reading["because"] => {
  if (heard.unreadable)
    return { code: "encrypted", text: "the conversation is encrypted with a key that is not known here" };
  if (!heard.refusal) return undefined;
  const code = Number.parseInt(heard.refusal.code.slice(4, 6), 16);
  if (code === 0xfa) return { code: "keyNotSet", text: "the validator wants encryption (eSSP): key not set" };
  return { code: "refused", text: `the validator refuses to be polled: ${responseText(code)}` };
};

/** What was heard as a reading. Pure: the same for our own conversation and for one that was overheard. */
export const readingOf = (heard: Heard, sight: Sight): Reading => {
  const { book, polled } = heard;
  const why = because(heard);
  const starting = polled?.events.some((e) => e.code === 0xb6 || e.code === 0xf1) || sight.starting;
  return {
    availability: !polled && !why ? "unknown" : starting ? "starting" : "online",
    ...(why ? { because: why } : {}),
    components:
      polled && !heard.unreadable
        ? componentsOf(heard, polled, sight)
        : unanswered(heard.unreadable ?? heard.refusal ?? heard.softwareError),
    measures: {
      ...sight.link,
      ...bookMeasures(book, sight.capacity),
      ...unitMeasures(heard),
    },
    money: moneyOf(heard),
  };
};
