import { createHash } from "node:crypto";
import ical, { ICalEventBusyStatus, ICalEventTransparency } from "ical-generator";
import type { Language, Localized, OnCallDuty } from "../../contract/index.ts";
import type { CalendarEventRow } from "../store/on-call-rows.ts";
import type { VisitRow } from "../store/visit-rows.ts";

/** One entry of a person's calendar; `uid` stays while the thing is the same, whatever changes of it. */
export interface Entry {
  readonly uid: string;
  readonly from: number;
  readonly to: number;
  readonly summary: string;
  readonly description: string;
  readonly location?: string;
  /** The time of a visit is taken; on duty one may have other appointments. */
  readonly busy: boolean;
}

const words = {
  duty: { en: "On call", "zh-CN": "值班" },
  changed: { en: "By override or swap {n}.", "zh-CN": "由第 {n} 号替班或换班安排。" },
  visit: { en: "Visit", "zh-CN": "上门" },
  ticket: { en: "Ticket", "zh-CN": "工单" },
  round: { en: "Inspection round", "zh-CN": "巡检" },
  calendar: { en: "Duties and visits", "zh-CN": "值班与上门" },
} as const satisfies Record<string, Localized>;

/** Pieces of one turn that are left to a person are numbered: what an override takes from the first does not make it another event. */
export const dutyEntries = (
  duties: readonly OnCallDuty[],
  titleOf: (rota: string) => Localized | undefined,
  language: Language,
): Entry[] => {
  const parts = new Map<string, number>();
  return duties.map(({ rota, person, origin, from, to, change }) => {
    const key = `${rota}-${origin}-${person}`;
    const part = (parts.get(key) ?? 0) + 1;
    parts.set(key, part);
    const title = titleOf(rota)?.[language] ?? rota;
    return {
      uid: `duty-${key}-${part}@roundsman`,
      from,
      to,
      summary: `${words.duty[language]}${language === "zh-CN" ? "：" : ": "}${title}`,
      description: change === undefined ? "" : words.changed[language].replace("{n}", String(change)),
      busy: false,
    };
  });
};

export interface VisitPlace {
  readonly name: string;
  readonly site: string;
}

/** Visits that are still to be made or were made; what was cancelled leaves the calendar. */
export const visitEntries = (
  visits: readonly VisitRow[],
  placeOf: (terminal: string) => VisitPlace | undefined,
  language: Language,
): Entry[] =>
  visits
    .filter(({ state }) => state !== "cancelled" && state !== "missed")
    .map(({ number, terminal, ticket, appointment, order, contact }) => {
      const place = placeOf(terminal);
      const colon = language === "zh-CN" ? "：" : ": ";
      const what = ticket === undefined ? words.round[language] : `${words.ticket[language]} ${ticket}`;
      const lines = [
        what,
        order.title[language],
        ...order.tasks.map(({ text }, n) => `${n + 1}. ${text[language]}`),
        ...order.parts.map(({ item, quantity }) => `${quantity} x ${item}`),
        [contact?.name, contact?.phone].filter(Boolean).join(" "),
      ];
      return {
        uid: `visit-${number}@roundsman`,
        from: appointment.from,
        to: appointment.to,
        summary: `${words.visit[language]}${colon}${place?.name ?? terminal}`,
        description: lines.filter((line) => line !== "").join("\n"),
        ...(place ? { location: place.site } : {}),
        busy: true,
      };
    });

/** What a calendar is to be told of an entry: the same until something of it changes, then one sequence number more (RFC 5545, 3.8.7.4). */
export const eventOf = (entry: Entry, known: CalendarEventRow | undefined, now: number): CalendarEventRow => {
  const { uid } = entry;
  const hash = createHash("sha256").update(JSON.stringify(entry)).digest("base64url");
  if (known?.hash === hash) return known;
  return { uid, hash, sequence: known ? known.sequence + 1 : 0, changedAt: now };
};

/** Seconds are all a calendar knows. */
const second = (at: number): Date => new Date(Math.floor(at / 1000) * 1000);

/** An iCalendar file (RFC 5545), all times in UTC. Pure: the same entries are the same bytes. */
export const calendarText = (
  entries: readonly { readonly entry: Entry; readonly event: CalendarEventRow }[],
  { person, language }: { readonly person: string; readonly language: Language },
): string => {
  const calendar = ical({
    prodId: { company: "Roundsman", product: "On-call", language: language === "en" ? "EN" : "ZH" },
    name: `${person} – ${words.calendar[language]}`,
    ttl: 3600,
  });
  for (const { entry, event } of entries)
    calendar.createEvent({
      id: entry.uid,
      start: second(entry.from),
      end: second(entry.to),
      summary: entry.summary,
      ...(entry.description === "" ? {} : { description: entry.description }),
      ...(entry.location === undefined ? {} : { location: entry.location }),
      stamp: second(event.changedAt),
      lastModified: second(event.changedAt),
      sequence: event.sequence,
      transparency: entry.busy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
      busystatus: entry.busy ? ICalEventBusyStatus.BUSY : ICalEventBusyStatus.FREE,
    });
  return calendar.toString();
};
