import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.edid.damaged", {
  look: componentIn("edid", "damaged"),
  title: { en: "Display identifies itself with damaged data (EDID)", "zh-CN": "显示屏识别数据（EDID）损坏" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "electronics",
  causes: [
    { en: "Poor contact or a long, thin cable", "zh-CN": "接触不良，或线缆过长、过细" },
    { en: "Splitter, extender or adapter in between", "zh-CN": "中间接有分配器、延长器或转接头" },
    { en: "Memory of the display is defective", "zh-CN": "显示屏存储器损坏" },
  ],
  advice: [
    {
      en: "The picture may fall back to 1024x768, and touches miss then: check where a touch lands.",
      "zh-CN": "画面可能降为 1024x768，触摸会偏移：请检查触点位置。",
    },
    {
      en: "Re-plug both ends, then replace the cable; take splitters and adapters out.",
      "zh-CN": "两端重新插拔，再换线；去掉分配器和转接头。",
    },
    { en: "Still damaged with a new cable: replace the display.", "zh-CN": "换线后仍损坏：更换显示屏。" },
  ],
  parts: ["video cable"],
  holdMs: 30_000,
  inhibitedBy: ["display.cable.disconnected"],
});
