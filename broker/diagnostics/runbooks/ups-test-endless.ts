import { byComponent, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

export default defineRunbook({
  id: "ups-test-endless",
  title: { en: "Stop a battery test that does not end", "zh-CN": "停止未结束的电池测试" },
  handles: ["powerSupply.selfTest.running"],
  deviceClass: "powerSupply",
  disturbs: "nothing",
  *steps(facts) {
    return yield* recover(facts, {
      by: byComponent("selfTest", "ok", "failed"),
      attempts: [
        {
          command: "cancelTest",
          did: { en: "stopping the test", "zh-CN": "停止测试" },
          settleMs: 2_000,
          lookMs: 20_000,
        },
      ],
      confirmed: {
        en: "The UPS goes on testing: switch it off and on at its front when nobody is served.",
        "zh-CN": "UPS 仍在测试：请在无顾客时于前面板关机再开机。",
      },
    });
  },
});
