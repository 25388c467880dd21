import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.power.restarted", {
  look: componentIn("power", "restarted"),
  title: { en: "Card reader restarted and is not initialised", "zh-CN": "读卡器重启后未初始化" },
  severity: "major",
  impact: ["sellByCard"],
  action: "reset",
  skill: "electronics",
  causes: [
    {
      en: "Supply of the reader dips when its motor or another device starts",
      "zh-CN": "读卡器电机或其他设备启动时供电跌落",
    },
    { en: "Loose power plug", "zh-CN": "电源插头松动" },
    { en: "Power cut of the whole terminal", "zh-CN": "整机断电" },
    { en: "Reader resets itself: board or firmware", "zh-CN": "读卡器自行复位：主板或固件问题" },
  ],
  advice: [
    {
      en: "Initialise it once from the service desk (a card inside stays where it is).",
      "zh-CN": "由服务台初始化一次（机内卡片位置不变）。",
    },
    {
      en: "If it comes back: check supply, plug and earth of the reader, the power drops.",
      "zh-CN": "若再次出现：检查读卡器电源、插头和接地，供电不稳。",
    },
  ],
  parts: ["power supply of the card reader"],
  holdMs: 5_000,
  flap: { count: 3, windowMs: 7_200_000 },
  runbook: "card-reader-not-initialised",
});
