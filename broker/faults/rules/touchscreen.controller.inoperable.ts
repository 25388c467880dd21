import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.controller.inoperable", {
  look: componentIn("controller", "inoperable"),
  title: { en: "Touch controller has failed its self-test", "zh-CN": "触摸控制器自检失败" },
  severity: "critical",
  impact: ["allSales"],
  action: "engineer",
  skill: "electronics",
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
