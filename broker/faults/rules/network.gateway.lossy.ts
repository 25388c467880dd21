import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.gateway.lossy", {
  look: componentIn("gateway", "lossy"),
  title: { en: "Packets are lost on the way to the site's router", "zh-CN": "到现场路由器的链路丢包" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "network",
  causes: [
    { en: "Cable bent, crushed or of poor quality", "zh-CN": "网线弯折、受压或质量差" },
    { en: "Half duplex against full duplex, or a speed fixed at one end only", "zh-CN": "双工不匹配或仅一端固定速率" },
    { en: "Weak radio link", "zh-CN": "无线信号弱" },
    { en: "Router overloaded", "zh-CN": "路由器负载过高" },
  ],
  advice: [
    {
      en: "Swap the cable and the switch port, look at the speed the link has now.",
      "zh-CN": "更换网线和交换机端口，查看当前链路速率。",
    },
    {
      en: "Compare with the other terminals of the site: all of them means the router.",
      "zh-CN": "与同一现场其他终端对比：全部异常则为路由器问题。",
    },
  ],
  parts: ["network cable"],
  holdMs: 600_000,
  clearHoldMs: 600_000,
  inhibitedBy: ["network.link.down", "network.address.missing", "network.gateway.unreachable"],
  incident: "network",
  runbook: "network-check",
});
