import {
  AppError,
  type ArgSpec,
  type Clock,
  defineVerb,
  exitCodes,
  type Localized,
  sleep,
  systemClock,
  type Ui,
} from "../../contract/index.ts";
import { type BytePort, type DeviceSession, type Driver, type DriverEnv, isDriverError } from "../api.ts";
import { loadDrivers } from "../catalog.ts";
import { openSerial } from "../port/serial.ts";
import { tap } from "../port/wiretap.ts";
import { type Look, look } from "../probe/probe.ts";
import { driverSettings } from "../probe/settings.ts";
import { showBytes, showEvent, showLook, showSame } from "../probe/show.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
const clock: Clock = systemClock;
/** Bill validators run their mechanics for up to ten seconds after power-up. */
const startMs = 15_000;

const options: Record<string, ArgSpec> = {
  driver: {
    type: "string",
    required: true,
    summary: text("driver, see `roundsman drivers`", "驱动名，见 `roundsman drivers`"),
  },
  port: { type: "string", summary: text("serial port, e.g. /dev/ttyUSB0", "串口，例如 /dev/ttyUSB0") },
  baud: {
    type: "number",
    summary: text("baud rate, if it is not the protocol's usual one", "波特率（与协议默认值不同时）"),
  },
  config: { type: "string", many: true, summary: text("setting of the driver, key=value", "驱动设置，key=value") },
  watch: { type: "boolean", default: false, summary: text("go on until stopped", "持续查看，直到停止") },
  frames: { type: "boolean", default: false, summary: text("show the bytes on the line", "显示线路上的字节") },
};

const driverNamed = async (name: string): Promise<Driver> => {
  const drivers = await loadDrivers();
  const driver = drivers.get(name);
  if (driver) return driver;
  throw new AppError("usage", `no driver ${name}; there are ${[...drivers.keys()].join(", ")}`);
};

const openPort = async (driver: Driver, args: Readonly<Record<string, unknown>>): Promise<BytePort | undefined> => {
  if (driver.line.kind === "none") return undefined;
  if (typeof args["port"] !== "string") throw new AppError("usage", `${driver.name} is on a serial line: say --port`);
  return openSerial(args["port"], driver.line, clock, (args["baud"] as number | undefined) ?? driver.line.baudRates[0]);
};

/** What a driver remembers lasts as long as the probe. */
const environment = (): DriverEnv => {
  const memory = new Map<string, unknown>();
  return {
    clock,
    random: Math.random,
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

const converse = async (
  driver: Driver,
  port: BytePort | undefined,
  args: Readonly<Record<string, unknown>>,
  ui: Ui,
) => {
  const config = driverSettings(driver, (args["config"] as string[] | undefined) ?? []);
  const seen =
    port && args["frames"] ? tap(port, (way, bytes) => showBytes(ui, driver, clock.now(), way, bytes)) : port;
  const session = driver.open(seen, config, environment());
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

/** A port that cannot be opened is not a device that does not answer. */
const unopened = (error: unknown, ui: Ui): number => {
  if (!isDriverError(error, "portMissing", "portBusy", "portDenied", "portLost")) throw error;
  if (ui.json) ui.jsonOut({ trouble: { code: error.code, text: error.message } });
  else ui.err(`${ui.paint("bad", error.code)} ${error.message}`);
  return exitCodes.unavailable;
};

export default defineVerb({
  name: "probe",
  group: "bench",
  summary: text("Open a port, ask the device who it is and how it is", "打开端口，查询设备身份和状态"),
  options,
  examples: [
    ["roundsman probe --driver escpos --port /dev/ttyUSB0", text("identify and poll once", "识别并查询一次")],
    [
      "roundsman probe --driver ccnet --port /dev/ttyS1 --watch --frames",
      text("go on, with the bytes", "持续查看并显示字节"),
    ],
    ["roundsman probe --driver host", text("the computer itself needs no port", "主机本身无需端口")],
  ],
  async run(args, ui) {
    const driver = await driverNamed(args["driver"] as string);
    driverSettings(driver, (args["config"] as string[] | undefined) ?? []);
    let port: BytePort | undefined;
    try {
      port = await openPort(driver, args);
    } catch (error) {
      return unopened(error, ui);
    }
    try {
      return exitOf[(await converse(driver, port, args, ui)).verdict];
    } finally {
      await port?.close();
    }
  },
});
