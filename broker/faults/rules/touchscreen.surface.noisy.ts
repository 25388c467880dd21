import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.surface.noisy", {
  look: componentIn("surface", "noisy"),
  title: { en: "Touchscreen reports touches that nobody makes", "zh-CN": "触摸屏出现误触" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "electronics",
  causes: [
    { en: "Water, dirt or a sticker at the edge of the glass", "zh-CN": "玻璃边缘有水、污物或贴纸" },
    { en: "Bezel presses on the glass", "zh-CN": "边框压住玻璃" },
    { en: "Missing earth, or a noisy supply nearby", "zh-CN": "接地不良或附近电源干扰" },
    { en: "Glass or controller ageing", "zh-CN": "玻璃或控制器老化" },
  ],
  advice: [
    {
      en: "Clean the edges of the glass; check seal, bezel pressure and moisture.",
      "zh-CN": "清洁玻璃边缘；检查密封、边框压力和潮气。",
    },
    { en: "Check the earth of display and controller.", "zh-CN": "检查显示屏和控制器接地。" },
  ],
  parts: [],
  holdMs: 300_000,
  inhibitedBy: ["touchscreen.surface.stuck", "touchscreen.sensor.inoperable"],
});
