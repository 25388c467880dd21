import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.media.left", {
  look: componentIn("media", "present", "latched", "entering"),
  title: { en: "A card has been left in the card reader", "zh-CN": "读卡器内有卡长时间未取" },
  severity: "minor",
  impact: ["sellByCard"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Customer went away without the card", "zh-CN": "顾客离开时未取卡" },
    { en: "Sales application did not release the card", "zh-CN": "销售程序未执行退卡" },
    { en: "Position sensor dirty: a card is seen that is not there", "zh-CN": "位置传感器脏污，误报有卡" },
  ],
  advice: [
    {
      en: "Look at the mouth of the reader: take a card that sticks out and hand it in under lock.",
      "zh-CN": "查看读卡器口：露出的卡片请取出并封存上交。",
    },
    {
      en: "No card to be seen: the position sensor is dirty, clean it.",
      "zh-CN": "若看不到卡片，可能位置传感器脏污，请清洁。",
    },
    {
      en: "The service desk can hand the card back with the command eject when no customer is being served.",
      "zh-CN": "无顾客使用时，服务台可用 eject 命令退卡。",
    },
  ],
  parts: [],
  ordinary: true,
  holdMs: 300_000,
  inhibitedBy: ["cardReader.media.jammed"],
});
