import { definePolicy } from "../policy.ts";

export default definePolicy({
  id: "three-level",
  title: { en: "Three levels: general, severe, urgent", "zh-CN": "三级：一般、严重、紧急" },
  levels: [
    {
      id: "urgent",
      title: { en: "Urgent: not usable, business stopped", "zh-CN": "紧急：无法使用，业务停止" },
      severities: ["critical"],
      clocks: { contact: { within: "10 min" }, resolved: { within: "2 h", from: "onSite" } },
    },
    {
      id: "severe",
      title: { en: "Severe: often, or a task with a fixed date", "zh-CN": "严重：频繁发生，或有期限的任务" },
      severities: ["major"],
      clocks: { contact: { within: "1 h" }, resolved: { within: "4 h" } },
    },
    {
      id: "general",
      title: { en: "General: now and then, or a planned change", "zh-CN": "一般：偶发，或计划内变更" },
      severities: ["minor", "info"],
      clocks: { contact: { within: "2 h" }, resolved: { within: "8 h" } },
    },
  ],
  pauses: ["site", "customer", "appointment"],
  escalateAt: [70, 90, 100, 110],
  overdueRaisesLevel: true,
});
