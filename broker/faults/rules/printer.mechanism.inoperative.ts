import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.mechanism.inoperative", {
  look: componentIn("mechanism", "inoperative"),
  title: { en: "Printer mechanism has an error", "zh-CN": "打印机构报错" },
  severity: "major",
  impact: ["receipt"],
  action: "reset",
  skill: "mechanic",
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
