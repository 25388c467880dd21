import { nearlyWorn } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("printer.mechanism.dueSoon", {
  ...nearlyWorn("printer.mechanism"),
  title: { en: "The printer's mechanism is near the end of its life", "zh-CN": "打印机芯即将到寿" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [{ en: "Fed lines reached 90 % of the mechanism's life", "zh-CN": "走纸行数已达机芯寿命的 90 %" }],
  advice: [
    {
      en: "Plan an exchange printer for the next round; platen roller and gears go first.",
      "zh-CN": "下次巡检安排更换打印机；胶辊和齿轮最先磨损。",
    },
    { en: "Say so after the exchange: `roundsman renewed`.", "zh-CN": "更换后执行 `roundsman renewed` 登记。" },
  ],
  parts: ["receipt printer", "platen roller"],
  holdMs: 60_000,
});
