import { appendFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Localized, Ui } from "../../contract/index.ts";
import { AppError, exitCodes, messageOf, systemClock } from "../../contract/plain.ts";
import { type Driver, isDriverError, type Overheard, type SharedLine } from "../api.ts";
import { loadDrivers } from "../catalog.ts";
import { openShared } from "../port/relay/client.ts";
import { lineOf } from "../port/relay/command.ts";
import { startRelay } from "../port/relay/start.ts";
import { driverSettings } from "../probe/settings.ts";
import { entryLine, headerLine, type TraceHeader } from "../wire/trace.ts";
import { type Gate, gateOf } from "./gate.ts";
import { screenOf } from "./show.ts";

type Args = Readonly<Record<string, unknown>>;
const clock = systemClock;
const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
const tapMemoryBytes = 256 * 1024;
const idleMs = 500;

const driverNamed = async (name: unknown): Promise<Driver | undefined> => {
  if (typeof name !== "string") return undefined;
  const drivers = await loadDrivers();
  const driver = drivers.get(name);
  if (driver) return driver;
  throw new AppError("usage", `no driver ${name}; there are ${[...drivers.keys()].join(", ")}`);
};

/** Where the conversation is heard, and what must be undone at the end. */
interface Source {
  readonly line: SharedLine;
  close(): Promise<void>;
}

const parities = { none: "N", even: "E", odd: "O" } as const;
const formatOf = (driver: Driver | undefined): string =>
  driver?.line.kind === "serial"
    ? `${driver.line.dataBits}${parities[driver.line.parity]}${driver.line.stopBits}`
    : "8N1";

/** A relay for as long as we watch: the application opens our virtual port instead of the real one. */
const ownRelay = async (args: Args, driver: Driver | undefined, ui: Ui): Promise<Source> => {
  const port = args["port"] as string;
  const application = resolve(typeof args["application"] === "string" ? args["application"] : "application.tty");
  const rate = driver?.line.kind === "serial" ? driver.line.baudRates[0] : 9600;
  const baudRate = typeof args["baud"] === "number" ? args["baud"] : rate;
  const format = typeof args["format"] === "string" ? args["format"] : formatOf(driver);
  const folder = await mkdtemp(join(tmpdir(), "roundsman-tap-"));
  const socket = join(folder, "relay.sock");
  const relay = await startRelay(
    { port, line: lineOf(format, baudRate, false), baudRate, application, socket, memoryBytes: tapMemoryBytes },
    { clock, say: (words) => ui.err(words) },
  );
  if (!ui.json) ui.err(ui.say(text(`let the application open ${application}`, `请让销售程序打开 ${application}`)));
  const line = await openShared(socket, clock);
  return {
    line,
    async close() {
      await line.close();
      await relay.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const sourceOf = async (args: Args, driver: Driver | undefined, ui: Ui): Promise<Source> => {
  const { socket, port } = args;
  if ((socket === undefined) === (port === undefined))
    throw new AppError("usage", "say either --socket (a relay that runs) or --port (a port to listen in on)");
  if (typeof socket !== "string") return ownRelay(args, driver, ui);
  const line = await openShared(socket, clock);
  return { line, close: () => line.close() };
};

/** Writes chunks as lines of a trace, its times from the first chunk on. */
const traceFile = (file: string, header: TraceHeader, mayShow: Gate) => {
  writeFileSync(file, `${headerLine(header)}\n`, { flag: "wx" });
  let first: number | undefined;
  return ({ toDevice, bytes, at }: Omit<Overheard, "n">) => {
    first ??= at;
    const t = Math.max(0, at - first);
    const entry = mayShow(toDevice, bytes) ? { t, toDevice, bytes } : { t, toDevice, hidden: bytes.length };
    appendFileSync(file, `${entryLine(entry)}\n`);
  };
};

const headerOf = (args: Args, driver: Driver | undefined, config: Record<string, unknown>): TraceHeader => ({
  trace: 1,
  ...(driver ? { driver: driver.name } : {}),
  ...(Object.keys(config).length > 0 ? { config } : {}),
  ...(typeof args["port"] === "string" ? { port: args["port"] } : {}),
  date: new Date(clock.now()).toISOString(),
  ...(typeof args["note"] === "string" ? { note: args["note"] } : {}),
});

const openFile = (args: Args, header: TraceHeader, mayShow: Gate) => {
  if (typeof args["out"] !== "string") return () => undefined;
  try {
    return traceFile(args["out"], header, mayShow);
  } catch (error) {
    throw new AppError("usage", `${args["out"]}: ${messageOf(error)}`, {}, { cause: error });
  }
};

const stoppedOrLost = (ui: Ui, line: SharedLine): Promise<"stopped" | "lost"> =>
  new Promise((done) => {
    if (ui.signal.aborted) done("stopped");
    ui.signal.addEventListener("abort", () => done("stopped"), { once: true });
    line.onClose(() => done("lost"));
  });

const listen = async (args: Args, ui: Ui, driver: Driver | undefined, source: Source): Promise<number> => {
  const pairs = (args["config"] as string[] | undefined) ?? [];
  const config = driver ? driverSettings(driver, pairs) : {};
  const unprotected = args["unprotected"] === true;
  const screen = screenOf(ui, driver?.ear?.(config), gateOf(driver, unprotected));
  const given = driver && pairs.length > 0 ? config : {};
  const record = openFile(args, headerOf(args, driver, given), gateOf(driver, unprotected));
  if (!driver && !unprotected)
    screen.word(
      text(
        "without --driver nobody knows what may be shown: bytes are only counted (--unprotected shows them)",
        "未指定 --driver，无法判断哪些内容可显示：仅统计字节数（--unprotected 可显示）",
      ),
    );
  let quiet = clock.after(idleMs, () => undefined);
  const since = args["all"] === true ? 0 : clock.mono();
  const ended = stoppedOrLost(ui, source.line);
  await source.line.listen(
    undefined,
    {
      heard(chunk) {
        if (chunk.at < since && args["all"] !== true) return;
        screen.chunk(chunk, clock.now() - (clock.mono() - chunk.at));
        record(chunk);
        quiet.cancel();
        quiet = clock.after(idleMs, () => screen.end());
      },
      missed: () => screen.word(text("part of it was not heard", "有一部分未能听到")),
      port: (up, why) => {
        if (!up) screen.word(text(`the real port is away: ${why}`, `真实端口不可用：${why}`));
      },
    },
    ui.signal,
  );
  const how = await ended;
  quiet.cancel();
  screen.end();
  return how === "stopped" ? exitCodes.ok : exitCodes.unavailable;
};

/** `roundsman tap`: shows and records what passes on a port, until stopped. Returns the exit code. Throws `usage`. */
export const tap = async (args: Args, ui: Ui): Promise<number> => {
  const driver = await driverNamed(args["driver"]);
  let source: Source;
  try {
    source = await sourceOf(args, driver, ui);
  } catch (error) {
    if (!isDriverError(error) && !(error instanceof AppError && error.code !== "usage")) throw error;
    ui.err(error.message);
    return exitCodes.unavailable;
  }
  try {
    return await listen(args, ui, driver, source);
  } finally {
    await source.close();
  }
};
