import type { ActOnVisit, PlanVisit, VisitAction, VisitOutcome, VisitView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, visitOutcomes } from "../../../contract/plain.ts";
import { readMoment } from "../../i18n/times.ts";
import { given } from "../between.ts";
import { type Args, type Desk, openDesk, optional, text } from "../desk.ts";
import { printVisit } from "../visit.ts";

const moment = (given: string, { t }: Desk): number => {
  const at = readMoment(given);
  if (at === undefined) throw new AppError("usage", t("visit.badTime", { given }));
  return at;
};

/** Options that say nothing more than that it was done. */
const plain = { "on-the-way": "leaveFor", arrive: "arrive", leave: "depart" } as const satisfies Readonly<
  Record<string, VisitAction>
>;
/** Options whose value is a field of the action. */
const valued = { swap: "device", sign: "name", cancel: "text", missed: "text" } as const;
const actionOf: Readonly<Record<keyof typeof valued, VisitAction>> = {
  swap: "swap",
  sign: "sign",
  cancel: "cancel",
  missed: "miss",
};

type Change = Omit<ActOnVisit, "key" | "at" | "version">;

/** A test or a cleaning may name a device, and need not: `--tested ""` is the whole machine. */
const on = (args: Args, option: string, action: "test" | "clean"): Change[] => {
  const device = optional(args, option);
  return device === undefined ? [] : [{ action, ...(device === "" ? {} : { device }) }];
};

const movedTo = (args: Args, desk: Desk): Change => {
  const { move = "", to, zone, technician } = given(args, "move", "to", "zone", "technician");
  if (to === undefined) throw new AppError("usage", desk.t("visit.needs", { action: "--move", option: "to" }));
  const more = { ...(zone === undefined ? {} : { zone }), ...(technician === undefined ? {} : { technician }) };
  return {
    action: "move",
    from: moment(move, desk),
    to: moment(to, desk),
    ...more,
    ...(args.force ? { force: true } : {}),
  };
};

const swapOf = (args: Args, desk: Desk): Partial<ActOnVisit> => {
  const {
    item,
    old,
    new: fresh,
    stock,
    "return-to": returnTo,
  } = given(args, "item", "old", "new", "stock", "return-to");
  if (item === undefined) throw new AppError("usage", desk.t("visit.needs", { action: "--swap", option: "item" }));
  return {
    item,
    ...(old === undefined ? {} : { oldSerial: old }),
    ...(fresh === undefined ? {} : { newSerial: fresh }),
    ...(stock === undefined ? {} : { stock }),
    ...(returnTo === undefined ? {} : { returnTo }),
  };
};

/** The one thing that the options say. Throws `usage` if they say more. */
const changeOf = (args: Args, desk: Desk): Change | undefined => {
  const note = given(args, "note").note;
  const changes: Change[] = [
    ...Object.entries(plain).flatMap(([option, action]) => (args[option] === true ? [{ action }] : [])),
    ...(Object.keys(valued) as (keyof typeof valued)[]).flatMap((option): Change[] => {
      const value = optional(args, option);
      return value === undefined ? [] : [{ action: actionOf[option], [valued[option]]: value }];
    }),
    ...on(args, "tested", "test"),
    ...on(args, "cleaned", "clean"),
    ...(args.move === undefined ? [] : [movedTo(args, desk)]),
  ];
  if (changes.length > 1) throw new AppError("usage", desk.t("visit.oneAction"));
  const [change] = changes;
  if (!change) return note === undefined ? undefined : { action: "note", text: note };
  const said = note === undefined || change.text !== undefined ? {} : { text: note };
  const outcome = change.action === "depart" ? given(args, "outcome").outcome : undefined;
  return {
    ...change,
    ...said,
    ...(change.action === "swap" ? swapOf(args, desk) : {}),
    ...(outcome === undefined ? {} : { outcome: outcome as VisitOutcome }),
  };
};

const requestOf = (args: Args, desk: Desk): ActOnVisit | undefined => {
  const change = changeOf(args, desk);
  const { at, key } = given(args, "at", "key");
  return (
    change && {
      ...change,
      ...(at === undefined ? {} : { at: moment(at, desk) }),
      ...(key === undefined ? {} : { key }),
      ...(args.seen === undefined ? {} : { version: Number(args.seen) }),
    }
  );
};

const planOf = (args: Args, desk: Desk): PlanVisit => {
  const options = given(args, "technician", "from", "to", "terminal", "zone", "contact", "phone", "note", "key");
  const { technician, from, to, terminal, zone, contact, phone, note, key } = options;
  for (const option of ["technician", "from", "to"] as const)
    if (options[option] === undefined) throw new AppError("usage", desk.t("visit.needs", { action: "new", option }));
  return {
    technician: technician ?? "",
    from: moment(from ?? "", desk),
    to: moment(to ?? "", desk),
    ...(args.ticket === undefined ? {} : { ticket: Number(args.ticket) }),
    ...(terminal === undefined ? {} : { terminal }),
    ...(zone === undefined ? {} : { zone }),
    ...(contact === undefined ? {} : { contact: { name: contact, ...(phone === undefined ? {} : { phone }) } }),
    ...(note === undefined ? {} : { note }),
    ...(key === undefined ? {} : { key }),
    ...(args.force ? { force: true } : {}),
  };
};

const numberOf = (args: Args, { t }: Desk): number => {
  const number = Number(text(args, "visit"));
  if (!Number.isInteger(number) || number < 1) throw new AppError("usage", t("visit.needsNumber"));
  return number;
};

const ask = (args: Args, desk: Desk): Promise<VisitView> => {
  if (args.visit === "new") return desk.client.planVisit(planOf(args, desk));
  const number = numberOf(args, desk);
  const request = requestOf(args, desk);
  return request ? desk.client.visitAction({ number }, request) : desk.client.visit({ number });
};

export default defineVerb({
  name: "visit",
  group: "act",
  summary: {
    en: "One visit: its work order and what the terminal saw; plan it, say what was done",
    "zh-CN": "单次上门：作业单与终端所见；预约、登记现场进展",
  },
  positionals: {
    visit: { summary: { en: "its number, or `new`", "zh-CN": "编号，或 new 新建预约" }, required: true },
  },
  options: {
    ticket: { summary: { en: "new: for this ticket", "zh-CN": "新建：所属工单" }, type: "number" },
    terminal: { summary: { en: "new: inspection round of this terminal", "zh-CN": "新建：巡检此终端" } },
    technician: { summary: { en: "new, --move: who goes there", "zh-CN": "新建、改期：上门人员" } },
    from: {
      summary: {
        en: "new: from when, 2026-11-23T09:00 (local) or with +08:00",
        "zh-CN": "新建：开始时间，如 2026-11-23T09:00（本地）或加 +08:00",
      },
    },
    to: { summary: { en: "new, --move: until when", "zh-CN": "新建、改期：结束时间" } },
    zone: { summary: { en: "new, --move: time zone of the site", "zh-CN": "新建、改期：现场时区" } },
    contact: { summary: { en: "new: whom to ask for at the site", "zh-CN": "新建：现场联系人" } },
    phone: { summary: { en: "new: their phone number", "zh-CN": "新建：联系电话" } },
    force: {
      summary: { en: "also if the technician has another appointment then", "zh-CN": "即使该技术员另有安排" },
      type: "boolean",
      default: false,
    },
    "on-the-way": { summary: { en: "on the way", "zh-CN": "已出发" }, type: "boolean" },
    arrive: { summary: { en: "arrived", "zh-CN": "已到场" }, type: "boolean" },
    swap: { summary: { en: "this device, or a part in it, was swapped", "zh-CN": "更换了此设备或其中部件" } },
    item: {
      summary: { en: "with --swap: the part, as the stock calls it", "zh-CN": "与 --swap 一起：部件名称（按库存）" },
    },
    old: { summary: { en: "with --swap: serial number of the old part", "zh-CN": "与 --swap 一起：旧件序列号" } },
    new: { summary: { en: "with --swap: serial number of the new part", "zh-CN": "与 --swap 一起：新件序列号" } },
    stock: {
      summary: {
        en: "with --swap: where it came from; else the technician's van",
        "zh-CN": "与 --swap 一起：取自何处，默认技术员的车",
      },
    },
    "return-to": { summary: { en: "with --swap: where the old part goes", "zh-CN": "与 --swap 一起：旧件去向" } },
    tested: {
      summary: { en: 'tested, this device or (with "") all of it', "zh-CN": '已测试：设备名，或 "" 表示整机' },
    },
    cleaned: {
      summary: { en: 'cleaned, this device or (with "") all of it', "zh-CN": '已清洁：设备名，或 "" 表示整机' },
    },
    leave: { summary: { en: "left", "zh-CN": "已离场" }, type: "boolean" },
    outcome: {
      summary: { en: "with --leave: what came of it", "zh-CN": "与 --leave 一起：结果" },
      choices: visitOutcomes,
    },
    sign: { summary: { en: "signed for the site by this person", "zh-CN": "现场签字人" } },
    move: { summary: { en: "another appointment, from when; needs --to", "zh-CN": "改期：新的开始时间，需 --to" } },
    cancel: { summary: { en: "cancelled, and why", "zh-CN": "取消及原因" } },
    missed: { summary: { en: "it did not take place, and why", "zh-CN": "未成行及原因" } },
    note: { summary: { en: "a note, also to something else", "zh-CN": "备注，也可与其他项一起" } },
    at: { summary: { en: "when it happened, if not now", "zh-CN": "发生时间，默认现在" } },
    key: {
      summary: {
        en: "for scripts: asked again with the same key, it is done once",
        "zh-CN": "用于脚本：相同键值只执行一次",
      },
    },
    seen: {
      summary: { en: "only if nobody changed it since this version", "zh-CN": "仅当此版本之后无人修改时才执行" },
      type: "number",
    },
  },
  examples: [
    ["roundsman visit 3", { en: "the work order, and what the terminal saw", "zh-CN": "作业单与终端所见" }],
    [
      "roundsman visit new --ticket 7 --technician li --from 2026-11-23T09:00 --to 2026-11-23T11:00",
      { en: "plan it", "zh-CN": "预约上门" },
    ],
    [
      'roundsman visit 3 --swap cash-1 --item "cash acceptor head" --old 07KI1 --new 07KI2',
      { en: "a part was swapped", "zh-CN": "登记换件" },
    ],
    ["roundsman visit 3 --leave --outcome resolved", { en: "done", "zh-CN": "完成离场" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const visit = await ask(args, desk);
    if (ui.json) ui.jsonOut(visit);
    else printVisit(desk, visit);
    return exitCodes.ok;
  },
});
