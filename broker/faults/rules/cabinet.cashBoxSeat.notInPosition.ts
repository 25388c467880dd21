import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.cashBoxSeat.notInPosition", {
  look: componentIn("cashBoxSeat", "notInPosition"),
  title: { en: "Cash box was taken from its seat without announcement", "zh-CN": "未登记时钞箱离开仓位" },
  severity: "critical",
  impact: ["sellByCash", "security"],
  action: "engineer",
  skill: "cash",
  causes: [
    { en: "A collection that nobody set to maintenance", "zh-CN": "取钞时未登记维护状态" },
    { en: "Box not pushed in until it clicks after a collection", "zh-CN": "取钞后钞箱未推到卡扣位置" },
    { en: "Theft of the box", "zh-CN": "钞箱被盗" },
    { en: "Seat contact or its actuator bent, worn or dirty", "zh-CN": "到位触点或拨片变形、磨损或脏污" },
  ],
  advice: [
    { en: "Treat as theft: call security and the site at once.", "zh-CN": "按盗窃处理：立即联系安保和现场。" },
    {
      en: "All doors closed and the cash acceptor says the box is in: the seat contact or its actuator is at fault.",
      "zh-CN": "所有门关闭且验钞器显示钞箱在位：到位触点或其拨片故障。",
    },
    {
      en: "Secure the camera recording; compare the ledger with the counted cash.",
      "zh-CN": "保存监控录像；核对账目与实际现金。",
    },
  ],
  parts: ["seat contact"],
  holdMs: 1_000,
  clearHoldMs: 5_000,
  inhibitedBy: ["cabinet.wiring.cut"],
  incident: "cashAccess",
});
