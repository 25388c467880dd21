import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("host.outbox.reset", {
  look: componentIn("outbox", "reset"),
  title: { en: "Outbox of the agent was damaged and started anew", "zh-CN": "代理程序发件库损坏后重建" },
  severity: "minor",
  impact: ["monitoring"],
  action: "engineer",
  skill: "software",
  causes: [
    { en: "Power cut while the disk was writing", "zh-CN": "磁盘写入时掉电" },
    { en: "Disk failing", "zh-CN": "磁盘即将损坏" },
    { en: "File deleted or replaced by a person or a disk image", "zh-CN": "文件被人为删除或被磁盘镜像覆盖" },
  ],
  advice: [
    {
      en: "The old file was kept beside the new one: fetch it, reports in it may be missing here.",
      "zh-CN": "旧文件已保留在新文件旁：请取回，其中数据可能缺失于中心。",
    },
    {
      en: "Check disk and power supply: files are damaged by power cuts and failing disks.",
      "zh-CN": "检查磁盘和供电：掉电和坏盘会损坏文件。",
    },
  ],
  parts: ["solid-state disk"],
  holdMs: 0,
  clearHoldMs: 60_000,
});
