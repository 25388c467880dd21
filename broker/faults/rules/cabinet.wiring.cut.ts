import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.wiring.cut", {
  look: componentIn("wiring", "cut"),
  title: { en: "Wiring of the door contacts is cut or has no supply", "zh-CN": "门磁回路被切断或失电" },
  severity: "critical",
  impact: ["security"],
  action: "engineer",
  skill: "electronics",
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
