import type {
  Clock,
  DiagnosisView,
  FaultView,
  Localized,
  TicketEvent,
  TicketView,
  Timer,
} from "../../contract/index.ts";
import type { Faults } from "../faults/faults.ts";
import type { Live, LiveEvents } from "../live.ts";
import { levelFor } from "../service-levels/policy.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Store, Tx } from "../store/store.ts";
import type { TicketBook } from "./book.ts";
import { leadOf, ticketFor } from "./causes.ts";
import { levelled } from "./escalation.ts";
import { needsVisit, newTicket, termsFor } from "./opening.ts";
import type { TicketPolicy } from "./policy.ts";
import { moved } from "./queues.ts";
import {
  append,
  closedAsExplained,
  closedByItself,
  closedUnwatched,
  diagnosisText,
  eventOf,
  faultTexts,
  reopenedText,
  restoredText,
  undiagnosedText,
  unwatchedText,
} from "./timeline.ts";

export interface FaultDeskDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly levels: ServiceLevels;
  readonly book: TicketBook;
  readonly policy: TicketPolicy;
  readonly onError: (error: unknown) => void;
}

type FaultChange = LiveEvents["fault"]["change"];

const maxAdvice = 12;
const maxParts = 12;
/** A fault that comes back reopens these. */
const ended: readonly TicketView["state"][] = ["restored", "resolved", "confirmed", "closed"];

/** Open, to be seen, and not in maintenance. */
const needsSomebody = (fault: FaultView): boolean => fault.state === "open" && !fault.hiddenBy && !fault.maintenance;
export const isSettled = (fault: FaultView): boolean =>
  fault.state === "closed" || fault.hiddenBy !== undefined || fault.maintenance;

const union = <T>(a: readonly T[], b: readonly T[], keyOf: (item: T) => string, most: number): T[] =>
  [...new Map([...a, ...b].map((item) => [keyOf(item), item])).values()].slice(0, most);

export const faultsOf = ({ read }: Pick<Tx, "read">, ids: readonly string[]): FaultView[] =>
  ids.flatMap((id) => read.fault(id) ?? []);

/** Parts and advice of both, bounded. */
export const advised = (ticket: TicketView, more: Pick<TicketView, "advice" | "parts">): TicketView => ({
  ...ticket,
  advice: union(ticket.advice, more.advice, (a) => a.en, maxAdvice),
  parts: union(ticket.parts, more.parts, (p) => p, maxParts),
});

/**
 * One ticket per terminal and cause. Works inside the transaction of the fault or diagnosis that asks for it, so that a fault byte and its ticket are
 * stored together or not at all.
 */
export class FaultDesk {
  readonly #deps: FaultDeskDeps;
  readonly #deadlines = new Map<string, Timer>();
  #stopped = false;

  constructor(deps: FaultDeskDeps) {
    this.#deps = deps;
    deps.live.within("fault", ({ fault, change }, tx) => this.#onFault(tx, fault, change));
    deps.live.within("diagnosis", ({ diagnosis }, tx) => this.#onDiagnosis(tx, diagnosis));
    for (const fault of deps.store.read.faults({ active: true, limit: 100_000 }))
      if (needsSomebody(fault) && fault.ticket === undefined && this.#isTicketed(fault)) this.#arm(fault.id);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#deadlines.values()) timer.cancel();
    this.#deadlines.clear();
  }

  #isTicketed(fault: FaultView): boolean {
    return this.#deps.faults.rules.get(fault.code)?.ticket !== false;
  }

  #onFault(tx: Tx, fault: FaultView, change: FaultChange): void {
    switch (change) {
      case "opened":
      case "shown":
      case "repeated":
        return this.#onOpen(tx, fault);
      case "hidden":
        return this.#onHidden(tx, fault);
      case "closed":
        return this.#onClosed(tx, fault);
      case "pending":
      case "clearing":
      case "flapping":
        return undefined;
    }
  }

  #onOpen(tx: Tx, fault: FaultView): void {
    if (!needsSomebody(fault) || !this.#isTicketed(fault)) return;
    if (fault.ticket !== undefined) return this.#onAgain(tx, fault, fault.ticket);
    // A runbook first: its finding makes the ticket. If none comes in time, the ticket is made without it.
    if (this.#deps.faults.rules.get(fault.code)?.runbook !== undefined) tx.afterCommit(() => this.#arm(fault.id));
    else this.#ticketFor(tx, fault, []);
  }

  #onAgain(tx: Tx, fault: FaultView, number: number): void {
    const ticket = tx.read.ticket(number);
    if (!ticket) return;
    const now = this.#now();
    const reopened = this.#reopen(ticket, fault, now);
    const last = ticket.timeline.findLast((e) => e.fault === fault.id && e.kind === "repeated");
    const noted = last !== undefined && last.at > now - this.#deps.policy.repeatEveryMs;
    if (noted && reopened === ticket) return;
    const again = eventOf("repeated", now, faultTexts.repeated(fault), { fault: fault.id });
    this.#deps.book.save(tx, append(reopened, again), reopened === ticket ? "repeated" : "reopened");
  }

  #reopen(ticket: TicketView, fault: FaultView, now: number): TicketView {
    if (!ended.includes(ticket.state)) return ticket;
    return append(ticket, eventOf("reopened", now, reopenedText, { fault: fault.id }));
  }

  #onHidden(tx: Tx, fault: FaultView): void {
    const ticket = fault.ticket === undefined ? undefined : tx.read.ticket(fault.ticket);
    if (!ticket || ticket.state === "closed" || ticket.touched) return;
    if (!faultsOf(tx, ticket.faults).every(isSettled)) return;
    const cause = fault.hiddenBy === undefined ? undefined : tx.read.fault(fault.hiddenBy);
    // The cause shares this very ticket: it stays.
    if (cause?.ticket === ticket.number) return;
    this.#close(tx, ticket, closedAsExplained(cause?.ticket));
  }

  #onClosed(tx: Tx, fault: FaultView): void {
    this.#disarm(fault.id);
    const ticket = fault.ticket === undefined ? undefined : tx.read.ticket(fault.ticket);
    if (!ticket || ticket.state === "closed") return;
    const { book } = this.#deps;
    const now = this.#now();
    const unwatched = this.#deps.faults.rules.get(fault.code)?.off === true;
    const text = unwatched ? unwatchedText(fault) : faultTexts.faultCleared(fault);
    const cleared = append(ticket, eventOf("faultCleared", now, text, { fault: fault.id }));
    const all = faultsOf(tx, ticket.faults);
    // Somebody has to look into what touches security, though the door is shut again.
    const settled = all.every(isSettled);
    if (settled && !ticket.touched && !all.some((f) => f.impact.includes("security")))
      return this.#close(tx, cleared, unwatched ? closedUnwatched : closedByItself);
    // The machine itself shows that the service is back; what is left to do is for people to say.
    if (settled && !unwatched && !ended.includes(ticket.state))
      return void book.save(tx, append(cleared, eventOf("restored", now, restoredText)), "restored");
    book.save(tx, cleared, "faultCleared");
  }

  #close(tx: Tx, ticket: TicketView, why: Localized): void {
    this.#deps.book.save(tx, append(ticket, eventOf("closed", this.#now(), why)), "closed");
  }

  #onDiagnosis(tx: Tx, diagnosis: DiagnosisView): void {
    if (diagnosis.state === "running" || diagnosis.fault === undefined) return;
    const fault = tx.read.fault(diagnosis.fault);
    if (!fault) return;
    const by = `runbook:${diagnosis.runbook}`;
    const event = eventOf("diagnosis", this.#now(), diagnosisText(diagnosis), { by, fault: fault.id });
    const ticket = fault.ticket === undefined ? undefined : tx.read.ticket(fault.ticket);
    if (ticket)
      this.#deps.book.save(tx, this.#queued(append(this.#advised(ticket, fault), event), event, fault), "diagnosis");
    else if (diagnosis.conclusion?.verdict === "cured") tx.afterCommit(() => this.#arm(fault.id));
    else if (needsSomebody(fault) && this.#isTicketed(fault)) this.#ticketFor(tx, fault, [event]);
  }

  /** In the queue where this event puts it. */
  #queued(ticket: TicketView, event: TicketEvent, fault: FaultView): TicketView {
    const next = moved(ticket, event, needsVisit(fault));
    return next ? append(ticket, next) : ticket;
  }

  /** Joins the ticket that has the same cause, reopens one that was closed a short while ago, or opens a new one. */
  #ticketFor(tx: Tx, fault: FaultView, events: readonly TicketEvent[]): void {
    const now = this.#now();
    const known = this.#deps.faults.rules;
    const since = now - this.#deps.policy.reopenWithinMs;
    const recent = tx.read
      .tickets({ terminal: fault.terminal, limit: 50 })
      .filter((t) => t.state !== "closed" || (t.mergedInto === undefined && (t.closedAt ?? 0) > since));
    const open = recent.filter((t) => t.state !== "closed");
    const held = (ticket: TicketView) => faultsOf(tx, ticket.faults);
    const found = ticketFor(known, fault, open, held) ?? ticketFor(known, fault, recent, held);
    const ticket = found ? this.#joined(tx, this.#reopen(found, fault, now), fault) : this.#fresh(tx, fault, now);
    const told = events.reduce(append, this.#advised(ticket, fault));
    const saved = this.#deps.book.save(tx, told, found ? "faultAdded" : "opened");
    this.#deps.faults.patch(tx, fault.id, { ticket: saved.number });
    this.#disarm(fault.id);
  }

  #fresh(tx: Tx, fault: FaultView, now: number): TicketView {
    const { terminal, title, skill, device, id, code } = fault;
    const place = tx.read.terminal(terminal) ?? { id: terminal, site: "" };
    const more = { fault: id, cause: code, ...termsFor(this.#deps.levels, place, fault, now) };
    const event = eventOf("opened", now, faultTexts.opened(fault), more);
    return newTicket({ terminal, title, skill, device }, event, needsVisit(fault));
  }

  #joined(tx: Tx, ticket: TicketView, fault: FaultView): TicketView {
    const all = [...faultsOf(tx, ticket.faults), fault];
    const { title, skill, ...lead } = leadOf(this.#deps.faults.rules, all) ?? { ...fault, cause: fault.code };
    const now = this.#now();
    const more = { fault: fault.id, cause: lead.cause, severity: lead.severity };
    const event = eventOf("faultAdded", now, faultTexts.faultAdded(fault), more);
    const joined = this.#queued(append({ ...ticket, title, skill }, event), event, fault);
    const impact = all.filter((f) => f.state !== "closed").flatMap((f) => f.impact);
    const policy = this.#deps.levels.policyOf(ticket);
    return levelled(joined, policy, levelFor(policy, lead.severity, impact), now);
  }

  /** Parts and advice: first what the runbook found, then what the rule says. */
  #advised(ticket: TicketView, fault: FaultView): TicketView {
    const rule = this.#deps.faults.rules.get(fault.code);
    const found = fault.conclusion?.verdict === "cured" ? undefined : fault.conclusion;
    const advice = [...(found?.advice ?? []), ...(rule?.advice ?? [])];
    const parts = [...(found?.parts ?? []), ...(rule?.parts ?? [])];
    return advised(ticket, { advice, parts });
  }

  #now(): number {
    return this.#deps.clock.now();
  }

  #arm(id: string): void {
    this.#disarm(id);
    if (this.#stopped) return;
    const fire = () => {
      this.#deadlines.delete(id);
      this.#deps.store
        .write((tx) => this.#overdue(tx, id))
        .catch((error: unknown) => {
          this.#deps.onError(error);
          this.#arm(id);
        });
    };
    this.#deadlines.set(id, this.#deps.clock.after(this.#deps.policy.undiagnosedMs, fire));
  }

  #disarm(id: string): void {
    this.#deadlines.get(id)?.cancel();
    this.#deadlines.delete(id);
  }

  /** Nobody said anything about this fault for too long. While a diagnosis runs it gets more time, but not for ever. */
  #overdue(tx: Tx, id: string): void {
    const fault = tx.read.fault(id);
    if (!fault || fault.state === "closed" || fault.ticket !== undefined) return;
    const running = tx.read.diagnoses({ fault: id, state: "running", limit: 1 })[0];
    const wait = running !== undefined && this.#now() - running.startedAt < this.#deps.policy.diagnosisMs;
    if (wait || !needsSomebody(fault)) return tx.afterCommit(() => this.#arm(id));
    this.#ticketFor(tx, fault, [eventOf("comment", this.#now(), undiagnosedText, { fault: id })]);
  }
}
