import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.panel.off", {
  look: componentIn("panel", "off"),
  title: { en: "Display is on but its panel is dark", "zh-CN": "显示屏通电但面板关闭" },
  severity: "critical",
  impact: ["allSales"],
  action: "reset",
  skill: "electronics",
  causes: [
    { en: "Energy saving or a schedule of the display", "zh-CN": "显示屏节能或定时设置" },
    { en: "Switched off by remote control, also by passers-by", "zh-CN": "被遥控器关闭，包括路人操作" },
    { en: "Switched off by software and not switched on again", "zh-CN": "软件关闭后未再打开" },
  ],
  advice: [
    {
      en: "Find out who switched the panel off: remote control, schedule, or energy saving.",
      "zh-CN": "查明是谁关闭了面板：遥控器、定时或节能设置。",
    },
    { en: "Lock the infrared receiver if passers-by can reach it.", "zh-CN": "若路人可用遥控器操作，请锁定红外接收。" },
  ],
  parts: [],
  holdMs: 30_000,
  inhibitedBy: ["display.power.off"],
  incident: "display",
  runbook: "display-off",
});
