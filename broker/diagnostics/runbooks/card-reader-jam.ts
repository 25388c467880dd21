import { byComponent, componentOf, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

export default defineRunbook({
  id: "card-reader-jam",
  title: { en: "Clear a jam of the card reader by one initialisation", "zh-CN": "初始化一次以排除读卡器卡卡" },
  handles: ["cardReader.media.jammed", "cardReader.transport.inoperative"],
  deviceClass: "cardReader",
  disturbs: "device",
  *steps(facts) {
    const part = componentOf(facts) ?? "media";
    return yield* recover(facts, {
      by: part === "media" ? byComponent("media", "notPresent", "present", "latched") : byComponent(part, "ok"),
      attempts: [
        {
          command: "initialize",
          did: { en: "one initialisation, card left where it is", "zh-CN": "初始化一次（卡片保持原位）" },
          settleMs: 3_000,
          lookMs: 30_000,
        },
      ],
      confirmed: {
        en: "It is still blocked: the card has to be taken out by hand.",
        "zh-CN": "仍然卡住，须人工取出卡片。",
      },
      advice: [
        {
          en: "A customer's card may be inside: bring an envelope and the form for found cards.",
          "zh-CN": "机内可能有顾客卡片：请携带封存袋和拾卡登记表。",
        },
      ],
    });
  },
});
