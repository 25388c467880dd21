import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.module.configurationError", {
  look: componentIn("module", "configurationError"),
  title: { en: "Contact module answers with a configuration error", "zh-CN": "触点模块配置错误" },
  severity: "major",
  impact: ["monitoring"],
  action: "configure",
  skill: "electronics",
  causes: [
    {
      en: "Settings name more inputs, or another start address, than the module has",
      "zh-CN": "设置的输入点数或起始地址超出模块范围",
    },
    { en: "A module of another type was put in as a replacement", "zh-CN": "更换时装入了其他型号的模块" },
    { en: "Another device answers under this unit id", "zh-CN": "同一站号上有其他设备应答" },
  ],
  advice: [
    {
      en: "The module has fewer inputs than configured or is another type: compare type plate, unit id and settings.",
      "zh-CN": "模块输入点数少于配置或型号不符：核对铭牌、站号和设置。",
    },
  ],
  parts: ["digital input module"],
  holdMs: 10_000,
  runbook: "cabinet-module",
});
