import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.supply.outOfRange", {
  look: componentIn("supply", "outOfRange"),
  title: { en: "Supply voltage of the card reader is out of range", "zh-CN": "读卡器供电电压超出范围" },
  severity: "major",
  impact: ["sellByCard"],
  action: "engineer",
  skill: "electronics",
  causes: [
    {
      en: "Power supply too weak or ageing: the voltage drops when a motor starts",
      "zh-CN": "电源功率不足或老化，电机启动时电压跌落",
    },
    { en: "Plug or cable with contact resistance", "zh-CN": "插头或线缆接触不良" },
    { en: "Wrong power supply fitted", "zh-CN": "装错电源型号" },
  ],
  advice: [
    {
      en: "Measure the 12 V supply at the reader's plug, idle and while it moves a card: 10.8 to 14.5 V.",
      "zh-CN": "在读卡器插头处测量 12 V 供电，空闲和走卡时各测一次，应为 10.8 至 14.5 V。",
    },
    {
      en: "Outside that: plug and cable first, then the power supply. Inside that: the reader's board.",
      "zh-CN": "超出范围：先查插头和线缆，再换电源；在范围内则更换读卡器主板。",
    },
  ],
  parts: ["power supply of the card reader"],
  holdMs: 5_000,
});
