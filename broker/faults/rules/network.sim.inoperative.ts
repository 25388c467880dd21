import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.sim.inoperative", {
  look: componentIn("sim", "inoperative"),
  title: { en: "SIM card cannot be read", "zh-CN": "SIM 卡无法读取" },
  severity: "major",
  impact: ["monitoring"],
  action: "clearOnSite",
  skill: "network",
  causes: [
    { en: "Dirty or worn contacts of card or slot", "zh-CN": "卡或卡槽触点脏污、磨损" },
    { en: "Card defective", "zh-CN": "卡损坏" },
    { en: "Wrong kind of card, or for another network", "zh-CN": "卡类型不符或属其他网络" },
  ],
  advice: [
    { en: "Reseat the card and clean its contacts; then another card.", "zh-CN": "重新插卡并清洁触点；无效则换卡。" },
    { en: "Another card fails too: replace the modem.", "zh-CN": "换卡仍失败：更换通信模块。" },
  ],
  parts: ["SIM card", "mobile modem"],
  holdMs: 60000,
  clearHoldMs: 30000,
  inhibitedBy: ["network.modem.inoperative", "network.radio.off"],
});
