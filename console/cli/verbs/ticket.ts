import type { Column, FaultView, RouteBody, TicketView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, waitReasons } from "../../../contract/plain.ts";
import { actorText, partsText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { hasWords } from "../../i18n/words.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";
import { faultTable, shortId } from "../lists.ts";
import { severityTone } from "../timeline.ts";

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
  for (const clock of ticket.clocks) clockLine(desk, clock);
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

/** Steps that need no more words than a comment may give them. */
const steps = {
  accept: ["take it up", "受理"],
  contact: ["the site was called", "已联系现场"],
  work: ["working on it from afar", "远程处理中"],
  resume: ["go on after waiting", "等待结束，继续处理"],
  dispatch: ["somebody is on the way (--assign says who)", "已派人出发（--assign 指定人员）"],
  arrive: ["arrived on site", "已到场"],
  restore: ["service is back", "服务已恢复"],
  resolve: ["the work is done", "标记为已解决"],
  confirm: ["the customer confirms", "客户已确认"],
  close: ["close it", "关闭工单"],
  reopen: ["open it again", "重新打开"],
} as const;
type Step = keyof typeof steps;
const stepOptions = Object.fromEntries(
  Object.entries(steps).map(([name, [en, zh]]) => [name, { summary: { en, "zh-CN": zh }, type: "boolean" as const }]),
);

/** The one change that the options ask for. Throws `usage` if they ask for more. */
const changeOf = (args: Args, desk: Desk): RouteBody<"ticketAction"> | undefined => {
  const [assignee, comment, plan, wait] = ["assign", "comment", "plan", "wait"].map((name) => optional(args, name));
  const asked = (Object.keys(steps) as Step[]).filter((name) => args[name] === true);
  const givenOnly = assignee !== undefined && !asked.includes("dispatch");
  const changes = asked.length + [givenOnly, plan !== undefined, wait !== undefined].filter(Boolean).length;
  if (changes > 1) throw new AppError("usage", desk.t("ticket.oneAction"));
  const version = args.seen === undefined ? {} : { version: Number(args.seen) };
  const more = { ...version, ...(comment === undefined ? {} : { text: comment }) };
  if (asked[0]) return { action: asked[0], ...more, ...(assignee === undefined ? {} : { assignee }) };
  if (assignee !== undefined) return { action: "assign", assignee, ...more };
  if (plan !== undefined) return { action: "plan", ...version, text: plan };
  if (wait !== undefined) return { action: "wait", reason: wait as (typeof waitReasons)[number], ...more };
  return comment === undefined ? undefined : { action: "comment", ...more };
};

export default defineVerb({
  name: "ticket",
  group: "see",
  summary: {
    en: "One ticket; take it up, say what is done, resolve, close",
    "zh-CN": "查看一张工单，或受理、登记进展、解决、关闭",
  },
  positionals: { number: { summary: { en: "ticket number", "zh-CN": "工单号" }, type: "number", required: true } },
  options: {
    ...stepOptions,
    assign: { summary: { en: "give it to this person", "zh-CN": "指派给此人" } },
    plan: { summary: { en: "how it will be mended", "zh-CN": "处理方案" } },
    wait: {
      summary: { en: "it waits, for whom or what", "zh-CN": "进入等待，说明等待对象" },
      choices: waitReasons,
    },
    comment: { summary: { en: "add a comment, also to another change", "zh-CN": "添加备注，也可与其他修改一起使用" } },
    seen: {
      summary: {
        en: "only if nobody changed it since this version",
        "zh-CN": "仅当此版本之后无人修改时才执行",
      },
      type: "number",
    },
  },
  examples: [
    ["roundsman ticket 3", { en: "what happened and what to do", "zh-CN": "经过和处理步骤" }],
    ["roundsman ticket 3 --accept", { en: "I take it", "zh-CN": "由我受理" }],
    [
      'roundsman ticket 3 --wait site --comment "key comes at 9"',
      { en: "the clock stands still", "zh-CN": "计时暂停" },
    ],
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
