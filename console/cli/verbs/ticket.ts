import type { Column, FaultView, RouteBody, TicketView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";
import { faultTable, shortId } from "../lists.ts";
import { actorText, partsText } from "../said.ts";
import { severityTone } from "../timeline.ts";
import { absolute, duration } from "../times.ts";
import { hasWords } from "../words.ts";

const timelineColumns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Who", "zh-CN": "执行者" }, priority: 1 },
  { title: { en: "What", "zh-CN": "内容" } },
];

const clockLine = ({ ui, t, language, at }: Desk, clock: TicketView["clocks"][number]): string => {
  const time = duration(Math.abs(clock.leftMs), language);
  const met =
    clock.metAt === undefined ? undefined : `${t(clock.breached ? "clock.metLate" : "clock.met")} ${at(clock.metAt)}`;
  const state = met ?? t(clock.leftMs < 0 ? "clock.over" : "clock.left", { time });
  const said = ui.paint(clock.breached ? "bad" : "plain", state) + t("brackets", { text: absolute(clock.dueAt) });
  return `  ${t("pair", { a: t(`clock.${clock.name}`), b: said })}`;
};

const head = ({ ui, t, language, at }: Desk, ticket: TicketView): void => {
  ui.out(ui.paint("strong", t("ticket.title", { number: ticket.number, title: ticket.title[language] })));
  const severity = ui.paint(severityTone[ticket.severity], t(`severity.${ticket.severity}`));
  const [state, skill] = [t(`ticketState.${ticket.state}`), t(`skill.${ticket.skill}`)];
  ui.out(t("ticket.head", { terminal: ticket.terminal, severity, state, skill }));
  const times = [
    t("ticket.opened", { time: at(ticket.openedAt) }),
    ...(ticket.closedAt === undefined ? [] : [t("ticket.closed", { time: at(ticket.closedAt) })]),
    ...(ticket.assignee === undefined ? [] : [t("ticket.assignee", { name: ticket.assignee })]),
  ];
  ui.out(times.join(" · "));
};

const eventText = ({ t, language }: Desk, event: TicketView["timeline"][number]): string => {
  const key = `ticketChange.${event.kind}`;
  const kind = hasWords(key) ? t(key) : event.kind;
  const said = event.text[language];
  return said === "" || said === kind ? kind : t("pair", { a: kind, b: said });
};

/** The ticket's faults, the newest first; one that the broker keeps no longer is left out. */
const faultsOf = async ({ client }: Desk, { terminal, faults }: TicketView): Promise<FaultView[]> => {
  const all = await client.faults({ terminal, all: true, limit: 1000 });
  return all.filter((fault) => faults.includes(fault.id));
};

const print = (desk: Desk, ticket: TicketView, faults: readonly FaultView[]): void => {
  const { ui, t, language, at, heading, prose } = desk;
  head(desk, ticket);
  if (ticket.advice.length > 0) heading(t("ticket.advice"));
  ticket.advice.forEach((advice, n) => {
    prose(`${n + 1}. ${advice[language]}`, 2);
  });
  if (ticket.parts.length > 0) {
    heading(t("ticket.parts"));
    prose(partsText(ticket.parts, language), 2);
  }
  if (ticket.clocks.length > 0) heading(t("ticket.clocks"));
  for (const clock of ticket.clocks) ui.out(clockLine(desk, clock));
  if (faults.length > 0) {
    heading(t("ticket.faults"));
    faultTable(desk, faults, true);
    prose(ui.paint("dim", t("show.next", { lines: `roundsman explain ${shortId(faults[0]?.id ?? "")}` })));
  }
  heading(t("ticket.timeline"));
  ui.table(
    timelineColumns,
    ticket.timeline.map((event) => [at(event.at), actorText(event.by, language), eventText(desk, event)]),
  );
};

/** The one change that the options ask for. Throws `usage` if they ask for more. */
const changeOf = (args: Args, desk: Desk): RouteBody<"ticketAction"> | undefined => {
  const assignee = optional(args, "assign");
  const comment = optional(args, "comment");
  const simple = (["resolve", "close", "reopen"] as const).filter((name) => args[name] === true);
  if (simple.length + (assignee === undefined ? 0 : 1) > 1) throw new AppError("usage", desk.t("ticket.oneAction"));
  const text = comment === undefined ? {} : { text: comment };
  if (assignee !== undefined) return { action: "assign", assignee, ...text };
  if (simple[0]) return { action: simple[0], ...text };
  return comment === undefined ? undefined : { action: "comment", text: comment };
};

export default defineVerb({
  name: "ticket",
  group: "see",
  summary: { en: "One ticket; take it, comment, resolve, close", "zh-CN": "查看一张工单，或指派、备注、解决、关闭" },
  positionals: { number: { summary: { en: "ticket number", "zh-CN": "工单号" }, type: "number", required: true } },
  options: {
    assign: { summary: { en: "give it to this person", "zh-CN": "指派给此人" } },
    comment: { summary: { en: "add a comment, also to another change", "zh-CN": "添加备注，也可与其他修改一起使用" } },
    resolve: { summary: { en: "the work is done", "zh-CN": "标记为已解决" }, type: "boolean" },
    close: { summary: { en: "close it", "zh-CN": "关闭工单" }, type: "boolean" },
    reopen: { summary: { en: "open it again", "zh-CN": "重新打开" }, type: "boolean" },
  },
  examples: [
    ["roundsman ticket 3", { en: "what happened and what to do", "zh-CN": "经过和处理步骤" }],
    ["roundsman ticket 3 --assign li", { en: "give it to li", "zh-CN": "指派给 li" }],
    ['roundsman ticket 3 --resolve --comment "belt changed"', { en: "done, with a note", "zh-CN": "标记已解决并备注" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const number = Number(args.number);
    const change = changeOf(args, desk);
    const ticket = change ? await desk.client.ticketAction({ number }, change) : await desk.client.ticket({ number });
    if (ui.json) ui.jsonOut(ticket);
    else print(desk, ticket, await faultsOf(desk, ticket));
    return exitCodes.ok;
  },
});
