import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.ups.inoperative", {
  look: componentIn("ups", "inoperative"),
  title: { en: "UPS reports a failure of its own", "zh-CN": "UPS 报告自身故障" },
  severity: "major",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Inverter or charger defective", "zh-CN": "逆变器或充电器损坏" },
    { en: "Short circuit or far too much load at its output", "zh-CN": "输出短路或严重过载" },
    { en: "Battery dead or unplugged inside", "zh-CN": "电池失效或内部插头脱落" },
    { en: "Fan stopped and it overheated", "zh-CN": "风扇停转导致过热" },
  ],
  advice: [
    {
      en: "As a protection it no longer exists: the next dip of the mains stops the kiosk. Replace the UPS.",
      "zh-CN": "保护已失效：下一次市电波动将使终端停机。请更换 UPS。",
    },
    { en: "Until then the kiosk may be connected to the mains directly.", "zh-CN": "更换前终端可直接接市电。" },
  ],
  parts: ["UPS"],
  holdMs: 20_000,
  clearHoldMs: 60_000,
  incident: "ups",
  runbook: "ups-fault",
});
