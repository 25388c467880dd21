import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.memory.inoperative", {
  look: componentIn("memory", "inoperative"),
  title: { en: "Printer reports a memory or board failure", "zh-CN": "打印机存储器或主板故障" },
  severity: "major",
  impact: ["receipt"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Board of the printer failed", "zh-CN": "打印机主板损坏" },
    { en: "Firmware or settings damaged by a power cut during an update", "zh-CN": "升级时掉电导致固件或设置损坏" },
  ],
  advice: [
    { en: "Switch the printer off for 10 s and on again, once only.", "zh-CN": "断电 10 秒后通电，仅试一次。" },
    {
      en: "It returns: replace the board or the printer and set speed and flow control as before.",
      "zh-CN": "再次出现则更换主板或整机，并按原参数设置波特率和流控。",
    },
  ],
  parts: ["receipt printer"],
  holdMs: 5_000,
});
