import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.interface.errors", {
  look: componentIn("interface", "errors"),
  title: { en: "Printer reports errors on its serial line", "zh-CN": "打印机报告串口通信错误" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  advice: [
    {
      en: "Compare speed, parity and flow control of printer and terminal; then swap the cable.",
      "zh-CN": "核对打印机与终端的波特率、校验和流控，再更换线缆。",
    },
  ],
  parts: ["serial cable"],
  holdMs: 30_000,
  clearHoldMs: 60_000,
});
