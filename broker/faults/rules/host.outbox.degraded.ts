import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("host.outbox.degraded", {
  look: componentIn("outbox", "degraded"),
  title: { en: "Agent cannot keep its reports safely", "zh-CN": "代理程序数据存储异常" },
  severity: "minor",
  impact: ["monitoring"],
  action: "engineer",
  skill: "software",
  causes: [
    { en: "Disk slow or failing", "zh-CN": "磁盘变慢或即将损坏" },
    { en: "Disk nearly full", "zh-CN": "磁盘空间将尽" },
    { en: "Data folder not writable for the agent", "zh-CN": "代理程序无权写入数据目录" },
  ],
  advice: [
    {
      en: "The disk is slow, full or failing: check free space and the disk's own error counters.",
      "zh-CN": "磁盘过慢、已满或损坏：检查剩余空间和磁盘自检信息。",
    },
  ],
  parts: ["solid-state disk"],
  holdMs: 60_000,
  clearHoldMs: 60_000,
  inhibitedBy: ["host.outbox.full"],
  incident: "disk",
});
