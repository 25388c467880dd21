import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.transport.inoperative", {
  look: componentIn("transport", "inoperative"),
  title: { en: "Transport of the card reader has failed", "zh-CN": "读卡器传动机构故障" },
  severity: "major",
  impact: ["sellByCard"],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "A card or foreign object blocks the rollers", "zh-CN": "卡片或异物卡住滚轮" },
    { en: "Belt torn or slipped off", "zh-CN": "皮带断裂或脱落" },
    { en: "Motor or its driver worn out", "zh-CN": "电机或其驱动电路损坏" },
    { en: "Supply too weak under load", "zh-CN": "带载时供电不足" },
  ],
  advice: [
    {
      en: "Open the path, look for a card or an object that blocks the rollers.",
      "zh-CN": "打开通道，检查有无卡片或异物卡住滚轮。",
    },
    {
      en: "Switch the reader off for 10 s and on again; error 51 after that means the motor: replace the drive.",
      "zh-CN": "断电 10 秒后通电；仍报 51 表示电机故障，更换传动单元。",
    },
  ],
  parts: ["card reader drive unit"],
  holdMs: 2_000,
  runbook: "card-reader-jam",
});
