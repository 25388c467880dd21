import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.operatorSwitch.maintenance", {
  look: componentIn("operatorSwitch", "maintenance"),
  title: { en: "Service key of the terminal is turned", "zh-CN": "终端维护钥匙已转动" },
  severity: "info",
  impact: [],
  action: "wait",
  skill: "site",
  causes: [
    { en: "Somebody works at the terminal", "zh-CN": "有人正在维护终端" },
    { en: "The key was left turned after a visit", "zh-CN": "离开时钥匙未转回" },
    { en: "Key contact sticks", "zh-CN": "钥匙开关触点粘连" },
  ],
  advice: [
    {
      en: "Somebody works at the terminal. Turned for longer than an hour: remind them to take the key out.",
      "zh-CN": "有人在维护终端；超过一小时请提醒取下钥匙。",
    },
  ],
  parts: [],
  holdMs: 5_000,
  ticket: false,
});
