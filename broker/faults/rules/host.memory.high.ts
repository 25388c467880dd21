import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("host.memory.high", {
  ...componentOrMeasure({ component: "memory", states: ["high"], measure: "memoryUsed", raise: 92, clear: 85 }),
  title: { en: "Computer is short of memory", "zh-CN": "主机内存不足" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "software",
  causes: [
    { en: "Sales application or browser leaks memory", "zh-CN": "销售程序或浏览器内存泄漏" },
    { en: "A second copy of a program was started", "zh-CN": "同一程序被重复启动" },
    { en: "Computer has too little memory for the new version", "zh-CN": "主机内存不足以运行新版本" },
  ],
  advice: [
    {
      en: "Restart the sales application at a quiet time; it grows again: report the leak with version and times.",
      "zh-CN": "空闲时重启销售程序；若内存再次增长，请上报版本和时间。",
    },
  ],
  parts: [],
  holdMs: 600_000,
  clearHoldMs: 120_000,
});
