import { defineVerb } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";
import { onCallActions } from "../on-call.ts";

export default defineVerb({
  name: "on-call",
  group: "act",
  summary: {
    en: "Who is on duty: rotas, overrides and swaps, who would be called, calls, calendars",
    "zh-CN": "值班：值班表、替班与换班、呼叫演练、通话记录、日历订阅",
  },
  positionals: {
    action: {
      summary: {
        en: "now, duties (--from --to), override, swap, cancel, changes, test (who would be called), log (pages and calls), feed (calendar address), plan, set (rotas and paths from a file)",
        "zh-CN":
          "now 当前值班，duties 值班安排（--from --to），override 替班，swap 换班，cancel 取消变更，changes 变更列表，test 呼叫演练，log 呼叫与通话记录，feed 日历订阅地址，plan 当前方案，set 由文件设置值班表与升级路径",
      },
      choices: Object.keys(onCallActions),
      default: "now",
    },
    what: {
      summary: {
        en: "of test: the queue; of feed: the person; of cancel: the number; of set: the file",
        "zh-CN": "test 的队列；feed 的人员；cancel 的编号；set 的文件",
      },
      required: false,
    },
  },
  options: {
    rota: { summary: { en: "this rota", "zh-CN": "值班表" } },
    person: { summary: { en: "whose; of an override: who stands in", "zh-CN": "人员；override 为替班人" } },
    from: {
      summary: {
        en: "2026-12-24T18:00 or 2026-12-24, by the clocks of the rota's zone",
        "zh-CN": "起始，2026-12-24T18:00 或 2026-12-24，按值班表时区",
      },
    },
    to: { summary: { en: "likewise; a day is meant to its end", "zh-CN": "截止，同上；仅日期表示到当日结束" } },
    with: { summary: { en: "of a swap: the other person", "zh-CN": "swap：对方" } },
    "with-from": { summary: { en: "of a swap: beginning of the other's duties", "zh-CN": "swap：对方值班起始" } },
    "with-to": { summary: { en: "of a swap: end of the other's duties", "zh-CN": "swap：对方值班截止" } },
    why: { summary: { en: "why", "zh-CN": "原因" } },
    seen: {
      summary: {
        en: "version of the rota (of `set`: of the plan) you saw: refused if somebody was quicker",
        "zh-CN": "所见的值班表版本（set 为方案版本）：若已被他人修改则拒绝",
      },
      type: "number",
    },
    ticket: { summary: { en: "of log: this ticket", "zh-CN": "log：工单号" }, type: "number" },
    minutes: { summary: { en: "of log: length of a telephone call", "zh-CN": "log：通话分钟数" }, type: "number" },
    result: { summary: { en: "of log: what came of the call", "zh-CN": "log：通话结果" } },
    list: {
      summary: { en: "of feed: whose calendars have an address", "zh-CN": "feed：列出已有订阅地址的人员" },
      type: "boolean",
      default: false,
    },
    revoke: {
      summary: { en: "of feed: the address works no longer", "zh-CN": "feed：使订阅地址失效" },
      type: "boolean",
      default: false,
    },
    check: {
      summary: {
        en: "of set, override, swap: only say what is wrong, and what would change",
        "zh-CN": "set、override、swap：仅检查并列出会有的变化",
      },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ["roundsman on-call", { en: "who is on duty now, and who comes next", "zh-CN": "当前值班与下一位" }],
    [
      "roundsman on-call --from 2026-12-01 --to 2026-12-31 --rota first-line",
      { en: "a rota's duties", "zh-CN": "某值班表的安排" },
    ],
    [
      'roundsman on-call override --rota first-line --person li --from 2026-12-24T18:00 --to 2026-12-25T09:00 --why "Eva is ill"',
      { en: "somebody stands in", "zh-CN": "安排替班" },
    ],
    ["roundsman on-call test remote", { en: "who would be called now", "zh-CN": "演练：现在会通知谁" }],
    [
      'roundsman on-call log --ticket 7 --minutes 12 --result "restarted by phone"',
      { en: "write a call down", "zh-CN": "登记一次通话" },
    ],
    ["roundsman on-call feed eva", { en: "a calendar to subscribe to", "zh-CN": "生成日历订阅地址" }],
  ],
  async run(args, ui) {
    const planned =
      args.action === "now" && (args.from !== undefined || args.to !== undefined || args.person !== undefined);
    const action = onCallActions[planned ? "duties" : String(args.action)] ?? onCallActions.now;
    return (action as NonNullable<typeof action>)(openDesk(args, ui), args);
  },
});
