import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.power.off", {
  look: componentIn("power", "off"),
  title: { en: "Display is switched off", "zh-CN": "显示屏已关机" },
  severity: "critical",
  impact: ["allSales"],
  action: "reset",
  skill: "electronics",
  causes: [
    { en: "Standby timer or on/off schedule of the display", "zh-CN": "显示屏待机或定时开关机设置" },
    { en: "Switched off by button or remote control", "zh-CN": "被按键或遥控器关机" },
    { en: "Power cut, after which the display stays in standby", "zh-CN": "停电后显示屏停留在待机状态" },
    { en: "Power board of the display failing", "zh-CN": "显示屏电源板故障" },
  ],
  advice: [
    {
      en: "Check mains and switch at the display, then its on/off timers and standby setting.",
      "zh-CN": "检查显示屏电源和开关，再检查定时开关机与待机设置。",
    },
    { en: "It comes on and goes off again: replace the power board.", "zh-CN": "开机后又关机：更换电源板。" },
  ],
  parts: ["display"],
  holdMs: 30_000,
  inhibitedBy: ["display.cable.disconnected", "display.output.asleep", "display.output.disabled"],
  incident: "display",
  runbook: "display-off",
});
