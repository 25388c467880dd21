import {
  AppError,
  aboutField,
  type Clock,
  type InspectionRound,
  type OpenTicket,
  type TicketEvent,
  type TicketView,
} from "../../contract/index.ts";
import type { Assets } from "../assets/assets.ts";
import type { Faults } from "../faults/faults.ts";
import type { Live } from "../live.ts";
import { namesFrom } from "../people/name.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Stock } from "../stock/stock.ts";
import type { Store, TerminalRow, Tx } from "../store/store.ts";
import { noDeviceText, unknown } from "../unknown.ts";
import { type Action, actionEvent, checkAction, textOf, withStep } from "./actions.ts";
import { TicketBook } from "./book.ts";
import { movedEvent, notInOrder, reportedTicket, roundTicket } from "./by-hand.ts";
import { coverageText } from "./coverage.ts";
import { FaultDesk, faultsOf } from "./fault-desk.ts";
import { IncidentDesk } from "./incident-desk.ts";
import { mayMerge, merged } from "./merge.ts";
import { type Terms, termsFor } from "./opening.ts";
import { defaultTicketPolicy, type TicketPolicy } from "./policy.ts";
import { faultsNamed, splitOff, splitRest } from "./split.ts";
import { append, eventOf } from "./timeline.ts";

export type { TicketPolicy } from "./policy.ts";

export interface TicketDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly levels: ServiceLevels;
  readonly stock: Pick<Stock, "missing">;
  readonly assets: Pick<Assets, "ofTerminal">;
  readonly onError: (error: unknown) => void;
  readonly policy?: Partial<TicketPolicy>;
}

export interface Tickets {
  /** What a person does. Throws `AppError`: `unknownTicket`, `conflict`, `badArgs`, `notFound` (a van nobody named). */
  act(number: number, action: Action, by: string): Promise<TicketView>;
  /** The same inside a transaction that does more. */
  actIn(tx: Tx, number: number, action: Action, by: string): TicketView;
  /** A ticket that a person opens. Throws `AppError`: `unknownTerminal`, `badArgs` (a device it does not have). */
  open(request: OpenTicket, by: string): Promise<TicketView>;
  openIn(tx: Tx, request: OpenTicket, by: string): TicketView;
  /** Another room's entry in a ticket's timeline; of a merged one, in the ticket it went into. Nothing if there is no such ticket. */
  note(tx: Tx, number: number, event: TicketEvent): void;
  stop(): void;
}

/** Who acts, on which ticket, and when. */
interface Act {
  readonly ticket: TicketView;
  readonly action: Action;
  readonly by: string;
  readonly now: number;
}

/** An inspection round's findings are work for the next visit, not an outage: what hinders sales has a fault of its own. */
const ofRound: Parameters<typeof termsFor>[2] = { severity: "minor", impact: [] };

class TicketDesk implements Tickets {
  readonly #deps: TicketDeps;
  readonly #book: TicketBook;
  readonly #faults: FaultDesk;
  readonly #incidents: IncidentDesk;

  constructor(deps: TicketDeps) {
    this.#deps = deps;
    const policy = { ...defaultTicketPolicy, ...deps.policy };
    this.#book = new TicketBook(deps);
    this.#faults = new FaultDesk({ ...deps, policy, book: this.#book });
    this.#incidents = new IncidentDesk({ ...deps, policy, book: this.#book });
    deps.live.within("round", ({ round }, tx) => this.#onRound(tx, round));
    deps.live.within("stockMove", ({ move }, tx) => {
      if (move.ticket !== undefined) this.note(tx, move.ticket, movedEvent(move));
    });
  }

  stop(): void {
    this.#book.stop();
    this.#faults.stop();
    this.#incidents.stop();
  }

  async open(request: OpenTicket, by: string): Promise<TicketView> {
    return this.#deps.store.write((tx) => this.openIn(tx, request, by));
  }

  openIn(tx: Tx, request: OpenTicket, by: string): TicketView {
    const place = this.#place(tx, request.terminal);
    const devices = place.inventory?.devices.map(({ device }) => device) ?? [];
    const { device, severity } = request;
    if (device !== undefined && !devices.includes(device)) {
      throw aboutField("badArgs", "/device", noDeviceText(request.terminal, device, devices));
    }
    const now = this.#deps.clock.now();
    const ticket = reportedTicket(request, this.#terms(place, { severity, impact: [] }), by, now);
    return this.#opened(tx, ticket, place);
  }

  #terms(place: TerminalRow, trouble: Parameters<typeof termsFor>[2]): Terms {
    return termsFor(this.#deps.levels, place, trouble, this.#deps.clock.now());
  }

  /** Whether contract and warranty cover it is said at once, to whoever has the customer on the line. */
  #opened(tx: Tx, ticket: TicketView, place: TerminalRow): TicketView {
    const { assets, levels, clock } = this.#deps;
    const now = clock.now();
    const facts = { place, device: ticket.device, contracts: levels.contracts, now };
    const text = coverageText({ ...facts, assets: assets.ofTerminal(place.id) });
    return this.#book.save(tx, append(ticket, eventOf("comment", now, text)), "opened");
  }

  #onRound(tx: Tx, round: InspectionRound): void {
    if (notInOrder(round).length === 0) return;
    const place = this.#place(tx, round.terminal);
    this.#opened(tx, roundTicket(round, this.#terms(place, ofRound), this.#deps.clock.now()), place);
  }

  note(tx: Tx, number: number, event: TicketEvent): void {
    let ticket = tx.read.ticket(number);
    // Each goes into one that was open then: it cannot go round.
    while (ticket?.mergedInto !== undefined) ticket = tx.read.ticket(ticket.mergedInto);
    if (ticket) this.#book.save(tx, append(ticket, event), event.kind);
  }

  async act(number: number, action: Action, by: string): Promise<TicketView> {
    return this.#deps.store.write((tx) => this.actIn(tx, number, action, by));
  }

  actIn(tx: Tx, number: number, action: Action, by: string): TicketView {
    const ticket = this.#known(tx, number);
    const act: Act = { ticket, action, by, now: this.#deps.clock.now() };
    checkAction(ticket, action);
    if (action.action === "merge") return this.#merge(tx, act, this.#known(tx, action.other ?? 0));
    if (action.action === "split") return this.#split(tx, act, faultsNamed(ticket, action.faults ?? []));
    if (action.action === "leave") return this.#leave(tx, act);
    const acted = this.#step(tx, act);
    if (acted.incident) this.#incidents.spread(tx, acted, action, by);
    return acted;
  }

  #step(tx: Tx, { ticket, action, by, now }: Act): TicketView {
    const van = action.action === "dispatch" ? action.van : undefined;
    const lacking = van === undefined ? [] : this.#deps.stock.missing(ticket.parts, van);
    const event = actionEvent(ticket, action, { by, now, nameOf: namesFrom(tx.read), lacking });
    return this.#book.save(tx, withStep(ticket, event), event.kind);
  }

  #merge(tx: Tx, { ticket, action, by, now }: Act, other: TicketView): TicketView {
    mayMerge(ticket, other);
    const { faults, levels } = this.#deps;
    const [joined, gone] = merged(ticket, other, {
      rules: faults.rules,
      faults: faultsOf(tx, [...ticket.faults, ...other.faults]),
      policy: levels.policyOf(ticket),
      by,
      now,
      text: textOf(action, by, { other: other.number }),
    });
    this.#book.save(tx, gone, "mergedInto");
    tx.moveAttachments(other.number, ticket.number);
    for (const id of other.faults) faults.patch(tx, id, { ticket: ticket.number });
    return this.#book.save(tx, joined, "merged");
  }

  #split(tx: Tx, { ticket, action, by, now }: Act, gone: readonly string[]): TicketView {
    const { faults, levels } = this.#deps;
    const { rules } = faults;
    const fresh = splitOff(ticket, faultsOf(tx, gone), { rules, policy: levels.policyOf(ticket), by, now });
    const { number } = this.#book.save(tx, fresh, "opened", { actor: by, fresh: 1 });
    for (const id of gone) faults.patch(tx, id, { ticket: number });
    const left = ticket.faults.filter((id) => !gone.includes(id));
    const text = textOf(action, by, { other: number });
    const event = eventOf("split", now, text, { by, tickets: [number], faults: [...gone] });
    return this.#book.save(tx, splitRest(ticket, event, faultsOf(tx, left), rules), "split");
  }

  #leave(tx: Tx, { ticket, action, by, now }: Act): TicketView {
    const parent = ticket.parent === undefined ? undefined : tx.read.ticket(ticket.parent);
    if (!parent)
      throw new AppError("conflict", {
        en: `ticket ${ticket.number} is part of no incident`,
        "zh-CN": `工单 ${ticket.number} 不属于任何事件`,
      });
    const gone = {
      en: `Ticket ${ticket.number} (${ticket.terminal}) is no part of it`,
      "zh-CN": `工单 ${ticket.number}（${ticket.terminal}）不属于该事件`,
    };
    this.#book.save(tx, append(parent, eventOf("unlinked", now, gone, { by, tickets: [ticket.number] })), "unlinked");
    const text = textOf(action, by, { other: parent.number });
    return this.#book.save(
      tx,
      append(ticket, eventOf("unlinked", now, text, { by, tickets: [parent.number] })),
      "unlinked",
    );
  }

  #place(tx: Tx, terminal: string): TerminalRow {
    const row = tx.read.terminal(terminal);
    if (!row) throw unknown("terminal", terminal, "unknownTerminal");
    return row;
  }

  #known(tx: Tx, number: number): TicketView {
    const ticket = tx.read.ticket(number);
    if (!ticket) throw unknown("ticket", number, "unknownTicket");
    return ticket;
  }
}

/** Starts the ticket desk. Start it before diagnostics, so that no finding is missed. */
export const startTickets = (deps: TicketDeps): Tickets => new TicketDesk(deps);
