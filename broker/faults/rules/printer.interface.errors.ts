import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.interface.errors", {
  look: componentIn("interface", "errors"),
  title: { en: "Printer reports errors on its serial line", "zh-CN": "打印机报告串口通信错误" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Flow control or speed of printer and computer differ", "zh-CN": "打印机与主机的流控或波特率不一致" },
    { en: "Cable disturbed, too long or without screen", "zh-CN": "线缆受干扰、过长或无屏蔽" },
    { en: "Application sends a command that the printer does not know", "zh-CN": "应用程序发送了打印机不支持的命令" },
  ],
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
