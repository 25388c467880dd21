import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.sensor.inoperable", {
  look: componentIn("sensor", "inoperable"),
  title: { en: "Touch glass is not connected or broken", "zh-CN": "触摸玻璃未连接或损坏" },
  severity: "critical",
  impact: ["allSales"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Cable between glass and controller loose", "zh-CN": "玻璃与控制器之间的排线松动" },
    { en: "Glass cracked", "zh-CN": "玻璃破裂" },
    { en: "Transducer or electrode at the edge failed", "zh-CN": "边缘换能器或电极损坏" },
    { en: "Driver stage of the controller failed", "zh-CN": "控制器驱动级损坏" },
  ],
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
