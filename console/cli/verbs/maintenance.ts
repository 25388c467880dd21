import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { absolute } from "../../i18n/times.ts";
import { openDesk, optional, text } from "../desk.ts";

export default defineVerb({
  name: "maintenance",
  group: "act",
  summary: { en: "Start or end maintenance of a terminal", "zh-CN": "开始或结束终端维护" },
  positionals: { terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true } },
  options: {
    minutes: {
      summary: { en: "how long; 0 ends it", "zh-CN": "时长（分钟），0 表示结束" },
      type: "number",
      required: true,
    },
    reason: { summary: { en: "why", "zh-CN": "原因" } },
  },
  examples: [
    [
      "roundsman maintenance kiosk-001 --minutes 30",
      { en: "no tickets for half an hour", "zh-CN": "半小时内不生成工单" },
    ],
    ["roundsman maintenance kiosk-001 --minutes 0", { en: "end it", "zh-CN": "结束维护" }],
  ],
  async run(args, ui) {
    const { client, t, prose } = openDesk(args, ui);
    const reason = optional(args, "reason");
    const request = { minutes: Number(args.minutes), ...(reason === undefined ? {} : { reason }) };
    const terminal = await client.maintenance({ terminal: text(args, "terminal") }, request);
    const { maintenance, id } = terminal;
    if (ui.json) ui.jsonOut(terminal);
    else if (maintenance) prose(t("maintenance.on", { terminal: id, until: absolute(maintenance.until) }));
    else prose(t("maintenance.off", { terminal: id }));
    return exitCodes.ok;
  },
});
