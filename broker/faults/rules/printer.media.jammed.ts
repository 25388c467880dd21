import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.media.jammed", {
  look: componentIn("media", "jammed"),
  title: { en: "A ticket is jammed in the printer's outlet", "zh-CN": "打印机出票口卡票" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Customer pulled the ticket before it was ejected", "zh-CN": "出票完成前顾客拉扯票据" },
    { en: "Outlet blocked from outside", "zh-CN": "出票口被堵住" },
    { en: "Presenter rollers dirty or worn", "zh-CN": "出票滚轮脏污或磨损" },
  ],
  advice: [
    {
      en: "Open the presenter, take the paper out in its direction of travel, look for torn pieces.",
      "zh-CN": "打开出票机构，沿走纸方向取出纸张，检查有无碎片。",
    },
    {
      en: "Clean the outlet sensor, close everything, print a test receipt.",
      "zh-CN": "清洁出票口传感器，关好后打印测试凭条。",
    },
  ],
  parts: [],
  holdMs: 2_000,
  inhibitedBy: ["printer.cover.open"],
  runbook: "printer-recover",
});
