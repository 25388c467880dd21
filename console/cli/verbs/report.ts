import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Column, ReportView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, messageOf, reportFormats, systemClock } from "../../../contract/plain.ts";
import type { ReportFile } from "../../client/client.ts";
import { duration } from "../../i18n/times.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";
import { save } from "../save.ts";

const columns: readonly Column[] = [
  { title: { en: "Report", "zh-CN": "报告" } },
  { title: { en: "Title", "zh-CN": "标题" } },
  { title: { en: "Usual period", "zh-CN": "默认周期" } },
  { title: { en: "What it tells", "zh-CN": "内容" }, priority: 1 },
];
const usualWords: Readonly<Record<ReportView["usual"], { en: string; "zh-CN": string }>> = {
  day: { en: "last day", "zh-CN": "前一日" },
  month: { en: "last month", "zh-CN": "上月" },
  quarter: { en: "last quarter", "zh-CN": "上季度" },
};

const list = async ({ client, ui, language }: Desk): Promise<number> => {
  const views = await client.reports();
  if (ui.json) ui.jsonOut(views);
  else
    ui.table(
      columns,
      views.map(({ id, title, usual, summary }) => [id, title[language], ui.say(usualWords[usual]), summary[language]]),
    );
  return exitCodes.ok;
};

type Query = NonNullable<Parameters<Desk["client"]["report"]>[1]>;

/** The broker checks what is asked; here only what is left out is left out. */
const queryOf = (args: Args, { language }: Desk): Query => {
  const given = ["from", "to", "format", "zone", "terminal", "site", "table", "customer", "contract"].flatMap(
    (name) => {
      const value = optional(args, name);
      return value === undefined ? [] : [[name, value] as const];
    },
  );
  return { lang: language, ...Object.fromEntries(given) };
};

const said = {
  making: { en: "making the report …", "zh-CN": "正在生成报告 …" },
  still: { en: "still at it", "zh-CN": "仍在生成" },
};
const firstWordMs = 1500;
const nextWordMs = 5000;

/** Says on standard error that it is at it, if it takes long. */
const withProgress = async <T>({ ui, language }: Desk, work: Promise<T>): Promise<T> => {
  const begun = systemClock.mono();
  const say = (): void => {
    ui.err(first ? ui.say(said.making) : `${ui.say(said.still)} (${duration(systemClock.mono() - begun, language)})`);
    first = false;
    timer = systemClock.after(nextWordMs, say);
  };
  let first = true;
  let timer = systemClock.after(firstWordMs, say);
  try {
    return await work;
  } finally {
    timer.cancel();
  }
};

const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new AppError(
      "usage",
      { en: `cannot make ${folder}: ${messageOf(error)}`, "zh-CN": `无法建立 ${folder}：${messageOf(error)}` },
      { folder },
      { cause: error },
    );
  }
};

/** Each table of a CSV answer, which stands below a line `# <id>`, as a file of its own. */
const split = (text: string): [id: string, table: string][] =>
  text
    .replace("\uFEFF", "")
    .split(/^# (?=[a-z0-9-]+\r?$)/m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end).trim(), `\uFEFF${part.slice(end + 1).trimEnd()}\r\n`];
    });

/** A folder gets one file a table. */
const saveTables = async (folder: string, { name, content }: ReportFile): Promise<string[]> => {
  await makeFolder(folder);
  const tables = split(new TextDecoder("utf-8", { ignoreBOM: true }).decode(content));
  const files = tables.map(([id, table]) => [join(folder, `${name.replace(/\.csv$/, "")}_${id}.csv`), table] as const);
  for (const [file, table] of files) await save(file, new TextEncoder().encode(table));
  return files.map(([file]) => file);
};

const toText = ({ format }: Args, { ui }: Desk, { content }: ReportFile): number => {
  if (format === "pdf")
    throw new AppError("usage", {
      en: "a PDF is no text: name a file with --out",
      "zh-CN": "PDF 不是文本：请用 --out 指定文件",
    });
  const text = new TextDecoder().decode(content).trimEnd();
  if (ui.json) ui.jsonOut(format === "json" ? (JSON.parse(text) as unknown) : text);
  else ui.out(text);
  return exitCodes.ok;
};

const toFiles = async (args: Args, file: ReportFile): Promise<string[]> => {
  const out = optional(args, "out") ?? file.name;
  if (!out.endsWith("/")) {
    await save(out, file.content);
    return [out];
  }
  if (args.format === "csv" && args.table === undefined) return saveTables(out, file);
  await makeFolder(out);
  await save(join(out, file.name), file.content);
  return [join(out, file.name)];
};

/** To a file that is named; at a terminal to one of the report's own name; else to standard output. */
const write = async (args: Args, desk: Desk, file: ReportFile): Promise<number> => {
  const { ui } = desk;
  const out = optional(args, "out");
  if (out === "-" || (out === undefined && (ui.json || !ui.interactive))) return toText(args, desk, file);
  const files = await toFiles(args, file);
  if (ui.json) ui.jsonOut({ files });
  else for (const one of files) ui.out(one);
  return exitCodes.ok;
};

export default defineVerb({
  name: "report",
  group: "see",
  summary: {
    en: "Reports: availability, faults, service levels, the quarter; as a page, document or tables",
    "zh-CN": "报告：可用率、故障、服务水平、季度报告等，可输出网页、文档或表格",
  },
  positionals: {
    report: {
      summary: { en: "which report; without it they are listed", "zh-CN": "报告名称；省略时列出全部" },
      required: false,
    },
  },
  options: {
    from: {
      summary: {
        en: "day, month, quarter, year or moment: 2026-07-01, 2026-07, 2026-Q3, 2026-07-01T08:00",
        "zh-CN": "日、月、季度、年或时刻：2026-07-01、2026-07、2026-Q3、2026-07-01T08:00",
      },
    },
    to: {
      summary: { en: "its end, that day or month included", "zh-CN": "结束，含当日或当月" },
    },
    format: {
      summary: { en: "format; html if left out, json with --json", "zh-CN": "格式；默认 html，使用 --json 时为 json" },
      choices: reportFormats,
    },
    terminal: { summary: { en: "this terminal only", "zh-CN": "仅此终端" } },
    site: { summary: { en: "this site only", "zh-CN": "仅此站点" } },
    table: { summary: { en: "of csv: this table only", "zh-CN": "csv：仅此表" } },
    zone: { summary: { en: "time zone, e.g. Asia/Shanghai", "zh-CN": "时区，如 Asia/Shanghai" } },
    customer: {
      summary: {
        en: "only what stood under this customer's contracts, and nothing of others",
        "zh-CN": "仅此客户合同范围内的内容，不含其他客户",
      },
    },
    contract: { summary: { en: "only what stood under this contract", "zh-CN": "仅此合同范围内的内容" } },
    out: {
      summary: {
        en: "file, folder (ends with /; csv: one file a table) or - for standard output",
        "zh-CN": "文件、目录（以 / 结尾；csv 每表一个文件）或 - 表示标准输出",
      },
    },
  },
  examples: [
    ["roundsman report", { en: "which reports there are", "zh-CN": "有哪些报告" }],
    [
      "roundsman report availability --from 2026-10 --out october.html",
      { en: "a month as a page", "zh-CN": "一个月的可用率网页" },
    ],
    [
      'roundsman report quarterly --from 2026-Q3 --format pdf --lang zh-CN --customer "中心车站" --out q3.pdf',
      { en: "the quarter for a customer, in Chinese", "zh-CN": "给客户的中文季度报告" },
    ],
    [
      "roundsman report service-levels --format csv --out tables/",
      { en: "one file a table", "zh-CN": "每个表格一个文件" },
    ],
  ],
  async run(given, ui) {
    // `--json` writes one JSON value: without a file to name, that is the report itself.
    const standard = ui.json && given.out === undefined ? "json" : "html";
    const args = { ...given, format: given.format ?? standard };
    const desk = openDesk(args, ui);
    const id = optional(args, "report");
    if (id === undefined) return list(desk);
    return write(args, desk, await withProgress(desk, desk.client.report(id, queryOf(args, desk))));
  },
});
