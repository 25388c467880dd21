import type { AssetEvent, Billing, StockMove, TicketView } from "../../../contract/index.ts";
import { placeKey, warrantyKey } from "../../assets/register.ts";
import { wholeTerminal } from "../../faults/engine.ts";
import { type Contract, contractOf } from "../../service-levels/contracts.ts";
import type { AssetRow, WarrantyRow } from "../../store/asset-rows.ts";
import type { Readers, TerminalRow } from "../../store/store.ts";
import { visitsFor } from "../work.ts";
import type { Period } from "./charges.ts";
import type { ChargeFacts, PartFact, UnitFact, VisitFact } from "./facts.ts";
import { dayOf, type Warranty } from "./warranty.ts";

export type ChargeReaders = Pick<
  Readers,
  | "terminals"
  | "ticket"
  | "ticketsBetween"
  | "visits"
  | "fault"
  | "allStockMoves"
  | "assets"
  | "assetEvents"
  | "warranty"
>;

const mostEvents = 100_000;
const endless = Number.MAX_SAFE_INTEGER;

/** The unit that stood in a place at a moment, from what changed there (the newest first); the one there now if nothing did since. */
const unitAt = (events: readonly AssetEvent[], row: AssetRow, at: number): AssetRow["unit"] => {
  const here = events.filter(({ device }) => device === row.device);
  const last = here.find((event) => event.at <= at);
  return last?.after ?? here.findLast((event) => event.at > at && event.before)?.before ?? row.unit;
};

/** When a device was there: what came and went, the oldest first. What the register forgot is as it was before its oldest entry. */
export const presenceOf = (events: readonly AssetEvent[], row: AssetRow): (readonly [number, number])[] => {
  const here = events.filter(({ device }) => device === row.device).reverse();
  const oldest = here[0];
  const before = oldest !== undefined && oldest.change !== "appeared" && oldest.change !== "returned";
  const spans: [number, number][] = [];
  let since: number | undefined = oldest === undefined ? row.since : before ? 0 : undefined;
  for (const { at, change } of here) {
    if (change === "gone" && since !== undefined) {
      spans.push([since, at]);
      since = undefined;
    } else if (change !== "gone") since ??= at;
  }
  return since === undefined ? spans : [...spans, [since, row.goneAt ?? endless]];
};

const spanOf = ({ from, until }: WarrantyRow): readonly [string, string] => [from ?? "0000-01-01", until];
const holds = (row: WarrantyRow | undefined, day: string): row is WarrantyRow =>
  row !== undefined && (row.from === undefined || row.from <= day) && day <= row.until;

/** What one terminal's register says, read once. */
interface Place {
  readonly row: TerminalRow;
  readonly assets: readonly AssetRow[];
  readonly events: readonly AssetEvent[];
}

class Places {
  readonly #read: ChargeReaders;
  readonly #known = new Map<string, Place>();
  readonly #rows: ReadonlyMap<string, TerminalRow>;

  constructor(read: ChargeReaders) {
    this.#read = read;
    this.#rows = new Map(read.terminals().map((row) => [row.id, row]));
  }

  get all(): Iterable<TerminalRow> {
    return this.#rows.values();
  }

  of(terminal: string): Place | undefined {
    const row = this.#rows.get(terminal);
    if (!row) return undefined;
    const known = this.#known.get(terminal) ?? {
      row,
      assets: this.#read.assets({ terminal }),
      events: this.#read.assetEvents({ terminal, limit: mostEvents }),
    };
    this.#known.set(terminal, known);
    return known;
  }
}

/** The device that a ticket is about: that of its first fault, if it has one. */
const deviceOf = (read: ChargeReaders, ticket: TicketView): string | undefined =>
  ticket.device ?? read.fault(ticket.faults[0] ?? "")?.device;

interface At {
  readonly ticket: TicketView;
  readonly at: number;
  readonly zone: string;
}

/** What repairs on a ticket are free by: the terminal's warranty, or that of the module that stood there when the ticket was opened. */
const warrantyOf = (read: ChargeReaders, place: Place, { ticket, at, zone }: At): Warranty | undefined => {
  const day = dayOf(at, zone);
  const terminal = read.warranty(placeKey(ticket.terminal, wholeTerminal));
  if (holds(terminal, day)) return { until: terminal.until, of: "terminal" };
  const device = deviceOf(read, ticket);
  const row = place.assets.find((asset) => asset.device === device);
  if (!row) return undefined;
  const unit = read.warranty(warrantyKey({ ...row, unit: unitAt(place.events, row, ticket.openedAt) }));
  return holds(unit, day) ? { until: unit.until, of: "unit" } : undefined;
};

/** What was used on tickets and did not come back: returns take from the newest uses first, those of a serial number from its own. */
export const netUses = (moves: Iterable<StockMove>): StockMove[] => {
  const uses = new Map<string, StockMove[]>();
  const keyOf = ({ ticket, item, serial = "" }: StockMove): string => `${ticket}/${item}/${serial}`;
  for (const move of moves) {
    const list = uses.get(keyOf(move)) ?? [];
    if (move.kind === "use") uses.set(keyOf(move), [...list, move]);
    if (move.kind === "return") uses.set(keyOf(move), lessened(list, move.quantity));
  }
  return [...uses.values()].flat().sort((a, b) => a.n - b.n);
};

const lessened = (uses: readonly StockMove[], quantity: number): StockMove[] => {
  let left = quantity;
  const kept: StockMove[] = [];
  for (const use of uses.toReversed()) {
    const gone = Math.min(left, use.quantity);
    left -= gone;
    if (use.quantity > gone) kept.unshift({ ...use, quantity: use.quantity - gone });
  }
  return kept;
};

const unitsOf = (
  read: ChargeReaders,
  { row, assets, events }: Place,
  stays: readonly (readonly [number, number])[],
): UnitFact[] => {
  const whole = read.warranty(placeKey(row.id, wholeTerminal));
  return assets.map((asset) => {
    const unit = read.warranty(warrantyKey(asset));
    return {
      terminal: row.id,
      device: asset.device,
      deviceClass: asset.unit.deviceClass,
      there: presenceOf(events, asset).flatMap(([from, to]) =>
        stays.flatMap(([start, end]) =>
          Math.max(from, start) < Math.min(to, end) ? [[Math.max(from, start), Math.min(to, end)] as const] : [],
        ),
      ),
      warranties: [whole, unit].flatMap((one) => (one ? [spanOf(one)] : [])),
    };
  });
};

/** When a terminal that was enrolled was under this contract and no other: another that names the terminal itself comes before one that names its site. */
const staysUnder = (
  contracts: readonly Contract[],
  contract: Contract,
  row: TerminalRow,
): (readonly [number, number])[] => {
  const moments = [...new Set(contracts.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]))].sort((a, b) => a - b);
  return moments.flatMap((at, n) =>
    contractOf(contracts, row, at)?.id === contract.id
      ? [[Math.max(at, row.createdAt), Math.min(endless, moments[n + 1] ?? endless)] as const]
      : [],
  );
};

/**
 * The facts of one contract, read from the store: its visits and parts until the end of the period, and (for a yearly fee) what stood in its terminals. A terminal
 * belongs to the contract in force at the moment in question.
 */
export const gatherCharges = (
  read: ChargeReaders,
  {
    contract,
    contracts,
    billing,
  }: { readonly contract: Contract; readonly contracts: readonly Contract[]; readonly billing: Billing },
  period: Period,
): ChargeFacts => {
  const places = new Places(read);
  const ours = (terminal: string, at: number): Place | undefined => {
    const place = places.of(terminal);
    return place && contractOf(contracts, place.row, at)?.id === contract.id ? place : undefined;
  };
  const visits = read.ticketsBetween(period).flatMap((ticket): VisitFact[] =>
    visitsFor(read, ticket).flatMap(({ engineer: _engineer, ...visit }) => {
      const place = ours(ticket.terminal, visit.arrivedAt);
      if (!place) return [];
      const warranty = warrantyOf(read, place, { ticket, at: visit.arrivedAt, zone: contract.zone });
      const where = { ticket: ticket.number, terminal: ticket.terminal, site: place.row.site };
      return [{ ...visit, ...where, ...(warranty ? { warranty } : {}) }];
    }),
  );
  const parts = netUses(read.allStockMoves()).flatMap((move): PartFact[] => {
    const ticket = move.at < period.to && move.ticket !== undefined ? read.ticket(move.ticket) : undefined;
    const place = ticket && ours(ticket.terminal, move.at);
    if (!ticket || !place) return [];
    const warranty = warrantyOf(read, place, { ticket, at: move.at, zone: contract.zone });
    const { n, item, quantity, at } = move;
    const where = { ticket: ticket.number, terminal: ticket.terminal, site: place.row.site };
    return [{ move: n, item, quantity, at, ...where, ...(warranty ? { warranty } : {}) }];
  });
  const units = (billing === "year" ? [...places.all] : []).flatMap((row) => {
    const stays = staysUnder(contracts, contract, row);
    const place = stays.length > 0 ? places.of(row.id) : undefined;
    return place ? unitsOf(read, place, stays) : [];
  });
  return { visits, parts, units };
};
