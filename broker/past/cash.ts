import type { CashBoxView, CashView, DeviceHealth, Sale } from "../../contract/index.ts";
import { isStale } from "../http/views.ts";
import type { EventRow, HealthRow, Readers, TerminalRow } from "../store/store.ts";

type Denomination = CashBoxView["denominations"][number];
type Money = CashBoxView["value"][number];

/** Notes of one box between two emptyings, and more sales than any box holds notes. */
const mostEvents = 50_000;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
const codeOf = ({ body }: EventRow): unknown => (isObject(body) ? body.code : undefined);
const dataOf = ({ body }: EventRow): Readonly<Record<string, unknown>> =>
  isObject(body) && isObject(body.data) ? body.data : {};

/** Amounts of one currency as one. */
const sums = (amounts: readonly Money[]): Money[] => {
  const all = new Map<string, number>();
  for (const { currency, amount } of amounts) all.set(currency, (all.get(currency) ?? 0) + amount);
  return [...all].map(([currency, amount]) => ({ currency, amount }));
};

const noteOf = (event: EventRow): Denomination | undefined => {
  const { value, currency } = dataOf(event);
  return typeof value === "number" && typeof currency === "string" ? { value, currency, count: 1 } : undefined;
};

const byDenomination = (notes: readonly Denomination[]): Denomination[] => {
  const all = new Map<string, Denomination>();
  for (const { currency, value } of notes) {
    const key = `${currency} ${value}`;
    all.set(key, { currency, value, count: (all.get(key)?.count ?? 0) + 1 });
  }
  return [...all.values()].sort((a, b) => a.currency.localeCompare(b.currency) || a.value - b.value);
};

const readingOf = (row: HealthRow | undefined, stale: boolean): Pick<CashBoxView, "reading"> => {
  if (!row) return {};
  const { cashBoxNotes: notes, cashBoxValue: value, cashBoxFill: fill } = row.health.measures;
  return {
    reading: {
      at: row.at,
      stale,
      ...(notes === undefined ? {} : { notes }),
      ...(value === undefined ? {} : { value }),
      ...(fill === undefined ? {} : { fill }),
    },
  };
};

/**
 * The same number of notes, and the same value where both know it. Not known if the reading is old, the box was never seen to be emptied (then the notes told
 * are a part only), or some were not told since.
 */
const agreement = (box: Omit<CashBoxView, "agrees">): Pick<CashBoxView, "agrees"> => {
  const { since, reading, notes, value } = box;
  if (since === undefined || reading?.notes === undefined || reading.stale) return {};
  const only = value.length <= 1 && box.unknownNotes === 0 ? (value[0]?.amount ?? 0) : undefined;
  const sameValue = reading.value === undefined || only === undefined || reading.value === only;
  return { agrees: reading.notes === notes && sameValue };
};

interface Told {
  readonly row: HealthRow | undefined;
  readonly stale: boolean;
}

/** Notes that went nobody knows where; one that turned up after all is stacked next, as recovered. */
const disputedIn = (events: readonly EventRow[]): number => {
  const cycles = events.filter((event) =>
    ["noteDisputed", "noteStacked", "noteReturned"].includes(String(codeOf(event))),
  );
  return cycles.filter((event, n) => {
    const next = cycles[n - 1];
    const found = next && codeOf(next) === "noteStacked" && dataOf(next).recovered === true;
    return codeOf(event) === "noteDisputed" && !found;
  }).length;
};

/** Everything of one box since its last emptying; `events` are of its device, the newest first. */
export const boxOf = (device: string, events: readonly EventRow[], { row, stale }: Told): CashBoxView => {
  const emptied = events.findIndex((event) => codeOf(event) === "cashBoxRemoved");
  const own = emptied < 0 ? events : events.slice(0, emptied);
  const stacked = own.filter((event) => codeOf(event) === "noteStacked");
  const notes = stacked.flatMap((event) => noteOf(event) ?? []);
  const since = events[emptied]?.at;
  const heardFrom = stacked.at(-1)?.at;
  const moved = own.find((event) => codeOf(event) === "cashBoxReturned");
  const box = {
    device,
    ...(since === undefined ? {} : { since }),
    ...(heardFrom === undefined ? {} : { heardFrom }),
    removed: emptied >= 0 && moved === undefined && stacked.length === 0,
    notes: stacked.length,
    denominations: byDenomination(notes),
    unknownNotes: stacked.length - notes.length,
    disputed: disputedIn(own),
    value: sums(notes.map(({ currency, value }) => ({ currency, amount: value }))),
    ...readingOf(row, stale),
  };
  return { ...box, ...agreement(box) };
};

const isCash = ({ body }: EventRow): boolean => isObject(body) && body.kind === "cash" && body.result === "success";

/** Cash sales since the one moment at which the only box was emptied. With several boxes there is no such moment. */
const salesSince = (read: Readers, terminal: string, boxes: readonly CashBoxView[], now: number): CashView["sales"] => {
  const since = boxes.length === 1 ? boxes[0]?.since : undefined;
  if (since === undefined) return undefined;
  const rows = read.eventsOf({ terminal, from: since, to: now + 1, kind: "sale", limit: mostEvents }).filter(isCash);
  const amounts = rows.flatMap(({ body }) => {
    const { amount, currency } = body as Sale;
    return amount === undefined || currency === undefined ? [] : [{ amount, currency }];
  });
  return { since, count: rows.length, withoutAmount: rows.length - amounts.length, value: sums(amounts) };
};

const isAcceptor = (health: DeviceHealth | undefined): boolean => health?.deviceClass === "cashAcceptor";

/** What is in the cash boxes of a terminal, told three ways, so that a person sees whether they agree. */
export const cashView = (read: Readers, row: TerminalRow, now: number): CashView => {
  const terminal = row.id;
  const health = new Map(read.health(terminal).map((one) => [one.device, one]));
  const announced = (row.inventory?.devices ?? [])
    .filter(({ deviceClass }) => deviceClass === "cashAcceptor")
    .map(({ device }) => device);
  const reported = [...health].flatMap(([device, one]) => (isAcceptor(one.health) ? [device] : []));
  const boxes = [...new Set([...announced, ...reported])].map((device) => {
    // By when they happened: after an outage the newest may have come first.
    const events = read.events({ terminal, device, kind: "event", limit: mostEvents }).sort((a, b) => b.at - a.at);
    const told = health.get(device);
    return boxOf(device, events, { row: told, stale: isStale(row.status, told, now) });
  });
  const sales = salesSince(read, terminal, boxes, now);
  return { terminal, boxes, ...(sales ? { sales } : {}) };
};
