import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.broker.lossy", {
  look: componentIn("broker", "lossy"),
  title: { en: "Connections to the centre fail again and again", "zh-CN": "与中心的连接时断时续" },
  severity: "minor",
  impact: [],
  action: "configure",
  skill: "network",
  causes: [
    { en: "Provider's line of the site overloaded or disturbed", "zh-CN": "现场运营商线路拥塞或受干扰" },
    { en: "Weak signal of the mobile network", "zh-CN": "移动网络信号弱" },
    { en: "A firewall that cuts connections", "zh-CN": "防火墙中断连接" },
  ],
  advice: [
    {
      en: "Compare loss and times to the router and to the centre: good to the router means the provider's line.",
      "zh-CN": "对比到路由器和到中心的丢包与时延：到路由器正常则为运营商线路问题。",
    },
  ],
  parts: [],
  holdMs: 900_000,
  clearHoldMs: 900_000,
  inhibitedBy: [
    "network.link.down",
    "network.address.missing",
    "network.gateway.unreachable",
    "network.gateway.lossy",
    "network.nameService.failed",
    "network.broker.unreachable",
  ],
  incident: "network",
  runbook: "network-check",
});
