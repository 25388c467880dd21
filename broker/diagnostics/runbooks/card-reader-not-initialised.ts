import { byComponent, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

export default defineRunbook({
  id: "card-reader-not-initialised",
  title: { en: "Initialise the card reader after a restart", "zh-CN": "读卡器重启后初始化" },
  handles: ["cardReader.power.restarted"],
  deviceClass: "cardReader",
  disturbs: "device",
  *steps(facts) {
    return yield* recover(facts, {
      by: byComponent("power", "ok"),
      attempts: [
        {
          command: "initialize",
          did: { en: "initialisation, card left where it is", "zh-CN": "初始化（卡片保持原位）" },
          settleMs: 3_000,
          lookMs: 30_000,
        },
      ],
      confirmed: {
        en: "It still says that it was not initialised: its supply drops or the unit is defective.",
        "zh-CN": "仍报未初始化：供电不稳或读卡器损坏。",
      },
    });
  },
});
