import type { Clock, TicketEvent, TicketView } from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { Live } from "../live.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Store, Tx } from "../store/store.ts";
import { escalated, nextThreshold, passed, raised } from "./escalation.ts";
import { append, freshEvents } from "./timeline.ts";

export interface BookDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly levels: ServiceLevels;
  readonly onError: (error: unknown) => void;
}

/** How a change is told, where that does not follow from its events. */
export interface Telling {
  /** Who did it, if the events are copies of what others did elsewhere. */
  readonly actor?: string;
  /** So many events at the end are news to people; the others are history. */
  readonly fresh?: number;
}

const retryMs = 1000;
/** Nothing is promised any more. */
const done: readonly TicketView["state"][] = ["resolved", "confirmed", "closed"];

/** Keeps tickets: each change is saved, audited, told and watched for the next part of a promise that is used up, in the transaction that makes it. */
export class TicketBook {
  readonly #deps: BookDeps;
  readonly #thresholds: DueQueue;
  #stopped = false;

  constructor(deps: BookDeps) {
    this.#deps = deps;
    this.#thresholds = new DueQueue(deps.clock, (numbers) => this.#onThresholds(numbers));
    for (const ticket of deps.store.read.tickets({ open: true, limit: 100_000 })) this.#watch(ticket);
  }

  stop(): void {
    this.#stopped = true;
    this.#thresholds.close();
  }

  /** Each event that is new to the store is an entry of the audit log: from these alone the ticket can be told again (`ticketsFromAudit`). */
  save(tx: Tx, ticket: TicketView, change: TicketEvent["kind"], { actor, fresh }: Telling = {}): TicketView {
    const clocks = this.#deps.levels.clocks(ticket, this.#deps.clock.now());
    const before = ticket.number > 0 ? tx.read.ticket(ticket.number) : undefined;
    const added = freshEvents(before?.timeline ?? [], ticket.timeline);
    const saved = tx.saveTicket({ ...ticket, version: ticket.version + 1, clocks });
    if (added > 0) for (const event of saved.timeline.slice(-added)) this.#audit(tx, saved, event, actor ?? event.by);
    this.#deps.live.emit(tx, "ticket", { ticket: saved, change, fresh: fresh ?? added });
    tx.afterCommit(() => this.#watch(saved));
    return saved;
  }

  #audit(tx: Tx, { number, version, terminal }: TicketView, { kind, by, ...said }: TicketEvent, actor: string): void {
    const detail = { number, version, ...said, ...(actor === by ? {} : { by }) };
    const at = this.#deps.clock.now();
    tx.addAudit({ at, actor, action: `ticket.${kind}`, target: terminal, detail });
  }

  /** Waits for the next part of a promise that is used up. */
  #watch(ticket: TicketView): void {
    const key = String(ticket.number);
    if (this.#stopped || done.includes(ticket.state)) return this.#thresholds.drop(key);
    const now = this.#deps.clock.now();
    const policy = this.#deps.levels.policyOf(ticket);
    const next = nextThreshold(ticket, this.#deps.levels.clocks(ticket, now), policy, now);
    if (next === undefined) this.#thresholds.drop(key);
    else this.#thresholds.set(key, Math.max(0, next - now));
  }

  #onThresholds(numbers: readonly string[]): void {
    this.#deps.store
      .write((tx) => {
        for (const number of numbers) this.#escalate(tx, Number(number));
      })
      .catch((error: unknown) => {
        this.#deps.onError(error);
        for (const number of numbers) this.#thresholds.set(number, retryMs);
      });
  }

  #escalate(tx: Tx, number: number): void {
    const ticket = tx.read.ticket(number);
    if (!ticket || done.includes(ticket.state)) return;
    const now = this.#deps.clock.now();
    const policy = this.#deps.levels.policyOf(ticket);
    const due = passed(ticket, this.#deps.levels.clocks(ticket, now), policy);
    if (due.length === 0) return tx.afterCommit(() => this.#watch(ticket));
    let next = due.reduce((all, threshold) => append(all, escalated(now, threshold)), ticket);
    if (policy.overdueRaisesLevel && due.some(({ percent }) => percent === 100)) {
      const event = raised(next, policy, now);
      if (event) next = append(next, event);
    }
    this.save(tx, next, "escalated");
  }
}
