import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("host.clock.skewed", {
  ...componentOrMeasure({
    component: "clock",
    states: ["skewed"],
    measure: "clockSkew",
    raise: 30_000,
    clear: 5_000,
    absolute: true,
  }),
  title: { en: "Clock of the computer is wrong", "zh-CN": "主机时钟不准" },
  severity: "minor",
  impact: ["monitoring"],
  action: "configure",
  skill: "software",
  causes: [
    { en: "Time service not running or its server cannot be reached", "zh-CN": "时间同步服务未运行或服务器不可达" },
    { en: "Clock battery of the board empty", "zh-CN": "主板电池耗尽" },
    { en: "Set by hand, or wrong time zone written as local time", "zh-CN": "人工改时或把时区写错" },
  ],
  advice: [
    {
      en: "Check the time service and its server; wrong after each start: replace the clock battery of the board.",
      "zh-CN": "检查时间同步服务；每次开机后都不准则更换主板电池。",
    },
    { en: "Until then receipts carry a wrong time.", "zh-CN": "在此之前凭条时间不准确。" },
  ],
  parts: ["CR2032 battery"],
  holdMs: 120_000,
  clearHoldMs: 60_000,
});
