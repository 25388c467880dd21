import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.sim.notPresent", {
  look: componentIn("sim", "notPresent"),
  title: { en: "No SIM card in the mobile modem", "zh-CN": "移动通信模块内无 SIM 卡" },
  severity: "major",
  impact: ["monitoring"],
  action: "clearOnSite",
  skill: "network",
  causes: [
    { en: "Card not fully in, or its tray not latched", "zh-CN": "卡未插到位或卡托未锁紧" },
    { en: "Contacts of the slot bent or oxidised", "zh-CN": "卡槽触点变形或氧化" },
    { en: "Card taken out", "zh-CN": "卡被取走" },
  ],
  advice: [
    {
      en: "Reseat the card, clean its contacts; try another card to tell slot from card.",
      "zh-CN": "重新插卡并清洁触点；换一张卡以区分卡槽与卡的故障。",
    },
    { en: "The card is gone: have the operator bar it, and enquire.", "zh-CN": "卡已丢失：请运营商停机并追查。" },
  ],
  parts: ["SIM card", "mobile modem"],
  holdMs: 60000,
  clearHoldMs: 30000,
  inhibitedBy: ["network.modem.inoperative", "network.radio.off"],
});
