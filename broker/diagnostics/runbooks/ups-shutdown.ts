import { byComponent, finding, look, recover, stateOf } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

export default defineRunbook({
  id: "ups-shutdown",
  title: { en: "Cancel a shutdown that nobody wants", "zh-CN": "取消非预期的关机" },
  handles: ["powerSupply.shutdown.pending"],
  deviceClass: "powerSupply",
  disturbs: "nothing",
  *steps(facts) {
    const before = yield* look(3_000);
    // On battery somebody saves the kiosk from a crash: that order is right.
    if (before.current && stateOf(before.health, "utility") === "failed")
      return finding("confirmed", {
        en: "The kiosk is on battery: a shutdown in order is better than an empty battery. It was not cancelled.",
        "zh-CN": "终端由电池供电：有序关机优于电池耗尽，未取消。",
      });
    return yield* recover(facts, {
      by: byComponent("shutdown", "none"),
      attempts: [
        {
          command: "cancelShutdown",
          did: { en: "cancelling the shutdown", "zh-CN": "取消关机" },
          settleMs: 2_000,
          lookMs: 20_000,
        },
      ],
      confirmed: {
        en: "The shutdown goes on: the kiosk loses its power, and comes back only if it was ordered so.",
        "zh-CN": "关机仍在进行：终端将断电，是否恢复取决于原指令。",
      },
    });
  },
});
