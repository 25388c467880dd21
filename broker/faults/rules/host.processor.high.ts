import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("host.processor.high", {
  ...componentOrMeasure({
    component: "processor",
    states: ["high"],
    measure: "processorLoad",
    raise: 95,
    clear: 80,
  }),
  title: { en: "Computer is overloaded", "zh-CN": "主机处理器负荷过高" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "software",
  causes: [
    { en: "A program in an endless loop", "zh-CN": "程序陷入死循环" },
    { en: "Update, virus scan or video running", "zh-CN": "正在更新、查毒或播放视频" },
    { en: "Processor throttled because it is hot", "zh-CN": "处理器过热降频" },
  ],
  advice: [
    {
      en: "Find the process that uses the processor; restart the sales application when nobody is being served.",
      "zh-CN": "找出占用处理器的进程；无顾客时重启销售程序。",
    },
    {
      en: "Hot as well: clean the fan, a throttled processor is slow.",
      "zh-CN": "若同时过热：清洁风扇，降频会导致变慢。",
    },
  ],
  parts: [],
  holdMs: 600_000,
  clearHoldMs: 120_000,
});
