import type { Column, FaultView, TicketView } from "../../contract/index.ts";
import { systemClock } from "../../contract/plain.ts";
import { leftOf, nextDue } from "../i18n/clocks.ts";
import { duration } from "../i18n/times.ts";
import type { Desk } from "./desk.ts";
import { severityTone } from "./timeline.ts";

/** Faults are told apart by the first eight characters of their id; `explain` takes these. */
export const shortId = (id: string): string => (id.length > 12 ? id.slice(0, 8) : id);

const faultColumns: readonly Column[] = [
  { title: { en: "Fault", "zh-CN": "故障编号" } },
  { title: { en: "Severity", "zh-CN": "级别" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "What", "zh-CN": "故障" } },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "Since", "zh-CN": "开始" }, priority: 1 },
  { title: { en: "Times", "zh-CN": "次数" }, align: "right", priority: 4 },
  { title: { en: "Ticket", "zh-CN": "工单" }, align: "right", priority: 2 },
  { title: { en: "Hidden by", "zh-CN": "起因" }, priority: 3 },
];

const terminalColumn = 2;

/** A table of faults; columns with nothing in them are left out, and with `ofOne` the terminal, which is said above it. */
export const faultTable = ({ ui, t, language, at }: Desk, faults: readonly FaultView[], ofOne = false): void => {
  const rows = faults.map((fault) => [
    shortId(fault.id),
    ui.paint(severityTone[fault.severity], t(`severity.${fault.severity}`)),
    fault.terminal,
    fault.device,
    fault.title[language],
    t(`faultState.${fault.state}`),
    at(fault.since),
    fault.occurrences > 1 ? String(fault.occurrences) : "",
    fault.ticket === undefined ? "" : `#${fault.ticket}`,
    fault.hiddenBy === undefined ? "" : shortId(fault.hiddenBy),
  ]);
  const used = faultColumns.map((_, n) => rows.some((row) => row[n] !== "") && !(ofOne && n === terminalColumn));
  ui.table(
    faultColumns.filter((_, n) => used[n]),
    rows.map((row) => row.filter((_cell, n) => used[n])),
  );
};

const ticketColumns: readonly Column[] = [
  { title: { en: "Ticket", "zh-CN": "工单" }, align: "right" },
  { title: { en: "Severity", "zh-CN": "级别" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "What", "zh-CN": "问题" } },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "Skill", "zh-CN": "所需人员" }, priority: 7 },
  { title: { en: "Opened", "zh-CN": "创建" }, priority: 6 },
  { title: { en: "Queue", "zh-CN": "队列" }, priority: 3 },
  { title: { en: "Held by", "zh-CN": "负责人" }, priority: 2 },
  { title: { en: "Since", "zh-CN": "自" }, priority: 4 },
  { title: { en: "Service level", "zh-CN": "服务时限" }, priority: 5 },
  { title: { en: "Part of", "zh-CN": "所属" }, priority: 1 },
];

/** Who holds it since when: whoever it was given to last, else the queue it is in. */
const heldSince = ({ timeline, queuedSince, assignee }: TicketView): number => {
  const given = assignee === undefined ? undefined : timeline.findLast((event) => event.assignee === assignee);
  return given?.at ?? queuedSince;
};

/** `incident of 5`, `#12`: how a ticket hangs together with others. */
const partText = ({ t }: Desk, { children, parent, mergedInto }: TicketView): string => {
  if (children !== undefined) return t("tickets.parentOf", { count: children.length });
  const of = parent ?? mergedInto;
  return of === undefined ? "" : `#${of}`;
};

/** The most pressing promise of a ticket. */
export const clockText = ({ ui, t, language }: Desk, ticket: TicketView): string => {
  const now = systemClock.now();
  const next = nextDue(ticket, now);
  if (!next || ticket.state === "closed") return "";
  const left = leftOf(next, now);
  const over = left < 0 && !next.paused;
  const time = duration(Math.abs(left), language);
  const stands = next.paused ? "paused" : over ? "over" : "left";
  return ui.paint(over ? "bad" : "plain", t("pair", { a: t(`clock.${next.name}`), b: t(`clock.${stands}`, { time }) }));
};

/** With `ofOne` without the terminal, which is said above the table. */
export const ticketTable = (desk: Desk, tickets: readonly TicketView[], ofOne = false): void => {
  const { ui, t, language, at } = desk;
  const rows = tickets.map((ticket) => [
    `#${ticket.number}`,
    ui.paint(severityTone[ticket.severity], t(`severity.${ticket.severity}`)),
    ticket.terminal,
    ticket.title[language],
    t(`ticketState.${ticket.state}`),
    t(`skill.${ticket.skill}`),
    at(ticket.openedAt),
    t(`queue.${ticket.queue}`),
    ticket.assignee ?? "",
    at(heldSince(ticket)),
    clockText(desk, ticket),
    partText(desk, ticket),
  ]);
  const empty = (n: number): boolean => n === ticketColumns.length - 1 && rows.every((row) => row[n] === "");
  const kept = ticketColumns.map((_, n) => !(ofOne && n === terminalColumn) && !empty(n));
  ui.table(
    ticketColumns.filter((_, n) => kept[n]),
    rows.map((row) => row.filter((_cell, n) => kept[n])),
  );
};

/** Below a list that may be longer than what is shown of it. */
export const sayCut = ({ ui, t }: Desk, shown: readonly unknown[], limit: number): void => {
  if (!ui.json && shown.length >= limit) ui.out(ui.paint("dim", t("list.cut", { count: limit })));
};
