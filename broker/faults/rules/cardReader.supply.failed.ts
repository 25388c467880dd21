import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.supply.failed", {
  look: componentIn("supply", "failed"),
  title: { en: "Card reader runs on its backup supply", "zh-CN": "读卡器主电源中断，由备用电源供电" },
  severity: "major",
  impact: ["sellByCard"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Main power plug of the reader is loose", "zh-CN": "读卡器主电源插头松动" },
    { en: "Fuse or output of the power supply failed", "zh-CN": "电源保险丝或输出损坏" },
    { en: "Mains of the terminal is off, and only the backup holds", "zh-CN": "整机市电中断，仅备用电源维持" },
  ],
  advice: [
    {
      en: "A card may be inside: the reader keeps just enough power to hand it back. Do not pull plugs before it is out.",
      "zh-CN": "机内可能有卡：备用电源仅够退卡，取出卡片前请勿拔插头。",
    },
    {
      en: "Check the main 12 V plug of the reader, its fuse, then the output of the power supply.",
      "zh-CN": "检查读卡器 12 V 主电源插头、保险丝，再查电源输出。",
    },
  ],
  parts: ["power supply of the card reader"],
  holdMs: 5_000,
});
