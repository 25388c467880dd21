import { definePolicy } from "../policy.ts";

const officeHours = ["09:00-12:00", "13:00-18:00"];

export default definePolicy({
  id: "two-level",
  title: { en: "Two levels: machine out of service, or part of it", "zh-CN": "两级：整机停用，或部分功能" },
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
      id: "I",
      title: { en: "Level I: machine out of service", "zh-CN": "一级：整机停用，业务中断" },
      severities: ["critical"],
      clocks: {
        contact: { within: "1 h" },
        plan: { within: "30 min", from: "contact" },
        resolved: { within: "4 h" },
      },
    },
    {
      id: "II",
      title: { en: "Level II: part of the machine, work goes on", "zh-CN": "二级：部分功能故障，业务可继续" },
      severities: ["major", "minor", "info"],
      clocks: {
        onSite: { within: "2 h" },
        plan: { within: "1 h", from: "onSite" },
        resolved: { within: "8 h" },
      },
    },
  ],
  pauses: ["site", "customer"],
  escalateAt: [70, 90, 100, 110],
  overdueRaisesLevel: true,
});
