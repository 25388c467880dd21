import type { Column, RouteResponse } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { historyText, word } from "../../i18n/history.ts";
import { duration } from "../../i18n/times.ts";
import { openDesk, text } from "../desk.ts";

type Entry = RouteResponse<"history">[number];

const columns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "Kind", "zh-CN": "类别" }, priority: 1 },
  { title: { en: "What", "zh-CN": "内容" } },
  { title: { en: "Late", "zh-CN": "迟到" }, priority: 2 },
];

/** Later than this after it happened, a record is said to have come late: it waited on the terminal. */
const lateMs = 30_000;

export default defineVerb({
  name: "history",
  group: "see",
  summary: { en: "Events and outcomes of a terminal, newest first", "zh-CN": "终端的事件和命令结果，从新到旧" },
  positionals: { terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true } },
  options: { limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 50 } },
  examples: [["roundsman history kiosk-001 --limit 10", { en: "the last ten", "zh-CN": "最近十条" }]],
  async run(args, ui) {
    const { client, t, at } = openDesk(args, ui);
    const entries = await client.history({ terminal: text(args, "terminal") }, { limit: Number(args.limit) });
    const late = (entry: Entry): string => {
      const ms = entry.receivedAt - entry.at;
      return ms > lateMs ? duration(ms, ui.language) : "";
    };
    if (ui.json) ui.jsonOut(entries);
    else if (entries.length === 0) ui.out(t("history.empty"));
    else
      ui.table(
        columns,
        entries.map((e) => [
          at(e.at),
          e.device ?? "",
          word(ui.language, "recordKind", e.kind),
          historyText(e, ui.language),
          late(e),
        ]),
      );
    return exitCodes.ok;
  },
});
