import type { Column, Language, RouteResponse } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import type { Client } from "../../client/client.ts";
import { actionText } from "../../i18n/actions.ts";
import { actorText } from "../../i18n/said.ts";
import { openDesk, optional } from "../desk.ts";

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

/** The stable name, which scripts and `--json` know, with its meaning. */
const actionOf = (action: string, language: Language): string => {
  const words = actionText(action, language);
  return words === "" ? action : `${words} ${action}`;
};

/** What the first entry follows. */
const auditStart = "0".repeat(64);
/** The broker tells of so many at once. */
const most = 1000;
type Words = { readonly who?: string; readonly what?: string; readonly target?: string };

/** The last so many, oldest first. */
const lastOf = async (client: Client, count: number, words: Words = {}): Promise<RouteResponse<"audit">> => {
  const limit = Math.min(most, Math.max(1, Math.trunc(count)));
  return (await client.audit({ ...words, newest: true, limit })).reverse();
};

const wordsOf = (args: Parameters<typeof optional>[0]): Words => {
  const given = (["who", "what", "target"] as const).map((name) => [name, optional(args, name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
};

export default defineVerb({
  name: "audit",
  group: "see",
  summary: { en: "Who asked for what, oldest first", "zh-CN": "审计日志：谁做了什么，从旧到新" },
  options: {
    since: { summary: { en: "entries after this number", "zh-CN": "此序号之后的记录" }, type: "number", default: 0 },
    last: { summary: { en: "only so many, the latest", "zh-CN": "仅最近若干条" }, type: "number" },
    who: { summary: { en: "only of whom: a part of the name", "zh-CN": "仅此执行者（可为部分名称）" } },
    what: {
      summary: { en: "only what: command, or command.failed", "zh-CN": "仅此操作，如 command 或 command.failed" },
    },
    target: { summary: { en: "only on what: a part of it", "zh-CN": "仅此对象（可为部分名称）" } },
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
        ? await client.audit({ ...wordsOf(args), since: Number(args.since), limit: Number(args.limit) })
        : await lastOf(client, Number(args.last), wordsOf(args));
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
