import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.power.restarted", {
  look: componentIn("power", "restarted"),
  title: { en: "Mobile modem restarted by itself", "zh-CN": "移动通信模块自行重启" },
  severity: "info",
  impact: [],
  action: "wait",
  skill: "electronics",
  causes: [
    { en: "Supply dips when it sends at full power", "zh-CN": "满功率发射时供电跌落" },
    { en: "Too hot", "zh-CN": "过热" },
    { en: "Fault in its firmware", "zh-CN": "固件缺陷" },
  ],
  advice: [
    {
      en: "Once is no cause for a visit. Again and again: measure the supply at the modem, look at its temperature, update its firmware.",
      "zh-CN": "偶发一次无需上门。反复出现：测量模块供电、查看温度、升级固件。",
    },
  ],
  parts: ["power supply of the mobile modem"],
  holdMs: 0,
  clearHoldMs: 60000,
  flap: { count: 3, windowMs: 14400000 },
  ticket: false,
});
