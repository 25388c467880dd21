import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.supply.inoperative", {
  look: componentIn("supply", "inoperative"),
  title: { en: "Supply voltage of the printer is wrong", "zh-CN": "打印机供电电压异常" },
  severity: "major",
  impact: ["receipt"],
  action: "engineer",
  skill: "electronics",
  advice: [
    {
      en: "Measure the 24 V supply at the printer's plug, idle and while it prints.",
      "zh-CN": "在打印机插头处测量 24 V，空闲和打印时各测一次。",
    },
    {
      en: "Below 22 V: replace the supply; otherwise the printer's board.",
      "zh-CN": "低于 22 V 更换电源，否则更换打印机主板。",
    },
  ],
  parts: ["24 V power supply", "receipt printer"],
  holdMs: 5_000,
});
