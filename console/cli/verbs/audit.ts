import type { Column, Language, RouteResponse } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import type { Client } from "../../client/client.ts";
import { actorText, inWords } from "../../i18n/said.ts";
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

/** The stable name, which scripts and `--json` know; in Chinese with its meaning. */
const actionOf = (action: string, language: Language): string => {
  const words = inWords(language, "actions", action, "");
  return words === "" ? action : `${words} ${action}`;
};

/** What the first entry follows. */
const auditStart = "0".repeat(64);
const page = 1000;
/** The log is read forward only, page by page; what is not among the last is let go. */
const lastOf = async (client: Client, count: number): Promise<RouteResponse<"audit">> => {
  let kept: RouteResponse<"audit"> = [];
  for (;;) {
    const entries = await client.audit({ since: kept.at(-1)?.n ?? 0, limit: page });
    kept = [...kept, ...entries].slice(-Math.max(1, count));
    if (entries.length < page) return kept;
  }
};

export default defineVerb({
  name: "audit",
  group: "see",
  summary: { en: "Who asked for what, oldest first", "zh-CN": "审计日志：谁做了什么，从旧到新" },
  options: {
    since: { summary: { en: "entries after this number", "zh-CN": "此序号之后的记录" }, type: "number", default: 0 },
    last: { summary: { en: "only so many, the latest", "zh-CN": "仅最近若干条" }, type: "number" },
    head: {
      summary: {
        en: "only the head: keep it where the broker cannot write, for `roundsman verify --head`",
        "zh-CN": "仅输出链头：存放在中心无法改写之处，供 roundsman verify --head 核对",
      },
      type: "boolean",
    },
    limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 200 },
  },
  examples: [
    ["roundsman audit --last 20", { en: "the latest 20 entries", "zh-CN": "最近 20 条记录" }],
    [
      "roundsman audit --head > /mnt/safe/head.json",
      { en: "what a cut or rewritten log is seen by", "zh-CN": "用于发现日志被截断或重写" },
    ],
  ],
  async run(args, ui) {
    const { client, t, at } = openDesk(args, ui);
    if (args.head === true) {
      const [last] = await lastOf(client, 1);
      ui.jsonOut({ n: last?.n ?? 0, hash: last?.hash ?? auditStart, at: last?.at ?? null });
      return exitCodes.ok;
    }
    const entries =
      args.last === undefined
        ? await client.audit({ since: Number(args.since), limit: Number(args.limit) })
        : await lastOf(client, Number(args.last));
    if (ui.json) ui.jsonOut(entries);
    else if (entries.length === 0) ui.out(t("audit.empty"));
    else
      ui.table(
        columns,
        entries.map((e) => [
          String(e.n),
          at(e.at),
          actorText(e.actor, ui.language),
          actionOf(e.action, ui.language),
          e.target,
          short(e.detail),
        ]),
      );
    return exitCodes.ok;
  },
});
