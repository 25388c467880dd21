import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("host.network.down", {
  look: componentIn("network", "down"),
  title: { en: "Network of the computer was down", "zh-CN": "主机网络曾中断" },
  severity: "minor",
  impact: ["monitoring"],
  action: "clearOnSite",
  skill: "network",
  causes: [
    { en: "Router, switch or provider line of the site failed", "zh-CN": "现场路由器、交换机或运营商线路故障" },
    { en: "Network cable loose", "zh-CN": "网线松动" },
    { en: "Modem without registration or data volume", "zh-CN": "调制解调器未注册或流量用尽" },
    { en: "Addresses or gateway configured wrongly", "zh-CN": "地址或网关配置错误" },
  ],
  advice: [
    {
      en: "Check cable, switch port and router at the site; then the SIM card and signal of the modem.",
      "zh-CN": "检查现场网线、交换机端口和路由器，再查调制解调器 SIM 卡和信号。",
    },
  ],
  parts: ["network cable"],
  holdMs: 60_000,
  clearHoldMs: 60_000,
  // Where a driver looks at the network itself, it knows more.
  inhibitedAcross: ["network.link.down", "network.address.missing", "network.gateway.unreachable"],
  incident: "network",
});
