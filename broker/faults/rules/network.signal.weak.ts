import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.signal.weak", {
  look: componentIn("signal", "weak"),
  title: { en: "Mobile signal is weak", "zh-CN": "移动信号弱" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "network",
  causes: [
    { en: "Antenna in a bad place, or inside the metal cabinet", "zh-CN": "天线位置差，或位于金属机柜内" },
    { en: "Antenna screw loose, cable crushed", "zh-CN": "天线接头松动、馈线受压" },
    { en: "Operator has changed its cells", "zh-CN": "运营商调整了基站" },
  ],
  advice: [
    {
      en: "Look at RSSI, RSRP and SINR over days: a step down is the antenna or its cable, a slow change the network.",
      "zh-CN": "查看数日的 RSSI、RSRP 和 SINR：骤降多为天线或馈线，缓变多为网络。",
    },
    {
      en: "Place the antenna higher and outside; or take a SIM of the operator that is strongest here.",
      "zh-CN": "将天线移高、移至柜外；或改用此处信号最强的运营商。",
    },
  ],
  parts: ["mobile antenna", "antenna cable"],
  holdMs: 600000,
  clearHoldMs: 600000,
  inhibitedBy: ["network.modem.inoperative", "network.radio.off"],
});
