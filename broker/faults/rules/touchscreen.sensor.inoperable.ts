import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.sensor.inoperable", {
  look: componentIn("sensor", "inoperable"),
  title: { en: "Touch glass is not connected or broken", "zh-CN": "触摸玻璃未连接或损坏" },
  severity: "critical",
  impact: ["allSales"],
  action: "engineer",
  skill: "electronics",
  advice: [
    {
      en: "Re-seat the cable between glass and controller; look for cracks in the glass, above all at the edges.",
      "zh-CN": "重新插好玻璃与控制器之间的排线；检查玻璃有无裂纹，尤其是边缘。",
    },
    { en: "Still failing: replace first the glass, then the controller.", "zh-CN": "仍失败：先换玻璃，再换控制器。" },
  ],
  parts: ["touch glass", "touch controller"],
  holdMs: 5_000,
  inhibitedBy: ["touchscreen.controller.inoperable"],
  runbook: "touch-controller-reset",
});
