import { createHash } from "node:crypto";
import { AppError, type Clock, type NewOnCallFeed, type OnCallDuty, type OnCallFeed } from "../../contract/index.ts";
import { nameOf } from "../notify/addressees.ts";
import type { CalendarEventRow } from "../store/on-call-rows.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { unknown } from "../unknown.ts";
import { calendarText, dutyEntries, type Entry, eventOf, visitEntries } from "./calendar.ts";
import { addresseeOf, type Roster } from "./roster.ts";

export interface FeedDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly roster: Roster;
  /** 256 random bits that stand in an address. */
  readonly newSecret: () => string;
}

export interface CalendarFile {
  readonly text: string;
  /** Of the content: a calendar that has it need not be told again. */
  readonly etag: string;
}

const dayMs = 86_400_000;
const backMs = 90 * dayMs;
const aheadMs = 180 * dayMs;
/** A turn is a month at most: from here on every duty of the window is whole. */
const wholeTurnMs = 32 * dayMs;
const mostVisits = 2000;

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Calendars of people by addresses that hold a secret, since a calendar program can show nothing else. Only its hash is kept. */
export class Feeds {
  readonly #deps: FeedDeps;

  constructor(deps: FeedDeps) {
    this.#deps = deps;
  }

  list(): OnCallFeed[] {
    return this.#deps.store.read.onCallFeeds().map(({ hash: _hash, ...feed }) => feed);
  }

  /** A new address; those a person had no longer work. It is told once. Throws `AppError("notFound")`. */
  make(tx: Tx, person: string, by: string): NewOnCallFeed {
    const { clock, newSecret } = this.#deps;
    if (!tx.read.person(person)) throw unknown("person", person);
    const secret = newSecret();
    const at = clock.now();
    tx.dropOnCallFeeds(person);
    tx.saveOnCallFeed({ hash: hashOf(secret), person, createdAt: at, createdBy: by });
    tx.addAudit({ at, actor: by, action: "onCall.feed", target: person, detail: {} });
    return { person, createdAt: at, createdBy: by, path: `/api/calendar/${secret}.ics` };
  }

  /** Throws `AppError("notFound")` if there is none. */
  revoke(tx: Tx, person: string, by: string): OnCallFeed {
    const feed = this.list().find((one) => one.person === person);
    if (!feed || !tx.dropOnCallFeeds(person))
      throw new AppError("notFound", {
        en: `${person} has no calendar address`,
        "zh-CN": `${person} 没有日历地址`,
      });
    tx.addAudit({ at: this.#deps.clock.now(), actor: by, action: "onCall.revokeFeed", target: person, detail: {} });
    return feed;
  }

  /** The calendar behind an address. Throws `AppError("unauthorised")` for one that is not known, or of somebody who left. */
  async calendar(secret: string): Promise<CalendarFile> {
    const { store, clock } = this.#deps;
    const feed = store.read.onCallFeed(hashOf(secret));
    const who = feed && addresseeOf(store.read, feed.person);
    if (!who?.person || who.person.disabled)
      throw new AppError("unauthorised", { en: "there is no such calendar", "zh-CN": "没有这个日历" });
    const language = who.person.language ?? "en";
    const entries = this.#entries(store.read, who.id, language);
    const now = clock.now();
    const told = entries.map((entry) => ({ entry, event: eventOf(entry, store.read.calendarEvent(entry.uid), now) }));
    await this.#remember(told.map(({ event }) => event));
    const text = calendarText(told, { person: nameOf(who), language });
    return { text, etag: `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"` };
  }

  async #remember(events: readonly CalendarEventRow[]): Promise<void> {
    const { store } = this.#deps;
    const fresh = events.filter(({ uid, hash }) => store.read.calendarEvent(uid)?.hash !== hash);
    if (fresh.length === 0) return;
    await store.write((tx) => {
      for (const event of fresh) tx.saveCalendarEvent(event);
    });
  }

  #entries(read: Readers, person: string, language: "en" | "zh-CN"): Entry[] {
    const now = this.#deps.clock.now();
    const [from, to] = [now - backMs, now + aheadMs];
    const { plan } = this.#deps.roster.planAt(read, now);
    const titles = new Map(plan.rotas.map(({ id, title }) => [id, title]));
    const duties = this.#duties(read, person, from, to);
    const visits = read.visits({ technician: person, from, to, limit: mostVisits });
    return [
      ...dutyEntries(duties, (rota) => titles.get(rota), language),
      ...visitEntries(visits, (terminal) => read.terminal(terminal), language),
    ].sort((a, b) => a.from - b.from || (a.uid < b.uid ? -1 : 1));
  }

  /** Whole duties, so that an event does not change because the window moves on. */
  #duties(read: Readers, person: string, from: number, to: number): OnCallDuty[] {
    const sides = read
      .onCallChanges({ endAfter: from })
      .flatMap((change) => [change, ...(change.with ? [change.with] : [])])
      .filter((side) => side.from < to && side.to > from);
    const start = Math.min(from - wholeTurnMs, ...sides.map((side) => side.from));
    const end = Math.max(to + wholeTurnMs, ...sides.map((side) => side.to));
    return this.#deps.roster.duties(read, [start, end], { person }).filter((duty) => duty.from < to && duty.to > from);
  }
}
