import type { FaultView, StockItem, StockLoan, StockMove, StockPlace, TicketView } from "../../../contract/index.ts";
import { ledgerOf, loansOf } from "../../stock/ledger.ts";
import type { PartClasses } from "../../stock/wanted.ts";
import type { Readers } from "../../store/store.ts";
import type { Range } from "../period.ts";

export interface SpareSources {
  /** Classes of devices that parts belong to. */
  readonly parts: PartClasses;
  /** Pool of a part in per cent of the installed units, where the part itself says nothing. */
  readonly poolPercent: number;
}

/** A part that was used on a ticket, or came back unused from one. */
export interface SpareUse {
  readonly move: StockMove;
  readonly terminal: string;
  readonly device: string;
  readonly model: string;
}

export interface Spares {
  readonly uses: readonly SpareUse[];
  /** What is lent to these terminals at the end of the range. */
  readonly loans: readonly StockLoan[];
}

/** The ledger as it was: every move booked before the end of the range, the oldest first. */
export interface StockFacts {
  readonly moves: readonly StockMove[];
  readonly places: readonly StockPlace[];
  readonly items: readonly StockItem[];
  readonly parts: PartClasses;
  readonly poolPercent: number;
  /** Devices in the register now, by class: what was installed at an earlier time is not kept. */
  readonly installed: ReadonlyMap<string, number>;
}

type Look = Pick<Readers, "allStockMoves" | "ticket" | "fault" | "terminal">;

const movesBefore = (read: Look, to: number): StockMove[] => [...read.allStockMoves()].filter(({ at }) => at < to);

/** The fault a ticket is about: the one that explains the others. */
const faultOf = (read: Look, ticket: TicketView): FaultView | undefined => {
  const faults = ticket.faults.flatMap((id) => read.fault(id) ?? []);
  return faults.find(({ code }) => code === ticket.cause) ?? faults[0];
};

const useOf = (read: Look, move: StockMove): SpareUse[] => {
  const ticket = move.ticket === undefined ? undefined : read.ticket(move.ticket);
  if (!ticket) return [];
  const device = faultOf(read, ticket)?.device ?? "";
  const devices = read.terminal(ticket.terminal)?.inventory?.devices ?? [];
  const model = devices.find((one) => one.device === device)?.identity.model ?? "";
  return [{ move, terminal: ticket.terminal, device, model }];
};

/** Parts that went to terminals in scope; `inScope` says whose a terminal was at a moment. */
export const sparesOf = (read: Look, range: Range, inScope: (terminal: string, at: number) => boolean): Spares => {
  const moves = movesBefore(read, range.to);
  const uses = moves
    .filter(({ kind, at }) => at >= range.from && (kind === "use" || kind === "return"))
    .flatMap((move) => useOf(read, move))
    .filter(({ terminal, move }) => inScope(terminal, move.at));
  const loans = loansOf(ledgerOf(moves)).filter(({ terminal, since }) => inScope(terminal, since));
  return { uses, loans };
};

export const stockFacts = (
  { read, parts, poolPercent }: SpareSources & { readonly read: Readers },
  range: Range,
): StockFacts => ({
  moves: movesBefore(read, range.to),
  places: read.stockPlaces(),
  items: read.stockItems(),
  parts,
  poolPercent,
  installed: read.installed(),
});
