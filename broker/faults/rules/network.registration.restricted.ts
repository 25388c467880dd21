import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.registration.restricted", {
  look: componentIn("registration", "restricted"),
  title: { en: "Network gives the modem no data service", "zh-CN": "网络不提供数据业务" },
  severity: "major",
  impact: ["monitoring"],
  action: "configure",
  skill: "network",
  causes: [
    { en: "SIM without a data subscription", "zh-CN": "SIM 卡未开通数据业务" },
    { en: "Only a foreign network is heard: emergency calls only", "zh-CN": "只能收到其他网络：仅限紧急呼叫" },
    { en: "Operator restricts the cell for a time", "zh-CN": "运营商临时限制该小区" },
  ],
  advice: [
    { en: "Ask the operator whether the card may use data here.", "zh-CN": "向运营商核实该卡在此处能否使用数据。" },
    {
      en: "Check the antenna: the home network may only be too weak.",
      "zh-CN": "检查天线：可能只是归属网络信号太弱。",
    },
  ],
  parts: ["SIM card", "mobile antenna"],
  holdMs: 120000,
  clearHoldMs: 60000,
  inhibitedBy: [
    "network.modem.inoperative",
    "network.radio.off",
    "network.signal.none",
    "network.sim.notPresent",
    "network.sim.locked",
    "network.sim.blocked",
    "network.sim.inoperative",
  ],
});
