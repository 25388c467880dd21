import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.temperature.high", {
  look: componentIn("temperature", "high"),
  title: { en: "Cabinet is too hot", "zh-CN": "机柜内温度过高" },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "mechanic",
  causes: [
    { en: "Fan stands still or filter clogged", "zh-CN": "风扇停转或滤网堵塞" },
    { en: "Sun on the cabinet, or a heater that does not switch off", "zh-CN": "机柜受阳光直射，或加热器不停" },
    { en: "A power supply in the cabinet overheats", "zh-CN": "柜内电源过热" },
  ],
  advice: [
    { en: "Check that the fans turn; clean or change the filters.", "zh-CN": "确认风扇转动；清洁或更换滤网。" },
    {
      en: "Rising though nobody is there and the fans turn: look for something that overheats, and switch the terminal off above 70 °C.",
      "zh-CN": "风扇正常仍持续升温：查找过热部件；超过 70 °C 应关机。",
    },
  ],
  parts: ["cabinet fan", "cabinet filter"],
  holdMs: 120000,
  clearHoldMs: 120000,
  inhibitedBy: ["cabinet.climateSensor.inoperative"],
});
