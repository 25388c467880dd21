import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.broker.unreachable", {
  look: componentIn("broker", "unreachable"),
  title: { en: "The centre cannot be reached from the terminal", "zh-CN": "终端无法连接中心" },
  severity: "major",
  impact: ["monitoring"],
  action: "configure",
  skill: "network",
  causes: [
    { en: "Provider's line of the site down behind the router", "zh-CN": "现场路由器之后的运营商线路中断" },
    { en: "Firewall of the site blocks the port of the centre", "zh-CN": "现场防火墙拦截中心端口" },
    { en: "The centre itself is down, or its address changed", "zh-CN": "中心停机或地址变更" },
    { en: "Data volume of the SIM card used up", "zh-CN": "SIM 卡流量用尽" },
  ],
  advice: [
    {
      en: "Router and names are well: look at the provider's line, then at the firewall of the site.",
      "zh-CN": "路由器和域名解析正常：检查运营商线路，再查现场防火墙。",
    },
    {
      en: "If many terminals say so at the same time, it is the centre.",
      "zh-CN": "若多台终端同时如此，则为中心问题。",
    },
  ],
  parts: [],
  holdMs: 60_000,
  clearHoldMs: 30_000,
  inhibitedBy: ["network.link.down", "network.address.missing", "network.gateway.unreachable"],
  incident: "network",
  runbook: "network-check",
});
