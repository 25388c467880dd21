import type { Column, Language, RouteResponse } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk, text } from "../desk.ts";
import { eventText, inWords, reasonText } from "../said.ts";
import { duration } from "../times.ts";
import { hasWords, wordsFor } from "../words.ts";

type Entry = RouteResponse<"history">[number];

const columns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "Kind", "zh-CN": "类别" }, priority: 1 },
  { title: { en: "What", "zh-CN": "内容" } },
  { title: { en: "Late", "zh-CN": "迟到" }, priority: 2 },
];

/** Later than this after it happened, a record is said to have come late: it waited on the terminal. */
const lateMs = 30_000;

const word = (language: Language, kind: string, name: unknown): string => {
  const key = `${kind}.${String(name)}`;
  return hasWords(key) ? wordsFor(language)(key) : String(name);
};

/** A field of a record as text; a field that is not what the contract says is shown as JSON. */
const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

const saleText = (body: Record<string, unknown>, language: Language): string => {
  const amount = typeof body.amount === "number" ? ` ${(body.amount / 100).toFixed(2)} ${asText(body.currency)}` : "";
  const cause =
    body.cause === undefined
      ? ""
      : wordsFor(language)("brackets", { text: inWords(language, "sales", asText(body.cause), asText(body.cause)) });
  const how = [word(language, "saleKind", body.kind), word(language, "saleResult", body.result)];
  return `${how.join(", ")}${amount.trimEnd()}${cause}`;
};

/** A record in words; one of an unknown kind is shown as it came. */
export const historyText = ({ kind, body }: Entry, language: Language): string => {
  const value = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (kind === "event" && typeof value.text === "string")
    return eventText({ code: asText(value.code), text: value.text }, language);
  if (kind === "sale") return saleText(value, language);
  if (kind !== "outcome") return JSON.stringify(body);
  const reason = value.reason as { code: string; text: string } | undefined;
  const t = wordsFor(language);
  const why = reason ? t("brackets", { text: reasonText(reason, language) }) : "";
  return t("pair", { a: asText(value.command), b: word(language, "outcome", value.status) + why });
};

export default defineVerb({
  name: "history",
  group: "see",
  summary: { en: "Events and outcomes of a terminal, newest first", "zh-CN": "终端的事件和命令结果，从新到旧" },
  positionals: { terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true } },
  options: { limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 50 } },
  examples: [["roundsman history kiosk-001 --limit 10", { en: "the last ten", "zh-CN": "最近十条" }]],
  async run(args, ui) {
    const { client, t, at } = openDesk(args, ui);
    const entries = await client.history({ terminal: text(args, "terminal") }, { limit: Number(args.limit) });
    const late = (entry: Entry): string => {
      const ms = entry.receivedAt - entry.at;
      return ms > lateMs ? duration(ms, ui.language) : "";
    };
    if (ui.json) ui.jsonOut(entries);
    else if (entries.length === 0) ui.out(t("history.empty"));
    else
      ui.table(
        columns,
        entries.map((e) => [
          at(e.at),
          e.device ?? "",
          word(ui.language, "recordKind", e.kind),
          historyText(e, ui.language),
          late(e),
        ]),
      );
    return exitCodes.ok;
  },
});
