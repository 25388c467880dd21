import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.registration.denied", {
  look: componentIn("registration", "denied"),
  title: { en: "Network refuses this SIM card", "zh-CN": "网络拒绝该 SIM 卡注册" },
  severity: "major",
  impact: ["monitoring"],
  action: "configure",
  skill: "network",
  causes: [
    { en: "Subscription ended, barred or without credit", "zh-CN": "套餐到期、停机或欠费" },
    { en: "SIM bound to another device or place", "zh-CN": "SIM 卡绑定了其他设备或地点" },
    { en: "Roaming not allowed here", "zh-CN": "此处不允许漫游" },
  ],
  advice: [
    {
      en: "Ask the operator: is the card active, paid, and allowed in this device? No restart helps.",
      "zh-CN": "向运营商核实：卡是否有效、是否欠费、是否允许用于该设备。重启无用。",
    },
    { en: "Until then use another card.", "zh-CN": "在此之前更换其他卡使用。" },
  ],
  parts: ["SIM card"],
  holdMs: 60000,
  clearHoldMs: 60000,
  inhibitedBy: [
    "network.modem.inoperative",
    "network.radio.off",
    "network.sim.notPresent",
    "network.sim.locked",
    "network.sim.blocked",
    "network.sim.inoperative",
  ],
});
