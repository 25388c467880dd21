import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.temperature.low", {
  look: componentIn("temperature", "low"),
  title: { en: "Cabinet is too cold", "zh-CN": "机柜内温度过低" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "electronics",
  causes: [
    { en: "Heater failed or its thermostat set too low", "zh-CN": "加热器故障或温控设定过低" },
    { en: "Cabinet door not shut or seal torn", "zh-CN": "柜门未关严或密封条破损" },
  ],
  advice: [
    { en: "Check the heater, its fuse and its thermostat.", "zh-CN": "检查加热器、保险丝和温控器。" },
    {
      en: "Displays and printers fail first: expect slow paper and a dark picture until it is warm.",
      "zh-CN": "显示屏和打印机最先受影响：回暖前可能出纸慢、画面暗。",
    },
  ],
  parts: ["cabinet heater", "thermostat"],
  holdMs: 300000,
  clearHoldMs: 300000,
  inhibitedBy: ["cabinet.climateSensor.inoperative"],
});
