import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("host.storage.full", {
  ...componentOrMeasure({
    component: "storage",
    states: ["full"],
    measure: "storageUsed",
    raise: 97,
    clear: 92,
  }),
  title: { en: "Disk of the computer is full", "zh-CN": "主机磁盘已满" },
  severity: "major",
  impact: ["monitoring"],
  action: "engineer",
  skill: "software",
  causes: [
    { en: "Logs or camera files that nobody removes", "zh-CN": "日志或录像文件无人清理" },
    { en: "Update packages left behind", "zh-CN": "升级包残留" },
    { en: "A program writes errors without end", "zh-CN": "程序不断写入错误日志" },
  ],
  advice: [
    {
      en: "Free space now: sales records and monitoring cannot be written soon.",
      "zh-CN": "立即释放空间：销售记录和监控数据将无法写入。",
    },
    {
      en: "Never delete the outbox of the agent: it holds reports that were not sent yet.",
      "zh-CN": "切勿删除代理程序的发件库：其中有尚未上报的数据。",
    },
  ],
  parts: ["solid-state disk"],
  holdMs: 30_000,
  clearHoldMs: 60_000,
  incident: "disk",
});
