import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.module.configurationError", {
  look: componentIn("module", "configurationError"),
  title: { en: "Contact module answers with a configuration error", "zh-CN": "触点模块配置错误" },
  severity: "major",
  impact: ["monitoring"],
  action: "configure",
  skill: "electronics",
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
