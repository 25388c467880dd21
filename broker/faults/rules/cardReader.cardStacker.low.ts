import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.cardStacker.low", {
  look: componentIn("cardStacker", "low"),
  title: { en: "Few cards are left in the card stacker", "zh-CN": "发卡箱余卡不多" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Ordinary use", "zh-CN": "正常消耗" },
    { en: "Level sensor dirty or shadowed by a bent card", "zh-CN": "卡量传感器脏污或被弯卡遮挡" },
  ],
  advice: [
    {
      en: "Refill the stacker at the next visit; cards all the same way round, fanned so that they do not stick.",
      "zh-CN": "下次到场时补卡；卡片方向一致，补卡前抖散防止粘连。",
    },
  ],
  parts: ["blank cards"],
  holdMs: 30_000,
  inhibitedBy: ["cardReader.cardStacker.empty"],
  incident: "cardRefill",
});
