import { Temporal } from "temporal-polyfill";
import {
  type Language,
  type Localized,
  type NotificationItem,
  partText,
  severities,
  ticketStateTitles,
} from "../../contract/index.ts";
import { clockNamed } from "../service-levels/words.ts";
import type { NotificationRow } from "../store/notification-rows.ts";
import type { Message } from "./channel.ts";
import { fillText } from "./template.ts";
import { eventTitles, labels, phrases, severityWords } from "./words.ts";

type Label = keyof typeof labels;
type Line = readonly [label: Label, value: string];

export interface RenderOptions {
  /** Address of a ticket's page, with `{ticket}` and `{terminal}`. */
  readonly link?: string | undefined;
}

/** `2026-11-21 22:04 +08:00`: what a person reads off the wall there, and no doubt where. */
export const moment = (at: number, zone: string): string => {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${time.toPlainDate().toString()} ${two(time.hour)}:${two(time.minute)} ${time.offset.slice(0, 6)}`;
};

/** One line, no control characters: a device's name must not write a header or a second message. */
const flat = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

const phrase = (text: Localized, language: Language, values: Readonly<Record<string, string>>): string =>
  fillText(text[language], (name) => values[name]);

const placeText = ({ terminal, terminalName }: NotificationItem, language: Language): string => {
  if (terminal === undefined) return "";
  if (terminalName === undefined || terminalName === terminal) return terminal;
  return language === "zh-CN" ? `${terminal}（${terminalName}）` : `${terminal} (${terminalName})`;
};

const ticketText = ({ ticket, state, assignee }: NotificationItem, language: Language): string => {
  if (ticket === undefined) return "";
  const words = [
    `#${ticket}`,
    ...(state === undefined ? [] : [ticketStateTitles[state][language]]),
    ...(assignee === undefined ? [] : [phrase(phrases.assignedTo, language, { who: assignee })]),
  ];
  return words.join(language === "zh-CN" ? "，" : ", ");
};

const linkText = (item: NotificationItem, { link }: RenderOptions): string => {
  if (item.ticket === undefined) return "";
  if (link === undefined) return `roundsman ticket ${item.ticket}`;
  const values: Readonly<Record<string, string>> = { ticket: String(item.ticket), terminal: item.terminal ?? "" };
  return fillText(link, (name) => values[name], encodeURIComponent);
};

const dueText = ({ due }: NotificationItem, language: Language, zone: string): string => {
  if (due === undefined) return "";
  const colon = language === "zh-CN" ? "：" : ": ";
  return `${clockNamed(due.clock)[language]}${colon}${moment(due.at, zone)}`;
};

const levelText = ({ level, levelTitle }: NotificationItem, language: Language): string =>
  level === undefined ? "" : levelTitle === undefined ? level : `${level} · ${levelTitle[language]}`;

/** What happened, where the head and the title do not say it all: the opening of a thing is the thing. */
const newsOf = (item: NotificationItem, language: Language): string =>
  item.event.endsWith(".opened") ? "" : item.said[language];

/** Everything a receiver needs, in the order they need it. Lines without a value are left out. */
const linesOf = (item: NotificationItem, { language, zone }: NotificationRow, options: RenderOptions): Line[] => {
  const advice = item.advice.map((one, n) => (item.advice.length > 1 ? `${n + 1}. ${one[language]}` : one[language]));
  const said = newsOf(item, language);
  const when = language === "zh-CN" ? `（${moment(item.at, zone)}）` : ` (${moment(item.at, zone)})`;
  const lines: Line[] = [
    ["for", (item.for ?? []).join(language === "zh-CN" ? "、" : ", ")],
    ["what", `${item.title[language]} [${severityWords[item.severity][language]}]`],
    ["happened", said === "" ? "" : said + when],
    ["terminal", placeText(item, language)],
    ["site", item.site ?? ""],
    ["device", item.device === undefined ? "" : `${item.device}${item.code === undefined ? "" : ` · ${item.code}`}`],
    ["since", item.since === undefined ? "" : moment(item.since, zone)],
    ["ticket", ticketText(item, language)],
    ["level", levelText(item, language)],
    ["due", dueText(item, language, zone)],
    ["advice", advice.join(" ")],
    ["parts", item.parts.map((part) => partText(part)[language]).join(language === "zh-CN" ? "、" : ", ")],
    ["link", linkText(item, options)],
  ];
  return lines.filter(([, value]) => value !== "").map(([label, value]) => [label, flat(value)]);
};

const headOf = (item: NotificationItem, language: Language): string => {
  const number = item.ticket === undefined ? "" : ` #${item.ticket}`;
  return `${eventTitles[item.event][language]}${number}`;
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const htmlValue = (label: Label, value: string): string =>
  label === "link" && /^https?:\/\//.test(value) ? `<a href="${escaped(value)}">${escaped(value)}</a>` : escaped(value);

const htmlItem = (head: string, lines: readonly Line[], language: Language): string => {
  const rows = lines.map(
    ([label, value]) =>
      `<tr><th align="left" valign="top">${labels[label][language]}</th><td>${htmlValue(label, value)}</td></tr>`,
  );
  return `<h3>${escaped(head)}</h3>\n<table cellpadding="3">\n${rows.join("\n")}\n</table>`;
};

const textItem = (head: string, lines: readonly Line[], language: Language): string => {
  const colon = language === "zh-CN" ? "：" : ": ";
  return [head, ...lines.map(([label, value]) => `${labels[label][language]}${colon}${value}`)].join("\n");
};

const worstOf = (items: readonly NotificationItem[]): NotificationItem["severity"] =>
  severities.find((severity) => items.some((item) => item.severity === severity)) ?? "info";

/** `[critical] New ticket #3: Paper out, kiosk-001 (Hall 1), Central station` */
export const subjectOf = ({ items, more, language }: Pick<NotificationRow, "items" | "more" | "language">): string => {
  const severity = severityWords[worstOf(items)][language];
  const [only] = items;
  if (items.length + more !== 1 || !only) {
    const count = String(items.length + more);
    return flat(`[Roundsman] ${phrase(phrases.many, language, { count, severity })}`);
  }
  const comma = language === "zh-CN" ? "，" : ", ";
  const place = [placeText(only, language), only.site ?? ""].filter((text) => text !== "");
  const what = [only.title[language], ...place].join(comma);
  return flat(`[${severity}] ${headOf(only, language)}${language === "zh-CN" ? "：" : ": "}${what}`).slice(0, 200);
};

const shortOf = (row: NotificationRow, options: RenderOptions): string => {
  const [only] = row.items;
  if (row.items.length + row.more !== 1 || !only) return subjectOf(row);
  const tail = [newsOf(only, row.language), dueText(only, row.language, row.zone), linkText(only, options)];
  return flat([subjectOf(row), ...tail.filter((text) => text !== "")].join(" "));
};

/** A row as a message. Pure: the same row is the same message at every attempt. */
export const render = (row: NotificationRow, options: RenderOptions): Message => {
  const { id, createdAt, language, to, urgent, items, more } = row;
  const parts = items.map((item) => [headOf(item, language), linesOf(item, row, options)] as const);
  const rest = more > 0 ? [phrase(phrases.more, language, { count: String(more) })] : [];
  const foot = phrase(phrases.delivery, language, { id });
  const text = [...parts.map(([head, lines]) => textItem(head, lines, language)), ...rest, foot].join("\n\n");
  const body = [
    ...parts.map(([head, lines]) => htmlItem(head, lines, language)),
    ...rest.map((line) => `<p>${escaped(line)}</p>`),
    `<p><small>${escaped(foot)}</small></p>`,
  ].join("\n");
  return {
    id,
    createdAt,
    language,
    ...(to === undefined ? {} : { to }),
    urgent,
    mention: row.mention ?? [],
    subject: subjectOf(row),
    text,
    html: `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head><body>\n${body}\n</body></html>\n`,
    short: shortOf(row, options),
    items,
    more,
  };
};
