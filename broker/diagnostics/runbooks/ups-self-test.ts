import { byComponent, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

export default defineRunbook({
  id: "ups-self-test",
  title: { en: "Test the UPS battery once more", "zh-CN": "再次测试 UPS 电池" },
  handles: ["powerSupply.selfTest.failed"],
  deviceClass: "powerSupply",
  // 10 s on the battery: the terminal lets it run only when nobody is served, the UPS driver only on mains and charged.
  disturbs: "terminal",
  *steps(facts) {
    return yield* recover(facts, {
      by: byComponent("selfTest", "ok"),
      attempts: [
        {
          command: "selfTest",
          patienceMs: 1_800_000,
          did: { en: "a battery test of 10 s under load", "zh-CN": "带载电池自检 10 秒" },
          settleMs: 2_000,
          lookMs: 20_000,
        },
      ],
      confirmed: {
        en: "The battery failed again, or is not fit to be tested: replace it.",
        "zh-CN": "电池再次未通过或已不具备测试条件：请更换电池。",
      },
      parts: ["UPS battery"],
    });
  },
});
