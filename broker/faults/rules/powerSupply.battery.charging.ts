import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.battery.charging", {
  look: componentIn("battery", "charging"),
  title: { en: "UPS battery does not reach its charge", "zh-CN": "UPS 电池长时间充不满" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "One cell of the battery is dead", "zh-CN": "电池有一节损坏" },
    { en: "Charger of the UPS is weak", "zh-CN": "UPS 充电器输出不足" },
    { en: "Outages follow each other faster than it charges", "zh-CN": "停电频繁，来不及充满" },
  ],
  advice: [
    {
      en: "More than a day on mains and still under 1.08 of its rated voltage: take a new battery along on the next visit.",
      "zh-CN": "市电供电超过一天仍低于额定电压的 1.08 倍：下次上门携带新电池。",
    },
    { en: "Run the battery test to see how much it still carries.", "zh-CN": "执行电池自检，查看剩余带载能力。" },
  ],
  parts: ["UPS battery"],
  holdMs: 86_400_000,
  clearHoldMs: 60_000,
  inhibitedBy: ["powerSupply.utility.failed", "powerSupply.selfTest.failed"],
  incident: "upsBattery",
});
