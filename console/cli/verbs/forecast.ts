import type { Column, ForecastView } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { measureText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Due", "zh-CN": "预计日期" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "What", "zh-CN": "项目" } },
  { title: { en: "Used", "zh-CN": "已用" }, align: "right" },
  { title: { en: "Left", "zh-CN": "剩余" }, align: "right", priority: 1 },
  { title: { en: "A day", "zh-CN": "日均" }, align: "right", priority: 2 },
  { title: { en: "Watched", "zh-CN": "观察时长" }, align: "right", priority: 3 },
];

/** From here on a part is due (the rules say the same), and a supply wants somebody soon. */
const nearly = 0.9;
const soonMs = 3 * 86_400_000;

const dueText = ({ ui, t }: Desk, { dueAt, share = 0, left, at }: ForecastView): string => {
  if (left === 0 || share >= 1) return ui.paint("bad", t("forecast.now"));
  if (dueAt === undefined) return ui.paint("dim", share >= nearly ? t("forecast.soon") : "-");
  const day = absolute(dueAt).slice(0, 10);
  return dueAt - at < soonMs ? ui.paint("warn", absolute(dueAt).slice(0, 16)) : day;
};

/** Two digits are enough of a mean. */
const rounded = (n: number): number => (n < 10 ? Math.round(n * 10) / 10 : Math.round(n));

const shareText = ({ ui }: Desk, share: number | undefined): string =>
  share === undefined ? "" : ui.paint(share >= nearly ? "warn" : "plain", `${Math.floor(share * 100)} %`);

const rowOf = (desk: Desk, view: ForecastView): string[] => [
  dueText(desk, view),
  view.terminal,
  view.device,
  view.title[desk.language],
  shareText(desk, view.share),
  measureText(view.measure, view.left, desk.language),
  view.perDay === undefined ? "" : measureText(view.measure, rounded(view.perDay), desk.language),
  desk.t("forecast.watched", { hours: Math.floor(view.watchedHours) }),
];

export default defineVerb({
  name: "forecast",
  group: "see",
  summary: {
    en: "What is used up when: paper, cash boxes, wearing parts",
    "zh-CN": "预计何时用尽：纸卷、钞箱和易损件",
  },
  positionals: {
    terminal: { summary: { en: "this terminal only", "zh-CN": "仅此终端" }, required: false },
  },
  options: {
    days: {
      summary: { en: "only what is due within so many days", "zh-CN": "仅列出多少天内到期的项目" },
      type: "number",
    },
    spare: { summary: { en: "only what this spare part renews", "zh-CN": "仅列出使用此备件的项目" } },
  },
  examples: [
    ["roundsman forecast --days 7", { en: "what the next week's round should carry", "zh-CN": "下周巡检应携带什么" }],
    ["roundsman forecast kiosk-001", { en: "everything of one terminal", "zh-CN": "单台终端的全部项目" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = optional(args, "terminal");
    const spare = optional(args, "spare");
    const days = args.days as number | undefined;
    const views = await desk.client.forecasts({
      ...(terminal === undefined ? {} : { terminal }),
      ...(days === undefined ? {} : { days }),
      ...(spare === undefined ? {} : { spare }),
    });
    if (ui.json) ui.jsonOut(views);
    else if (views.length === 0) ui.out(desk.t("forecast.none"));
    else
      ui.table(
        columns,
        views.map((view) => rowOf(desk, view)),
      );
    return exitCodes.ok;
  },
});
