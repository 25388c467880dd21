import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.motionSensor.configurationError", {
  look: componentIn("motionSensor", "configurationError"),
  title: {
    en: "Tilt and vibration sensor of the cabinet answers with a configuration error",
    "zh-CN": "机柜倾斜振动传感器配置错误",
  },
  severity: "minor",
  impact: ["monitoring"],
  action: "configure",
  skill: "electronics",
  causes: [
    { en: "Registers of the settings do not fit this model", "zh-CN": "配置的寄存器与型号不符" },
    { en: "Another module has this address", "zh-CN": "该地址上是另一种模块" },
  ],
  advice: [
    {
      en: "Compare type plate, address and register map with the settings; readSensors shows what answers.",
      "zh-CN": "核对铭牌、地址和寄存器表与配置；用 readSensors 查看应答。",
    },
  ],
  parts: ["tilt sensor"],
  holdMs: 30000,
  clearHoldMs: 30000,
  runbook: "cabinet-module",
});
