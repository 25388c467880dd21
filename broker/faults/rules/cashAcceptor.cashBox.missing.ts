import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.cashBox.missing", {
  look: componentIn("cashBox", "missing"),
  title: { en: "Cash box is out or not seated", "zh-CN": "钞箱被取出或未到位" },
  severity: "critical",
  impact: ["sellByCash", "security"],
  action: "engineer",
  skill: "cash",
  causes: [
    { en: "A collection that nobody set to maintenance", "zh-CN": "取钞时未登记维护状态" },
    { en: "Box not pushed in until it clicks", "zh-CN": "钞箱未推到卡扣位置" },
    { en: "Theft of the box", "zh-CN": "钞箱被盗" },
    { en: "Box sensor dirty or failed", "zh-CN": "钞箱检测传感器脏污或损坏" },
  ],
  advice: [
    {
      en: "No collection is booked for this terminal: call the site at once and have somebody look, or send security.",
      "zh-CN": "该终端没有登记取钞任务：立即致电现场查看，或派安保人员前往。",
    },
    {
      en: "If a collection is under way, set the terminal to maintenance now and note who collects.",
      "zh-CN": "若确在取钞，请立即将终端设为维护状态并登记取钞人。",
    },
    {
      en: "Box in place and still reported out: seat it again until it clicks, then check the seat contact.",
      "zh-CN": "钞箱在位却仍报缺失：重新推入至卡扣声，再检查到位触点。",
    },
    { en: "Secure the camera recording of the last 30 minutes.", "zh-CN": "保存最近 30 分钟的监控录像。" },
  ],
  parts: [],
  holdMs: 2_000,
  clearHoldMs: 5_000,
  incident: "cashAccess",
});
