import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.module.inoperative", {
  look: componentIn("module", "inoperative"),
  title: { en: "Contact module reports a failure", "zh-CN": "触点模块故障" },
  severity: "major",
  impact: ["monitoring", "security"],
  action: "engineer",
  skill: "electronics",
  causes: [
    {
      en: "Electronics of the module failed, often after an overvoltage on its inputs",
      "zh-CN": "模块电路损坏，常由输入端过压引起",
    },
    { en: "Supply of the module too low or noisy", "zh-CN": "模块供电电压过低或干扰过大" },
    { en: "Firmware of the module hangs: a power cycle brings it back", "zh-CN": "模块固件死机，断电重启可恢复" },
  ],
  advice: [
    { en: "Doors and cash box are not watched now: tell the site.", "zh-CN": "门和钞箱目前无人监视：告知现场。" },
    {
      en: "Switch the module off and on once; it fails again: replace it (same unit id and speed).",
      "zh-CN": "模块断电重启一次；仍故障则更换（站号和波特率相同）。",
    },
  ],
  parts: ["digital input module"],
  holdMs: 10_000,
  runbook: "cabinet-module",
});
