import { resolve } from "node:path";
import {
  AppError,
  type Clock,
  type DiagnosisView,
  type FaultView,
  type Localized,
  messageOf,
  sleep,
  systemClock,
  type TicketView,
  type Tone,
  type Ui,
} from "../../contract/index.ts";
import { loadScenario, scenarioNames } from "../scenarios/catalog.ts";
import type { Scenario, Step } from "../scenarios/scenario.ts";
import type { WeekScenario } from "../scenarios/week.ts";
import { runWeek } from "../week/week.ts";
import { detailOf, type Fleet, startFleet } from "./fleet.ts";
import { reckon, type Seen, type Summary } from "./reckoning.ts";
import { hireStaff, staff } from "./staff.ts";
import { fillStores } from "./stores.ts";

/** What the demo borrows from the console, without an import between the rooms. */
interface Timeline {
  readonly describe: (event: unknown, language: Ui["language"]) => { tone: Tone; text: string };
  readonly isMilestone: (event: unknown) => boolean;
}
interface ConsoleClient {
  readonly createClient: (options: { url: string; token: string; signal: AbortSignal }) => {
    events(): AsyncIterable<unknown>;
  };
}
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const fromConsole = async <T>(path: string): Promise<T> =>
  (await import(new URL(`../../console/${path}.${extension}`, import.meta.url).href)) as T;

const settleMs = 45_000;
const idOf = (n: number): string => `kiosk-${n}`;

class Story {
  readonly #clock: Clock;
  readonly #ui: Ui;
  readonly #startedAt: number;

  constructor(clock: Clock, ui: Ui) {
    this.#clock = clock;
    this.#ui = ui;
    this.#startedAt = clock.mono();
  }

  /** One line of the timeline: `01:07  ▸ text`. In JSON mode it goes to standard error, so that standard output is one JSON value. */
  line(tone: Tone, mark: string, text: string): void {
    const total = Math.floor((this.#clock.mono() - this.#startedAt) / 1000);
    const time = `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
    const line = `${this.#ui.paint("dim", time)}  ${this.#ui.paint(tone, `${mark} ${text}`)}`;
    if (this.#ui.json) this.#ui.err(line);
    else this.#ui.out(line);
  }
}

const say = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

/** What to type next; a small fleet has only its first kiosk. */
const typeNext = (last: number): readonly string[] => [
  "npx roundsman terminals",
  `npx roundsman show ${idOf(1)}`,
  "npx roundsman faults",
  `npx roundsman explain ${idOf(1)} printer`,
  "npx roundsman ticket 1",
  `npx roundsman run ${idOf(Math.min(3, last))} printer testPrint`,
  `npx roundsman diagnose ${idOf(Math.min(2, last))} cash`,
];

/** What runs where, and what to type next. */
const screen = (ui: Ui, fleet: Fleet, { scenario, folder, password }: Telling): void => {
  const print = (text = "") => (ui.json ? ui.err(text) : ui.out(text));
  const row = (name: string, text: string) => print(`  ${ui.paint("strong", name.padEnd(9))} ${text}`);
  print();
  print(ui.paint("strong", `Roundsman · ${ui.say(scenario.title)}`));
  print();
  row("console", ui.paint("strong", fleet.url));
  const people = staff.map(({ person, title }) => `${person.id} (${ui.say(title)})`).join(", ");
  row("", ui.say(say(`sign in as ${people}`, `登录账号：${people}`)));
  row("", ui.say(say(`password of all: ${password}`, `密码（所有账号相同）：${password}`)));
  row("broker", `${fleet.mqtt}  ${fleet.url}  pid ${fleet.broker.pid}`);
  for (const t of fleet.terminals) row(t.id, `agent pid ${t.agent.pid}: ${[...t.devices.keys(), "host"].join(", ")}`);
  print(
    ui.paint(
      "dim",
      `  ports: ${folder}/<terminal>/ports/<device>   logs: ${folder}/broker.log, ${folder}/<terminal>/agent.log`,
    ),
  );
  print();
  print(ui.say(say("In a second terminal, in this folder:", "在另一个终端窗口的本目录中输入：")));
  for (const line of typeNext(fleet.terminals.length)) print(`  ${ui.paint("strong", line)}`);
  print(ui.paint("dim", ui.say(say("Ctrl-C stops everything.", "按 Ctrl-C 停止全部进程。"))));
  print();
};

/** Runs the steps at their times; a story longer than the run is pressed into its first three fifths. */
const play = async (
  fleet: Fleet,
  steps: readonly Step[],
  pace: number,
  clock: Clock,
  story: Story,
  ui: Ui,
): Promise<void> => {
  const startedAt = clock.mono();
  for (const step of steps) {
    await sleep(clock, Math.max(0, step.at * 1000 * pace - (clock.mono() - startedAt)), ui.signal);
    story.line("strong", "▶", `${idOf(step.terminal)}: ${ui.say(step.say)}`);
    await fleet.terminals[step.terminal - 1]?.apply(step);
  }
};

const follow = async (fleet: Fleet, story: Story, ui: Ui, signal: AbortSignal): Promise<void> => {
  const timeline = await fromConsole<Timeline>("cli/timeline");
  const console = await fromConsole<ConsoleClient>("client/client");
  const client = console.createClient({ url: fleet.url, token: fleet.token, signal });
  for await (const event of client.events()) {
    if (!timeline.isMilestone(event)) continue;
    const { tone, text } = timeline.describe(event, ui.language);
    story.line(tone, " ", text);
  }
};

const look = async (fleet: Fleet): Promise<Seen> => {
  const faults = await fleet.ask<FaultView[]>("/api/faults?all=true&limit=1000");
  const explanations = await Promise.all(
    faults.map((f) => fleet.ask<{ diagnoses: DiagnosisView[] }>(`/api/faults/${f.id}`)),
  );
  return {
    faults,
    diagnoses: explanations.flatMap((e) => e.diagnoses),
    tickets: await fleet.ask<TicketView[]>("/api/tickets?all=true"),
    terminals: await Promise.all(
      fleet.terminals.map(async (t) => ({ id: t.id, sent: await fleet.sent(t), detail: await detailOf(fleet, t.id) })),
    ),
  };
};

/** The fleet comes to rest: networks up, outboxes empty, diagnoses concluded, expectations met, or the time is up. */
const settleDown = async (
  fleet: Fleet,
  scenario: Scenario,
  seconds: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Summary> => {
  for (const t of fleet.terminals) {
    t.sales.stop();
    t.network.set("pass");
  }
  const end = clock.mono() + settleMs;
  for (;;) {
    await fleet.drained(Math.max(0, end - clock.mono()));
    const seen = await look(fleet);
    const summary = reckon(scenario, seconds, seen, idOf);
    const busy = seen.diagnoses.some((d) => d.state === "running");
    if ((summary.exitCode === 0 && !busy) || clock.mono() > end || signal.aborted) return summary;
    await sleep(clock, 500, signal);
  }
};

const report = (ui: Ui, summary: Summary): void => {
  const { faults, tickets, records } = summary;
  ui.out("");
  ui.table(
    [{ title: say("what", "项目") }, { title: say("count", "数量"), align: "right" }],
    [
      [ui.say(say("faults opened", "产生的故障")), String(faults.opened)],
      [ui.say(say("  cured by the broker", "  由中心自动修复")), String(faults.cured)],
      [ui.say(say("  closed", "  已关闭")), String(faults.closed)],
      [ui.say(say("  with a ticket", "  已生成工单")), String(faults.ticketed)],
      [ui.say(say("tickets left for a person", "待人工处理的工单")), String(tickets.open)],
      [ui.say(say("records sent by the agents", "终端发送的记录")), String(records.sent)],
      [ui.say(say("records stored", "已存储的记录")), String(records.stored)],
      [ui.say(say("records missing", "缺失的记录")), String(records.missing)],
      [ui.say(say("resent and recognised (stored once)", "重复发送并被识别（只存一次）")), String(records.duplicate)],
    ],
  );
  for (const e of summary.expectations)
    ui.out(`${ui.paint(e.met ? "good" : "bad", e.met ? "✓" : "✗")} ${idOf(e.terminal)} ${e.code}: ${e.found}`);
  for (const problem of summary.problems) ui.out(ui.paint("bad", `! ${problem}`));
  ui.out(
    summary.exitCode === 0
      ? ui.paint("good", ui.say(say("Everything adds up.", "账目全部相符。")))
      : ui.paint("bad", ui.say(say("It does not add up.", "账目不符。"))),
  );
};

interface Telling {
  readonly scenario: Scenario;
  readonly seconds: number | undefined;
  readonly clock: Clock;
  readonly ui: Ui;
  readonly folder: string;
  readonly sales: boolean;
  /** Of the staff, for the console. */
  readonly password: string;
}

const tell = async (fleet: Fleet, telling: Telling): Promise<number> => {
  const { scenario, seconds, clock, ui } = telling;
  const story = new Story(clock, ui);
  screen(ui, fleet, telling);
  const ended = new AbortController();
  const signal = AbortSignal.any([ui.signal, ended.signal]);
  const following = follow(fleet, story, ui, signal).catch((error: unknown) => {
    if (!signal.aborted) ui.err(messageOf(error));
  });
  try {
    openShops(fleet, telling);
    const length = seconds ?? scenario.seconds;
    const pace = Math.min(1, length / scenario.seconds);
    await Promise.all([play(fleet, scenario.steps, pace, clock, story, ui), sleep(clock, length * 1000, ui.signal)]);
    const summary = await settleDown(fleet, scenario, length, clock, ui.signal);
    if (ui.json) ui.jsonOut(summary);
    else report(ui, summary);
    if (seconds === undefined) await stayUp(fleet, telling);
    return summary.exitCode;
  } finally {
    ended.abort();
    await following;
  }
};

const openShops = (fleet: Fleet, { sales }: Telling): void => {
  if (sales) for (const t of fleet.terminals) t.sales.start();
};

const stayUp = async (fleet: Fleet, telling: Telling): Promise<void> => {
  const { ui } = telling;
  if (ui.signal.aborted) return;
  ui.out(ui.paint("dim", ui.say(say("The fleet stays up; Ctrl-C stops it.", "机群保持运行，按 Ctrl-C 停止。"))));
  openShops(fleet, telling);
  await new Promise<void>((done) => ui.signal.addEventListener("abort", () => done(), { once: true }));
};

/** A week's first days. Throws `AppError("usage")`. */
const shortened = (week: WeekScenario, days: unknown): WeekScenario => {
  if (days === undefined) return week;
  const wanted = Number(days);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > week.days)
    throw new AppError("usage", `--days must be a whole number from 1 to ${week.days}`);
  return { ...week, days: wanted };
};

/** The whole demo, from its options to its exit code: 0 only if everything adds up. Throws `AppError("usage")` for options that make no sense. */
export const runDemo = async (
  args: Readonly<Record<string, unknown>>,
  ui: Ui,
  random: () => number,
): Promise<number> => {
  const clock = systemClock;
  const scenario = await loadScenario(String(args["scenario"]));
  if ("kind" in scenario) return runWeek(shortened(scenario, args["days"]), resolve(String(args["data"])), ui);
  const seconds = args["seconds"] === undefined ? undefined : Number(args["seconds"]);
  if (seconds !== undefined && !(seconds >= 10))
    throw new AppError("usage", "--seconds must be a number of at least 10");
  const count = Math.max(scenario.terminals, args["terminals"] === undefined ? 3 : Number(args["terminals"]));
  if (!Number.isInteger(count) || count > 50)
    throw new AppError(
      "usage",
      `--terminals must be a whole number up to 50; there are scenarios ${(await scenarioNames()).join(", ")}`,
    );
  const folder = resolve(String(args["data"]));
  ui.err(
    ui.paint("dim", ui.say(say(`starting a broker and ${count} terminals …`, `正在启动中心和 ${count} 台终端……`))),
  );
  const fleet = await startFleet({
    folder,
    terminals: count,
    clock,
    random,
    hurry: true,
    ...(scenario.kiosks ? { kiosks: scenario.kiosks } : {}),
    automatic: scenario.automatic !== false,
    // Hold times of real service are minutes; a story of two minutes cannot wait for them.
    holdFactor: 0.2,
    refreshMinutes: 1,
    signal: ui.signal,
  });
  try {
    const password = await hireStaff(fleet.url, fleet.token, clock.now());
    await fillStores(fleet.url, fleet.token, idOf(1), clock.now());
    return await tell(fleet, {
      scenario,
      seconds,
      clock,
      ui,
      folder: String(args["data"]),
      sales: args["sales"] !== false,
      password,
    });
  } catch (error) {
    if (ui.signal.aborted) return 0;
    throw error;
  } finally {
    if (!ui.json) ui.err(ui.paint("dim", ui.say(say("stopping everything …", "正在停止……"))));
    await fleet.stop();
  }
};
