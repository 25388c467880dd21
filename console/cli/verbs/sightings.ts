import type { Column, SightingView } from "../../../contract/index.ts";
import { defineVerb, exitCodes, systemClock } from "../../../contract/plain.ts";
import { absolute } from "../../i18n/times.ts";
import { term } from "../../i18n/words.ts";
import { type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Device", "zh-CN": "设备" }, priority: 1 },
  { title: { en: "What", "zh-CN": "动作" } },
  { title: { en: "Visit", "zh-CN": "上门" }, align: "right" },
];
const dayMs = 86_400_000;

const row = ({ ui, t, language }: Desk, { at, terminal, device, component, state, visit }: SightingView): string[] => [
  absolute(at),
  terminal,
  device,
  t("said.state", { component: term(language, "components", component), state: term(language, "states", state) }),
  visit === undefined ? ui.paint("dim", t("visit.unannounced")) : String(visit),
];

export default defineVerb({
  name: "sightings",
  group: "see",
  summary: {
    en: "Doors, keys, covers and cash boxes that moved, and the visit that explains it",
    "zh-CN": "柜门、钥匙、机盖和钞箱的动作，以及对应的上门",
  },
  positionals: { terminal: { summary: { en: "this terminal only", "zh-CN": "仅此终端" }, required: false } },
  options: {
    days: {
      summary: { en: "of so many days; 1 if left out", "zh-CN": "最近多少天，默认 1" },
      type: "number",
      default: 1,
    },
    unannounced: {
      summary: { en: "only what was opened and no visit explains", "zh-CN": "仅列出没有上门可解释的打开" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ["roundsman sightings kiosk-001", { en: "who was at this kiosk today", "zh-CN": "今天谁到过这台终端" }],
    ["roundsman sightings --unannounced --days 7", { en: "what nobody had announced", "zh-CN": "一周内未登记的打开" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = optional(args, "terminal");
    const to = systemClock.now() + 60_000;
    const sightings = await desk.client.sightings({
      ...(terminal === undefined ? {} : { terminal }),
      ...(args.unannounced === true ? { unannounced: true } : {}),
      from: Math.max(0, Math.round(to - Number(args.days) * dayMs)),
      to,
    });
    if (ui.json) ui.jsonOut(sightings);
    else if (sightings.length === 0) ui.out(desk.t("visit.noSightings"));
    else
      ui.table(
        columns,
        sightings.map((one) => row(desk, one)),
      );
    return exitCodes.ok;
  },
});
