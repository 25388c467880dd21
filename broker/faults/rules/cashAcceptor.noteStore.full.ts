import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

/** The store for paying out is full (SSP CF): further notes go straight into the cash box. */
export default fault("cashAcceptor.noteStore.full", {
  look: componentIn("noteStore", "full"),
  title: { en: "Note store for paying out is full", "zh-CN": "循环钞仓已满" },
  severity: "info",
  impact: [],
  action: "wait",
  skill: "cash",
  causes: [
    { en: "More notes came in than were paid out", "zh-CN": "收入的纸币多于找出的纸币" },
    {
      en: "The sales application does not pay out, or its routes are set wrong",
      "zh-CN": "销售程序不找零，或面额去向设置错误",
    },
  ],
  advice: [
    {
      en: "Nothing to do on site: the next payout makes room, and until then notes go into the cash box.",
      "zh-CN": "现场无需处理：下次找零即可腾出空间，此前纸币直接进入钱箱。",
    },
    {
      en: "Full every day: let the sales application move part of it into the cash box at night.",
      "zh-CN": "若每天都满，可由销售程序在夜间将部分纸币转入钱箱。",
    },
  ],
  parts: [],
  ordinary: true,
  holdMs: 600_000,
  ticket: false,
});
