import { definePolicy } from "../policy.ts";

const officeHours = ["09:00-12:00", "13:00-18:00"];

export default definePolicy({
  id: "kiosk-back-office",
  title: { en: "Kiosk back office: by how much of the service is down", "zh-CN": "自助机后台：按服务影响范围分级" },
  calendar: {
    zone: "Asia/Shanghai",
    week: {
      monday: officeHours,
      tuesday: officeHours,
      wednesday: officeHours,
      thursday: officeHours,
      friday: officeHours,
    },
  },
  levels: [
    {
      id: "system-down",
      title: { en: "System down: no terminal can sell", "zh-CN": "系统瘫痪：终端均无法销售" },
      severities: ["critical"],
      impact: ["allSales"],
      clocks: {
        contact: { within: "1 min" },
        onSite: { within: "1 h" },
        restored: { within: "2 h", from: "onSite" },
        resolved: { within: "6 h" },
      },
    },
    {
      id: "severe",
      title: { en: "Severe, or part of an important service", "zh-CN": "严重，或重要业务的一部分" },
      severities: ["critical", "major"],
      clocks: {
        contact: { within: "1 min" },
        onSite: { within: "2 h" },
        restored: { within: "4 h" },
        resolved: { within: "1 d" },
      },
    },
    {
      id: "single",
      title: { en: "Single function or terminal", "zh-CN": "单项功能或单台终端" },
      severities: ["minor", "info"],
      clocks: { plan: { within: "6 h" }, resolved: { within: "2 workdays" } },
    },
  ],
  pauses: ["site", "customer", "appointment"],
  escalateAt: [70, 90, 100, 110],
  overdueRaisesLevel: true,
});
