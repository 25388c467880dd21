import { type Attempt, byComponent, componentOf, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

/** The good state of each part this runbook speaks of. */
const good: Readonly<Record<string, string>> = { gateway: "reachable", nameService: "ok", broker: "reachable" };

const check: Attempt = {
  command: "checkNow",
  did: { en: "asking router, names and broker anew", "zh-CN": "重新检测路由器、域名解析和中心连接" },
  settleMs: 1_000,
  lookMs: 60_000,
  patient: true,
};

/** Nothing of a site's network can be repaired from the terminal; a second look tells a passing disturbance from one that stays, with figures for the ticket. */
export default defineRunbook({
  id: "network-check",
  title: { en: "Ask the way to the centre anew", "zh-CN": "重新检测到中心的网络路径" },
  handles: [
    "network.gateway.unreachable",
    "network.gateway.lossy",
    "network.nameService.failed",
    "network.broker.unreachable",
    "network.broker.lossy",
  ],
  deviceClass: "network",
  disturbs: "nothing",
  *steps(facts) {
    const part = componentOf(facts) ?? "broker";
    return yield* recover(facts, {
      by: byComponent(part, good[part] ?? "ok"),
      attempts: [check],
      confirmed: {
        en: "It is still so after a second look: the figures are in the answer of the check.",
        "zh-CN": "复查后依然如此，具体数值见检测结果。",
      },
    });
  },
});
