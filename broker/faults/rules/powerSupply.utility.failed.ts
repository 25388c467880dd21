import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.utility.failed", {
  look: componentIn("utility", "failed"),
  title: { en: "The mains failed: the kiosk runs on its UPS", "zh-CN": "市电中断，终端由 UPS 供电" },
  severity: "major",
  impact: [],
  action: "wait",
  skill: "site",
  causes: [
    { en: "Power cut of the site or the district", "zh-CN": "现场或区域停电" },
    {
      en: "Breaker or residual-current device of the kiosk's circuit tripped",
      "zh-CN": "终端回路断路器或漏电保护器跳闸",
    },
    { en: "Plug of the UPS pulled, for a vacuum cleaner", "zh-CN": "UPS 插头被拔（如清洁时）" },
  ],
  advice: [
    {
      en: "Ask the site whether it has power; if the lights are on, look at the breaker and at the plug of the UPS.",
      "zh-CN": "询问现场是否有电；若照明正常，检查断路器和 UPS 插头。",
    },
    {
      en: "The battery lasts minutes, not hours: no new sales by cash from now on if it does not come back soon.",
      "zh-CN": "电池只能维持数分钟：若短时内不恢复，请停止收现。",
    },
  ],
  parts: [],
  holdMs: 10_000,
  clearHoldMs: 30_000,
  incident: "power",
  runbook: "ups-on-battery",
});
