import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.surface.flooded", {
  look: componentIn("surface", "flooded"),
  title: { en: "Touchscreen is flooded with touches that nobody makes", "zh-CN": "触摸屏出现大量误触，终端无法使用" },
  severity: "critical",
  impact: ["allSales"],
  action: "clearOnSite",
  skill: "electronics",
  causes: [
    { en: "Liquid or dirt on the glass or behind the bezel", "zh-CN": "玻璃上或边框内有液体、污物" },
    { en: "Earth missing, or a failing power supply", "zh-CN": "接地缺失或电源故障" },
    { en: "Bezel presses on the glass, often in heat", "zh-CN": "边框压住玻璃，高温时常见" },
    { en: "Controller failed", "zh-CN": "控制器故障" },
  ],
  advice: [
    {
      en: "A place is named: clean and dry it there, and loosen the bezel. Everywhere: check earth, shielding and supply.",
      "zh-CN": "若指出位置：在该处清洁擦干并松开边框；若遍布全屏：检查接地、屏蔽和电源。",
    },
    { en: "Still flooded: replace the controller, then the glass.", "zh-CN": "仍大量误触：先换控制器，再换玻璃。" },
  ],
  parts: ["touch controller", "touch glass"],
  holdMs: 60_000,
  inhibitedBy: ["touchscreen.surface.stuck", "touchscreen.sensor.inoperable"],
});
