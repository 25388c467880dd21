import type { Column, TerminalSummary } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { conditionTone, type Desk, openDesk, optional, statusTone } from "../desk.ts";
import { fitting, viewNamed } from "../fleet-words.ts";
import { severityTone } from "../timeline.ts";

const columns: readonly Column[] = [
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Name", "zh-CN": "名称" }, priority: 4 },
  { title: { en: "Site", "zh-CN": "站点" }, priority: 3 },
  { title: { en: "Tags", "zh-CN": "标签" }, priority: 6 },
  { title: { en: "Status", "zh-CN": "连接" } },
  { title: { en: "Condition", "zh-CN": "状况" } },
  { title: { en: "Devices", "zh-CN": "设备" }, align: "right", priority: 5 },
  { title: { en: "Faults", "zh-CN": "故障" }, align: "right" },
  { title: { en: "Worst", "zh-CN": "最高级别" }, priority: 2 },
  { title: { en: "Tickets", "zh-CN": "工单" }, align: "right" },
  { title: { en: "Last seen", "zh-CN": "最近通信" }, priority: 1 },
];

const rowOf = ({ ui, t, at }: Desk, terminal: TerminalSummary): string[] => [
  terminal.id,
  terminal.name === terminal.id ? "" : terminal.name,
  terminal.site,
  (terminal.tags ?? []).join(" "),
  ui.paint(statusTone[terminal.status] ?? "plain", t(`status.${terminal.status}`)),
  ui.paint(conditionTone[terminal.condition] ?? "plain", t(`condition.${terminal.condition}`)),
  String(terminal.devices),
  String(terminal.faults),
  terminal.worst ? ui.paint(severityTone[terminal.worst], t(`severity.${terminal.worst}`)) : "",
  String(terminal.tickets),
  terminal.status === "unknown" ? "" : at(terminal.lastSeenAt),
];

export default defineVerb({
  name: "terminals",
  group: "see",
  summary: { en: "All terminals and how they are", "zh-CN": "所有终端及其状况" },
  positionals: {
    query: {
      summary: {
        en: "only those that fit: status:faulty site:sz tag:vip device:printer paper:low, or part of a name; in quotes also -paper:low",
        "zh-CN":
          "筛选：status:faulty site:sz tag:vip device:printer paper:low，或名称的一部分；加引号可用 -paper:low 排除",
      },
      required: false,
      many: true,
    },
  },
  options: {
    view: { summary: { en: "those of a saved view", "zh-CN": "按保存的视图筛选" } },
  },
  examples: [
    ["roundsman terminals", { en: "a table", "zh-CN": "以表格显示" }],
    [
      'roundsman terminals "status:faulty -maintenance:yes"',
      { en: "but those in maintenance", "zh-CN": "排除维护中的终端" },
    ],
    [
      "roundsman terminals status:faulty,unknown paper:low",
      { en: "those that need somebody", "zh-CN": "需要处理的终端" },
    ],
    ['roundsman terminals --view "VIP in trouble"', { en: "a saved view", "zh-CN": "按保存的视图" }],
    ["roundsman terminals --json", { en: "one JSON array for scripts", "zh-CN": "输出 JSON 数组，供脚本使用" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const view = optional(args, "view");
    const saved = view === undefined ? [] : [(await viewNamed(desk, view)).query];
    const { terminals, all } = await fitting(
      desk,
      [...saved, ...((args.query as string[] | undefined) ?? [])].join(" "),
    );
    if (ui.json) ui.jsonOut(terminals);
    else if (all === 0) ui.out(desk.t("terminals.empty"));
    else if (terminals.length === 0) ui.out(desk.t("terminals.noneFit"));
    else
      ui.table(
        columns,
        terminals.map((terminal) => rowOf(desk, terminal)),
      );
    return exitCodes.ok;
  },
});
