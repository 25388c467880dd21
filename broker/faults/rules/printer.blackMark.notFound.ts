import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.blackMark.notFound", {
  look: componentIn("blackMark", "notFound"),
  title: { en: "Printer does not find the black mark", "zh-CN": "打印机找不到黑标" },
  severity: "minor",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  advice: [
    {
      en: "Check that paper with marks is loaded, the right way round; wipe the mark sensor.",
      "zh-CN": "确认装入带黑标的纸且方向正确，擦净黑标传感器。",
    },
    {
      en: "It repeats with the right paper: the sensor has to be adjusted or replaced.",
      "zh-CN": "纸张正确仍重复出现：调整或更换黑标传感器。",
    },
  ],
  parts: ["receipt paper roll with black marks"],
  holdMs: 30_000,
  inhibitedBy: ["printer.cover.open", "printer.paper.out"],
});
