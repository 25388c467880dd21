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
  causes: [
    { en: "Network line or router of the site failed", "zh-CN": "站点网络线路或路由器故障" },
    { en: "Power cut of the site", "zh-CN": "站点停电" },
    { en: "Firewall or address change on the way to the broker", "zh-CN": "通往中心的防火墙或地址变更" },
  ],
  advice: [{ en: "Check power and the network line of the whole site.", "zh-CN": "检查整个站点的供电和网络线路。" }],
  parts: [],
  holdMs: 10_000,
  clearHoldMs: 5_000,
  inhibitedBy: [],
  ticket: true,
  look: () => cannotTell,
});
