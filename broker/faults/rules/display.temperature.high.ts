import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("display.temperature.high", {
  ...componentOrMeasure({
    component: "temperature",
    states: ["high"],
    measure: "temperature",
    raise: 65,
    clear: 60,
  }),
  title: { en: "Display is too hot", "zh-CN": "显示屏温度过高" },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "mechanic",
  causes: [
    { en: "Filters and vents of the cabinet clogged", "zh-CN": "机柜滤网和通风口堵塞" },
    { en: "Sun on the screen or a hot place", "zh-CN": "阳光直射或环境温度过高" },
    { en: "Cabinet fan stopped", "zh-CN": "机柜风扇停转" },
    { en: "Backlight set to full power all day", "zh-CN": "背光全天处于最大亮度" },
  ],
  advice: [
    {
      en: "Clean vents and filters of the cabinet, check that its fans turn and that no sun falls on it.",
      "zh-CN": "清洁机柜通风口和滤网，确认风扇转动且无阳光直射。",
    },
    {
      en: "The display switches itself off at its limit: do not wait for days.",
      "zh-CN": "达到上限显示屏会自动关机，请勿拖延。",
    },
  ],
  parts: ["cabinet filter", "cabinet fan"],
  holdMs: 120_000,
  clearHoldMs: 120_000,
  inhibitedBy: ["display.fan.inoperative"],
});
