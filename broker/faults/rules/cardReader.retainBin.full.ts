import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.retainBin.full", {
  look: componentIn("retainBin", "full"),
  title: { en: "Retain bin of the card reader is full", "zh-CN": "吞卡箱已满" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "cash",
  causes: [
    { en: "Cards were retained and the bin not emptied", "zh-CN": "吞卡后未清空吞卡箱" },
    { en: "Bin emptied, but the counter not set back", "zh-CN": "已清空吞卡箱但未将计数清零" },
  ],
  advice: [
    {
      en: "Empty the bin with two people, list the cards by their last four digits only, hand them in under lock.",
      "zh-CN": "两人共同清空吞卡箱，仅登记卡号后四位，封存上交。",
    },
    { en: "Then set the captured-card counter back to 000 at the terminal.", "zh-CN": "然后在终端将吞卡计数清零。" },
  ],
  parts: [],
  holdMs: 10_000,
});
