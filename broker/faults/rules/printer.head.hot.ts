import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.head.hot", {
  look: componentIn("head", "hot"),
  title: { en: "Print head is too hot", "zh-CN": "打印头过热" },
  severity: "major",
  impact: ["receipt"],
  action: "wait",
  skill: "mechanic",
  causes: [
    { en: "Many dark receipts in a row", "zh-CN": "连续打印大量深色凭条" },
    { en: "Cabinet too warm or badly ventilated", "zh-CN": "机柜过热或通风不良" },
    { en: "Print density set too high", "zh-CN": "打印浓度设置过高" },
    { en: "Thermistor of the head failed", "zh-CN": "打印头热敏电阻损坏" },
  ],
  advice: [
    {
      en: "It cools by itself. If it takes more than ten minutes: check the ventilation of the cabinet and lower the print density.",
      "zh-CN": "会自行冷却；超过十分钟则检查机柜通风并降低打印浓度。",
    },
  ],
  parts: [],
  holdMs: 600_000,
  clearHoldMs: 60_000,
});
