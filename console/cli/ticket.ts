import type { Column, FaultView, TicketView } from "../../contract/index.ts";
import { queueTitles } from "../../contract/plain.ts";
import { actorText, partsText } from "../i18n/said.ts";
import { absolute } from "../i18n/times.ts";
import { hasWords } from "../i18n/words.ts";
import type { Desk } from "./desk.ts";
import { faultTable, shortId, ticketTable } from "./lists.ts";
import { severityTone } from "./timeline.ts";

const timelineColumns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Who", "zh-CN": "执行者" }, priority: 1 },
  { title: { en: "What", "zh-CN": "内容" } },
];

/** The broker says each clock in words; when it is due stands behind it. */
const clockLine = ({ ui, t, language, prose }: Desk, clock: TicketView["clocks"][number]): void => {
  const running = clock.metAt === undefined && clock.dueAt !== undefined;
  const due = running ? t("brackets", { text: t("clock.due", { time: absolute(clock.dueAt ?? 0) }) }) : "";
  prose(ui.paint(clock.breached ? "bad" : clock.paused ? "dim" : "plain", clock.text[language]) + due, 2);
};

/** Who has it in hand and since when, and from which van. */
const holderOf = ({ t, at, language }: Desk, { queue, queuedSince, assignee, van }: TicketView): string[] => [
  t("ticket.queue", { queue: queueTitles[queue][language], time: at(queuedSince) }),
  ...(assignee === undefined ? [] : [t("ticket.assignee", { name: assignee })]),
  ...(van === undefined ? [] : [t("ticket.van", { van })]),
];

/** The tickets it hangs together with. */
const tiesOf = ({ t }: Desk, { mergedInto, parent, children }: TicketView): string[] => [
  ...(mergedInto === undefined ? [] : [t("ticket.mergedInto", { number: mergedInto })]),
  ...(parent === undefined ? [] : [t("ticket.parent", { number: parent })]),
  ...(children === undefined || children.length === 0 ? [] : [t("ticket.standsFor", { count: children.length })]),
];

const head = (desk: Desk, ticket: TicketView): void => {
  const { ui, t, language, at } = desk;
  ui.out(ui.paint("strong", t("ticket.title", { number: ticket.number, title: ticket.title[language] })));
  const severity = ui.paint(severityTone[ticket.severity], t(`severity.${ticket.severity}`));
  const [state, skill] = [t(`ticketState.${ticket.state}`), t(`skill.${ticket.skill}`)];
  ui.out(t("ticket.head", { terminal: ticket.terminal, severity, state, skill }));
  const times = [
    t("ticket.opened", { time: at(ticket.openedAt) }),
    ...(ticket.closedAt === undefined ? [] : [t("ticket.closed", { time: at(ticket.closedAt) })]),
  ];
  const { contact } = ticket;
  const called = contact
    ? [contact.name, ...(contact.phone === undefined ? [] : [contact.phone])].join(t("comma"))
    : "";
  ui.out(times.join(" · "));
  ui.out(holderOf(desk, ticket).join(" · "));
  if (called !== "") ui.out(t("ticket.contact", { called }));
  for (const line of tiesOf(desk, ticket)) ui.out(ui.paint("strong", line));
};

const eventText = ({ t, language }: Desk, event: TicketView["timeline"][number]): string => {
  const key = `ticketChange.${event.kind}`;
  const kind = hasWords(key) ? t(key) : event.kind;
  const said = event.text[language];
  return said === "" || said === kind ? kind : t("pair", { a: kind, b: said });
};

/** What of the predicted parts the van lacks that was sent last. */
const lackingLine = ({ ui, t, language, prose }: Desk, { timeline, van }: TicketView): void => {
  const { lacks = [] } = timeline.findLast(({ kind }) => kind === "dispatched") ?? {};
  if (lacks.length === 0) return;
  const parts = partsText(
    lacks.map(({ item }) => item),
    language,
  );
  prose(ui.paint("warn", t("ticket.lacks", { van, parts })), 2);
};

export interface TicketStory {
  readonly ticket: TicketView;
  readonly faults: readonly FaultView[];
  /** Of an incident. */
  readonly children: readonly TicketView[];
}

const works: readonly TicketView["state"][] = ["dispatched", "onSite"];

export const printTicket = (desk: Desk, { ticket, faults, children }: TicketStory): void => {
  const { ui, t, language, at, heading, prose } = desk;
  head(desk, ticket);
  if (ticket.advice.length > 0) heading(t("ticket.advice"));
  ticket.advice.forEach((advice, n) => {
    prose(`${n + 1}. ${advice[language]}`, 2);
  });
  if (ticket.parts.length > 0) {
    heading(t("ticket.parts"));
    prose(partsText(ticket.parts, language), 2);
    if (works.includes(ticket.state)) lackingLine(desk, ticket);
  }
  if (ticket.clocks.length > 0) heading(t("ticket.clocks"));
  for (const clock of ticket.clocks) clockLine(desk, clock);
  if (ticket.loan) prose(ui.paint(ticket.loan.entitled ? "warn" : "dim", ticket.loan.text[language]), 2);
  if (faults.length > 0) {
    heading(t("ticket.faults"));
    faultTable(desk, faults, true);
    prose(ui.paint("dim", t("show.next", { lines: `roundsman explain ${shortId(faults[0]?.id ?? "")}` })));
  }
  if (children.length > 0) {
    heading(t("ticket.children"));
    ticketTable(desk, children);
  }
  heading(t("ticket.timeline"));
  ui.table(
    timelineColumns,
    ticket.timeline.map((event) => [at(event.at), actorText(event.by, language), eventText(desk, event)]),
  );
};
