import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.lamp.inoperative", {
  look: componentIn("lamp", "inoperative"),
  title: { en: "Backlight of the display has failed", "zh-CN": "显示屏背光故障" },
  severity: "critical",
  impact: ["allSales"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Backlight strips at the end of their life", "zh-CN": "背光灯条寿命终了" },
    { en: "Backlight driver or power board failed", "zh-CN": "背光驱动板或电源板损坏" },
    { en: "Overheated for a long time", "zh-CN": "长期过热" },
  ],
  advice: [
    {
      en: "Shine a torch at the screen: a faint picture means the backlight or its supply has failed.",
      "zh-CN": "用手电照屏幕：能隐约看到画面即为背光或其供电故障。",
    },
    {
      en: "Take a complete display along; swapping panel or power board on site takes longer.",
      "zh-CN": "请携带整台显示屏；现场更换面板或电源板耗时更长。",
    },
    {
      en: "Put a sign on the terminal: customers cannot see what they buy.",
      "zh-CN": "在终端上张贴告示：顾客无法看到操作画面。",
    },
  ],
  parts: ["display", "display power board"],
  holdMs: 5_000,
  inhibitedBy: ["display.power.off"],
  incident: "display",
  runbook: "display-lamp",
});
