import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("host.network.down", {
  look: componentIn("network", "down"),
  title: { en: "Network of the computer was down", "zh-CN": "主机网络曾中断" },
  severity: "minor",
  impact: ["monitoring"],
  action: "clearOnSite",
  skill: "network",
  advice: [
    {
      en: "Check cable, switch port and router at the site; then the SIM card and signal of the modem.",
      "zh-CN": "检查现场网线、交换机端口和路由器，再查调制解调器 SIM 卡和信号。",
    },
  ],
  parts: ["network cable"],
  holdMs: 60_000,
  clearHoldMs: 60_000,
});
