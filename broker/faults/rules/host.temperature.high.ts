import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("host.temperature.high", {
  ...componentOrMeasure({
    component: "temperature",
    states: ["high"],
    measure: "temperature",
    raise: 85,
    clear: 78,
  }),
  title: { en: "Computer is too hot", "zh-CN": "主机温度过高" },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "mechanic",
  causes: [
    { en: "Fan or heat sink clogged with dust", "zh-CN": "风扇或散热片积灰" },
    { en: "Filters or fans of the cabinet", "zh-CN": "机柜滤网堵塞或风扇停转" },
    { en: "Sun on the cabinet or a hot place", "zh-CN": "机柜受阳光直射或环境过热" },
    { en: "Processor busy all the time", "zh-CN": "处理器长期满负荷" },
  ],
  advice: [
    {
      en: "Clean fan, heat sink and cabinet filters; check that the cabinet fans turn.",
      "zh-CN": "清洁风扇、散热片和机柜滤网，确认机柜风扇转动。",
    },
  ],
  parts: ["processor fan", "cabinet filter"],
  holdMs: 120_000,
  clearHoldMs: 120_000,
});
