import {
  AppError,
  type Clock,
  type DiagnosisView,
  type FaultView,
  type Localized,
  type TicketEvent,
  type TicketView,
  type Timer,
} from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { Faults } from "../faults/faults.ts";
import type { Live, LiveEvents } from "../live.ts";
import { type Level, levelFor } from "../service-levels/policy.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Store, Tx } from "../store/store.ts";
import { type Action, applyAction } from "./actions.ts";
import { leading, ticketFor } from "./causes.ts";
import { escalated, levelChanged, nextThreshold, passed, raised } from "./escalation.ts";
import {
  append,
  closedAsExplained,
  closedByItself,
  diagnosisText,
  eventOf,
  faultTexts,
  freshEvents,
  reopenedText,
  restoredText,
  undiagnosedText,
} from "./timeline.ts";

export interface TicketPolicy {
  /** A fault that comes back this soon after its ticket was closed reopens it. */
  readonly reopenWithinMs: number;
  /** No diagnosis has begun this long after the fault opened, or the fault is still there this long after a cure: a ticket is made. */
  readonly undiagnosedMs: number;
  /** A diagnosis that runs longer than this no longer holds the ticket back. */
  readonly diagnosisMs: number;
  /** Repetitions of one fault are noted at most this often. */
  readonly repeatEveryMs: number;
}

export const defaultTicketPolicy: TicketPolicy = {
  reopenWithinMs: 24 * 3_600_000,
  undiagnosedMs: 120_000,
  diagnosisMs: 20 * 60_000,
  repeatEveryMs: 10 * 60_000,
};

export interface TicketDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly levels: ServiceLevels;
  readonly onError: (error: unknown) => void;
  readonly policy?: Partial<TicketPolicy>;
}

export interface Tickets {
  /** What a person does. Throws `AppError`: `unknownTicket`, `conflict`, `badArgs`. */
  act(number: number, action: Action, by: string): Promise<TicketView>;
  /** The same inside a transaction that does more. */
  actIn(tx: Tx, number: number, action: Action, by: string): TicketView;
  stop(): void;
}

type FaultChange = LiveEvents["fault"]["change"];

const maxAdvice = 12;
const retryMs = 1000;
/** Nothing is promised any more. */
const done: readonly TicketView["state"][] = ["resolved", "confirmed", "closed"];
/** A fault that comes back reopens these. */
const ended: readonly TicketView["state"][] = ["restored", ...done];
const maxParts = 12;

/** Open, to be seen, and not in maintenance. */
const needsSomebody = (fault: FaultView): boolean => fault.state === "open" && !fault.hiddenBy && !fault.maintenance;
const isSettled = (fault: FaultView): boolean =>
  fault.state === "closed" || fault.hiddenBy !== undefined || fault.maintenance;

const union = <T>(a: readonly T[], b: readonly T[], keyOf: (item: T) => string, most: number): T[] =>
  [...new Map([...a, ...b].map((item) => [keyOf(item), item])).values()].slice(0, most);

/**
 * One ticket per terminal and cause. Works inside the transaction of the fault or diagnosis that asks for it, so that a fault byte and its ticket are
 * stored together or not at all.
 */
class TicketDesk implements Tickets {
  readonly #deps: TicketDeps;
  readonly #policy: TicketPolicy;
  readonly #deadlines = new Map<string, Timer>();
  readonly #thresholds: DueQueue;
  #stopped = false;

  constructor(deps: TicketDeps) {
    this.#deps = deps;
    this.#policy = { ...defaultTicketPolicy, ...deps.policy };
    this.#thresholds = new DueQueue(deps.clock, (numbers) => this.#onThresholds(numbers));
    for (const ticket of deps.store.read.tickets({ open: true, limit: 100_000 })) this.#watch(ticket);
    deps.live.within("fault", ({ fault, change }, tx) => this.#onFault(tx, fault, change));
    deps.live.within("diagnosis", ({ diagnosis }, tx) => this.#onDiagnosis(tx, diagnosis));
    for (const fault of deps.store.read.faults({ active: true, limit: 100_000 }))
      if (needsSomebody(fault) && fault.ticket === undefined && this.#isTicketed(fault)) this.#arm(fault.id);
  }

  async act(number: number, action: Action, by: string): Promise<TicketView> {
    return this.#deps.store.write((tx) => this.actIn(tx, number, action, by));
  }

  actIn(tx: Tx, number: number, action: Action, by: string): TicketView {
    const ticket = tx.read.ticket(number);
    if (!ticket) throw new AppError("unknownTicket", `ticket ${number} is not known`);
    const now = this.#deps.clock.now();
    const detail = { number, text: action.text, assignee: action.assignee };
    tx.addAudit({ at: now, actor: by, action: `ticket.${action.action}`, target: ticket.terminal, detail });
    const acted = applyAction(ticket, action, by, now);
    return this.#save(tx, acted, acted.timeline.at(-1)?.kind ?? "comment");
  }

  stop(): void {
    this.#stopped = true;
    this.#thresholds.close();
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
    const noted = last !== undefined && last.at > now - this.#policy.repeatEveryMs;
    if (noted && reopened === ticket) return;
    const again = eventOf("repeated", now, faultTexts.repeated(fault), { fault: fault.id });
    this.#save(tx, append(reopened, again), reopened === ticket ? "repeated" : "reopened");
  }

  #reopen(ticket: TicketView, fault: FaultView, now: number): TicketView {
    if (!ended.includes(ticket.state)) return ticket;
    const { closedAt: _closed, ...rest } = ticket;
    const state = ticket.assignee === undefined ? "new" : "accepted";
    return append({ ...rest, state }, eventOf("reopened", now, reopenedText, { fault: fault.id }));
  }

  #onHidden(tx: Tx, fault: FaultView): void {
    const ticket = fault.ticket === undefined ? undefined : tx.read.ticket(fault.ticket);
    if (!ticket || ticket.state === "closed" || ticket.touched) return;
    if (!this.#faultsOf(tx, ticket).every(isSettled)) return;
    const cause = fault.hiddenBy === undefined ? undefined : tx.read.fault(fault.hiddenBy);
    // The cause shares this very ticket: it stays.
    if (cause?.ticket === ticket.number) return;
    this.#close(tx, ticket, closedAsExplained(cause?.ticket));
  }

  #onClosed(tx: Tx, fault: FaultView): void {
    this.#disarm(fault.id);
    const ticket = fault.ticket === undefined ? undefined : tx.read.ticket(fault.ticket);
    if (!ticket || ticket.state === "closed") return;
    const now = this.#now();
    const cleared = append(ticket, eventOf("faultCleared", now, faultTexts.faultCleared(fault), { fault: fault.id }));
    const all = this.#faultsOf(tx, ticket);
    // Somebody has to look into what touches security, though the door is shut again.
    const settled = all.every(isSettled);
    if (settled && !ticket.touched && !all.some((f) => f.impact.includes("security")))
      return this.#close(tx, cleared, closedByItself);
    // The machine itself shows that the service is back; what is left to do is for people to say.
    if (settled && !ended.includes(ticket.state))
      return void this.#save(
        tx,
        append({ ...cleared, state: "restored" }, eventOf("restored", now, restoredText)),
        "restored",
      );
    this.#save(tx, cleared, "faultCleared");
  }

  #close(tx: Tx, ticket: TicketView, why: Localized): void {
    const now = this.#now();
    this.#save(tx, append({ ...ticket, state: "closed", closedAt: now }, eventOf("closed", now, why)), "closed");
  }

  #onDiagnosis(tx: Tx, diagnosis: DiagnosisView): void {
    if (diagnosis.state === "running" || diagnosis.fault === undefined) return;
    const fault = tx.read.fault(diagnosis.fault);
    if (!fault) return;
    const by = `runbook:${diagnosis.runbook}`;
    const event = eventOf("diagnosis", this.#now(), diagnosisText(diagnosis), { by, fault: fault.id });
    const ticket = fault.ticket === undefined ? undefined : tx.read.ticket(fault.ticket);
    if (ticket) this.#save(tx, append(this.#advised(ticket, fault), event), "diagnosis");
    else if (diagnosis.conclusion?.verdict === "cured") tx.afterCommit(() => this.#arm(fault.id));
    else if (needsSomebody(fault) && this.#isTicketed(fault)) this.#ticketFor(tx, fault, [event]);
  }

  /** Joins the ticket that has the same cause, reopens one that was closed a short while ago, or opens a new one. */
  #ticketFor(tx: Tx, fault: FaultView, events: readonly TicketEvent[]): void {
    const now = this.#now();
    const known = this.#deps.faults.rules;
    const recent = tx.read
      .tickets({ terminal: fault.terminal, limit: 50 })
      .filter((t) => t.state !== "closed" || (t.closedAt ?? 0) > now - this.#policy.reopenWithinMs);
    const open = recent.filter((t) => t.state !== "closed");
    const faultsOf = (ticket: TicketView) => this.#faultsOf(tx, ticket);
    const found = ticketFor(known, fault, open, faultsOf) ?? ticketFor(known, fault, recent, faultsOf);
    const ticket = found ? this.#joined(tx, this.#reopen(found, fault, now), fault) : this.#fresh(tx, fault, now);
    const saved = this.#save(tx, events.reduce(append, this.#advised(ticket, fault)), found ? "faultAdded" : "opened");
    this.#deps.faults.patch(tx, fault.id, { ticket: saved.number });
    this.#disarm(fault.id);
  }

  #fresh(tx: Tx, fault: FaultView, now: number): TicketView {
    const place = tx.read.terminal(fault.terminal) ?? { id: fault.terminal, site: "" };
    const { policy, contract } = this.#deps.levels.forTerminal(place, now);
    const level = levelFor(policy, fault.severity, fault.impact).id;
    return {
      number: 0,
      version: 0,
      terminal: fault.terminal,
      cause: fault.code,
      title: fault.title,
      severity: fault.severity,
      state: "new",
      skill: fault.skill,
      parts: [],
      advice: [],
      faults: [fault.id],
      openedAt: now,
      policy: policy.id,
      ...(contract ? { contract: contract.id, customer: contract.customer } : {}),
      level,
      touched: false,
      clocks: [],
      timeline: [eventOf("opened", now, faultTexts.opened(fault), { fault: fault.id, level })],
    };
  }

  #joined(tx: Tx, ticket: TicketView, fault: FaultView): TicketView {
    const live = this.#faultsOf(tx, ticket).filter((f) => f.state !== "closed");
    const { code, title, severity, skill } = leading(this.#deps.faults.rules, [...live, fault]) ?? fault;
    const worst = [...live, fault].some((f) => f.severity === "critical") ? "critical" : severity;
    const faults = union(ticket.faults, [fault.id], (id) => id, 200);
    const now = this.#now();
    const event = eventOf("faultAdded", now, faultTexts.faultAdded(fault), { fault: fault.id });
    const joined = append({ ...ticket, faults, cause: code, title, severity: worst, skill }, event);
    const impact = [...live, fault].flatMap((f) => f.impact);
    return this.#levelled(joined, levelFor(this.#deps.levels.policyOf(ticket), worst, impact), now);
  }

  /** A worse level from now on; a level never falls by itself. */
  #levelled(ticket: TicketView, level: Level, now: number): TicketView {
    const { levels } = this.#deps.levels.policyOf(ticket);
    const rank = (id: string) => levels.findIndex((one) => one.id === id);
    if (rank(level.id) >= rank(ticket.level)) return ticket;
    const why = { en: "a worse fault joined", "zh-CN": "出现更严重的故障" };
    return append({ ...ticket, level: level.id }, levelChanged(now, level, why));
  }

  /** Parts and advice: first what the runbook found, then what the rule says. */
  #advised(ticket: TicketView, fault: FaultView): TicketView {
    const rule = this.#deps.faults.rules.get(fault.code);
    const found = fault.conclusion?.verdict === "cured" ? undefined : fault.conclusion;
    const advice = [...(found?.advice ?? []), ...(rule?.advice ?? [])];
    const parts = [...(found?.parts ?? []), ...(rule?.parts ?? [])];
    return {
      ...ticket,
      advice: union(ticket.advice, advice, (a) => a.en, maxAdvice),
      parts: union(ticket.parts, parts, (p) => p, maxParts),
    };
  }

  #faultsOf(tx: Tx, ticket: TicketView): FaultView[] {
    return ticket.faults.flatMap((id) => tx.read.fault(id) ?? []);
  }

  #save(tx: Tx, ticket: TicketView, change: TicketEvent["kind"]): TicketView {
    const clocks = this.#deps.levels.clocks(ticket, this.#now());
    const before = ticket.number > 0 ? tx.read.ticket(ticket.number) : undefined;
    const fresh = freshEvents(before?.timeline ?? [], ticket.timeline);
    const saved = tx.saveTicket({ ...ticket, version: ticket.version + 1, clocks });
    this.#deps.live.emit(tx, "ticket", { ticket: saved, change, fresh });
    tx.afterCommit(() => this.#watch(saved));
    return saved;
  }

  /** Waits for the next part of a promise that is used up. */
  #watch(ticket: TicketView): void {
    const key = String(ticket.number);
    if (this.#stopped || done.includes(ticket.state)) return this.#thresholds.drop(key);
    const now = this.#now();
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
    const now = this.#now();
    const policy = this.#deps.levels.policyOf(ticket);
    const due = passed(ticket, this.#deps.levels.clocks(ticket, now), policy);
    if (due.length === 0) return tx.afterCommit(() => this.#watch(ticket));
    let next = due.reduce((all, threshold) => append(all, escalated(now, threshold)), ticket);
    if (policy.overdueRaisesLevel && due.some(({ percent }) => percent === 100)) {
      const event = raised(next, policy, now);
      if (event?.level) next = append({ ...next, level: event.level }, event);
    }
    this.#save(tx, next, "escalated");
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
    this.#deadlines.set(id, this.#deps.clock.after(this.#policy.undiagnosedMs, fire));
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
    const wait = running !== undefined && this.#now() - running.startedAt < this.#policy.diagnosisMs;
    if (wait || !needsSomebody(fault)) return tx.afterCommit(() => this.#arm(id));
    this.#ticketFor(tx, fault, [eventOf("comment", this.#now(), undiagnosedText, { fault: id })]);
  }
}

/** Starts the ticket desk. Start it before diagnostics, so that no finding is missed. */
export const startTickets = (deps: TicketDeps): Tickets => new TicketDesk(deps);
