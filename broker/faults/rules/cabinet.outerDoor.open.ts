import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.outerDoor.open", {
  look: componentIn("outerDoor", "open"),
  title: { en: "Cabinet door was opened without announcement", "zh-CN": "未登记时机柜门被打开" },
  severity: "major",
  impact: ["security"],
  action: "engineer",
  skill: "site",
  causes: [
    { en: "A visit that was not announced: paper, cleaning, cash", "zh-CN": "未登记的到场：换纸、清洁或取钞" },
    { en: "The door was not pushed shut or not locked", "zh-CN": "门未推紧或未上锁" },
    { en: "Forced opening", "zh-CN": "门被强行打开" },
    { en: "Door contact out of adjustment or its magnet lost", "zh-CN": "门磁错位或磁铁脱落" },
  ],
  advice: [
    {
      en: "Call the site: who is at the terminal? If it is one of ours, set the terminal to maintenance.",
      "zh-CN": "致电现场确认何人在操作；若为我方人员，请将终端设为维护状态。",
    },
    {
      en: "Nobody knows: send security and secure the camera recording.",
      "zh-CN": "无人知情：派安保前往并保存监控录像。",
    },
  ],
  parts: [],
  holdMs: 1_000,
  clearHoldMs: 5_000,
  inhibitedBy: ["cabinet.wiring.cut"],
  incident: "cashAccess",
});
