import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.fan.inoperative", {
  look: componentIn("fan", "inoperative"),
  title: { en: "Fan of the display has failed", "zh-CN": "显示屏风扇故障" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "Dust blocks the blades", "zh-CN": "灰尘卡住扇叶" },
    { en: "Bearing worn out", "zh-CN": "轴承磨损" },
    { en: "Plug of the fan loose", "zh-CN": "风扇插头松动" },
  ],
  advice: [
    {
      en: "Clean the fan; if it does not turn freely, replace it soon: heat shortens the panel's life.",
      "zh-CN": "清洁风扇；转动不顺则尽快更换，高温会缩短面板寿命。",
    },
  ],
  parts: ["display fan"],
  holdMs: 60_000,
});
