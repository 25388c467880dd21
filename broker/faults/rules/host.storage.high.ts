import { componentOrMeasure, fault } from "../presets.ts";

export default fault("host.storage.high", {
  look: componentOrMeasure({
    component: "storage",
    states: ["high"],
    measure: "storageUsed",
    limit: 85,
    clearBelow: 80,
  }),
  title: { en: "Disk of the computer is filling up", "zh-CN": "主机磁盘空间偏少" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "software",
  advice: [
    { en: "Remove old logs and camera files; find what grows.", "zh-CN": "清理旧日志和录像文件，查明增长来源。" },
  ],
  parts: [],
  holdMs: 60_000,
  clearHoldMs: 60_000,
  inhibitedBy: ["host.storage.full"],
  incident: "disk",
});
