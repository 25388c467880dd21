import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.settings.lost", {
  look: componentIn("settings", "lost"),
  title: { en: "Touch controller has lost its settings", "zh-CN": "触摸控制器设置丢失" },
  severity: "major",
  impact: ["allSales"],
  action: "configure",
  skill: "electronics",
  causes: [
    { en: "NVRAM worn out or not valid after a power cut", "zh-CN": "掉电后 NVRAM 无效或已到寿命" },
    { en: "Controller exchanged", "zh-CN": "更换过控制器" },
    { en: "Touch reporting switched off by another program", "zh-CN": "其他程序关闭了触摸上报" },
  ],
  advice: [
    {
      en: "Restore the calibration on site (at least five targets) and save it in the controller.",
      "zh-CN": "现场重新校准（至少五点）并保存到控制器。",
    },
    { en: "It is lost again after switching off: replace the controller.", "zh-CN": "断电后再次丢失：更换控制器。" },
  ],
  parts: ["touch controller"],
  holdMs: 5_000,
  inhibitedBy: ["touchscreen.controller.inoperable"],
  incident: "touchAccuracy",
  runbook: "touch-controller-reset",
});
