import type { DeviceHealth } from "../../../contract/index.ts";
import { command, finding, type Judgement, look, stateOf, wait } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

/** Most outages are over by then; a battery of this size lasts a few times as long. */
const looks = 10;
const everyMs = 30_000;

const mains = (health: DeviceHealth): Judgement => {
  const state = stateOf(health, "utility");
  if (state === "unknown") return "unknown";
  return state === "failed" ? "bad" : "good";
};

/** Nothing can be repaired from here: watch for five minutes whether the mains comes back, and cry out early when the battery is low. */
export default defineRunbook({
  id: "ups-on-battery",
  title: { en: "Watch whether the mains comes back", "zh-CN": "观察市电是否恢复" },
  handles: ["powerSupply.utility.failed"],
  deviceClass: "powerSupply",
  disturbs: "nothing",
  *steps() {
    let last: Judgement = "unknown";
    for (let n = 0; n < looks; n++) {
      // Only the first word is asked for: the agent polls by itself, and reports a change at once.
      if (n === 0) yield* command("readStatus", {}, 15_000);
      const seen = yield* look(everyMs);
      last = seen.health && seen.current ? mains(seen.health) : "unknown";
      if (last === "good" && seen.fresh) return finding("cured", { en: "The mains is back.", "zh-CN": "市电已恢复。" });
      if (last === "bad" && stateOf(seen.health, "battery") === "low") break;
      if (n < looks - 1) yield* wait(everyMs);
    }
    if (last !== "bad")
      return finding("cannotTell", {
        en: "The terminal was last heard of on battery, and nothing can be read now: its battery may be empty.",
        "zh-CN": "终端最后由电池供电，现已无法读取：电池可能已耗尽。",
      });
    return finding("confirmed", {
      en: "The mains does not come back by itself: the site must look at its supply.",
      "zh-CN": "市电未自行恢复：请现场检查供电。",
    });
  },
});
