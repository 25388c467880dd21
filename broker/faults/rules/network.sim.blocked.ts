import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.sim.blocked", {
  look: componentIn("sim", "blocked"),
  title: { en: "SIM card is blocked and asks for its PUK", "zh-CN": "SIM 卡已锁死，要求输入 PUK" },
  severity: "major",
  impact: ["monitoring"],
  action: "engineer",
  skill: "network",
  causes: [
    { en: "Three wrong PINs", "zh-CN": "PIN 连续输错三次" },
    { en: "Blocked by the operator", "zh-CN": "被运营商锁定" },
  ],
  advice: [
    {
      en: "Ask the operator for the PUK, or take a new card. Ten wrong PUKs destroy the card.",
      "zh-CN": "向运营商索取 PUK 或换新卡。PUK 输错十次卡即作废。",
    },
    {
      en: "Put the new PIN into the terminal's settings before the card goes in.",
      "zh-CN": "插卡前先将新 PIN 写入终端配置。",
    },
  ],
  parts: ["SIM card"],
  holdMs: 30000,
  clearHoldMs: 30000,
  inhibitedBy: ["network.modem.inoperative"],
});
