import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.media.jammed", {
  look: componentIn("media", "jammed"),
  title: { en: "A card is jammed in the card reader", "zh-CN": "读卡器卡卡" },
  severity: "major",
  impact: ["sellByCard"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Bent, worn or wrongly sized card, or one with a label", "zh-CN": "卡片弯曲、磨损、尺寸不符或贴有标签" },
    { en: "Something else was pushed into the mouth", "zh-CN": "入卡口被塞入异物" },
    { en: "Rollers dirty or worn: the card slips and stops", "zh-CN": "滚轮脏污或磨损，卡片打滑停住" },
    { en: "Skimming or trapping device at the mouth", "zh-CN": "入卡口被加装侧录或卡卡装置" },
  ],
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
