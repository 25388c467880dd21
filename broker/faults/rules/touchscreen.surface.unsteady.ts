import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.surface.unsteady", {
  look: componentIn("surface", "unsteady"),
  title: { en: "Touches break off or tremble", "zh-CN": "触摸断续或抖动" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Noise of a power supply or charger nearby", "zh-CN": "附近电源或充电器干扰" },
    { en: "Worn resistive layer", "zh-CN": "电阻膜磨损" },
    { en: "Sensor cable not seated well", "zh-CN": "感应排线接触不良" },
  ],
  advice: [
    {
      en: "Compare with the display's supply exchanged or its lamp dimmed: noise goes with it.",
      "zh-CN": "更换显示器电源或调暗背光后对比：若随之消失则为干扰。",
    },
    { en: "Re-seat the sensor cable; then replace the glass.", "zh-CN": "重新插好感应排线；再不行更换玻璃。" },
  ],
  parts: ["touch glass"],
  holdMs: 300_000,
  inhibitedBy: ["touchscreen.surface.stuck", "touchscreen.sensor.inoperable"],
});
