import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.head.hot", {
  look: componentIn("head", "hot"),
  title: { en: "Print head is too hot", "zh-CN": "打印头过热" },
  severity: "major",
  impact: ["receipt"],
  action: "wait",
  skill: "mechanic",
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
