import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AppError,
  type FaultView,
  type Localized,
  systemClock,
  type TerminalDetail,
  type TicketView,
  type Ui,
} from "../../contract/index.ts";
import { askBroker, callBroker } from "../fleet/broker-api.ts";
import { reckonStreams } from "../fleet/reckoning.ts";
import { momentOf, momentText, startOf, type WeekScenario, type WeekSeen } from "../scenarios/week.ts";
import { doDeed, type Stage } from "./deeds.ts";
import { drained, startWeekFleet, type WeekFleet } from "./fleet.ts";
import { type Line, News } from "./told.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const say = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

/** What came of a week: the object that `--json` prints. */
export interface WeekSummary {
  readonly scenario: string;
  readonly seed: number;
  readonly tookSeconds: number;
  readonly tickets: { opened: number; open: number };
  readonly faults: { opened: number; cured: number };
  readonly records: { sent: number; stored: number; missing: number; duplicate: number };
  readonly expectations: readonly { readonly what: string; readonly met: boolean; readonly found?: string }[];
  readonly problems: readonly string[];
  readonly files: readonly string[];
  readonly exitCode: 0 | 1;
}

interface Run {
  readonly week: WeekScenario;
  readonly fleet: WeekFleet;
  readonly ui: Ui;
  readonly print: (text: string) => void;
  readonly ask: <T>(path: string) => Promise<T>;
}

const dayNames: Readonly<Record<string, string>> = {
  Sun: "星期日",
  Mon: "星期一",
  Tue: "星期二",
  Wed: "星期三",
  Thu: "星期四",
  Fri: "星期五",
  Sat: "星期六",
};

const printLine = ({ week, ui, print }: Run, { at, tone, text }: Line, mark = " "): void =>
  print(`  ${ui.paint("dim", momentText(week, at))} ${ui.paint(tone, `${mark} ${ui.say(text)}`)}`);

const printDay = ({ week, ui, print }: Run, from: number): void => {
  const day = momentText(week, from).slice(0, 3);
  const date = new Date(from + week.offsetHours * hourMs).toISOString().slice(0, 10);
  print(`\n${ui.paint("strong", ui.say(say(`${day} ${date}`, `${dayNames[day] ?? day} ${date}`)))}`);
};

const look = async ({ ask }: Run): Promise<{ tickets: TicketView[]; faults: FaultView[] }> => ({
  tickets: await ask<TicketView[]>("/api/tickets?all=true"),
  faults: await ask<FaultView[]>("/api/faults?all=true&limit=1000"),
});

/** Lets the story happen and the time go by, hour by hour, and tells what came of it. */
const play = async (run: Run): Promise<void> => {
  const { week, fleet, ui } = run;
  const stage: Stage = { week, ...fleet, kept: new Map() };
  const news = new News();
  const told: Line[] = [];
  const end = startOf(week) + week.days * dayMs;
  for (const { at, say: text, do: deeds } of week.story.filter((line) => momentOf(week, line.at) < end))
    fleet.conductor.at(momentOf(week, at), async () => {
      told.push({ at: momentOf(week, at), tone: "strong", text });
      for (const deed of deeds) await doDeed(stage, deed);
    });
  const from = startOf(week);
  for (let at = from; at < from + week.days * dayMs && !ui.signal.aborted; at += hourMs) {
    if ((at - from) % dayMs === 0) printDay(run, at);
    await fleet.conductor.until(at + hourMs, ui.signal);
    const { tickets, faults } = await look(run);
    const lines = [
      ...told.splice(0).map((line) => ({ line, mark: "▶" })),
      ...news.since(tickets, faults).map((line) => ({ line, mark: " " })),
    ];
    for (const { line, mark } of lines.sort((a, b) => a.line.at - b.line.at)) printLine(run, line, mark);
  }
};

const reckonRecords = async ({ fleet, ask }: Run) => {
  const sums = { sent: 0, stored: 0, missing: 0, duplicate: 0 };
  const problems: string[] = [];
  for (const terminal of fleet.terminals.values()) {
    const detail = await ask<TerminalDetail>(`/api/terminals/${terminal.id}`);
    const one = reckonStreams({ id: terminal.id, detail, sent: terminal.sent() });
    sums.sent += one.records;
    sums.stored += one.stored;
    sums.missing += one.missing;
    sums.duplicate += one.duplicate;
    problems.push(...one.problems);
  }
  return { sums, problems };
};

const reckonExpectations = async (run: Run, seen: WeekSeen): Promise<WeekSummary["expectations"]> => {
  const all: WeekSummary["expectations"][number][] = [];
  for (const { by, say: what, check } of run.week.expect) {
    if (seen.moment(by) >= startOf(run.week) + run.week.days * dayMs) continue;
    const found = await check(seen);
    all.push({ what: run.ui.say(what), met: found === undefined, ...(found === undefined ? {} : { found }) });
  }
  return all;
};

/** The quarterly report of the week, to read and to send, in both languages; and as data, to be verified. */
const writeReports = async ({ week, fleet }: Run, folder: string): Promise<string[]> => {
  await mkdir(folder, { recursive: true });
  const last = new Date(startOf(week) + week.days * dayMs + week.offsetHours * hourMs - 1).toISOString().slice(0, 10);
  const wanted = [
    ["html", "en"],
    ["html", "zh-CN"],
    ["pdf", "en"],
    ["pdf", "zh-CN"],
    ["json", "en"],
  ] as const;
  const files: string[] = [];
  for (const [format, lang] of wanted) {
    const query = new URLSearchParams({ from: week.from, to: last, format, lang }).toString();
    const content = await askBroker(fleet.url, fleet.tokens["admin"] ?? "", `/api/reports/quarterly?${query}`);
    const file = join(folder, `quarterly.${lang}.${format}`);
    await writeFile(file, content);
    files.push(file);
  }
  return files;
};

const summarise = async (run: Run, folder: string, startedAt: number): Promise<WeekSummary> => {
  const { week, fleet, ask } = run;
  await drained(fleet.terminals.values());
  const { tickets, faults } = await look(run);
  const records = await reckonRecords(run);
  const moment = (text: string): number => momentOf(week, text);
  const expectations = await reckonExpectations(run, { tickets, faults, moment, ask, texts: fleet.gateway.texts });
  const files = await writeReports(run, join(folder, "reports"));
  const missed = expectations.filter(({ met }) => !met).map(({ what, found }) => `${what}: ${found}`);
  const problems = [...records.problems, ...missed];
  const opened = faults.filter(({ openedAt }) => openedAt !== undefined);
  return {
    scenario: week.name,
    seed: week.seed,
    tookSeconds: Math.round((systemClock.mono() - startedAt) / 100) / 10,
    tickets: { opened: tickets.length, open: tickets.filter(({ state }) => state !== "closed").length },
    faults: {
      opened: opened.length,
      cured: opened.filter(({ state, conclusion }) => state === "closed" && conclusion?.verdict === "cured").length,
    },
    records: records.sums,
    expectations,
    problems,
    files,
    exitCode: problems.length === 0 ? 0 : 1,
  };
};

const report = (
  ui: Ui,
  folder: string,
  { tickets, faults, records, expectations, problems, files, tookSeconds, exitCode }: WeekSummary,
): void => {
  ui.out("");
  ui.table(
    [{ title: say("what", "项目") }, { title: say("count", "数量"), align: "right" }],
    [
      [ui.say(say("faults opened", "产生的故障")), String(faults.opened)],
      [ui.say(say("  cured by the broker", "  由中心自动修复")), String(faults.cured)],
      [ui.say(say("tickets opened", "新开工单")), String(tickets.opened)],
      [ui.say(say("  still open", "  未关闭")), String(tickets.open)],
      [ui.say(say("records sent by the terminals", "终端发送的记录")), String(records.sent)],
      [ui.say(say("records stored", "已存储的记录")), String(records.stored)],
      [ui.say(say("records missing", "缺失的记录")), String(records.missing)],
      [ui.say(say("real time, seconds", "实际耗时（秒）")), String(tookSeconds)],
    ],
  );
  for (const { what, met, found } of expectations)
    ui.out(`${ui.paint(met ? "good" : "bad", met ? "✓" : "✗")} ${what}${found === undefined ? "" : `: ${found}`}`);
  for (const problem of problems) ui.out(ui.paint("bad", `! ${problem}`));
  ui.out(ui.say(say("The quarterly report:", "季度报告：")));
  for (const file of files) ui.out(`  ${file}`);
  const data = files.find((file) => file.endsWith(".json"));
  ui.out(ui.say(say("Every number of it, recomputed from the audit trail:", "由审计轨迹重算其中每个数字：")));
  ui.out(`  ${ui.paint("strong", `npx roundsman verify --config ${folder}/broker.yaml --report ${data}`)}`);
  ui.out(
    exitCode === 0
      ? ui.paint("good", ui.say(say("Everything adds up.", "账目全部相符。")))
      : ui.paint("bad", ui.say(say("It does not add up.", "账目不符。"))),
  );
};

/** Runs the whole week and reckons up. Returns the exit code: 0 only if every expectation is met and every record is stored exactly once. */
export const runWeek = async (week: WeekScenario, folder: string, ui: Ui): Promise<number> => {
  const startedAt = systemClock.mono();
  const print = (text: string): void => (ui.json ? ui.err(text) : ui.out(text));
  const count = week.customers.reduce((sum, { sites }) => sum + Object.values(sites).flat().length, 0);
  print(ui.paint("strong", `Roundsman · ${ui.say(week.title)}`));
  print(
    ui.paint("dim", ui.say(say(`${count} terminals, seed ${week.seed}`, `${count} 台终端，随机种子 ${week.seed}`))),
  );
  const fleet = await startWeekFleet(week, folder);
  const ask = <T>(path: string): Promise<T> => callBroker<T>(fleet.url, fleet.tokens["admin"] ?? "", path);
  const run: Run = { week, fleet, ui, print, ask };
  try {
    await play(run);
    if (ui.signal.aborted) throw new AppError("stopped", "stopped before the week was over");
    const summary = await summarise(run, folder, startedAt);
    if (ui.json) ui.jsonOut(summary);
    else report(ui, folder, summary);
    return summary.exitCode;
  } finally {
    await fleet.stop();
  }
};
