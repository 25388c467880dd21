import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

/** The note float was taken off its validator (SSP C7): money left the machine. */
export default fault("cashAcceptor.noteStore.missing", {
  look: componentIn("noteStore", "missing"),
  title: { en: "Note store was taken out", "zh-CN": "循环钞仓被取出" },
  severity: "critical",
  impact: ["sellByCash", "security"],
  action: "engineer",
  skill: "cash",
  causes: [
    { en: "Collection or service without maintenance set", "zh-CN": "取钞或维修前未设为维护状态" },
    { en: "Store not locked after the last service", "zh-CN": "上次维修后钞仓未锁定" },
    { en: "Theft", "zh-CN": "被盗" },
  ],
  advice: [
    {
      en: "Ask who is at the terminal; if nobody should be there, treat it as theft and secure the camera recording.",
      "zh-CN": "确认何人在场；若无人授权，按被盗处理并保存监控录像。",
    },
    {
      en: "Put the store back until it locks, and compare the notes in it with its count.",
      "zh-CN": "将钞仓放回至锁定，并核对其中纸币与计数。",
    },
  ],
  parts: [],
  holdMs: 1_000,
  incident: "cashAccess",
});
