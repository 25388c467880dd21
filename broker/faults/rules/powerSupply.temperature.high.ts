import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.temperature.high", {
  look: componentIn("temperature", "high"),
  title: { en: "UPS is too hot", "zh-CN": "UPS 温度过高" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "mechanic",
  causes: [
    { en: "Vents covered or filter clogged", "zh-CN": "通风口被挡或滤网堵塞" },
    { en: "Fan of the cabinet or of the UPS stopped", "zh-CN": "机柜或 UPS 风扇停转" },
    { en: "Sun on the cabinet", "zh-CN": "机柜受阳光直射" },
  ],
  advice: [
    {
      en: "Clean vents and filters, check that the fans turn. Heat halves the battery's life with every 10 degrees.",
      "zh-CN": "清洁通风口和滤网，确认风扇转动。温度每升高 10 度，电池寿命减半。",
    },
  ],
  parts: ["cabinet fan", "cabinet filter"],
  holdMs: 300_000,
  clearHoldMs: 300_000,
  inhibitedBy: ["powerSupply.ups.inoperative", "powerSupply.load.overload"],
});
