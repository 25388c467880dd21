import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.cashBoxDoor.open", {
  look: componentIn("cashBoxDoor", "open"),
  title: { en: "Cash compartment was opened without announcement", "zh-CN": "未登记时钞箱仓门被打开" },
  severity: "critical",
  impact: ["security"],
  action: "engineer",
  skill: "cash",
  causes: [
    {
      en: "A collection or service visit that nobody set to maintenance",
      "zh-CN": "取钞或维修人员到场但未登记维护状态",
    },
    {
      en: "The compartment was left unlocked or did not latch at the last visit",
      "zh-CN": "上次离开时仓门未锁或锁舌未卡到位",
    },
    { en: "Forced or unauthorised opening", "zh-CN": "撬开或未经授权打开" },
    { en: "Door contact out of adjustment, or its cable cut", "zh-CN": "门触点错位或触点线缆断开" },
  ],
  advice: [
    {
      en: "Treat as burglary until proven otherwise: call the site and security at once.",
      "zh-CN": "在查明前按盗窃处理：立即联系现场和安保。",
    },
    {
      en: "Secure the camera recording; count the cash at the next opening with two people.",
      "zh-CN": "保存监控录像；下次开箱由两人清点现金。",
    },
  ],
  parts: [],
  holdMs: 1_000,
  clearHoldMs: 5_000,
  inhibitedBy: ["cabinet.wiring.cut"],
  incident: "cashAccess",
});
