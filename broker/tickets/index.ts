import { AppError, type Clock, type TicketView } from "../../contract/index.ts";
import type { Faults } from "../faults/faults.ts";
import type { Live } from "../live.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Stock } from "../stock/stock.ts";
import type { Store, Tx } from "../store/store.ts";
import { type Action, actionEvent, withStep } from "./actions.ts";
import { TicketBook } from "./book.ts";
import { FaultDesk } from "./fault-desk.ts";
import { defaultTicketPolicy, type TicketPolicy } from "./policy.ts";

export type { TicketPolicy } from "./policy.ts";

export interface TicketDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly levels: ServiceLevels;
  readonly stock: Pick<Stock, "missing">;
  readonly onError: (error: unknown) => void;
  readonly policy?: Partial<TicketPolicy>;
}

export interface Tickets {
  /** What a person does. Throws `AppError`: `unknownTicket`, `conflict`, `badArgs`, `notFound` (a van nobody named). */
  act(number: number, action: Action, by: string): Promise<TicketView>;
  /** The same inside a transaction that does more. */
  actIn(tx: Tx, number: number, action: Action, by: string): TicketView;
  stop(): void;
}

class TicketDesk implements Tickets {
  readonly #deps: TicketDeps;
  readonly #book: TicketBook;
  readonly #faults: FaultDesk;

  constructor(deps: TicketDeps) {
    this.#deps = deps;
    const policy = { ...defaultTicketPolicy, ...deps.policy };
    this.#book = new TicketBook(deps);
    this.#faults = new FaultDesk({ ...deps, policy, book: this.#book });
  }

  async act(number: number, action: Action, by: string): Promise<TicketView> {
    return this.#deps.store.write((tx) => this.actIn(tx, number, action, by));
  }

  actIn(tx: Tx, number: number, action: Action, by: string): TicketView {
    const ticket = this.#known(tx, number);
    const { clock, stock } = this.#deps;
    const van = action.action === "dispatch" ? action.van : undefined;
    const lacking = van === undefined ? [] : stock.missing(ticket.parts, van);
    const event = actionEvent(ticket, action, { by, now: clock.now(), lacking });
    return this.#book.save(tx, withStep(ticket, event), event.kind);
  }

  stop(): void {
    this.#book.stop();
    this.#faults.stop();
  }

  #known(tx: Tx, number: number): TicketView {
    const ticket = tx.read.ticket(number);
    if (!ticket) throw new AppError("unknownTicket", `ticket ${number} is not known`);
    return ticket;
  }
}

/** Starts the ticket desk. Start it before diagnostics, so that no finding is missed. */
export const startTickets = (deps: TicketDeps): Tickets => new TicketDesk(deps);
