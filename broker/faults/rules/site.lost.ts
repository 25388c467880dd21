import { cannotTell, defineRule } from "../rule.ts";

/** A large part of a site's terminals was lost within a minute. Kept on the first one affected. Said by the fleet. */
export default defineRule({
  id: "site.lost",
  deviceClass: "terminal",
  title: { en: "Site lost", "zh-CN": "站点失联" },
  severity: "critical",
  impact: ["monitoring"],
  action: "clearOnSite",
  skill: "network",
  advice: [{ en: "Check power and the network line of the whole site.", "zh-CN": "检查整个站点的供电和网络线路。" }],
  parts: [],
  holdMs: 10_000,
  clearHoldMs: 5_000,
  inhibitedBy: [],
  ticket: true,
  look: () => cannotTell,
});
