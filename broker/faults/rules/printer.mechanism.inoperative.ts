import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.mechanism.inoperative", {
  look: componentIn("mechanism", "inoperative"),
  title: { en: "Printer mechanism has an error", "zh-CN": "打印机构报错" },
  severity: "major",
  impact: ["receipt"],
  action: "reset",
  skill: "mechanic",
  causes: [
    { en: "Paper scraps in the mechanism, or the head cable loose", "zh-CN": "机构内有碎纸或打印头排线松动" },
    { en: "Presenter blocked", "zh-CN": "出票机构卡住" },
    { en: "Supply voltage out of range", "zh-CN": "供电电压超出范围" },
    { en: "Head, thermistor or board failed", "zh-CN": "打印头、热敏电阻或主板损坏" },
  ],
  advice: [
    {
      en: "Look for paper scraps or a loose head cable; close the cover.",
      "zh-CN": "检查有无碎纸或打印头排线松动，合上上盖。",
    },
    {
      en: "Black-mark error: check that the right kind of paper is loaded and wipe the mark sensor.",
      "zh-CN": "黑标错误：确认纸张类型正确并擦净黑标传感器。",
    },
    {
      en: "Switch the printer off for 10 s and on again; it returns: replace the printer.",
      "zh-CN": "断电 10 秒后通电；再次出现则更换打印机。",
    },
  ],
  parts: ["receipt printer"],
  holdMs: 5_000,
  inhibitedBy: ["printer.cover.open", "printer.paper.out"],
  runbook: "printer-recover",
});
