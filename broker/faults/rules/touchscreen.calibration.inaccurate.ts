import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.calibration.inaccurate", {
  look: componentIn("calibration", "inaccurate"),
  title: { en: "Touches land so far off that the terminal cannot be used", "zh-CN": "触摸定位严重偏差，终端无法使用" },
  severity: "critical",
  impact: ["allSales"],
  action: "configure",
  skill: "electronics",
  causes: [
    { en: "Controller or glass exchanged without a new calibration", "zh-CN": "更换控制器或玻璃后未重新校准" },
    { en: "Resolution, rotation or swapped axes in the system", "zh-CN": "系统分辨率、旋转或坐标轴设置错误" },
    { en: "Calibration data lost", "zh-CN": "校准数据丢失" },
    { en: "Glass damaged at an edge", "zh-CN": "玻璃边缘损坏" },
  ],
  advice: [
    {
      en: "Calibrate on site (at least five targets), save, repeat the accuracy test: no target may be off by more than 1 % of the diagonal.",
      "zh-CN": "现场校准（至少五点）并保存，再做定位测试：任何点偏差不得超过对角线 1 %。",
    },
    {
      en: "A corner or strip that stays off or dead: replace the glass.",
      "zh-CN": "某角或某条区域仍偏差或无反应：更换玻璃。",
    },
  ],
  parts: ["touch glass"],
  holdMs: 30_000,
  inhibitedBy: ["touchscreen.settings.lost", "touchscreen.sensor.inoperable"],
  incident: "touchAccuracy",
  runbook: "touch-calibration",
});
