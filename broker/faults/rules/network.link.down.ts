import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.link.down", {
  look: componentIn("link", "down"),
  title: { en: "Network cable is out, or the other end is dead", "zh-CN": "网线脱落或对端无响应" },
  severity: "major",
  impact: ["monitoring", "sellByCard"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Network cable pulled or its latch broken", "zh-CN": "网线被拔出或卡扣断裂" },
    { en: "Switch or router of the site without power", "zh-CN": "现场交换机或路由器断电" },
    { en: "Switch port disabled or defective", "zh-CN": "交换机端口被禁用或损坏" },
    { en: "Network adapter of the kiosk defective", "zh-CN": "终端网卡损坏" },
  ],
  advice: [
    {
      en: "Look at the lamps of the network socket: dark means cable or switch. Push the plug in until it clicks, at both ends.",
      "zh-CN": "看网口指示灯：不亮说明是网线或交换机问题。将两端插头插紧至卡扣声。",
    },
    { en: "Try another port of the switch, then another cable.", "zh-CN": "换交换机端口，再换网线。" },
  ],
  parts: ["network cable"],
  holdMs: 10_000,
  clearHoldMs: 15_000,
  incident: "network",
});
