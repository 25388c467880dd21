import type { Column } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { measureText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { openDesk, text } from "../desk.ts";
import { pastOptions, stretch } from "../past.ts";

const columns: readonly Column[] = [
  { title: { en: "From", "zh-CN": "起始" } },
  { title: { en: "Known until", "zh-CN": "已知至" }, priority: 1 },
  { title: { en: "Least", "zh-CN": "最小" }, align: "right" },
  { title: { en: "Most", "zh-CN": "最大" }, align: "right" },
  { title: { en: "Last", "zh-CN": "最后" }, align: "right" },
];

export default defineVerb({
  name: "measure",
  group: "see",
  summary: { en: "One measure of a device over time", "zh-CN": "设备某一测量值的历史" },
  positionals: {
    terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true },
    device: { summary: { en: "device", "zh-CN": "设备" }, required: true },
    measure: { summary: { en: "measure, e.g. temperature", "zh-CN": "测量值，如 temperature" }, required: true },
  },
  options: {
    ...pastOptions,
    points: { summary: { en: "at most so many steps", "zh-CN": "最多分段数" }, type: "number", default: 24 },
  },
  examples: [
    ["roundsman measure kiosk-001 host temperature --hours 168", { en: "the last week", "zh-CN": "最近一周" }],
  ],
  async run(args, ui) {
    const { client, t, language } = openDesk(args, ui);
    const id = text(args, "measure");
    const found = await client.measureHistory(
      { terminal: text(args, "terminal"), device: text(args, "device"), id },
      { ...stretch(args), points: Number(args.points) },
    );
    const shown = (value: number): string => measureText(id, value, language);
    if (ui.json) ui.jsonOut(found);
    else if (found.points.length === 0) ui.out(t("past.nothing"));
    else
      ui.table(
        columns,
        found.points.map(({ at, until, least, most, last }) => [
          absolute(at),
          absolute(until),
          shown(least),
          shown(most),
          shown(last),
        ]),
      );
    return exitCodes.ok;
  },
});
