import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.surface.stuck", {
  look: componentIn("surface", "stuck"),
  title: { en: "Touchscreen reports a finger that never lifts", "zh-CN": "触摸屏持续报告按压" },
  severity: "critical",
  impact: ["allSales"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Water, gum, sticker or an object touches the glass", "zh-CN": "水渍、口香糖、贴纸或物体接触玻璃" },
    { en: "Bezel presses on the glass", "zh-CN": "边框压住玻璃" },
    { en: "Glass cracked or delaminated", "zh-CN": "玻璃破裂或脱层" },
    { en: "Controller hangs", "zh-CN": "控制器死机" },
  ],
  advice: [
    {
      en: "Wipe glass and bezel edge dry; take off stickers, gum, or water that touches the glass.",
      "zh-CN": "擦干玻璃和边框，去除贴纸、口香糖或水渍。",
    },
    { en: "Loosen the bezel screws a little: it may press on the glass.", "zh-CN": "稍松边框螺丝：边框可能压住玻璃。" },
    { en: "Still stuck: replace the glass.", "zh-CN": "仍持续触发：更换玻璃。" },
  ],
  parts: ["touch glass"],
  holdMs: 30_000,
  inhibitedBy: ["touchscreen.sensor.inoperable"],
  runbook: "touch-controller-reset",
});
