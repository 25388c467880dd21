import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.cashBox.inoperative", {
  look: componentIn("cashBox", "inoperative"),
  title: { en: "Cash box is not recognised", "zh-CN": "钞箱无法识别" },
  severity: "major",
  impact: ["sellByCash"],
  action: "clearOnSite",
  skill: "cash",
  causes: [
    { en: "Box not seated until it clicks", "zh-CN": "钞箱未推到卡扣位置" },
    { en: "Box of another model, or its identification damaged", "zh-CN": "钞箱型号不符或识别件损坏" },
    { en: "Push plate not in its home position", "zh-CN": "压板未回到初始位置" },
  ],
  advice: [
    {
      en: "Take the box out and seat it again; check that it is the model made for this acceptor.",
      "zh-CN": "取出钞箱重新装入，确认型号与验钞器匹配。",
    },
    { en: "Replace the box with the spare one; send the old one in for repair.", "zh-CN": "换用备用钞箱，旧箱送修。" },
  ],
  parts: ["cash box"],
  holdMs: 5_000,
  inhibitedBy: ["cashAcceptor.cashBox.missing", "cashAcceptor.stacker.jammed"],
  runbook: "cash-acceptor-failure",
});
