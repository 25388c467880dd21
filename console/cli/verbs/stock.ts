import { defineVerb, deviceClasses, stockPlaceKinds } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";
import { stockActions } from "../stock.ts";

export default defineVerb({
  name: "stock",
  group: "act",
  summary: {
    en: "Spare parts: how many are where; receive, move, use, lend and return them",
    "zh-CN": "备件库存：数量与位置；入库、调拨、领用、借出与归还",
  },
  positionals: {
    action: {
      summary: {
        en: "list, parts (where each fits, what is used up soon), moves (what was booked), move (book), place (name a depot or van), want (minimum and pool)",
        "zh-CN":
          "list 库存，parts 备件目录与即将用尽的数量，moves 流水，move 登记，place 设置仓库或车辆，want 设置最低库存与备件池",
      },
      choices: Object.keys(stockActions),
      default: "list",
    },
    what: {
      summary: {
        en: "of move: receive, move, use, return, writeOff, loanOut, loanBack; of place: its id; of want: the part",
        "zh-CN":
          "move 的类型：receive 入库、move 调拨、use 领用、return 退回、writeOff 报废、loanOut 借出、loanBack 归还；place 的编号；want 的备件",
      },
      required: false,
    },
    name: { summary: { en: "of move: the part", "zh-CN": "move 的备件" }, required: false },
  },
  options: {
    from: { summary: { en: "place it leaves", "zh-CN": "来源位置" } },
    to: { summary: { en: "place it comes to", "zh-CN": "目标位置" } },
    ticket: {
      summary: { en: "ticket it is used on, or returned from", "zh-CN": "领用或退回的工单号" },
      type: "number",
    },
    terminal: { summary: { en: "terminal it is lent to, or comes back from", "zh-CN": "借用的终端" } },
    serial: { summary: { en: "serial number of the unit", "zh-CN": "序列号" } },
    quantity: { summary: { en: "how many; 1 if left out", "zh-CN": "数量，默认 1" }, type: "number" },
    reason: { summary: { en: "why; a write-off needs it", "zh-CN": "原因，报废时必填" } },
    "due-back": {
      summary: { en: "of loanOut: last day of the loan, 2026-12-31", "zh-CN": "loanOut 的应还日期，如 2026-12-31" },
    },
    key: {
      summary: {
        en: "for scripts: asked again with the same key, it is booked once",
        "zh-CN": "用于脚本：相同键值只登记一次",
      },
    },
    place: { summary: { en: "show this place only", "zh-CN": "仅此位置" } },
    part: { summary: { en: "show this part only", "zh-CN": "仅此备件" } },
    warnings: {
      summary: {
        en: "show only what is short, and loans that are overdue",
        "zh-CN": "仅列出不足的备件和逾期未还的借用",
      },
      type: "boolean",
      default: false,
    },
    check: {
      summary: {
        en: "exit with 1 if something is short or a loan is overdue",
        "zh-CN": "有备件不足或借用逾期时以 1 退出",
      },
      type: "boolean",
      default: false,
    },
    limit: { summary: { en: "at most so many moves", "zh-CN": "流水最多条数" }, type: "number", default: 50 },
    kind: { summary: { en: "of a place", "zh-CN": "位置类型" }, choices: stockPlaceKinds },
    title: { summary: { en: "name of a place for people", "zh-CN": "位置名称" } },
    keeper: { summary: { en: "who answers for a place", "zh-CN": "负责人" } },
    closed: { summary: { en: "the place is given up", "zh-CN": "停用此位置" }, type: "boolean", default: false },
    minimum: {
      summary: { en: "wanted in all depots and vans together", "zh-CN": "所有仓库与车辆合计最低库存" },
      type: "number",
    },
    pool: {
      summary: { en: "wanted in per cent of the installed units", "zh-CN": "备件池：占在用数量的百分比" },
      type: "number",
    },
    class: { summary: { en: "devices a part belongs to", "zh-CN": "备件所属设备类别" }, choices: deviceClasses },
  },
  examples: [
    ["roundsman stock --warnings", { en: "what is to be ordered", "zh-CN": "需要补货的备件" }],
    ["roundsman stock place van-3 --kind van --keeper li", { en: "name a van", "zh-CN": "设置一辆服务车" }],
    [
      'roundsman stock move receive "receipt printer" --to depot-1 --serial X4F1',
      { en: "a new unit came in", "zh-CN": "新备件入库" },
    ],
    [
      'roundsman stock move use "receipt printer" --from van-3 --ticket 41 --serial X4F1',
      { en: "it was put into a kiosk", "zh-CN": "在工单中领用" },
    ],
    [
      'roundsman stock want "receipt printer" --minimum 2 --pool 5',
      { en: "never fewer than two", "zh-CN": "至少保留两台" },
    ],
  ],
  async run(args, ui) {
    const action = stockActions[String(args.action)] ?? stockActions.list;
    return (action as NonNullable<typeof action>)(openDesk(args, ui), args);
  },
});
