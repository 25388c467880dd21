import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.climateSensor.inoperative", {
  look: componentIn("climateSensor", "inoperative"),
  title: { en: "Temperature and humidity sensor of the cabinet has failed", "zh-CN": "机柜温湿度传感器失效" },
  severity: "minor",
  impact: ["monitoring"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "No power or a broken wire to it", "zh-CN": "传感器失电或断线" },
    { en: "Sensor element broken: values out of range or jumping", "zh-CN": "敏感元件损坏：数值越界或跳变" },
    { en: "Two modules with one address on the bus", "zh-CN": "总线上两个模块地址相同" },
  ],
  advice: [
    { en: "Check its supply, A/B wires and terminating resistor.", "zh-CN": "检查供电、A/B 线和终端电阻。" },
    {
      en: "The wires are good: replace it, with the same address and speed.",
      "zh-CN": "接线正常：更换传感器，地址和波特率相同。",
    },
  ],
  parts: ["temperature and humidity sensor", "data cable"],
  holdMs: 45000,
  clearHoldMs: 30000,
  runbook: "cabinet-module",
});
