import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.sensors.inoperative", {
  look: componentIn("sensors", "inoperative"),
  title: { en: "A position sensor of the card reader has failed", "zh-CN": "读卡器位置传感器故障" },
  severity: "major",
  impact: ["sellByCard"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Dust, card abrasion or a card fragment in front of the sensor", "zh-CN": "传感器前有灰尘、卡屑或碎卡" },
    { en: "Sunlight falls into the path", "zh-CN": "阳光直射通道" },
    { en: "Sensor or its cable failed", "zh-CN": "传感器或其线缆损坏" },
  ],
  advice: [
    { en: "Blow the path out and clean the sensors with a cleaning card.", "zh-CN": "吹净通道并用清洁卡清洁传感器。" },
    {
      en: "Run readSensors with no card inside: a sensor that still says card is the one to replace.",
      "zh-CN": "无卡时执行 readSensors：仍显示有卡的传感器即为故障件。",
    },
  ],
  parts: ["sensor board for the card reader"],
  holdMs: 10_000,
  inhibitedBy: ["cardReader.media.jammed"],
});
