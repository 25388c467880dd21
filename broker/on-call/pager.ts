import { isDeepStrictEqual } from "node:util";
import {
  type Clock,
  type Localized,
  type OnCallPath,
  type TicketEvent,
  type TicketView,
} from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { Live, LiveEvents } from "../live.ts";
import { nameOf } from "../notify/addressees.ts";
import type { Notify } from "../notify/index.ts";
import { ticketItem } from "../notify/items.ts";
import { workBetween } from "../service-levels/calendar.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { OnCallCaseRow } from "../store/on-call-rows.ts";
import type { Store, Tx } from "../store/store.ts";
import { acceptPages, endPages } from "./pages.ts";
import { dutyEnd, type Resolved, reachableBy, resolveStep, type Where, wasReached } from "./resolve.ts";
import type { Roster } from "./roster.ts";
import { acceptanceIn, firstStep, isOver, nextAt, nextStep, type Reached, stepsReached, withTold } from "./steps.ts";
import { nobodyText, pageText } from "./words.ts";

export interface PagerDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly roster: Roster;
  readonly levels: Pick<ServiceLevels, "policyOf">;
  readonly notify: Pick<Notify, "page" | "tell" | "way">;
  readonly onError: (error: unknown) => void;
}

const retryMs = 1000;

/** Why a step is told. */
type Why = "opened" | "notAccepted" | "time";

/** What happened to a ticket, as far as who is called goes. */
interface News {
  readonly ticket: TicketView;
  readonly path: OnCallPath;
  readonly row: OnCallCaseRow;
  readonly why: Why;
  readonly said?: Localized;
}

/**
 * Calls whoever is on duty, step by step along a queue's path, in the transaction of the ticket's change: a new ticket, a promise whose time runs out, and
 * nobody who accepts. What was told stands in the store, so that a restart tells nobody twice and forgets nobody.
 */
export class Pager {
  readonly #deps: PagerDeps;
  readonly #due: DueQueue;
  #stopped = false;

  constructor(deps: PagerDeps) {
    this.#deps = deps;
    this.#due = new DueQueue(deps.clock, (tickets) => this.#onDue(tickets));
  }

  /** Start it after the notifications. What fell due while the broker was off is told now. */
  start(): this {
    const { live, store } = this.#deps;
    live.within("ticket", (event, tx) => this.#onTicket(tx, event));
    for (const row of store.read.waitingOnCallCases()) this.#watch(row);
    return this;
  }

  stop(): void {
    this.#stopped = true;
    this.#due.close();
  }

  #watch({ ticket, nextAt: at }: OnCallCaseRow): void {
    const key = String(ticket);
    if (this.#stopped || at === undefined) this.#due.drop(key);
    else this.#due.set(key, at - this.#deps.clock.now());
  }

  #save(tx: Tx, row: OnCallCaseRow): void {
    tx.saveOnCallCase(row);
    tx.afterCommit(() => this.#watch(row));
  }

  #pathOf(tx: Tx, { queue }: Pick<TicketView, "queue">): OnCallPath | undefined {
    return this.#deps.roster.planAt(tx.read, this.#deps.clock.now()).plan.paths.get(queue);
  }

  #onTicket(tx: Tx, { ticket, fresh = 0 }: LiveEvents["ticket"]): void {
    const events = ticket.timeline.slice(-fresh || ticket.timeline.length);
    const known = tx.read.onCallCase(ticket.number);
    if (known && (isOver(ticket) || ticket.parent !== undefined)) return this.#end(tx, known, ticket);
    const path = this.#pathOf(tx, ticket);
    if (fresh === 0 || !path || isOver(ticket) || ticket.parent !== undefined) return;
    const row = this.#caseOf(known, ticket, events);
    if (!row) return;
    const acceptance = acceptanceIn(events);
    if (acceptance && !row.settled) acceptPages(tx, ticket.number, acceptance);
    // What is in somebody's hands, or works again, waits for nobody; a promise may still run out.
    const settled = acceptance !== undefined || ticket.state === "restored";
    const now = settled ? withoutNext({ ...row, settled }) : row;
    const next = this.#tellReached(tx, { ticket, path, row: now, why: row === known ? "time" : "opened" }, events);
    if (!isDeepStrictEqual(next, known)) this.#save(tx, next);
  }

  /** The case of a ticket, begun anew if it was reopened or went to another queue; none of a ticket that was there before the path. */
  #caseOf(
    known: OnCallCaseRow | undefined,
    { number: ticket, queue }: TicketView,
    events: readonly TicketEvent[],
  ): OnCallCaseRow | undefined {
    const happened = (...kinds: readonly TicketEvent["kind"][]) => events.some(({ kind }) => kinds.includes(kind));
    const begins = known
      ? known.queue !== queue || happened("reopened", "unlinked")
      : happened("opened", "reopened", "queued", "unlinked");
    const round = known ? known.round + 1 : 0;
    return begins ? { ticket, queue, round, told: [], settled: false } : known;
  }

  #tellReached(tx: Tx, news: News, events: readonly TicketEvent[]): OnCallCaseRow {
    const { path, row, ticket, why } = news;
    const opened = why === "opened";
    const atOnce = opened && !row.settled && (path.severities?.includes(ticket.severity) ?? true);
    const escalated = events.filter(({ kind }) => kind === "escalated");
    const timed = escalated.flatMap(({ clock, percent }) =>
      clock && percent !== undefined ? stepsReached(path, row, clock, percent) : [],
    );
    const reached = [...(atOnce ? [firstStep] : []), ...timed];
    const said = escalated.at(-1)?.text;
    if (reached.length > 0) this.#tell(tx, { ...news, ...(said ? { said } : {}) }, reached);
    const next = withTold(row, [...(opened ? [firstStep] : []), ...reached]);
    return reached.some(({ clock }) => clock === "contact") ? this.#armed(path, next) : next;
  }

  #armed(path: OnCallPath, row: OnCallCaseRow): OnCallCaseRow {
    const at = nextAt(path, row, this.#deps.clock.now());
    return at === undefined ? withoutNext(row) : { ...row, nextAt: at };
  }

  /** Steps that are reached at one time are told at once: each person of the last step they are named in, and by each way one time. */
  #tell(tx: Tx, news: News, reached: readonly Reached[]): void {
    const done = new Set<string>();
    for (const one of reached.toReversed()) {
      const resolved = resolveStep(news.path, one.at, this.#where(tx));
      const told = resolved.told.filter(({ id }) => !done.has(id));
      for (const { id } of told) done.add(id);
      if (resolved.gaps.length > 0) this.#nobody(tx, news, resolved);
      if (told.length > 0) this.#page(tx, news, one, { ...resolved, told });
    }
  }

  #where(tx: Tx): Where {
    const { roster, clock, notify } = this.#deps;
    return { read: tx.read, roster, at: clock.now(), reachable: reachableBy(notify) };
  }

  #page(tx: Tx, { ticket, path, row, why, said }: News, { clock, at: step }: Reached, { told, ways }: Resolved): void {
    const { notify, levels, clock: time, roster } = this.#deps;
    const now = time.now();
    const text = pageText(why, { said, minutes: path.acceptMinutes });
    const event: TicketEvent = { at: now, by: "broker", kind: "escalated", text };
    const item = {
      ...ticketItem(tx.read, ticket, event, levels.policyOf(ticket)),
      event: "onCall.paged" as const,
      for: told.map(nameOf),
    };
    const reached = notify.page(tx, { name: `on-call-${row.queue}`, ways, people: told, item });
    notify.tell(tx, item);
    const { office } = roster.planAt(tx.read, now).plan;
    const outsideHours = workBetween(office, now, now + 1) === 0;
    for (const [n, who] of told.entries()) {
      const { rota, insteadOf } = who;
      const ends = dutyEnd(this.#where(tx), who);
      const page = tx.addOnCallPage({
        ticket: ticket.number,
        queue: row.queue,
        round: row.round,
        clock,
        step,
        person: who.id,
        ...(rota === undefined ? {} : { rota }),
        ...(insteadOf === undefined ? {} : { insteadOf }),
        at: now,
        ways: reached[n] ?? [],
        outsideHours,
        ...(ends === undefined ? {} : { dutyEnds: ends }),
      });
      const detail = { ticket: ticket.number, step, clock, rota, reached: wasReached(page.ways), page: page.n };
      tx.addAudit({ at: now, actor: "broker", action: "onCall.page", target: who.id, detail });
    }
  }

  /** Somebody should have been on duty: those who asked for it hear of it. */
  #nobody(tx: Tx, { ticket }: News, { gaps, told, ways }: Resolved): void {
    const now = this.#deps.clock.now();
    const reachable = reachableBy(this.#deps.notify);
    const reached = told.filter((who) => reachable(who, ways));
    const text = nobodyText(gaps, reached.map(nameOf));
    const event: TicketEvent = { at: now, by: "broker", kind: "escalated", text };
    const item = ticketItem(tx.read, ticket, event, this.#deps.levels.policyOf(ticket));
    this.#deps.notify.tell(tx, { ...item, event: "onCall.nobody" });
    const detail = { ticket: ticket.number, gaps, told: reached.map(({ id }) => id) };
    tx.addAudit({ at: now, actor: "broker", action: "onCall.nobody", target: ticket.queue, detail });
  }

  #end(tx: Tx, row: OnCallCaseRow, ticket: TicketView): void {
    endPages(tx, ticket);
    if (!row.settled || row.nextAt !== undefined) this.#save(tx, withoutNext({ ...row, settled: true }));
  }

  #onDue(tickets: readonly string[]): void {
    this.#deps.store
      .write((tx) => {
        for (const number of tickets) this.#notAccepted(tx, Number(number));
      })
      .catch((error: unknown) => {
        this.#deps.onError(error);
        for (const number of tickets) if (!this.#stopped) this.#due.set(number, retryMs);
      });
  }

  /** Nobody took it in time: the next step. */
  #notAccepted(tx: Tx, number: number): void {
    const row = tx.read.onCallCase(number);
    const ticket = tx.read.ticket(number);
    if (!row || !ticket || row.nextAt === undefined) return;
    if (row.nextAt > this.#deps.clock.now()) return tx.afterCommit(() => this.#watch(row));
    const path = this.#pathOf(tx, ticket);
    const step = path && nextStep(path, row);
    if (!path || !step) return this.#save(tx, withoutNext(row));
    this.#tell(tx, { ticket, path, row, why: "notAccepted" }, [step]);
    this.#save(tx, this.#armed(path, withTold(row, [step])));
  }
}

const withoutNext = ({ nextAt: _at, ...row }: OnCallCaseRow): OnCallCaseRow => row;
