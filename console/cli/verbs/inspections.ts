import type { Column, InspectionDue, InspectionRound, Tone } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { actorText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { type Desk, openDesk, optional } from "../desk.ts";

const dueColumns: readonly Column[] = [
  { title: { en: "Due", "zh-CN": "到期日" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Site", "zh-CN": "站点" }, priority: 1 },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "Last round", "zh-CN": "上次巡检" }, priority: 2 },
  { title: { en: "Contract", "zh-CN": "合同" }, priority: 3 },
  { title: { en: "Every", "zh-CN": "周期" }, priority: 4, align: "right" },
];
const doneColumns: readonly Column[] = [
  { title: { en: "Round", "zh-CN": "巡检编号" }, align: "right" },
  { title: { en: "Finished", "zh-CN": "完成时间" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Result", "zh-CN": "结果" } },
  { title: { en: "By", "zh-CN": "巡检人" }, priority: 1 },
  { title: { en: "Not as it should be", "zh-CN": "异常项目" }, priority: 2 },
];

const tones: Readonly<Record<InspectionDue["state"], Tone>> = { later: "plain", soon: "warn", overdue: "bad" };
const resultTones: Readonly<Record<InspectionRound["result"], Tone>> = {
  ok: "good",
  notOk: "bad",
  cannotTell: "warn",
  notFitted: "dim",
};

const stateText = ({ ui, t }: Desk, { state, days, open }: InspectionDue): string => {
  const text = t(days < 0 ? "inspection.over" : "inspection.left", { days: Math.abs(days) });
  return ui.paint(tones[state], text) + (open === undefined ? "" : t("brackets", { text: t("inspection.begun") }));
};

const dueRow = (desk: Desk, view: InspectionDue): string[] => [
  view.due,
  view.terminal,
  view.site,
  stateText(desk, view),
  view.last ? absolute(view.last.at).slice(0, 10) : desk.ui.paint("dim", desk.t("inspection.never")),
  view.contract ?? "",
  desk.t("inspection.months", { months: view.months }),
];

const doneRow = ({ ui, t, language }: Desk, round: InspectionRound): string[] => [
  String(round.number),
  absolute(round.finishedAt ?? 0).slice(0, 16),
  round.terminal,
  ui.paint(resultTones[round.result], t(`inspection.result.${round.result}`)),
  actorText(round.finishedBy ?? "", language),
  round.items
    .filter(({ result }) => result === "notOk")
    .map(({ title }) => title[language])
    .join(t("comma")),
];

export default defineVerb({
  name: "inspections",
  group: "see",
  summary: { en: "Which inspection rounds are due, and which were made", "zh-CN": "哪些巡检即将到期，哪些已完成" },
  positionals: {
    terminal: { summary: { en: "this terminal only", "zh-CN": "仅此终端" }, required: false },
  },
  options: {
    days: {
      summary: { en: "only what is due within so many days", "zh-CN": "仅列出多少天内到期的巡检" },
      type: "number",
    },
    done: {
      summary: { en: "the rounds that were made, newest first", "zh-CN": "已完成的巡检，最新在前" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ["roundsman inspections --days 14", { en: "the next fortnight's rounds", "zh-CN": "未来两周的巡检" }],
    ["roundsman inspections kiosk-001 --done", { en: "every round of one terminal", "zh-CN": "单台终端的历次巡检" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = optional(args, "terminal");
    const place = terminal === undefined ? {} : { terminal };
    const days = args.days === undefined ? {} : { days: Math.trunc(args.days as number) };
    const made = args.done === true ? await desk.client.rounds(place) : undefined;
    const due = made ? undefined : await desk.client.inspections({ ...place, ...days });
    const rows = made?.map((round) => doneRow(desk, round)) ?? due?.map((view) => dueRow(desk, view)) ?? [];
    if (ui.json) ui.jsonOut(made ?? due);
    else if (rows.length === 0) ui.out(desk.t(made ? "inspection.noneDone" : "inspection.none"));
    else ui.table(made ? doneColumns : dueColumns, rows);
    return exitCodes.ok;
  },
});
