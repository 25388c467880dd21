import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.humidity.high", {
  look: componentIn("humidity", "high"),
  title: { en: "Cabinet is too humid", "zh-CN": "机柜内湿度过高" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "Door seal torn, cable entry open", "zh-CN": "门密封条破损、进线口未封" },
    { en: "Water from above or from cleaning", "zh-CN": "上方漏水或清洗进水" },
    { en: "Heater or dehumidifier off", "zh-CN": "加热器或除湿器未工作" },
  ],
  advice: [
    { en: "Look for water; close cable entries, change the seal.", "zh-CN": "查找水源；封堵进线口，更换密封条。" },
    { en: "Paper swells and jams in damp air: keep the roll dry.", "zh-CN": "潮湿空气使纸张膨胀卡纸：保持纸卷干燥。" },
  ],
  parts: ["door seal", "cabinet heater"],
  holdMs: 600000,
  clearHoldMs: 600000,
  inhibitedBy: ["cabinet.condensation.likely", "cabinet.climateSensor.inoperative"],
});
