import { AppError, defineVerb, severities } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";
import { rehearse } from "../rehearse.ts";
import { ruleActions } from "../rules.ts";

const actions = { ...ruleActions, rehearse };
const yesNo = ["yes", "no"];

export default defineVerb({
  name: "rules",
  group: "act",
  summary: {
    en: "Fault rules: what they look at, their settings, and what other settings would have done",
    "zh-CN": "故障规则：监测内容、设置，以及用历史读数预演其他设置",
  },
  positionals: {
    action: {
      summary: {
        en: "list, show, set, reset (back to delivery), rehearse (replay the last days with other settings)",
        "zh-CN": "list 列出，show 详情，set 设置，reset 恢复出厂，rehearse 用最近数天的读数预演",
      },
      choices: Object.keys(actions),
      default: "list",
    },
    rule: {
      summary: { en: "id of a rule; of list: words in it", "zh-CN": "规则编号；list 时为关键词" },
      required: false,
    },
  },
  options: {
    class: { summary: { en: "of list: this device class", "zh-CN": "list：设备类别" } },
    changed: {
      summary: { en: "of list: only what is not as delivered", "zh-CN": "list：仅列出已修改的规则" },
      type: "boolean",
      default: false,
    },
    hold: { summary: { en: "opens after: 90s, 20m, 2h", "zh-CN": "持续多久报故障：90s、20m、2h" } },
    "clear-hold": { summary: { en: "closes after", "zh-CN": "消除多久关闭" } },
    severity: { summary: { en: "how bad", "zh-CN": "级别" }, choices: severities },
    flap: {
      summary: { en: "flaps after so many openings in a time: 5/30m", "zh-CN": "时有时无判定：次数/时长，如 5/30m" },
    },
    ticket: { summary: { en: "makes a ticket", "zh-CN": "是否生成工单" }, choices: yesNo },
    automatic: { summary: { en: "its runbook runs by itself", "zh-CN": "处置流程是否自动运行" }, choices: yesNo },
    raise: { summary: { en: "limit from where it is a fault", "zh-CN": "报故障的限值" }, type: "number" },
    clear: { summary: { en: "limit from where it is none again", "zh-CN": "消除的限值" }, type: "number" },
    on: { summary: { en: "it looks", "zh-CN": "启用" }, type: "boolean" },
    off: { summary: { en: "it does not look, its faults close", "zh-CN": "停用并关闭其故障" }, type: "boolean" },
    why: { summary: { en: "of set, reset: the reason", "zh-CN": "set、reset：原因" } },
    days: {
      summary: { en: "of rehearse: so many days back, 1 to 90", "zh-CN": "rehearse：回放天数，1 到 90" },
      type: "number",
      default: 7,
    },
    site: { summary: { en: "of rehearse: this site only", "zh-CN": "rehearse：仅此站点" } },
    terminal: { summary: { en: "of rehearse: this terminal only", "zh-CN": "rehearse：仅此终端" } },
    timeout: {
      summary: { en: "of rehearse: seconds to follow it", "zh-CN": "rehearse：最长秒数" },
      type: "number",
      default: 600,
    },
  },
  examples: [
    ["roundsman rules list paper", { en: "rules with this word", "zh-CN": "查找规则" }],
    ["roundsman rules show host.temperature.high", { en: "one rule in full", "zh-CN": "规则详情" }],
    [
      "roundsman rules rehearse host.temperature.high --raise 90 --days 30",
      {
        en: "exit code 0 nothing would change, 1 some faults would, 2 not brought to its end",
        "zh-CN": "退出码：0 无变化，1 有变化，2 未完成",
      },
    ],
    [
      'roundsman rules set host.temperature.high --raise 90 --why "hall without cooling"',
      { en: "put into force", "zh-CN": "使设置生效" },
    ],
    [
      'roundsman rules reset host.temperature.high --why "cooling is back"',
      { en: "as delivered", "zh-CN": "恢复出厂" },
    ],
  ],
  async run(args, ui) {
    const action = actions[String(args.action) as keyof typeof actions];
    if (!action) throw new AppError("usage", String(args.action));
    return action(openDesk(args, ui), args);
  },
});
