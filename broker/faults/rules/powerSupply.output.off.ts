import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.output.off", {
  look: componentIn("output", "off"),
  title: { en: "UPS gives no output", "zh-CN": "UPS 无输出" },
  severity: "critical",
  impact: ["allSales"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "The UPS was switched off at its front", "zh-CN": "UPS 前面板被关闭" },
    { en: "A shutdown that somebody ordered", "zh-CN": "有人下达了关机指令" },
    { en: "Its output failed", "zh-CN": "UPS 输出故障" },
  ],
  advice: [
    {
      en: "What is connected to its output is dark: printer, display or cash acceptor may be on it. Switch it on at its front.",
      "zh-CN": "输出所接设备已断电：可能含打印机、显示屏或验钞器。请在前面板开机。",
    },
    {
      en: "It stays off: connect the kiosk to the mains directly and replace the UPS.",
      "zh-CN": "仍无输出：终端直接接市电并更换 UPS。",
    },
  ],
  parts: ["UPS"],
  holdMs: 15_000,
  clearHoldMs: 15_000,
  inhibitedBy: ["powerSupply.ups.inoperative", "powerSupply.shutdown.pending"],
  incident: "ups",
});
