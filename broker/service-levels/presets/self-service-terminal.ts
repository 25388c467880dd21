import { definePolicy } from "../policy.ts";

export default definePolicy({
  id: "self-service-terminal",
  title: {
    en: "Self-service terminal: call in 5 minutes, plan in an hour, on site in 12",
    "zh-CN": "自助终端：5 分钟联系，1 小时方案，12 小时到场",
  },
  levels: [
    {
      id: "any",
      title: { en: "Any fault of a terminal", "zh-CN": "终端任何故障" },
      severities: ["critical", "major", "minor", "info"],
      clocks: { contact: { within: "5 min" }, plan: { within: "1 h" }, onSite: { within: "12 h" } },
    },
  ],
  pauses: ["site", "customer", "appointment"],
  escalateAt: [70, 90, 100, 110],
  overdueRaisesLevel: false,
  inspectionMonths: 3,
  warrantyMonths: 12,
});
