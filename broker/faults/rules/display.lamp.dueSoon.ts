import { nearlyWorn } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("display.lamp.dueSoon", {
  ...nearlyWorn("display.lamp"),
  title: { en: "The display's lamp is near the end of its life", "zh-CN": "显示屏背光灯即将到寿" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Panel hours reached 90 % of the lamp's life", "zh-CN": "面板点亮小时数已达背光灯寿命的 90 %" },
    { en: "Full brightness day and night and heat age it faster", "zh-CN": "昼夜满亮度和高温会加速老化" },
  ],
  advice: [
    {
      en: "Look at the picture in daylight; plan the lamp or the display for the next round.",
      "zh-CN": "在日光下查看画面，下次巡检安排更换背光或显示屏。",
    },
    {
      en: "Lower the backlight at night to gain time. Say so after the exchange: `roundsman renewed`.",
      "zh-CN": "夜间调低背光可延长寿命。更换后执行 `roundsman renewed` 登记。",
    },
  ],
  parts: ["display lamp (backlight unit)"],
  holdMs: 60_000,
});
