import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.nameService.failed", {
  look: componentIn("nameService", "failed"),
  title: { en: "Names are not resolved (DNS)", "zh-CN": "域名解析（DNS）失败" },
  severity: "major",
  impact: ["monitoring", "sellByCard"],
  action: "configure",
  skill: "network",
  causes: [
    { en: "DNS server of the site or provider down", "zh-CN": "现场或运营商 DNS 服务器故障" },
    { en: "Address of the DNS server wrong after a change of the router", "zh-CN": "更换路由器后 DNS 地址错误" },
    { en: "Firewall blocks port 53", "zh-CN": "防火墙拦截 53 端口" },
  ],
  advice: [
    {
      en: "The router answers, only names fail: compare /etc/resolv.conf with what the site says, try a second server.",
      "zh-CN": "路由器有应答，仅域名解析失败：核对 /etc/resolv.conf 与现场配置，并尝试备用服务器。",
    },
  ],
  parts: [],
  holdMs: 90_000,
  clearHoldMs: 30_000,
  // With the line behind the router down names fail, too.
  inhibitedBy: [
    "network.link.down",
    "network.address.missing",
    "network.gateway.unreachable",
    "network.broker.unreachable",
  ],
  incident: "network",
  runbook: "network-check",
});
