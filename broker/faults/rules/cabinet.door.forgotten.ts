import { cannotTell, defineRule } from "../rule.ts";

/**
 * The time for work at the machine is over, and a door still stands open or the service key is still turned. Said by the visits' desk. It hides nothing:
 * a door that nobody had announced keeps its own fault, and both share one ticket.
 */
export default defineRule({
  id: "cabinet.door.forgotten",
  deviceClass: "terminal",
  title: { en: "Cabinet was left open after work", "zh-CN": "作业结束后机柜未关好" },
  severity: "major",
  impact: ["security"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Door not pushed shut or not locked on leaving", "zh-CN": "离开时门未推紧或未上锁" },
    { en: "Service key left turned", "zh-CN": "维护钥匙未转回" },
    { en: "The work takes longer than was thought", "zh-CN": "作业时间超出预计" },
    { en: "Door contact out of adjustment: shut and not seen", "zh-CN": "门触点错位：已关闭但未检测到" },
  ],
  advice: [
    {
      en: "Call whoever was there last; if they are still at work, set the terminal to maintenance.",
      "zh-CN": "致电最后到场人员；若仍在作业，请将终端设为维护状态。",
    },
    {
      en: "Nobody there: ask the site to stand by the terminal until it is locked.",
      "zh-CN": "现场无人：请场地人员看守终端，直至锁好。",
    },
    { en: "Shut and locked and still reported open: check the door contact.", "zh-CN": "已锁好仍报未关：检查门触点。" },
  ],
  parts: [],
  holdMs: 0,
  clearHoldMs: 5_000,
  inhibitedBy: ["cabinet.wiring.cut"],
  incident: "cashAccess",
  ticket: true,
  look: () => cannotTell,
});
