import type { Column, NotifyChannelView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Channel", "zh-CN": "渠道" } },
  { title: { en: "Kind", "zh-CN": "类型" } },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "Waiting", "zh-CN": "待发" }, align: "right" },
  { title: { en: "Sent", "zh-CN": "已发" }, align: "right", priority: 1 },
  { title: { en: "Given up", "zh-CN": "放弃" }, align: "right" },
  { title: { en: "How often it arrives", "zh-CN": "送达次数" }, priority: 2 },
];

const stateText = ({ ui, t, at }: Desk, { failures, error = "", nextTryAt }: NotifyChannelView): string => {
  if (failures === 0) return ui.paint("good", t("notification.well"));
  const next = nextTryAt === undefined ? "" : t("brackets", { text: t("notification.next", { time: at(nextTryAt) }) });
  return ui.paint("bad", t("notification.down", { failures, error })) + next;
};

const list = async (desk: Desk): Promise<number> => {
  const channels = await desk.client.notifyChannels();
  if (desk.ui.json) desk.ui.jsonOut(channels);
  else if (channels.length === 0) desk.ui.out(desk.t("notification.noChannels"));
  else
    desk.ui.table(
      columns,
      channels.map((one) => [
        one.name,
        one.kind,
        stateText(desk, one),
        String(one.queued),
        String(one.sent),
        String(one.failed),
        one.promise[desk.language],
      ]),
    );
  return exitCodes.ok;
};

/** Exit code 0 if it arrived, 1 if it was refused, 2 if nothing is known yet. */
const test = async (desk: Desk, args: Args): Promise<number> => {
  const channel = optional(args, "channel");
  if (channel === undefined) throw new AppError("usage", desk.t("notification.whichChannel"));
  const to = optional(args, "to");
  const view = await desk.client.testChannel({ id: channel }, to === undefined ? {} : { to });
  const { state, error = "", note = "", to: sentTo = "" } = view;
  if (desk.ui.json) desk.ui.jsonOut(view);
  else if (state === "sent") desk.ui.out(desk.t("notification.arrived", { channel, to: sentTo, note }).trim());
  else if (state === "failed") desk.ui.err(desk.t("notification.refused", { channel, error }));
  else desk.ui.err(desk.t("notification.underWay", { channel, id: view.id }));
  return { sent: exitCodes.ok, failed: exitCodes.faulty, queued: exitCodes.noAnswer, sending: exitCodes.noAnswer }[
    state
  ];
};

export default defineVerb({
  name: "notify",
  group: "act",
  summary: {
    en: "Ways messages go out: list them, or send a test",
    "zh-CN": "消息渠道：列出，或发送测试消息",
  },
  positionals: {
    action: {
      summary: { en: "what to do", "zh-CN": "操作" },
      choices: ["channels", "test"],
      required: true,
    },
    channel: { summary: { en: "of `test`: the channel", "zh-CN": "test 的渠道名" }, required: false },
  },
  options: {
    to: {
      summary: {
        en: "recipient; else the first of the channel's subscriptions",
        "zh-CN": "收件人；缺省为该渠道订阅中的第一个",
      },
    },
  },
  examples: [
    ["roundsman notify channels", { en: "which there are, and whether they work", "zh-CN": "有哪些渠道，是否正常" }],
    [
      "roundsman notify test mail --to eva@kiosk.example",
      { en: "exit code 0 arrived, 1 refused, 2 not known yet", "zh-CN": "退出码：0 已送达，1 被拒绝，2 尚未知" },
    ],
  ],
  run(args, ui) {
    const desk = openDesk(args, ui);
    return args.action === "test" ? test(desk, args) : list(desk);
  },
});
