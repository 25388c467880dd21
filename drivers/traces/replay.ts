import { readFile } from "node:fs/promises";
import type { Localized, Ui } from "../../contract/index.ts";
import { AppError, exitCodes, messageOf } from "../../contract/plain.ts";
import type { Driver, Ear } from "../api.ts";
import { loadDrivers } from "../catalog.ts";
import { driverSettings, pairsOf } from "../probe/settings.ts";
import { hex, sameBytes } from "../wire/fields.ts";
import { parseTrace, type Trace } from "../wire/trace.ts";
import { converseWithTrace, type Finding, overhearTrace, type Summary } from "./driver-replay.ts";
import { type Compared, compareWithSimulator } from "./simulator.ts";

type Args = Readonly<Record<string, unknown>>;
const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const read = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError("usage", `${file}: ${messageOf(cause)}`, {}, { cause });
  }
};

const seconds = (t: number): string => `${(t / 1000).toFixed(3).padStart(9)} s`;

// ---- to the driver

/** Only what differs from the reading before. */
const changes = (was: Summary | undefined, is: Summary): string[] => {
  type Value = string | number | undefined;
  const moved = (name: string, a: Value, b: Value): string[] =>
    a === b ? [] : [a === undefined ? `${name} ${b}` : `${name} ${a} → ${b}`];
  const part = (a: Readonly<Record<string, Value>> | undefined, b: Readonly<Record<string, Value>>) =>
    Object.entries(b).flatMap(([name, value]) => moved(name, a?.[name], value));
  return [
    ...moved("", was?.availability, is.availability).map((t) => t.trim()),
    ...(is.because && is.because !== was?.because ? [`(${is.because})`] : []),
    ...part(was?.components, is.components),
    ...moved("money", was?.money, is.money),
    ...part(was?.measures, is.measures),
  ];
};

const showFindings = (ui: Ui, findings: readonly Finding[]): void => {
  let last: Summary | undefined;
  for (const finding of findings) {
    const at = ui.paint("dim", seconds(finding.t));
    if ("reading" in finding) {
      const all = changes(last, finding.reading).join(", ");
      ui.out(`${at}  ${all || ui.say(text("as before", "与之前相同"))}`);
      last = finding.reading;
    } else if ("event" in finding)
      ui.out(
        `${at}  ${ui.paint("strong", finding.event.code)} ${finding.event.data ? JSON.stringify(finding.event.data) : ""}`,
      );
    else if ("identity" in finding) ui.out(`${at}  ${JSON.stringify(finding.identity)}`);
    else if ("unanswered" in finding)
      ui.out(
        `${at}  ${ui.paint("warn", ui.say(text("the recorded host never asked", "录制中的主机从未发送")))} ${finding.unanswered}`,
      );
    else ui.out(`${at}  ${ui.paint("bad", finding.failed.code)} ${finding.failed.text}`);
  }
};

/** Lines that are only in one of two lists of findings. */
const differences = (expected: readonly unknown[], found: readonly unknown[]): string[] => {
  const [a, b] = [expected, found].map((list) => list.map((one) => JSON.stringify(one)));
  const only = (these: readonly string[] = [], those: readonly string[] = [], mark: string) =>
    these.filter((line) => !those.includes(line)).map((line) => `${mark} ${line}`);
  const moved = [...only(a, b, "-"), ...only(b, a, "+")];
  return moved.length === 0 && a?.join() !== b?.join() ? ["the same, in another order"] : moved;
};

const expectedIn = async (file: string): Promise<readonly unknown[]> => {
  const value: unknown = JSON.parse(await read(file));
  const findings = (value as { findings?: unknown }).findings;
  if (Array.isArray(findings)) return findings;
  throw new AppError("usage", `${file}: no findings; make it with \`roundsman replay <trace> --json\``);
};

const isTrouble = (finding: Finding): boolean => "failed" in finding || "unanswered" in finding;

const toDriver = async (args: Args, ui: Ui, driver: Driver, trace: Trace): Promise<number> => {
  const listens = driver.shared !== undefined && args["to"] !== "session";
  const findings = await (listens ? overhearTrace : converseWithTrace)(driver, trace);
  if (ui.json) ui.jsonOut({ driver: driver.name, to: listens ? "driver" : "session", findings });
  else showFindings(ui, findings);
  if (typeof args["expect"] !== "string") return findings.some(isTrouble) ? exitCodes.faulty : exitCodes.ok;
  const wrong = differences(await expectedIn(args["expect"]), findings);
  for (const line of wrong) ui.err(ui.paint(line.startsWith("-") ? "bad" : "warn", line));
  return wrong.length === 0 ? exitCodes.ok : exitCodes.faulty;
};

// ---- to the simulator

const inWords = (ear: Ear | undefined, toDevice: boolean, bytes: Uint8Array, at: number): string => {
  const frames = ear?.hear({ toDevice, ours: false, bytes, at }) ?? [];
  return frames.map((frame) => ear?.describe(frame)).join(", ");
};

const showCompared = (ui: Ui, all: readonly Compared[], ears: readonly [Ear, Ear] | undefined): number => {
  const wrong = all.filter((c) => !sameBytes(c.expected, c.got));
  for (const one of all) {
    const asked = inWords(ears?.[0], true, one.sent, one.t);
    inWords(ears?.[1], true, one.sent, one.t);
    const recorded = inWords(ears?.[0], false, one.expected, one.t + 1);
    const simulated = inWords(ears?.[1], false, one.got, one.t + 1);
    if (!wrong.includes(one) || ui.json) continue;
    ui.out(`${ui.paint("dim", seconds(one.t))}  > ${hex(one.sent)}  ${asked}`);
    ui.out(ui.paint("bad", `               - ${hex(one.expected) || "…"}  ${recorded}`));
    ui.out(ui.paint("warn", `               + ${hex(one.got) || "…"}  ${simulated}`));
  }
  return wrong.length;
};

const toSimulator = async (args: Args, ui: Ui, driver: Driver, trace: Trace): Promise<number> => {
  const set = (args["set"] as string[] | undefined) ?? [];
  const settings = set.length > 0 ? { ...trace.header.simulator, ...pairsOf(set) } : undefined;
  const all = await compareWithSimulator(driver.name, trace, settings);
  const config = driverSettings(driver, []);
  const ear = () => driver.ear?.({ ...config, ...trace.header.config });
  const [first, second] = [ear(), ear()];
  const wrong = showCompared(ui, all, first && second ? [first, second] : undefined);
  if (ui.json)
    ui.jsonOut({
      driver: driver.name,
      to: "simulator",
      exchanges: all.length,
      different: all
        .filter((c) => !sameBytes(c.expected, c.got))
        .map(({ t, sent, expected, got }) => ({ t, sent: hex(sent), expected: hex(expected), got: hex(got) })),
    });
  else
    ui.out(
      ui.say(
        text(
          `${all.length} exchanges, ${wrong} answered differently (- recorded, + simulated)`,
          `共 ${all.length} 次交互，${wrong} 次应答不同（- 录制，+ 模拟）`,
        ),
      ),
    );
  return wrong === 0 ? exitCodes.ok : exitCodes.faulty;
};

/** `roundsman replay`: feeds a trace to the driver or to the simulated device. Exit code 0: as expected; 1: not. Throws `usage`, `trace`. */
export const replay = async (args: Args, ui: Ui): Promise<number> => {
  const file = args["trace"] as string;
  const trace = parseTrace(file, await read(file));
  const name = (args["driver"] as string | undefined) ?? trace.header.driver;
  if (name === undefined) throw new AppError("usage", `${file} names no driver: say --driver`);
  const driver = (await loadDrivers()).get(name);
  if (!driver) throw new AppError("usage", `there is no driver ${name}`);
  return args["to"] === "simulator" ? toSimulator(args, ui, driver, trace) : toDriver(args, ui, driver, trace);
};
