import { type Clock, type Localized, severities, type TicketView, type Timer } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import { namesFrom } from "../people/name.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Store, Tx } from "../store/store.ts";
import { type Action, actionEvent, allows, withStep } from "./actions.ts";
import type { TicketBook } from "./book.ts";
import { faultsOf, isSettled } from "./fault-desk.ts";
import { factsFrom } from "./incident-facts.ts";
import { incidentsOf, overtaken, type Sharing } from "./incidents.ts";
import { newTicket, termsFor } from "./opening.ts";
import type { TicketPolicy } from "./policy.ts";
import { append, closedAsExplained, eventOf } from "./timeline.ts";

export interface IncidentDeskDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly levels: ServiceLevels;
  readonly book: TicketBook;
  readonly policy: TicketPolicy;
  readonly onError: (error: unknown) => void;
}

/** Of the open tickets the newest are looked at. */
const mostLookedAt = 1000;

/** What is done to a parent is done to its children, too. */
const spreads: readonly Action["action"][] = ["comment", "restore", "resolve", "close"];

/** After these a ticket may belong to an incident. */
const begins: readonly string[] = ["opened", "reopened", "faultAdded", "split"];

const allClosed: Localized = {
  en: "Every ticket of the incident is closed.",
  "zh-CN": "该事件的所有工单均已关闭。",
};

const worstOf = (tickets: readonly Pick<TicketView, "severity">[]): TicketView["severity"] =>
  severities.find((severity) => tickets.some((ticket) => ticket.severity === severity)) ?? "info";

const mostNamed = 8;
const linkedText = (members: readonly TicketView[]): Localized => {
  const named = members.slice(0, mostNamed).map(({ number, terminal }) => `#${number} ${terminal}`);
  const more = members.length - named.length;
  return {
    en: `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    "zh-CN": `${named.join("、")}${more > 0 ? ` 等，另有 ${more} 张` : ""}`,
  };
};

/** The value that all of them have. */
const common = <T>(values: readonly (T | undefined)[]): T | undefined =>
  new Set(values).size === 1 ? values[0] : undefined;

/**
 * Parents of tickets that share a cause. It looks a little after tickets were opened, not within their transactions: others may follow, or a fault may
 * turn up that explains them all.
 */
export class IncidentDesk {
  readonly #deps: IncidentDeskDeps;
  readonly #toReview = new Set<number>();
  #timer: Timer | undefined;
  #stopped = false;

  constructor(deps: IncidentDeskDeps) {
    this.#deps = deps;
    deps.live.within("ticket", ({ ticket, change }, tx) => this.#onTicket(tx, ticket, change));
    // What was opened before the broker stopped is looked at now, and every parent once.
    for (const { number } of this.#parents(deps.store)) this.#toReview.add(number);
    if (deps.store.read.tickets({ open: true, limit: 1 }).length > 0) this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #parents({ read }: Pick<Tx, "read">): TicketView[] {
    return read.tickets({ open: true, cause: "incident", limit: mostLookedAt });
  }

  #onTicket(tx: Tx, ticket: TicketView, change: string): void {
    if (ticket.incident) return;
    const { parent } = ticket;
    const ended = parent !== undefined && ticket.state === "closed";
    if (!ended && !begins.includes(change)) return;
    tx.afterCommit(() => {
      if (ended) this.#toReview.add(parent);
      this.#arm();
    });
  }

  #arm(): void {
    if (this.#stopped || this.#timer) return;
    this.#timer = this.#deps.clock.after(this.#deps.policy.incidentSettleMs, () => {
      this.#timer = undefined;
      this.#deps.store
        .write((tx) => this.#look(tx))
        .catch((error: unknown) => {
          this.#deps.onError(error);
          this.#arm();
        });
    });
  }

  #look(tx: Tx): void {
    const open = [...tx.read.tickets({ open: true, limit: mostLookedAt }), ...this.#parents(tx)];
    const tickets = [...new Map(open.map((ticket) => [ticket.number, ticket])).values()];
    const factsOf = factsFrom(tx.read);
    for (const sharing of incidentsOf(tickets, factsOf, this.#deps.policy)) this.#link(tx, sharing);
    for (const { incident, by } of overtaken(tickets, factsOf)) this.#close(tx, incident, closedAsExplained(by));
    const reviewed = [...this.#toReview];
    for (const number of reviewed) this.#review(tx, number);
    tx.afterCommit(() => {
      for (const number of reviewed) this.#toReview.delete(number);
    });
  }

  #close(tx: Tx, number: number, why: Localized): void {
    const parent = tx.read.ticket(number);
    if (parent) this.#deps.book.save(tx, append(parent, eventOf("closed", this.#deps.clock.now(), why)), "closed");
  }

  #link(tx: Tx, sharing: Sharing): void {
    const members = sharing.members.flatMap((number) => tx.read.ticket(number) ?? []);
    const known = sharing.incident === undefined ? undefined : tx.read.ticket(sharing.incident);
    const parent = known ?? this.#parentFor(tx, sharing, members);
    const now = this.#deps.clock.now();
    const severity = worstOf([...(known ? [known] : []), ...members]);
    const linked = eventOf("linked", now, linkedText(members), { tickets: [...sharing.members], severity });
    const saved = this.#deps.book.save(tx, append(parent, linked), known ? "linked" : "opened");
    const text = {
      en: `Incident ${saved.number}: ${saved.title.en}`,
      "zh-CN": `事件 ${saved.number}：${saved.title["zh-CN"]}`,
    };
    const event = eventOf("linked", now, text, { tickets: [saved.number] });
    for (const child of members) this.#deps.book.save(tx, append(child, event), "linked");
  }

  /** Its terminal is its first child's: an incident has none of its own. */
  #parentFor(tx: Tx, { shares, title }: Sharing, members: readonly TicketView[]): TicketView {
    const [first] = members as [TicketView];
    const now = this.#deps.clock.now();
    const place = tx.read.terminal(first.terminal) ?? { id: first.terminal, site: "" };
    const severity = worstOf(members);
    const { policy, level } = termsFor(this.#deps.levels, place, { severity, impact: [] }, now);
    const [contract, customer] = [common(members.map((m) => m.contract)), common(members.map((m) => m.customer))];
    const event = eventOf("opened", now, title, {
      cause: "incident",
      incident: shares,
      severity,
      policy,
      level,
      ...(contract === undefined ? {} : { contract }),
      ...(customer === undefined ? {} : { customer }),
    });
    return newTicket({ terminal: first.terminal, title, skill: first.skill }, event);
  }

  /** The last child closed: a parent that nobody touched closes too, of another it is said. */
  #review(tx: Tx, number: number): void {
    const parent = tx.read.ticket(number);
    if (!parent || parent.state === "closed") return;
    const children = parent.children ?? [];
    if (children.some((child) => tx.read.ticket(child)?.state !== "closed")) return;
    const kind = parent.touched ? "restored" : "closed";
    if (parent.touched && !allows(parent, "restore")) return;
    this.#deps.book.save(tx, append(parent, eventOf(kind, this.#deps.clock.now(), allClosed)), kind);
  }

  /** A step of a parent is done once to each child that it fits; those that are still faulty are not closed with it. */
  spread(tx: Tx, parent: TicketView, action: Action, by: string): void {
    if (!spreads.includes(action.action)) return;
    const { reason: _reason, version: _version, ...step } = action;
    for (const number of parent.children ?? []) {
      const child = tx.read.ticket(number);
      if (!child || child.state === "closed" || !allows(child, action.action)) continue;
      if (action.action === "close" && !faultsOf(tx, child.faults).every(isSettled)) continue;
      const event = actionEvent(child, step, {
        by,
        now: this.#deps.clock.now(),
        nameOf: namesFrom(tx.read),
      });
      const text = {
        en: `${event.text.en} (incident ${parent.number})`,
        "zh-CN": `${event.text["zh-CN"]}（事件 ${parent.number}）`,
      };
      this.#deps.book.save(tx, withStep(child, { ...event, text, tickets: [parent.number] }), event.kind);
    }
  }
}
