import type { Column } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Why it was refused", "zh-CN": "拒收原因" } },
  { title: { en: "Bytes", "zh-CN": "字节" }, align: "right", priority: 1 },
];

export default defineVerb({
  name: "quarantine",
  group: "see",
  summary: { en: "Messages of terminals that were refused, and why", "zh-CN": "被拒收的终端消息及其原因" },
  options: { limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 50 } },
  examples: [["roundsman quarantine --limit 10", { en: "the latest ten", "zh-CN": "最近十条" }]],
  async run(args, ui) {
    const { client, at } = openDesk(args, ui);
    const entries = await client.quarantine({ limit: Number(args.limit) });
    if (ui.json) ui.jsonOut(entries);
    else if (entries.length === 0) ui.out(ui.say({ en: "Nothing was refused.", "zh-CN": "没有被拒收的消息。" }));
    else
      ui.table(
        columns,
        entries.map((e) => [at(e.receivedAt), e.terminal, e.reason, String(e.size)]),
      );
    return exitCodes.ok;
  },
});
