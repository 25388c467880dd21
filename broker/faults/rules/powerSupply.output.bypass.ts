import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.output.bypass", {
  look: componentIn("output", "bypass"),
  title: { en: "UPS is on bypass: the kiosk is not protected", "zh-CN": "UPS 处于旁路，终端无后备保护" },
  severity: "major",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Overload or heat made it transfer", "zh-CN": "过载或过热导致切换" },
    { en: "Somebody put it on bypass for service", "zh-CN": "维修时被切到旁路" },
    { en: "Inverter of the UPS failed", "zh-CN": "UPS 逆变器故障" },
  ],
  advice: [
    {
      en: "Look at load and temperature first; then at the bypass switch on its back.",
      "zh-CN": "先看负载和温度，再看背面旁路开关。",
    },
    { en: "It does not come off bypass: replace the UPS.", "zh-CN": "无法退出旁路：更换 UPS。" },
  ],
  parts: ["UPS"],
  holdMs: 60_000,
  clearHoldMs: 60_000,
  inhibitedBy: ["powerSupply.load.overload", "powerSupply.ups.inoperative"],
  incident: "ups",
});
