import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.media.jammed", {
  look: componentIn("media", "jammed"),
  title: { en: "A card is jammed in the card reader", "zh-CN": "读卡器卡卡" },
  severity: "major",
  impact: ["sellByCard"],
  action: "clearOnSite",
  skill: "site",
  advice: [
    {
      en: "Open the reader's path and take the card out; it belongs to a customer: hand it in under lock.",
      "zh-CN": "打开读卡器通道取出卡片；卡片属于顾客，应妥善封存上交。",
    },
    {
      en: "Look for labels, coins or broken card pieces; clean the rollers with a cleaning card.",
      "zh-CN": "检查有无贴纸、硬币或碎卡，用清洁卡清洁滚轮。",
    },
    {
      en: "Insert a test card and let it be handed back twice before leaving.",
      "zh-CN": "离开前用测试卡进出卡两次确认正常。",
    },
  ],
  parts: ["cleaning card for the card reader"],
  holdMs: 2_000,
  runbook: "card-reader-jam",
});
