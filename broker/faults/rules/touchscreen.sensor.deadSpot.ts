import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.sensor.deadSpot", {
  look: componentIn("sensor", "deadSpot"),
  title: { en: "One field of the touchscreen feels nothing", "zh-CN": "触摸屏有一处失灵" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Glass scratched, burnt or worn at this place", "zh-CN": "该处玻璃划伤、灼伤或磨损" },
    { en: "Sticker or dirt on the glass", "zh-CN": "玻璃上有贴纸或污物" },
    { en: "The application shows its button elsewhere than it says", "zh-CN": "程序上报的按钮位置与显示不一致" },
  ],
  advice: [
    {
      en: "Clean the place, then run the paint test: a person wipes the whole screen.",
      "zh-CN": "清洁该处后运行涂抹测试：由人员擦遍整个屏幕。",
    },
    { en: "The field stays dead: replace the glass at the next visit.", "zh-CN": "该处仍失灵：下次上门时更换玻璃。" },
  ],
  parts: ["touch glass"],
  holdMs: 60_000,
  inhibitedBy: ["touchscreen.sensor.inoperable"],
});
