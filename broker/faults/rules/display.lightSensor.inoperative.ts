import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.lightSensor.inoperative", {
  look: componentIn("lightSensor", "inoperative"),
  title: { en: "Brightness sensor of the display has failed", "zh-CN": "显示屏光线传感器故障" },
  severity: "info",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Sensor covered by dirt or the bezel", "zh-CN": "传感器被污物或边框遮挡" },
    { en: "Sensor board or its cable failed", "zh-CN": "传感器板或其线缆损坏" },
  ],
  advice: [
    {
      en: "The picture stays usable; replace the sensor board with the next repair. Until then set a fixed brightness.",
      "zh-CN": "画面仍可使用；下次维修时更换传感器板，此前设固定亮度。",
    },
  ],
  parts: ["display sensor board"],
  holdMs: 60_000,
  ticket: false,
});
