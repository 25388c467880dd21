import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.controller.inoperable", {
  look: componentIn("controller", "inoperable"),
  title: { en: "Touch controller has failed its self-test", "zh-CN": "触摸控制器自检失败" },
  severity: "critical",
  impact: ["allSales"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Electronics of the controller failed, often by static discharge", "zh-CN": "控制器电路损坏，常由静电引起" },
    { en: "Supply of the controller too low or disturbed", "zh-CN": "控制器供电过低或受干扰" },
    { en: "Firmware and board do not match after an exchange", "zh-CN": "更换后固件与电路板不匹配" },
  ],
  advice: [
    { en: "Switch the controller off for 10 s and on again.", "zh-CN": "控制器断电 10 秒后通电。" },
    {
      en: "It fails again: replace the controller and restore the stored calibration.",
      "zh-CN": "仍失败则更换控制器并恢复原校准数据。",
    },
  ],
  parts: ["touch controller"],
  holdMs: 5_000,
  runbook: "touch-controller-reset",
});
