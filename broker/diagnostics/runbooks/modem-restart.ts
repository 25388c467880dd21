import { type Attempt, byComponent, componentOf, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

/** The good state of each part this runbook speaks of. */
const good: Readonly<Record<string, string>> = {
  modem: "ok",
  radio: "on",
  registration: "registered",
  dataSession: "active",
};

/** A modem searches for minutes after its radio comes on: what it says before is no verdict. */
const radio: Attempt = {
  command: "radioOffOn",
  did: { en: "radio off and on", "zh-CN": "射频关开" },
  settleMs: 10_000,
  lookMs: 60_000,
  patient: true,
};
const restart: Attempt = {
  command: "reset",
  did: { en: "restart of the modem", "zh-CN": "重启通信模块" },
  settleMs: 30_000,
  lookMs: 120_000,
  patient: true,
};

export default defineRunbook({
  id: "modem-restart",
  title: { en: "Let the modem register anew", "zh-CN": "让通信模块重新注册" },
  handles: [
    "network.modem.inoperative",
    "network.radio.off",
    "network.registration.searching",
    "network.registration.notRegistered",
    "network.dataSession.inactive",
  ],
  deviceClass: "network",
  disturbs: "terminal",
  *steps(facts) {
    const part = componentOf(facts) ?? "registration";
    return yield* recover(facts, {
      by: byComponent(part, good[part] ?? "ok"),
      // The terminal refuses both of the modem that carries this conversation while it works (cutsOwnLink): then a person decides.
      attempts: [radio, restart],
      advice: [
        {
          en: "The terminal refuses a restart of the modem it is reached over. A person may order it with cutOwnLink; the terminal is then out of reach for one to three minutes.",
          "zh-CN": "终端拒绝重启自身通信所用的模块。可由人员以 cutOwnLink 参数下令，其间终端失联一至三分钟。",
        },
      ],
    });
  },
});
