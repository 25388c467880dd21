import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.wiring.cut", {
  look: componentIn("wiring", "cut"),
  title: { en: "Wiring of the door contacts is cut or has no supply", "zh-CN": "门磁回路被切断或失电" },
  severity: "critical",
  impact: ["security"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "A connector of the contact loop came loose", "zh-CN": "触点回路接插件松脱" },
    { en: "12/24 V supply of the contacts failed or its fuse blew", "zh-CN": "触点 12/24 V 供电故障或熔断器熔断" },
    { en: "Cable crushed in the door, or broken at the hinge", "zh-CN": "线缆被门夹伤或在铰链处折断" },
    { en: "Cable cut on purpose", "zh-CN": "线缆被人为切断" },
  ],
  advice: [
    {
      en: "Doors cannot be watched now: have somebody look at the terminal at once.",
      "zh-CN": "门状态已无法监视：立即派人查看终端。",
    },
    {
      en: "Check the loop through all connectors, then the 12/24 V supply of the contacts.",
      "zh-CN": "检查贯穿各接插件的回路，再查触点 12/24 V 供电。",
    },
  ],
  parts: ["contact cable"],
  holdMs: 1_000,
  clearHoldMs: 10_000,
  incident: "cashAccess",
});
