import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.calibration.drifted", {
  look: componentIn("calibration", "drifted"),
  title: { en: "Touches land beside the finger", "zh-CN": "触摸定位偏移" },
  severity: "minor",
  impact: [],
  action: "configure",
  skill: "site",
  causes: [
    { en: "Ageing or temperature of the glass", "zh-CN": "玻璃老化或温度变化" },
    { en: "Glass or bezel shifted, e.g. after cleaning or a knock", "zh-CN": "清洁或碰撞后玻璃或边框移位" },
    { en: "Screen resolution changed after the calibration", "zh-CN": "校准后更改了屏幕分辨率" },
  ],
  advice: [
    {
      en: "Run the accuracy test with a person at the screen (five targets), then calibrate and save.",
      "zh-CN": "由人员在屏前做五点定位测试，然后校准并保存。",
    },
    {
      en: "Look at the residual in the finding: above 1.5 % of the diagonal a calibration will not help, take a new glass along.",
      "zh-CN": "查看结论中的残差：超过对角线 1.5 % 时校准无效，请携带新玻璃。",
    },
  ],
  parts: [],
  holdMs: 60_000,
  inhibitedBy: ["touchscreen.calibration.inaccurate", "touchscreen.settings.lost", "touchscreen.sensor.inoperable"],
  incident: "touchAccuracy",
  runbook: "touch-calibration",
});
