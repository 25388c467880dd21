import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.paper.low", {
  look: componentIn("paper", "low"),
  title: { en: "Receipt paper is running low", "zh-CN": "凭条纸即将用完" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Ordinary use", "zh-CN": "正常消耗" },
    { en: "Near-end sensor set for another roll core", "zh-CN": "近端传感器位置与纸卷芯径不符" },
    { en: "Sensor dusty", "zh-CN": "传感器积灰" },
  ],
  advice: [
    {
      en: "Change the roll at the next visit, at the latest tomorrow; receipts are still printed.",
      "zh-CN": "下次到场时更换纸卷，最迟明天；目前仍可打印。",
    },
    {
      en: "Full roll and still low: clean or adjust the near-end sensor.",
      "zh-CN": "纸卷充足却仍报缺纸：清洁或调整近端传感器。",
    },
  ],
  parts: ["receipt paper roll"],
  holdMs: 10_000,
  clearHoldMs: 10_000,
  inhibitedBy: ["printer.cover.open", "printer.paper.out"],
  incident: "paper",
});
