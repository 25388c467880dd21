import {
  type CommandView,
  type ComplaintView,
  type FaultView,
  type NotificationItem,
  type NotifyEvent,
  partText,
  type SlaClock,
  type StockLoan,
  type TicketEvent,
  type TicketView,
} from "../../contract/index.ts";
import type { Policy } from "../service-levels/policy.ts";
import type { NotificationRow } from "../store/notification-rows.ts";
import type { Readers } from "../store/store.ts";
import { fillText } from "./template.ts";
import { phrases } from "./words.ts";

const mostAdvice = 3;
/** Letters of a complaint in a message's title. */
const mostTitle = 120;

const placeOf = (read: Readers, terminal: string): Pick<NotificationItem, "terminal" | "terminalName" | "site"> => {
  const row = read.terminal(terminal);
  return { terminal, ...(row ? { terminalName: row.name, site: row.site } : {}) };
};

/** The promise that falls due next: of those not kept and running, the earliest. */
const nextDue = (clocks: readonly SlaClock[]): Pick<NotificationItem, "due"> => {
  const running = clocks.filter((clock) => clock.metAt === undefined && clock.dueAt !== undefined);
  const next = running.toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))[0];
  return next?.dueAt === undefined ? {} : { due: { clock: next.name, at: next.dueAt } };
};

/** One new entry of a ticket's timeline as people are told of it. */
export const ticketItem = (
  read: Readers,
  ticket: TicketView,
  event: TicketEvent,
  { levels }: Pick<Policy, "levels">,
): NotificationItem => {
  const level = levels.find(({ id }) => id === ticket.level);
  const fault = read.fault(event.fault ?? ticket.faults[0] ?? "");
  return {
    event: `ticket.${event.kind}` satisfies NotifyEvent,
    at: event.at,
    by: event.by,
    said: event.text,
    severity: ticket.severity,
    title: ticket.title,
    ...placeOf(read, ticket.terminal),
    ...(fault ? { device: fault.device } : {}),
    code: ticket.cause,
    since: ticket.openedAt,
    ticket: ticket.number,
    state: ticket.state,
    ...(ticket.assignee === undefined ? {} : { assignee: ticket.assignee }),
    level: ticket.level,
    ...(level ? { levelTitle: level.title } : {}),
    ...nextDue(ticket.clocks),
    advice: ticket.advice.slice(0, mostAdvice),
    parts: ticket.parts,
  };
};

export const faultItem = (read: Readers, fault: FaultView, advice: NotificationItem["advice"]): NotificationItem => ({
  event: "fault.opened",
  at: fault.openedAt ?? fault.since,
  by: "broker",
  said: { en: fault.code, "zh-CN": fault.code },
  severity: fault.severity,
  title: fault.title,
  ...placeOf(read, fault.terminal),
  device: fault.device,
  code: fault.code,
  since: fault.since,
  ...(fault.ticket === undefined ? {} : { ticket: fault.ticket }),
  advice: advice.slice(0, mostAdvice),
  parts: [],
});

/** The newest entries of a complaint's timeline as people are told of them. */
export const complaintItems = (read: Readers, complaint: ComplaintView, fresh: number): NotificationItem[] => {
  const { number, customer, from, text, terminal, ticket, standing } = complaint;
  const words = text.length > mostTitle ? `${text.slice(0, mostTitle)}…` : text;
  const title = {
    en: `Complaint ${number} of ${customer} (${from}): ${words}`,
    "zh-CN": `${customer}（${from}）的投诉 ${number}：${words}`,
  };
  return complaint.timeline.slice(-fresh).map((event) => ({
    event: `complaint.${event.kind}` satisfies NotifyEvent,
    at: event.at,
    by: event.by,
    said: event.text,
    severity: event.kind === "escalated" || standing?.warning ? "major" : "minor",
    title,
    ...(terminal === undefined ? {} : placeOf(read, terminal)),
    ...(ticket === undefined ? {} : { ticket }),
    advice: event.kind === "closed" && standing?.warning ? [standing.warning] : [],
    parts: [],
  }));
};

/** A unit that was lent is not back. */
export const loanItem = (
  read: Readers,
  { terminal, item, serials, since, dueBack = "" }: StockLoan,
  at: number,
): NotificationItem => {
  const part = partText(item);
  const serial = serials[0] === undefined ? "" : ` ${serials[0]}`;
  return {
    event: "stock.loanOverdue",
    at,
    by: "broker",
    said: { en: `was due back on ${dueBack}`, "zh-CN": `应于 ${dueBack} 归还` },
    severity: "minor",
    title: {
      en: `Loan unit ${part.en}${serial} is not back`,
      "zh-CN": `借用的${part["zh-CN"]}${serial}逾期未还`,
    },
    ...placeOf(read, terminal),
    since,
    advice: [],
    parts: [item],
  };
};

/** A command that could move money waits for somebody else's yes. */
export const approvalItem = (
  read: Readers,
  { terminal, device, command, title = command, reason, createdAt, approval }: CommandView,
): NotificationItem => ({
  event: "command.awaitingApproval",
  at: createdAt,
  by: approval?.askedBy ?? "broker",
  said: { en: reason, "zh-CN": reason },
  severity: "major",
  title: {
    en: `${title} at ${device} could move money: a second person must say yes`,
    "zh-CN": `${device} 的“${title}”可能影响款项：须由第二人批准`,
  },
  ...placeOf(read, terminal),
  device,
  since: createdAt,
  advice: [],
  parts: [],
});

/** A message was given up: somebody should hear of it by another way. */
export const failedItem = (row: NotificationRow, why: string, now: number): NotificationItem => {
  const values: Readonly<Record<string, string>> = {
    channel: row.channel,
    subscription: row.subscription,
    tries: String(row.tries),
    why,
  };
  const said = (template: string) => fillText(template, (name) => values[name]);
  return {
    event: "notification.failed",
    at: now,
    by: "broker",
    said: { en: said(phrases.failedSaid.en), "zh-CN": said(phrases.failedSaid["zh-CN"]) },
    severity: "major",
    title: phrases.failedTitle,
    advice: [],
    parts: [],
  };
};

export const testItem = (by: string, now: number): NotificationItem => {
  const who = by.replace(/^user:/, "");
  const { en, "zh-CN": zh } = phrases.testSaid;
  return {
    event: "test",
    at: now,
    by,
    said: { en: fillText(en, () => who), "zh-CN": fillText(zh, () => who) },
    severity: "info",
    title: phrases.testTitle,
    advice: [],
    parts: [],
  };
};
