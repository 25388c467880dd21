import type { Column, NotificationView } from "../../../contract/index.ts";
import { defineVerb, exitCodes, notificationStates } from "../../../contract/plain.ts";
import { type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Message", "zh-CN": "消息" } },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "What", "zh-CN": "内容" } },
  { title: { en: "To", "zh-CN": "收件人" }, priority: 2 },
  { title: { en: "Channel", "zh-CN": "渠道" }, priority: 1 },
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Tries", "zh-CN": "次数" }, align: "right", priority: 4 },
  { title: { en: "Last answer", "zh-CN": "最近结果" }, priority: 3 },
];

const tones = { queued: "warn", sending: "plain", sent: "good", failed: "bad" } as const;

const rowOf = ({ ui, t, at }: Desk, view: NotificationView): string[] => [
  view.id,
  ui.paint(tones[view.state], t(`notification.${view.state}`)),
  view.subject,
  view.to ?? "",
  view.channel,
  at(view.finishedAt ?? view.dueAt),
  String(view.tries),
  view.error ?? view.note ?? "",
];

export default defineVerb({
  name: "notifications",
  group: "see",
  summary: {
    en: "Messages that wait, went out or were given up",
    "zh-CN": "待发、已发和放弃发送的消息",
  },
  options: {
    state: { summary: { en: "only those", "zh-CN": "仅此状态" }, choices: notificationStates },
    channel: { summary: { en: "of this channel only", "zh-CN": "仅此渠道" } },
    limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 50 },
    retry: { summary: { en: "try this one again that was given up", "zh-CN": "重新发送这条已放弃的消息" } },
  },
  examples: [
    ["roundsman notifications --state failed", { en: "who was not reached", "zh-CN": "哪些消息未送达" }],
    ["roundsman notifications --retry 4f2a9c01d2e3f4a5b6c7", { en: "once more", "zh-CN": "再发一次" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const [retry, channel, state] = ["retry", "channel", "state"].map((name) => optional(args, name));
    const views =
      retry === undefined
        ? await desk.client.notifications({
            limit: Number(args.limit),
            ...(channel === undefined ? {} : { channel }),
            ...(state === undefined ? {} : { state: state as NotificationView["state"] }),
          })
        : [await desk.client.retryNotification({ id: retry }, {})];
    if (ui.json) ui.jsonOut(views);
    else if (views.length === 0) ui.out(desk.t("notification.none"));
    else
      ui.table(
        columns,
        views.map((view) => rowOf(desk, view)),
      );
    return exitCodes.ok;
  },
});
