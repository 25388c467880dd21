import { defineVerb } from "../../contract/verb.ts";

export default defineVerb({
  name: "verify",
  group: "see",
  summary: {
    en: "Hold a broker's data against its audit trail: hash chain, tickets, every number of a report",
    "zh-CN": "以审计轨迹核对中心数据：哈希链、工单、报告中的每个数字",
  },
  options: {
    config: { summary: { en: "Settings file of the broker", "zh-CN": "中心的配置文件" }, type: "string" },
    head: {
      summary: { en: "Exported head (`roundsman audit --head`)", "zh-CN": "导出的链头（roundsman audit --head）" },
      type: "string",
    },
    report: { summary: { en: "JSON file of a quarterly report", "zh-CN": "季度报告的 JSON 文件" }, type: "string" },
    all: { summary: { en: "Show numbers that agree, too", "zh-CN": "同时显示相符的数字" }, type: "boolean" },
  },
  examples: [
    ["roundsman verify", { en: "the broker with data in ./data/broker", "zh-CN": "数据在 ./data/broker 的中心" }],
    [
      "roundsman verify --config data/demo/broker.yaml --report data/demo/reports/quarterly.en.json",
      { en: "the week of the demo and its report", "zh-CN": "演示周及其报告" },
    ],
    [
      "roundsman verify --head /mnt/safe/head.json",
      { en: "a cut or rewritten log is seen, too", "zh-CN": "还能发现截断或重写" },
    ],
  ],
  async run(args, ui) {
    // Loaded only to run: `roundsman --help` reads this file, too.
    const { runVerify } = await import("../verify/run.ts");
    return runVerify(args, ui);
  },
});
