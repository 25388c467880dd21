import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.blackMark.notFound", {
  look: componentIn("blackMark", "notFound"),
  title: { en: "Printer does not find the black mark", "zh-CN": "打印机找不到黑标" },
  severity: "minor",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Paper without marks, or put in the wrong way round", "zh-CN": "纸张无黑标或装反" },
    { en: "Mark sensor dusty", "zh-CN": "黑标传感器积灰" },
    { en: "Sensor threshold or position does not fit the paper", "zh-CN": "传感器阈值或位置与纸张不符" },
  ],
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
