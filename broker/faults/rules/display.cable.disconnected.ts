import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.cable.disconnected", {
  look: componentIn("cable", "disconnected"),
  title: { en: "Video cable of the display is out", "zh-CN": "显示屏视频线脱落" },
  severity: "critical",
  impact: ["allSales"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    {
      en: "Plug was pulled while cleaning or moving the cabinet, or shaken loose",
      "zh-CN": "清洁、移动机柜时碰掉，或震动松脱",
    },
    { en: "Display has no mains: most of them disconnect then", "zh-CN": "显示屏断电：多数显示屏断电后视为未连接" },
    { en: "Cable or adapter broken, or its latch is", "zh-CN": "线缆、转接头或其卡扣损坏" },
    { en: "Graphics output of the computer failed", "zh-CN": "主机显卡输出损坏" },
  ],
  advice: [
    {
      en: "Push the plug in at both ends; screw it or fix it with a cable tie.",
      "zh-CN": "将两端插头插紧，拧紧螺丝或用扎带固定。",
    },
    {
      en: "Display dark too? Check its mains plug and its switch first.",
      "zh-CN": "屏幕也不亮？先查显示屏电源插头和开关。",
    },
    {
      en: "Try the spare cable, without adapters; then another output of the computer.",
      "zh-CN": "换备用线且不经转接头；再换主机另一输出口。",
    },
  ],
  parts: ["video cable"],
  holdMs: 10_000,
  flap: { count: 3, windowMs: 600_000 },
  incident: "display",
});
