import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.registration.searching", {
  look: componentIn("registration", "searching"),
  title: { en: "Mobile modem finds no network", "zh-CN": "移动通信模块搜不到网络" },
  severity: "major",
  impact: ["monitoring"],
  action: "reset",
  skill: "network",
  causes: [
    { en: "Antenna or its cable loose, cut or covered by metal", "zh-CN": "天线或馈线松动、断裂，或被金属遮挡" },
    { en: "Outage of the operator's cell", "zh-CN": "运营商基站故障" },
    { en: "Modem hangs in its search", "zh-CN": "模块搜网死机" },
  ],
  advice: [
    {
      en: "Check the antenna, its screw and its cable; move it out of the metal cabinet.",
      "zh-CN": "检查天线、接头和馈线；将天线移出金属机柜。",
    },
    {
      en: "Look with a phone of the same operator whether there is a network; then try a SIM of another.",
      "zh-CN": "用同一运营商的手机查看有无网络；再换其他运营商的卡。",
    },
  ],
  parts: ["mobile antenna", "antenna cable", "SIM card"],
  holdMs: 180000,
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
  runbook: "modem-restart",
});
