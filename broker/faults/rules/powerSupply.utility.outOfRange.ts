import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.utility.outOfRange", {
  look: componentIn("utility", "outOfRange"),
  title: { en: "Mains voltage or frequency is out of range", "zh-CN": "市电电压或频率超出范围" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    {
      en: "Long or thin supply cable, or a big consumer on the same circuit",
      "zh-CN": "供电线路过长过细，或同一回路有大功率设备",
    },
    { en: "Loose neutral: voltage wanders with the load of others", "zh-CN": "零线松动，电压随其他负载波动" },
    { en: "Site runs on a generator", "zh-CN": "现场由发电机供电" },
  ],
  advice: [
    {
      en: "Compare the times with what else is switched on at the site; measure the voltage at the socket under load.",
      "zh-CN": "对照现场其他设备的开关时间，带载测量插座电压。",
    },
    {
      en: "High voltage or one that wanders: have an electrician check the neutral today, it can destroy the kiosk.",
      "zh-CN": "电压偏高或波动：当天请电工检查零线，否则可能损坏终端。",
    },
  ],
  parts: [],
  holdMs: 300_000,
  clearHoldMs: 300_000,
  inhibitedBy: ["powerSupply.utility.failed"],
});
