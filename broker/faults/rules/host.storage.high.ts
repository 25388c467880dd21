import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("host.storage.high", {
  ...componentOrMeasure({
    component: "storage",
    states: ["high"],
    measure: "storageUsed",
    raise: 85,
    clear: 80,
  }),
  title: { en: "Disk of the computer is filling up", "zh-CN": "主机磁盘空间偏少" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "software",
  causes: [
    { en: "Logs or camera files grow", "zh-CN": "日志或录像文件增长" },
    { en: "Old versions and update packages left behind", "zh-CN": "旧版本和升级包残留" },
  ],
  advice: [
    { en: "Remove old logs and camera files; find what grows.", "zh-CN": "清理旧日志和录像文件，查明增长来源。" },
  ],
  parts: [],
  holdMs: 60_000,
  clearHoldMs: 60_000,
  inhibitedBy: ["host.storage.full"],
  incident: "disk",
});
