import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.operatorSwitch.maintenance", {
  look: componentIn("operatorSwitch", "maintenance"),
  title: { en: "Service key of the terminal is turned", "zh-CN": "终端维护钥匙已转动" },
  severity: "info",
  impact: [],
  action: "wait",
  skill: "site",
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
