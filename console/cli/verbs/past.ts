import type { Column, HealthChange, Language, TimelineView } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { courseText, happeningsOf } from "../../i18n/past.ts";
import { absolute } from "../../i18n/times.ts";
import { openDesk, text } from "../desk.ts";
import { pastOptions, stretch } from "../past.ts";

const columns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Kind", "zh-CN": "类别" } },
  { title: { en: "Device", "zh-CN": "设备" }, priority: 1 },
  { title: { en: "What", "zh-CN": "内容" } },
];

const rowsOf = (timeline: TimelineView, changes: readonly HealthChange[], language: Language): string[][] =>
  happeningsOf(timeline, changes, language).map(({ at, kind, device, text: what }) => [
    absolute(at),
    kind,
    device ?? "",
    what,
  ]);

const courseWords = { share: "past.course", since: "past.courseSince", none: "past.courseNone" };

export default defineVerb({
  name: "past",
  group: "see",
  summary: {
    en: "Everything that happened to a terminal in a stretch of time, and when it was up, down and unobserved",
    "zh-CN": "一段时间内终端发生的全部事项，及其正常、停用、未观测时间",
  },
  positionals: { terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true } },
  options: pastOptions,
  examples: [["roundsman past kiosk-001 --hours 2", { en: "the last two hours", "zh-CN": "最近两小时" }]],
  async run(args, ui) {
    const { client, t, language } = openDesk(args, ui);
    const terminal = text(args, "terminal");
    const range = stretch(args);
    const [timeline, { changes, cut }] = await Promise.all([
      client.timeline({ terminal }, range),
      client.healthChanges({ terminal }, range),
    ]);
    if (ui.json) ui.jsonOut({ ...timeline, changes });
    else {
      ui.out(courseText(timeline, language, t, courseWords));
      const rows = rowsOf(timeline, changes, language).map(([at = "", kind = "", ...rest]) => [
        at,
        t(`past.kind.${kind}`),
        ...rest,
      ]);
      if (rows.length === 0) ui.out(t("past.nothing"));
      else ui.table(columns, rows);
      if (cut || timeline.cut.length > 0) ui.out(ui.paint("dim", t("past.cut")));
    }
    return exitCodes.ok;
  },
});
