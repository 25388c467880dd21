import type { Localized } from "../../contract/index.ts";
import { defineVerb } from "../../contract/plain.ts";

const say = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

export default defineVerb({
  name: "demo",
  group: "run",
  summary: {
    en: "A broker and simulated kiosks on this machine, with a story of faults",
    "zh-CN": "在本机运行中心与模拟终端，演示故障全过程",
  },
  options: {
    seconds: {
      type: "number",
      summary: say("stop after this many seconds, with a summary", "运行指定秒数后停止并给出汇总"),
    },
    terminals: {
      type: "number",
      summary: say("how many kiosks (at least what the scenario needs)", "终端数量（不少于场景所需）"),
    },
    scenario: {
      type: "string",
      default: "story",
      summary: say(
        "story, by-hand, quiet, outage, mixed-fleet, service-week",
        "场景：story、by-hand、quiet、outage、mixed-fleet、service-week",
      ),
    },
    days: { type: "number", summary: say("of service-week: only its first days", "service-week：仅运行前几天") },
    data: { type: "string", default: "data/demo", summary: say("data folder, emptied first", "数据目录，启动时清空") },
    sales: { type: "boolean", default: true, summary: say("let customers buy", "模拟顾客交易") },
  },
  examples: [
    ["roundsman demo", say("the story, then the fleet stays up until Ctrl-C", "演示后保持运行，直到 Ctrl-C")],
    [
      "roundsman demo --seconds 120 --json",
      say("unattended; ends with a summary object", "无人值守运行，最后输出汇总对象"),
    ],
    [
      "roundsman demo --scenario by-hand",
      say("nothing is repaired by itself: you do it, at the console", "不自动修复，由您在控制台处理"),
    ],
    [
      "roundsman demo --scenario service-week",
      say("a week of service in a minute, with its quarterly report", "一分钟跑完一个服务周，并生成季度报告"),
    ],
    ["roundsman demo --terminals 10 --scenario quiet", say("ten healthy kiosks", "十台正常终端")],
  ],
  async run(args, ui) {
    // Loaded only to run: `roundsman --help` reads this file, too.
    const { runDemo } = await import("../fleet/demo.ts");
    return runDemo(args, ui, Math.random);
  },
});
