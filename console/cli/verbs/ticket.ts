import type { FaultView, OpenTicket, RouteBody, TicketView } from "../../../contract/index.ts";
import {
  AppError,
  defineVerb,
  exitCodes,
  severities,
  skills,
  ticketQueues,
  waitReasons,
} from "../../../contract/plain.ts";
import { given } from "../between.ts";
import { type Args, type Desk, openDesk, text } from "../desk.ts";
import { printTicket } from "../ticket.ts";

type Change = RouteBody<"ticketAction">;

/** The ticket's faults, the newest first; one that the broker keeps no longer is left out. */
const faultsOf = async ({ client }: Desk, { terminal, faults }: TicketView): Promise<FaultView[]> => {
  if (faults.length === 0) return [];
  const all = await client.faults({ terminal, all: true, limit: 1000 });
  return all.filter((fault) => faults.includes(fault.id));
};

const childrenOf = async ({ client }: Desk, { number, children = [] }: TicketView): Promise<TicketView[]> =>
  children.length === 0 ? [] : client.tickets({ all: true, parent: number });

/** Steps that need no more words than a comment may give them. */
const steps = {
  accept: ["take it up", "受理"],
  contact: ["the site was called", "已联系现场"],
  work: ["working on it from afar", "远程处理中"],
  resume: ["go on after waiting", "等待结束，继续处理"],
  dispatch: [
    "somebody is on the way (--assign says who, --van with which van)",
    "已派人出发（--assign 指定人员，--van 指定车辆）",
  ],
  arrive: ["arrived on site", "已到场"],
  restore: ["service is back", "服务已恢复"],
  resolve: ["the work is done", "标记为已解决"],
  confirm: ["the customer confirms", "客户已确认"],
  close: ["close it", "关闭工单"],
  reopen: ["open it again", "重新打开"],
  leave: ["it is no part of its incident", "移出所属事件"],
} as const;
type Step = keyof typeof steps;
const stepOptions = Object.fromEntries(
  Object.entries(steps).map(([name, [en, zh]]) => [name, { summary: { en, "zh-CN": zh }, type: "boolean" as const }]),
);

/** Options whose value says it. */
const valued = {
  plan: (value: string): Change => ({ action: "plan", text: value }),
  wait: (value: string): Change => ({ action: "wait", reason: value as (typeof waitReasons)[number] }),
  queue: (value: string): Change => ({ action: "queue", queue: value as (typeof ticketQueues)[number] }),
  merge: (value: string): Change => ({ action: "merge", other: Number(value) }),
} as const;
type Valued = keyof typeof valued;

/** Every change that the options ask for. */
const asked = (args: Args): Change[] => {
  const { assign, van, ...values } = given(args, "assign", "van", ...(Object.keys(valued) as Valued[]));
  const done = (Object.keys(steps) as Step[]).filter((name) => args[name] === true);
  const split = args.split as string[];
  // Whom and from which van go with a dispatch; a name alone is an assignment, a van alone sends somebody.
  const sends = done.includes("dispatch") || van !== undefined;
  const dispatch: Change = {
    action: "dispatch",
    ...(assign === undefined ? {} : { assignee: assign }),
    ...(van === undefined ? {} : { van }),
  };
  return [
    ...done.filter((name) => name !== "dispatch").map((action): Change => ({ action })),
    ...(sends ? [dispatch] : []),
    ...(assign !== undefined && !sends ? [{ action: "assign", assignee: assign } as const] : []),
    ...Object.entries(values).map(([name, value]) => valued[name as Valued](value)),
    ...(split.length > 0 ? [{ action: "split", faults: split } as const] : []),
  ];
};

/** The one change that the options ask for. Throws `usage` if they ask for more. */
const changeOf = (args: Args, desk: Desk): Change | undefined => {
  const changes = asked(args);
  if (changes.length > 1) throw new AppError("usage", desk.t("ticket.oneAction"));
  const { comment } = given(args, "comment");
  const version = args.seen === undefined ? {} : { version: Number(args.seen) };
  const [change] = changes;
  if (change) return { ...(comment === undefined ? {} : { text: comment }), ...change, ...version };
  return comment === undefined ? undefined : { action: "comment", text: comment, ...version };
};

/** `Wang, 138 0000 0000`: a name, and a number behind the last comma. */
const contactOf = (words: string): NonNullable<OpenTicket["contact"]> => {
  const [, name = words, phone] = /^(.*?)\s*[,，]\s*([^,，]*)$/.exec(words.trim()) ?? [];
  return phone === undefined ? { name: name.trim() } : { name, phone };
};

const openOf = (args: Args, desk: Desk): OpenTicket => {
  const { terminal, title, severity, contact, comment, device, skill } = given(
    args,
    "terminal",
    "title",
    "severity",
    "contact",
    "comment",
    "device",
    "skill",
  );
  if (terminal === undefined || title === undefined) throw new AppError("usage", desk.t("ticket.newNeeds"));
  return {
    terminal,
    title,
    severity: (severity ?? "major") as OpenTicket["severity"],
    ...(contact === undefined ? {} : { contact: contactOf(contact) }),
    ...(comment === undefined ? {} : { text: comment }),
    ...(device === undefined ? {} : { device }),
    ...(skill === undefined ? {} : { skill: skill as NonNullable<OpenTicket["skill"]> }),
  };
};

const ticketOf = async (args: Args, desk: Desk): Promise<TicketView> => {
  if (text(args, "number") === "new") return desk.client.openTicket(openOf(args, desk));
  const number = Number(args.number);
  if (!Number.isInteger(number) || number < 1) throw new AppError("usage", desk.t("ticket.needsNumber"));
  if (args.terminal !== undefined) throw new AppError("usage", desk.t("ticket.oneNumber"));
  const change = changeOf(args, desk);
  return change ? desk.client.ticketAction({ number }, change) : desk.client.ticket({ number });
};

export default defineVerb({
  name: "ticket",
  group: "see",
  summary: {
    en: "One ticket; take it up, say what is done, resolve, close; merge, split; open one by hand",
    "zh-CN": "查看一张工单，或受理、登记进展、解决、关闭、合并、拆分；也可手工新建",
  },
  positionals: {
    number: { summary: { en: "ticket number, or `new`", "zh-CN": "工单号，或 new 新建" }, required: true },
    terminal: { summary: { en: "new: of this terminal", "zh-CN": "新建：所属终端" }, required: false },
  },
  options: {
    ...stepOptions,
    assign: { summary: { en: "give it to this person", "zh-CN": "指派给此人" } },
    van: { summary: { en: "somebody is on the way with this van", "zh-CN": "已派出此车辆" } },
    queue: { summary: { en: "hand it to this queue", "zh-CN": "转入此队列" }, choices: ticketQueues },
    merge: { summary: { en: "take this ticket in, which is closed", "zh-CN": "并入此工单，后者关闭" }, type: "number" },
    split: {
      summary: {
        en: "give this fault (may be repeated) a ticket of its own",
        "zh-CN": "将此故障（可多次）拆分为新工单",
      },
      many: true,
    },
    plan: { summary: { en: "how it will be mended", "zh-CN": "处理方案" } },
    wait: {
      summary: { en: "it waits, for whom or what", "zh-CN": "进入等待，说明等待对象" },
      choices: waitReasons,
    },
    comment: { summary: { en: "add a comment, also to another change", "zh-CN": "添加备注，也可与其他修改一起使用" } },
    title: { summary: { en: "new: what is wrong", "zh-CN": "新建：问题" } },
    severity: {
      summary: { en: "new: how bad it is; major if left out", "zh-CN": "新建：级别，默认 major" },
      choices: severities,
    },
    contact: { summary: { en: 'new: who called, "name, phone"', "zh-CN": "新建：联系人，“姓名，电话”" } },
    device: { summary: { en: "new: which device", "zh-CN": "新建：设备" } },
    skill: { summary: { en: "new: who is needed", "zh-CN": "新建：所需人员" }, choices: skills },
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
    [
      "roundsman ticket 3 --van van-3 --assign li",
      { en: "li is on the way; says what the van lacks", "zh-CN": "派 li 出发，并提示车辆缺件" },
    ],
    ["roundsman ticket 3 --merge 5", { en: "both are one matter", "zh-CN": "两单合为一单" }],
    [
      'roundsman ticket new kiosk-7 --title "screen stays dark" --contact "Wang, 138 0000 0000"',
      { en: "a customer called", "zh-CN": "客户来电报修" },
    ],
    ['roundsman ticket 3 --resolve --comment "belt changed"', { en: "done, with a note", "zh-CN": "标记已解决并备注" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const ticket = await ticketOf(args, desk);
    if (ui.json) ui.jsonOut(ticket);
    else printTicket(desk, { ticket, faults: await faultsOf(desk, ticket), children: await childrenOf(desk, ticket) });
    return exitCodes.ok;
  },
});
