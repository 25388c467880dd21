import type { Localized, PoliciesView, SettingInForce } from "../../contract/index.ts";
import type { BrokerConfig } from "../config.ts";
import { defaultPolicy } from "../diagnostics/policy.ts";

type Config = Pick<BrokerConfig, "serviceLevel" | "diagnostics" | "incidents" | "notify">;

type Value = string | number | boolean | readonly string[];
const said = (value: Value): string => (typeof value === "object" ? value.join(", ") : String(value));
const set = (key: string, value: Value, en: string, zh: string): SettingInForce => ({
  key,
  value: said(value),
  text: { en, "zh-CN": zh },
});
const fixed = (value: Value, text: Localized): SettingInForce => ({ value: said(value), text });

const hours = defaultPolicy.windowMs / 3_600_000;

/** Limits of automatic diagnostics that no setting moves (promise R17). */
const budgets: readonly SettingInForce[] = [
  fixed(defaultPolicy.runsPerDevice, {
    en: `diagnoses of one device within ${hours} h`,
    "zh-CN": `每台设备 ${hours} 小时内自动诊断次数`,
  }),
  fixed(defaultPolicy.runsPerFleet, {
    en: `diagnoses of the whole fleet within ${hours} h`,
    "zh-CN": `全网 ${hours} 小时内自动诊断次数`,
  }),
  fixed(defaultPolicy.commandsPerDevice, {
    en: `disturbing commands to one device within ${hours} h`,
    "zh-CN": `每台设备 ${hours} 小时内有影响的命令数`,
  }),
  fixed(defaultPolicy.commandsPerFleet, {
    en: `disturbing commands to the whole fleet within ${hours} h`,
    "zh-CN": `全网 ${hours} 小时内有影响的命令数`,
  }),
  fixed(defaultPolicy.failuresPerRunbook, {
    en: "terminals one runbook may fail on before it stops disturbing",
    "zh-CN": "同一流程在多少台终端无效后不再发送有影响的命令",
  }),
  fixed(defaultPolicy.maxRunning, { en: "diagnoses at once", "zh-CN": "同时进行的诊断数" }),
];

/** Settings that say what is promised and what happens by itself, each with the key that changes it. */
export const settingsInForce = ({ serviceLevel, diagnostics, incidents, notify }: Config): PoliciesView["settings"] => {
  const { retry, channels, subscriptions } = notify;
  return [
    {
      area: "serviceLevel",
      of: [
        set(
          "serviceLevel.policy",
          serviceLevel.policy,
          "policy where no contract says otherwise",
          "无合同约定时采用的策略",
        ),
      ],
    },
    {
      area: "diagnostics",
      of: [
        set("diagnostics.automatic", diagnostics.automatic, "runbooks run by themselves", "处置流程自动运行"),
        ...budgets,
      ],
    },
    {
      area: "incidents",
      of: [
        set(
          "incidents.minimum",
          incidents.minimum,
          "tickets with one cause that are one incident",
          "同一原因的工单达到此数合并为事件",
        ),
        set(
          "incidents.withinMinutes",
          incidents.withinMinutes,
          "minutes within which they were opened",
          "在此分钟数内创建",
        ),
      ],
    },
    {
      area: "notify",
      of: [
        set("notify.channels", Object.keys(channels), "ways messages go out", "通知通道"),
        set(
          "notify.subscriptions",
          subscriptions.map(({ name }) => name),
          "who is told of what",
          "订阅",
        ),
        set("notify.zone", notify.zone, "time zone of times in messages", "消息所用时区"),
        set("notify.retry.firstS", retry.firstS, "seconds until the second attempt", "首次重试前的秒数"),
        set(
          "notify.retry.mostMinutes",
          retry.mostMinutes,
          "longest pause between attempts, minutes",
          "重试间隔上限（分钟）",
        ),
        set("notify.retry.giveUpHours", retry.giveUpHours, "hours until a message is given up", "放弃前的小时数"),
        set("notify.keepDays", notify.keepDays, "days ended messages are kept", "已结束消息保留天数"),
      ],
    },
  ];
};
