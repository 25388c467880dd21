import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.cardStacker.empty", {
  look: componentIn("cardStacker", "empty"),
  title: { en: "Card stacker is empty", "zh-CN": "发卡箱已空" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "All cards have been handed out", "zh-CN": "卡片已全部发完" },
    {
      en: "Weight on the stack missing or stuck: cards do not reach the sensor",
      "zh-CN": "压块缺失或卡住，卡片压不到传感器",
    },
    {
      en: "The unit hands out no cards and has no stacker: its setting says it has",
      "zh-CN": "本机不发卡、未装卡箱，但设置中为有卡箱",
    },
  ],
  advice: [
    {
      en: "Refill the stacker; cards all the same way round, weight on top.",
      "zh-CN": "补充卡片，方向一致，并放上压块。",
    },
    {
      en: "Reading cards still works; only handing out new ones does not. A terminal that hands out none needs no stacker: note it in its record.",
      "zh-CN": "读卡不受影响，仅无法发卡；不发卡的终端无需卡箱，请在档案中注明。",
    },
  ],
  parts: ["blank cards"],
  holdMs: 30_000,
  incident: "cardRefill",
});
