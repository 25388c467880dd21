import { componentIn, defineRule } from "../rule.ts";

/** A note is stuck in the path (CCNET 0x43 "validator jammed"). A reset often frees it. */
export default defineRule({
  id: "cashAcceptor.transport.jammed",
  deviceClass: "cashAcceptor",
  title: { en: "A note is jammed in the bill validator", "zh-CN": "纸币识别器卡币" },
  severity: "major",
  impact: ["sellByCash"],
  action: "reset",
  skill: "cash",
  advice: [
    {
      en: "Open the validator, take out the note, look for torn pieces and close it.",
      "zh-CN": "打开识别器，取出纸币，检查有无残片后合上。",
    },
  ],
  parts: [],
  holdMs: 1_000,
  clearHoldMs: 5_000,
  inhibitedBy: [],
  runbook: "cash-acceptor-jam",
  ticket: true,
  look: componentIn("transport", "jammed"),
});
