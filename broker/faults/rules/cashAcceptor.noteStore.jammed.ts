import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

/** A note jammed while it was paid out or moved (SSP D5). A payout is open, so no machine resets it. */
export default fault("cashAcceptor.noteStore.jammed", {
  look: componentIn("noteStore", "jammed"),
  title: { en: "A note is jammed in the note store", "zh-CN": "循环钞仓卡钞" },
  severity: "major",
  impact: ["sellByCash"],
  action: "clearOnSite",
  skill: "cash",
  causes: [
    { en: "Worn, folded or taped note in the store", "zh-CN": "钞仓内有旧钞、折叠钞或粘贴钞" },
    { en: "Two notes drawn at once: rollers worn", "zh-CN": "滚轮磨损，一次带出两张" },
    { en: "The customer held the note that was paid out", "zh-CN": "顾客拉住正在找出的纸币" },
  ],
  advice: [
    {
      en: "First read from the sales application how much was paid out: the rest is still owed to the customer.",
      "zh-CN": "先在销售程序中查明已找出金额，余款仍欠顾客。",
    },
    {
      en: "Open the store, take the note out without tearing it, keep it apart with time and terminal number.",
      "zh-CN": "打开循环钞仓，完整取出纸币，单独封存并注明时间和终端号。",
    },
    {
      en: "Close it, switch the acceptor off and on, and compare the notes in the store with its count.",
      "zh-CN": "合上后将验钞器断电重启，并核对钞仓实际张数与计数。",
    },
  ],
  parts: ["roller set for the cash acceptor"],
  holdMs: 2_000,
});
