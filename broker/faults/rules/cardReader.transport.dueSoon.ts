import { nearlyWorn } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("cardReader.transport.dueSoon", {
  ...nearlyWorn("cardReader.rollers"),
  title: {
    en: "Head, contacts and rollers of the card reader are near the end of their life",
    "zh-CN": "读卡器磁头、触点和滚轮即将到寿",
  },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "Insertions reached 90 % of the life of contacts and rollers", "zh-CN": "进卡次数已达触点和滚轮寿命的 90 %" },
  ],
  advice: [
    {
      en: "Run a cleaning card; read errors that stay call for a new contact block or reader on the next round.",
      "zh-CN": "先用清洁卡清洁；若读卡错误仍在，下次巡检更换触点座或读卡器。",
    },
    { en: "Say so after the exchange: `roundsman renewed`.", "zh-CN": "更换后执行 `roundsman renewed` 登记。" },
  ],
  parts: ["contact block for the card reader", "cleaning card for the card reader"],
  holdMs: 60_000,
});
