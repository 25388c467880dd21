import { nearlyWorn } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("cashAcceptor.transport.dueSoon", {
  ...nearlyWorn("cashAcceptor.rollers"),
  title: {
    en: "Rollers and belts of the cash acceptor are near the end of their life",
    "zh-CN": "验钞器滚轮和皮带即将到寿",
  },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "cash",
  causes: [
    {
      en: "Accepted notes reached 90 % of the life of rollers and belts",
      "zh-CN": "接收纸币张数已达滚轮和皮带寿命的 90 %",
    },
    { en: "Wet, taped or dusty notes wear them faster", "zh-CN": "潮湿、粘胶或多尘的纸币会加快磨损" },
  ],
  advice: [
    {
      en: "Renew the roller and belt set on the next collection visit and clean the optics.",
      "zh-CN": "下次清点钞箱时成套更换滚轮和皮带，并清洁光学部件。",
    },
    { en: "Say so after the exchange: `roundsman renewed`.", "zh-CN": "更换后执行 `roundsman renewed` 登记。" },
  ],
  parts: ["roller set for the cash acceptor", "cleaning card for the cash acceptor"],
  holdMs: 60_000,
});
