import { nearlyWorn } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("printer.head.dueSoon", {
  ...nearlyWorn("printer.head"),
  title: { en: "The print head is near the end of its life", "zh-CN": "打印头即将到寿" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "Printed paper reached 90 % of the head's life", "zh-CN": "打印长度已达打印头寿命的 90 %" },
    { en: "Rough or dirty paper wears the head faster", "zh-CN": "纸张粗糙或有灰尘会加快磨损" },
  ],
  advice: [
    {
      en: "Print a test receipt: if columns are pale after cleaning with alcohol, renew the head; else plan it for the next round.",
      "zh-CN": "打印测试凭条：用酒精清洁后仍有浅条纹则更换打印头，否则列入下次巡检。",
    },
    { en: "Say so after the exchange: `roundsman renewed`.", "zh-CN": "更换后执行 `roundsman renewed` 登记。" },
  ],
  parts: ["thermal print head"],
  holdMs: 60_000,
});
