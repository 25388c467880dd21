import { measureBelow } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("display.backlight.low", {
  ...measureBelow("backlight", 20, 30),
  title: { en: "Picture is hard to see: backlight is set below 20 %", "zh-CN": "背光设置低于 20 %，画面难以看清" },
  severity: "minor",
  impact: [],
  action: "configure",
  skill: "software",
  causes: [
    { en: "Somebody lowered it in the menu or by remote control", "zh-CN": "有人通过菜单或遥控器调低" },
    { en: "Automatic brightness or schedule lowers it", "zh-CN": "自动亮度或定时计划将其调低" },
    { en: "Settings went back to factory values", "zh-CN": "设置恢复为出厂值" },
  ],
  advice: [
    {
      en: "Set the backlight back to 80 % and look for an automatic schedule that lowers it.",
      "zh-CN": "将背光恢复至 80 %，并检查是否有自动降低亮度的计划。",
    },
  ],
  parts: [],
  holdMs: 300_000,
  clearHoldMs: 10_000,
  inhibitedBy: ["display.power.off", "display.panel.off", "display.lamp.inoperative"],
  runbook: "display-lamp",
});
