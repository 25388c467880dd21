import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

/** A note is stuck in the path (CCNET 43 "validator jammed"). A reset often frees it. */
export default fault("cashAcceptor.transport.jammed", {
  look: componentIn("transport", "jammed"),
  title: { en: "A note is jammed in the cash acceptor", "zh-CN": "验钞器卡钞" },
  severity: "major",
  impact: ["sellByCash"],
  action: "reset",
  skill: "cash",
  causes: [
    { en: "Torn, folded or wet note", "zh-CN": "纸币破损、折叠或潮湿" },
    { en: "Note pulled back by the customer", "zh-CN": "顾客回拉纸币" },
    { en: "Rollers or optics dirty", "zh-CN": "滚轮或光学部件脏污" },
    { en: "A foreign object in the mouth", "zh-CN": "入钞口有异物" },
  ],
  advice: [
    {
      en: "Open the acceptor head, take the note out without tearing it, look for torn pieces, close the head until it clicks.",
      "zh-CN": "打开验钞头，完整取出纸币，检查有无残片，合上至卡扣声。",
    },
    {
      en: "Keep that note apart with time and terminal number: it may have been taken without being credited.",
      "zh-CN": "将该纸币单独封存并注明时间和终端号：可能已收钞但未入账。",
    },
    {
      en: "Jams again within a day: clean rollers and optics; worn rollers are replaced as a set.",
      "zh-CN": "一天内再次卡钞：清洁滚轮和光学部件；滚轮磨损则成套更换。",
    },
  ],
  parts: ["roller set for the cash acceptor", "cleaning card for the cash acceptor"],
  holdMs: 1_000,
  clearHoldMs: 5_000,
  runbook: "cash-acceptor-jam",
});
