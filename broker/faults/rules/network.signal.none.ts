import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.signal.none", {
  look: componentIn("signal", "none"),
  title: { en: "Mobile modem receives no signal", "zh-CN": "移动通信模块收不到信号" },
  severity: "major",
  impact: ["monitoring"],
  action: "engineer",
  skill: "network",
  causes: [
    { en: "Antenna torn off or its cable cut", "zh-CN": "天线脱落或馈线断裂" },
    { en: "Outage of all cells here", "zh-CN": "此处基站全部故障" },
    { en: "Receiver of the modem defective", "zh-CN": "模块接收电路损坏" },
  ],
  advice: [
    {
      en: "Check antenna and cable; a phone beside the terminal tells whether there is a network at all.",
      "zh-CN": "检查天线和馈线；在终端旁用手机确认有无网络。",
    },
    { en: "Network there, antenna good: replace the modem.", "zh-CN": "有网络且天线正常：更换模块。" },
  ],
  parts: ["mobile antenna", "antenna cable", "mobile modem"],
  holdMs: 120000,
  clearHoldMs: 60000,
  inhibitedBy: ["network.modem.inoperative", "network.radio.off"],
});
