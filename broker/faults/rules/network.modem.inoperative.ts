import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.modem.inoperative", {
  look: componentIn("modem", "inoperative"),
  title: { en: "Mobile modem reports a failure of its own", "zh-CN": "移动通信模块自身故障" },
  severity: "major",
  impact: ["monitoring"],
  action: "reset",
  skill: "network",
  causes: [
    { en: "Firmware of the modem hangs in part", "zh-CN": "通信模块固件部分死机" },
    { en: "Too hot, or its supply dips when it sends", "zh-CN": "模块过热，或发射时供电跌落" },
    { en: "Electronics of the modem failed", "zh-CN": "模块电路损坏" },
  ],
  advice: [
    {
      en: "Restart the modem; where it is the terminal's only way, somebody on site switches it off and on.",
      "zh-CN": "重启通信模块；若为终端唯一通路，由现场人员断电重启。",
    },
    {
      en: "It fails again: measure its supply while it sends (up to 2 A for a moment), then replace it.",
      "zh-CN": "再次出现：测量发射时供电（瞬时可达 2 A），再更换模块。",
    },
  ],
  parts: ["mobile modem"],
  holdMs: 60000,
  clearHoldMs: 60000,
  runbook: "modem-restart",
});
