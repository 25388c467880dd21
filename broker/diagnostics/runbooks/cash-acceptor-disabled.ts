import { byComponent, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

export default defineRunbook({
  id: "cash-acceptor-disabled",
  title: { en: "Enable the cash acceptor again", "zh-CN": "重新启用验钞器" },
  handles: ["cashAcceptor.acceptor.disabled"],
  deviceClass: "cashAcceptor",
  disturbs: "device",
  *steps(facts) {
    return yield* recover(facts, {
      by: byComponent("acceptor", "enabled", "paused"),
      busy: (health) => health.money === "inTransit",
      attempts: [{ command: "enable", did: { en: "enabling it", "zh-CN": "启用" }, settleMs: 3_000, lookMs: 20_000 }],
      confirmed: {
        en: "It does not stay enabled: something on the terminal switches it off, or it knows no note types.",
        "zh-CN": "无法保持启用：终端上有程序将其关闭，或币种表为空。",
      },
    });
  },
});
