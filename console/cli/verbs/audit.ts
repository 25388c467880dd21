import type { Column } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "No.", "zh-CN": "序号" }, align: "right", priority: 2 },
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Who", "zh-CN": "执行者" } },
  { title: { en: "What", "zh-CN": "操作" } },
  { title: { en: "On what", "zh-CN": "对象" } },
  { title: { en: "Detail", "zh-CN": "详情" }, priority: 1 },
];

const short = (detail: unknown): string => {
  const written = typeof detail === "string" ? detail : JSON.stringify(detail ?? "");
  return written.length > 160 ? `${written.slice(0, 159)}…` : written.replace(/^""$|^\{\}$/, "");
};

export default defineVerb({
  name: "audit",
  group: "see",
  summary: { en: "Who asked for what, oldest first", "zh-CN": "审计日志：谁做了什么，从旧到新" },
  options: {
    since: { summary: { en: "entries after this number", "zh-CN": "此序号之后的记录" }, type: "number", default: 0 },
    limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 200 },
  },
  examples: [["roundsman audit --limit 20", { en: "the first 20 entries", "zh-CN": "前 20 条记录" }]],
  async run(args, ui) {
    const { client, t, at } = openDesk(args, ui);
    const entries = await client.audit({ since: Number(args.since), limit: Number(args.limit) });
    if (ui.json) ui.jsonOut(entries);
    else if (entries.length === 0) ui.out(t("audit.empty"));
    else
      ui.table(
        columns,
        entries.map((e) => [String(e.n), at(e.at), e.actor, e.action, e.target, short(e.detail)]),
      );
    return exitCodes.ok;
  },
});
