import { type Attempt, byComponent, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

const again: Attempt = {
  command: "readStatus",
  did: { en: "asking for its state again", "zh-CN": "重新查询状态" },
  settleMs: 10_000,
  lookMs: 30_000,
  patient: true,
};
/** Refused by the driver while the UPS says failed: then it carries nothing. After a passing failure it shows whether the battery carries the kiosk. */
const test: Attempt = {
  command: "selfTest",
  patienceMs: 900_000,
  did: { en: "a battery test of 10 s under load", "zh-CN": "带载电池自检 10 秒" },
  settleMs: 2_000,
  lookMs: 20_000,
};

export default defineRunbook({
  id: "ups-fault",
  title: { en: "See whether the failure of the UPS lasts", "zh-CN": "确认 UPS 故障是否持续" },
  handles: ["powerSupply.ups.inoperative"],
  deviceClass: "powerSupply",
  disturbs: "terminal",
  *steps(facts) {
    return yield* recover(facts, {
      by: byComponent("ups", "ok"),
      attempts: [again, test],
      confirmed: {
        en: "It still reports a failure of its own: it protects nothing any more.",
        "zh-CN": "仍报告自身故障：已无保护作用。",
      },
      advice: [
        {
          en: "Charge and test of the battery cannot be judged while the UPS is in failure: take battery and UPS along.",
          "zh-CN": "UPS 故障期间无法判断电池状况：请同时携带电池和 UPS。",
        },
      ],
      parts: ["UPS", "UPS battery"],
    });
  },
});
