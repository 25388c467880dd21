import type { Column } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "What", "zh-CN": "项目" } },
  { title: { en: "Count", "zh-CN": "数量" }, align: "right" },
];

export default defineVerb({
  name: "summary",
  group: "see",
  summary: { en: "Counts over the whole fleet", "zh-CN": "全机群汇总" },
  examples: [["roundsman summary --json", { en: "for scripts", "zh-CN": "供脚本使用" }]],
  async run(args, ui) {
    const { client, t } = openDesk(args, ui);
    const counts = await client.summary();
    if (ui.json) ui.jsonOut(counts);
    else
      ui.table(
        columns,
        Object.entries(counts).map(([name, count]) => [t(`summary.${name}`), count.toLocaleString(ui.language)]),
      );
    return exitCodes.ok;
  },
});
