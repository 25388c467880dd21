import type { Clock, Localized, Ui } from "../../contract/index.ts";
import { AppError, exitCodes, sleep, systemClock } from "../../contract/plain.ts";
import { type DeviceSession, type Driver, type DriverEnv, isDriverError, type Port } from "../api.ts";
import { loadDrivers } from "../catalog.ts";
import { closable, openPort, tapPort } from "../port/open.ts";
import { type Look, look } from "./probe.ts";
import { driverSettings } from "./settings.ts";
import { showBytes, showEvent, showLook, showSame } from "./show.ts";

type Args = Readonly<Record<string, unknown>>;
const clock: Clock = systemClock;
/** Bill validators run their mechanics for up to ten seconds after power-up. */
const startMs = 15_000;

const driverNamed = async (name: string): Promise<Driver> => {
  const drivers = await loadDrivers();
  const driver = drivers.get(name);
  if (driver) return driver;
  throw new AppError("usage", `no driver ${name}; there are ${[...drivers.keys()].join(", ")}`);
};

const opened = (driver: Driver, { port, baud }: Args): Promise<Port> => {
  if (driver.line.kind === "serial" && typeof port !== "string")
    throw new AppError("usage", `${driver.name} is on a serial line: say --port`);
  const line = {
    ...(typeof port === "string" ? { port } : {}),
    ...(typeof baud === "number" ? { baudRate: baud } : {}),
  };
  return openPort(driver.line, line, clock);
};

/** What a driver remembers lasts as long as the probe. */
const environment = (random: () => number): DriverEnv => {
  const memory = new Map<string, unknown>();
  return {
    clock,
    random,
    memory: { get: (key) => memory.get(key), set: (key, value) => void memory.set(key, value) },
  };
};

const exitOf: Record<Look["verdict"], number> = {
  healthy: exitCodes.ok,
  unknown: exitCodes.faulty,
  faulty: exitCodes.faulty,
  noAnswer: exitCodes.noAnswer,
};

const lookAt = ({ trouble, identity, reading }: Look): string =>
  JSON.stringify([
    trouble?.code,
    identity,
    reading?.availability,
    reading?.because,
    reading?.components,
    reading?.money,
  ]);

/** Looks until stopped: in full when something changed, otherwise one line. A device that says it changed is looked at at once. */
const watch = async (driver: Driver, session: DeviceSession, ui: Ui): Promise<Look> => {
  let hurry = new AbortController();
  const off = session.onChange?.(() => hurry.abort());
  let last = await look({ driver, session, clock, signal: ui.signal });
  showLook(ui, driver, last);
  while (!ui.signal.aborted && last.trouble?.code !== "portLost") {
    const either = AbortSignal.any([ui.signal, hurry.signal]);
    await sleep(clock, driver.poll.everyMs, either).catch(() => undefined); // stopped or hurried: both end the wait
    hurry = new AbortController();
    if (ui.signal.aborted) break;
    const next = await look({ driver, session, clock, signal: ui.signal }, last.identity);
    if (ui.signal.aborted) break;
    if (lookAt(next) === lookAt(last) && !ui.json) showSame(ui, next);
    else showLook(ui, driver, next);
    last = next;
  }
  off?.();
  return last;
};

/** One look; a device that is just starting is given time to finish. */
const started = async (driver: Driver, session: DeviceSession, ui: Ui): Promise<Look> => {
  const giveUpAt = clock.mono() + startMs;
  let found = await look({ driver, session, clock, signal: ui.signal });
  while (found.reading?.availability === "starting" && clock.mono() < giveUpAt && !ui.signal.aborted) {
    await sleep(clock, Math.min(driver.poll.everyMs, 500), ui.signal).catch(() => undefined); // stopped: the last look counts
    found = await look({ driver, session, clock, signal: ui.signal }, found.identity);
  }
  return found;
};

const converse = async (driver: Driver, port: Port, args: Args, ui: Ui, random: () => number) => {
  const config = driverSettings(driver, (args["config"] as string[] | undefined) ?? []);
  const seen = args["frames"] ? tapPort(port, (way, bytes) => showBytes(ui, driver, clock.now(), way, bytes)) : port;
  const session = driver.open(seen, config, environment(random));
  try {
    session.onEvent?.((event) => showEvent(ui, clock.now(), event));
    if (args["watch"]) return await watch(driver, session, ui);
    const found = await started(driver, session, ui);
    showLook(ui, driver, found);
    return found;
  } finally {
    await session.close();
  }
};

const busyHint: Localized = {
  en: "Most likely the agent of this terminal: ask it with `roundsman show`, or stop it first.",
  "zh-CN": "多半是本终端的代理程序：可用 `roundsman show` 查询，或先停止它。",
};

/** A port that cannot be opened is not a device that does not answer. */
const unopened = (error: unknown, ui: Ui): number => {
  if (!isDriverError(error, "portMissing", "portBusy", "portDenied", "portLost")) throw error;
  if (ui.json) ui.jsonOut({ trouble: { code: error.code, text: error.message } });
  else ui.err(`${ui.paint("bad", error.code)} ${error.message}`);
  if (error.code === "portBusy" && !ui.json) ui.err(ui.say(busyHint));
  return exitCodes.unavailable;
};

/** `roundsman probe`: opens the port, looks once or until stopped, and returns the exit code. Throws `usage`. */
export const probe = async (args: Args, ui: Ui, random: () => number): Promise<number> => {
  const driver = await driverNamed(args["driver"] as string);
  driverSettings(driver, (args["config"] as string[] | undefined) ?? []);
  let port: Port;
  try {
    port = await opened(driver, args);
  } catch (error) {
    return unopened(error, ui);
  }
  try {
    return exitOf[(await converse(driver, port, args, ui, random)).verdict];
  } finally {
    await closable(port)?.close();
  }
};
