import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.mechanism.jammed", {
  look: componentIn("mechanism", "jammed"),
  title: { en: "Paper is jammed in the printer", "zh-CN": "打印机卡纸" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Paper put in askew or of the wrong width", "zh-CN": "纸张装斜或宽度不符" },
    { en: "Scraps of an older jam left in the path", "zh-CN": "通道内残留以前卡纸的碎屑" },
    { en: "Receipt held or pushed back by a customer", "zh-CN": "顾客拉住或回推凭条" },
    { en: "Damp or poor paper", "zh-CN": "纸张受潮或质量差" },
  ],
  advice: [
    {
      en: "Open the cover, take the paper out, clear the path and the cutter of scraps.",
      "zh-CN": "打开上盖取出纸张，清除通道和切刀处碎屑。",
    },
    {
      en: "Check width and guides of the roll, put it in straight, print a test receipt.",
      "zh-CN": "检查纸卷宽度和导纸板，装正后打印测试凭条。",
    },
  ],
  parts: ["receipt paper roll"],
  holdMs: 2_000,
  inhibitedBy: ["printer.cover.open"],
  runbook: "printer-recover",
});
