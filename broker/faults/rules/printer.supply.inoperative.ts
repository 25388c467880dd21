import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.supply.inoperative", {
  look: componentIn("supply", "inoperative"),
  title: { en: "Supply voltage of the printer is wrong", "zh-CN": "打印机供电电压异常" },
  severity: "major",
  impact: ["receipt"],
  action: "engineer",
  skill: "electronics",
  causes: [
    {
      en: "Power supply too weak or ageing: the voltage drops while printing",
      "zh-CN": "电源功率不足或老化，打印时电压跌落",
    },
    { en: "Plug or cable with contact resistance", "zh-CN": "插头或线缆接触不良" },
    { en: "Wrong power supply fitted", "zh-CN": "装错电源型号" },
    { en: "Measuring circuit of the board failed", "zh-CN": "主板检测电路损坏" },
  ],
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
