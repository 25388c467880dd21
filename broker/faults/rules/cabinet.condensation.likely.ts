import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.condensation.likely", {
  look: componentIn("condensation", "likely"),
  title: { en: "Water may condense in the cabinet", "zh-CN": "机柜内可能结露" },
  severity: "major",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [
    {
      en: "Warm damp air meets a cold cabinet: change of weather, door left open",
      "zh-CN": "暖湿空气遇冷机柜：天气变化或柜门未关",
    },
    { en: "Heater off or failed", "zh-CN": "加热器关闭或故障" },
    { en: "Water in the cabinet", "zh-CN": "柜内进水" },
  ],
  advice: [
    {
      en: "Let the heater run before parts are switched on; do not clear it by cold air from outside.",
      "zh-CN": "先开加热器再给部件通电；不要用室外冷风除湿。",
    },
    {
      en: "Drops on boards or contacts: switch off, dry, then look for the cause.",
      "zh-CN": "电路板或触点有水珠：断电、擦干，再查原因。",
    },
  ],
  parts: ["cabinet heater", "door seal"],
  holdMs: 600000,
  clearHoldMs: 900000,
  inhibitedBy: ["cabinet.climateSensor.inoperative"],
});
