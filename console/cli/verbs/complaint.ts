import type { Column, ComplaintView, RouteBody } from "../../../contract/index.ts";
import { AppError, complaintVerdicts, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { actorText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { given } from "../between.ts";
import { type Args, type Desk, openDesk, text } from "../desk.ts";

const timelineColumns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Who", "zh-CN": "执行者" }, priority: 1 },
  { title: { en: "What", "zh-CN": "内容" } },
];

const print = (desk: Desk, complaint: ComplaintView): void => {
  const { ui, t, at, language, heading, prose } = desk;
  const { number, customer, contract, terminal, ticket, from, state, verdict, about, standing } = complaint;
  ui.out(ui.paint("strong", t("complaint.title", { number, customer })));
  const facts = [
    t("complaint.from", { name: from, time: at(complaint.receivedAt) }),
    t(`complaintChange.${state}`) + (verdict ? t("brackets", { text: t(`complaint.${verdict}`) }) : ""),
    ...(about === undefined ? [] : [t("complaint.about", { name: about })]),
    ...[contract, terminal].filter((one) => one !== undefined),
    ...(ticket === undefined ? [] : [`roundsman ticket ${ticket}`]),
  ];
  ui.out(facts.join(" · "));
  prose(complaint.text, 2);
  if (standing?.warning) prose(ui.paint("bad", standing.warning[language]));
  heading(t("complaint.clocks"));
  for (const clock of complaint.clocks) {
    const runs = clock.metAt === undefined && clock.dueAt !== undefined;
    const due = runs ? t("brackets", { text: t("complaint.due", { time: absolute(clock.dueAt ?? 0) }) }) : "";
    prose(ui.paint(clock.breached ? "bad" : "plain", clock.text[language]) + due, 2);
  }
  heading(t("complaint.timeline"));
  ui.table(
    timelineColumns,
    complaint.timeline.map((event) => [at(event.at), actorText(event.by, language), event.text[language]]),
  );
};

/** The one change that the options ask for. Throws `usage` if they ask for more. */
const changeOf = (args: Args, desk: Desk): RouteBody<"complaintAction"> | undefined => {
  const { answer, reopen, comment, close, about } = given(args, "answer", "reopen", "comment", "close", "about");
  const seen = args.seen === undefined ? {} : { version: Number(args.seen) };
  const said = comment === undefined ? {} : { text: comment };
  const verdict = close as (typeof complaintVerdicts)[number];
  const changes: RouteBody<"complaintAction">[] = [
    ...(args.acknowledge === true ? [{ action: "acknowledge" as const, ...said, ...seen }] : []),
    ...(answer === undefined ? [] : [{ action: "answer" as const, text: answer, ...seen }]),
    ...(reopen === undefined ? [] : [{ action: "reopen" as const, text: reopen, ...seen }]),
    ...(close === undefined
      ? []
      : [{ action: "close" as const, verdict, ...(about === undefined ? {} : { about }), ...said, ...seen }]),
  ];
  if (changes.length > 1) throw new AppError("usage", desk.t("complaint.oneAction"));
  return changes[0] ?? (comment === undefined ? undefined : { action: "comment", text: comment, ...seen });
};

const open = (args: Args, { client, t }: Desk): Promise<ComplaintView> => {
  const { from, text: words, customer, terminal, key } = given(args, "from", "text", "customer", "terminal", "key");
  if (from === undefined || words === undefined) throw new AppError("usage", t("complaint.usage"));
  return client.newComplaint({
    from,
    text: words,
    ...(customer === undefined ? {} : { customer }),
    ...(terminal === undefined ? {} : { terminal }),
    ...(args.ticket === undefined ? {} : { ticket: Number(args.ticket) }),
    ...(key === undefined ? {} : { key }),
  });
};

const numberOf = (args: Args, { t }: Desk): number => {
  const number = Number(text(args, "complaint"));
  if (!Number.isInteger(number) || number < 1) throw new AppError("usage", t("complaint.usage"));
  return number;
};

export default defineVerb({
  name: "complaint",
  group: "act",
  summary: {
    en: "One complaint: write it down, acknowledge, answer, close it",
    "zh-CN": "单个投诉：登记、受理、答复、结案",
  },
  positionals: {
    complaint: { summary: { en: "its number, or `new`", "zh-CN": "编号，或 new 登记新投诉" }, required: true },
  },
  options: {
    from: { summary: { en: "of a new one: who complained", "zh-CN": "新投诉：投诉人" } },
    text: { summary: { en: "of a new one: what they said", "zh-CN": "新投诉：内容" } },
    customer: {
      summary: {
        en: "of a new one, where no ticket or terminal says it",
        "zh-CN": "新投诉：客户（工单或终端未能说明时）",
      },
    },
    terminal: { summary: { en: "of a new one: the terminal it is about", "zh-CN": "新投诉：涉及的终端" } },
    ticket: { summary: { en: "of a new one: the ticket it is about", "zh-CN": "新投诉：涉及的工单" }, type: "number" },
    key: {
      summary: {
        en: "for scripts: asked again with the same key, it is written down once",
        "zh-CN": "用于脚本：相同键值只登记一次",
      },
    },
    acknowledge: { summary: { en: "we have it and look into it", "zh-CN": "受理投诉" }, type: "boolean" },
    answer: { summary: { en: "the formal answer", "zh-CN": "正式答复" } },
    close: { summary: { en: "found valid or not", "zh-CN": "结案：成立或不成立" }, choices: complaintVerdicts },
    about: { summary: { en: "with --close: whose work it was about", "zh-CN": "与 --close 一起：涉及的人员" } },
    reopen: { summary: { en: "take it up again, and why", "zh-CN": "重新处理的原因" } },
    comment: { summary: { en: "add a comment, also to another change", "zh-CN": "添加备注，也可与其他修改一起使用" } },
    seen: {
      summary: { en: "only if nobody changed it since this version", "zh-CN": "仅当此版本之后无人修改时才执行" },
      type: "number",
    },
  },
  examples: [
    [
      'roundsman complaint new --ticket 14 --from "Station hall" --text "nobody called back"',
      { en: "somebody complained", "zh-CN": "登记投诉" },
    ],
    ["roundsman complaint 2 --acknowledge", { en: "within two days", "zh-CN": "两天内受理" }],
    ['roundsman complaint 2 --answer "We are sorry"', { en: "within five", "zh-CN": "五天内答复" }],
    ["roundsman complaint 2 --close valid --about eva", { en: "it was right", "zh-CN": "投诉成立" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const complaint = args.complaint === "new" ? await open(args, desk) : await one(args, desk);
    if (ui.json) ui.jsonOut(complaint);
    else print(desk, complaint);
    return exitCodes.ok;
  },
});

const one = (args: Args, desk: Desk): Promise<ComplaintView> => {
  const number = numberOf(args, desk);
  const change = changeOf(args, desk);
  return change ? desk.client.complaintAction({ number }, change) : desk.client.complaint({ number });
};
