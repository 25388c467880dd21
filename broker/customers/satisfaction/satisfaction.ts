import {
  AppError,
  aboutField,
  type Clock,
  judgedStates,
  opinionPoints,
  type SatisfactionView,
  type Score,
  type ScoreTicket,
  type TicketEvent,
  type TicketView,
  ticketStateTitles,
} from "../../../contract/index.ts";
import { DueQueue } from "../../due-queue.ts";
import type { Live, LiveEvents } from "../../live.ts";
import type { Range } from "../../reports/period.ts";
import type { Readers, Store, Tx } from "../../store/store.ts";
import { unknown } from "../../unknown.ts";
import type { SatisfactionSettings } from "../settings.ts";
import { engineerOf, type SiteVisit, visitsFor } from "../work.ts";
import { rankingOf } from "./ranking.ts";
import { scoredText } from "./words.ts";

export interface SatisfactionDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  /** Writes an entry into a ticket's timeline. */
  readonly note: (tx: Tx, number: number, event: TicketEvent) => unknown;
  readonly settings: SatisfactionSettings;
  readonly onError: (error: unknown) => void;
}

type Said = Pick<Score, "score" | "from" | "by" | "note"> & Pick<ScoreTicket, "engineer">;

const dayMs = 86_400_000;
const retryMs = 60_000;

/** Rankings of what was counted in a range, against the time of the same length before. Pure of everything but the store. */
export const satisfactionOf = (read: Pick<Readers, "scoresBetween">, range: Range): SatisfactionView => {
  const scores = read.scoresBetween(range);
  const before = read.scoresBetween({ from: range.from - (range.to - range.from), to: range.from });
  const ranked = (nameOf: (score: Score) => string) => rankingOf(scores, nameOf, before);
  return {
    ...range,
    engineers: ranked(({ engineer = "" }) => engineer),
    customers: ranked(({ customer = "" }) => customer),
    sites: ranked(({ site }) => site),
    scores,
  };
};

/** What customers say of the work: written down by visit, and as no answer if nothing is said for long. */
export class Satisfaction {
  readonly #deps: SatisfactionDeps;
  readonly #due: DueQueue;

  constructor(deps: SatisfactionDeps) {
    this.#deps = deps;
    this.#due = new DueQueue(deps.clock, (tickets) => this.#onDue(tickets.map(Number)));
    for (const { ticket, dueAt } of deps.store.read.opinionsDue()) this.#arm(ticket, dueAt);
    deps.live.within("ticket", (event, tx) => this.#onTicket(tx, event));
  }

  stop(): void {
    this.#due.close();
  }

  /** Every opinion on a ticket, corrected ones too, the oldest first. Throws `AppError("unknownTicket")`. */
  of(number: number): Score[] {
    known(this.#deps.store.read, number);
    return this.#deps.store.read.scoresOf(number);
  }

  over(range: Range): SatisfactionView {
    return satisfactionOf(this.#deps.store.read, range);
  }

  /**
   * Writes down what the customer said; said again for the same visit, it corrects. Throws `AppError`: `unknownTicket`, `conflict` while nothing is
   * finished, `invalid` for a visit the ticket has not.
   */
  score(number: number, request: ScoreTicket, by: string): Promise<Score> {
    return this.#deps.store.write((tx) => this.scoreIn(tx, number, request, by));
  }

  /** The same inside a transaction that does more: a signed work order brings its opinion along. */
  scoreIn(tx: Tx, number: number, request: ScoreTicket, by: string): Score {
    const ticket = known(tx.read, number);
    const visits = visitsFor(tx.read, ticket);
    const on = request.visit === undefined ? visits.at(-1) : named(visits, number, request.visit);
    if (on?.leftAt === undefined && !judgedStates.includes(ticket.state))
      throw new AppError("conflict", {
        en: `ticket ${number} is ${ticket.state}: nothing is finished that could be judged`,
        "zh-CN": `工单 ${number} ${ticketStateTitles[ticket.state]["zh-CN"]}：尚未完工，不能评价`,
      });
    return this.#save(tx, ticket, on, { ...request, from: request.from ?? "callBack", by });
  }

  #save(tx: Tx, ticket: TicketView, on: SiteVisit | undefined, said: Said): Score {
    const { score, from, note, by } = said;
    const visit = on?.visit;
    const before = tx.read.scoresOf(ticket.number).findLast((one) => one.visit === visit);
    const engineer = said.engineer ?? before?.engineer ?? engineerOf(ticket, on);
    const now = this.#deps.clock.now();
    const row: Omit<Score, "n"> = {
      ticket: ticket.number,
      ...(visit === undefined ? {} : { visit }),
      terminal: ticket.terminal,
      site: tx.read.terminal(ticket.terminal)?.site ?? "",
      ...(ticket.customer === undefined ? {} : { customer: ticket.customer }),
      ...(ticket.contract === undefined ? {} : { contract: ticket.contract }),
      ...(engineer === undefined ? {} : { engineer }),
      score,
      points: opinionPoints[score],
      from,
      ...(note === undefined ? {} : { note }),
      by,
      at: now,
      firstAt: before?.firstAt ?? now,
      ...(before ? { corrects: before.n } : {}),
    };
    const saved = tx.addScore(row);
    const { by: _by, at: _at, ...detail } = saved;
    tx.addAudit({ at: now, actor: by, action: "satisfaction.score", target: ticket.terminal, detail });
    tx.saveOpinionDue(ticket.number, undefined);
    tx.afterCommit(() => this.#due.drop(String(ticket.number)));
    this.#deps.note(tx, ticket.number, { at: now, by, kind: "scored", text: scoredText(row) });
    return saved;
  }

  /** Confirmed: an opinion is awaited, unless there is one. Reopened: there is nothing yet to have one of. */
  #onTicket(tx: Tx, { ticket, change }: LiveEvents["ticket"]): void {
    const { number } = ticket;
    if (change === "reopened") {
      tx.saveOpinionDue(number, undefined);
      return tx.afterCommit(() => this.#due.drop(String(number)));
    }
    if (change !== "confirmed") return;
    const visit = visitsFor(tx.read, ticket).at(-1)?.visit;
    if (tx.read.scoresOf(number).some((score) => score.visit === visit)) return;
    const dueAt = this.#deps.clock.now() + Math.round(this.#deps.settings.noAnswerDays * dayMs);
    tx.saveOpinionDue(number, dueAt);
    tx.afterCommit(() => this.#arm(number, dueAt));
  }

  #arm(ticket: number, dueAt: number): void {
    this.#due.set(String(ticket), dueAt - this.#deps.clock.now());
  }

  #onDue(tickets: readonly number[]): void {
    this.#deps.store
      .write((tx) => {
        const awaited = new Set(tx.read.opinionsDue().map(({ ticket }) => ticket));
        for (const number of tickets) if (awaited.has(number)) this.#noAnswer(tx, number);
      })
      .catch((error: unknown) => {
        this.#deps.onError(error);
        for (const ticket of tickets) this.#due.set(String(ticket), retryMs);
      });
  }

  #noAnswer(tx: Tx, number: number): void {
    const ticket = tx.read.ticket(number);
    if (!ticket) return tx.saveOpinionDue(number, undefined);
    this.#save(tx, ticket, visitsFor(tx.read, ticket).at(-1), { score: "noAnswer", from: "clock", by: "broker" });
  }
}

/** The visit of this number. Throws `invalid` naming those there are. */
const named = (visits: readonly SiteVisit[], ticket: number, visit: number): SiteVisit => {
  const found = visits.find((one) => one.visit === visit);
  if (found) return found;
  const there = visits.flatMap((one) => one.visit ?? []);
  const [hint, zh] =
    there.length > 0
      ? [`must be one of ${there.join(", ")}`, `应为 ${there.join("、")} 之一`]
      : ["no visit was planned for it: leave it out", "该工单没有上门，请留空"];
  throw aboutField("invalid", "body.visit", {
    en: `ticket ${ticket} has no visit ${visit}: ${hint}`,
    "zh-CN": `工单 ${ticket} 没有上门 ${visit}：${zh}`,
  });
};

const known = (read: Readers, number: number): TicketView => {
  const ticket = read.ticket(number);
  if (!ticket) throw unknown("ticket", number, "unknownTicket");
  return ticket;
};
