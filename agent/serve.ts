import { exitCodes, hasCode, type Localized, messageOf, systemClock, type Ui } from "../contract/index.ts";
import { driverNames, loadDrivers } from "../drivers/catalog.ts";
import { openPort } from "../drivers/port/open.ts";
import { type LoadedAgent, loadSettings } from "./config/load.ts";
import { type AgentLog, stdoutLog } from "./log.ts";
import { startAgent } from "./main.ts";
import { tidyUp } from "./memory.ts";
import { serviceManager } from "./systemd/notify.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const reportCheck = (ui: Ui, file: string, { settings }: LoadedAgent): number => {
  const devices = settings.devices.map((d) => `${d.id} (${d.driver}${d.port === undefined ? "" : ` on ${d.port}`})`);
  if (ui.json) ui.jsonOut({ ok: true, file, terminal: settings.terminal, devices: settings.devices.map((d) => d.id) });
  else ui.out(`${ui.say(text(`${file} is right`, `${file} 正确`))}: ${settings.terminal}, ${devices.join(", ")}`);
  return exitCodes.ok;
};

/** One policy for what nobody caught: say it synchronously, end with an error, let the service manager start us again. */
const dieLoudly = (log: AgentLog): (() => void) => {
  const die = (error: unknown) => {
    log.error(`agent: unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exit(exitCodes.faulty);
  };
  process.on("uncaughtException", die);
  process.on("unhandledRejection", die);
  return () => {
    process.off("uncaughtException", die);
    process.off("unhandledRejection", die);
  };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

const serve = async (loaded: LoadedAgent, ui: Ui): Promise<number> => {
  const { settings, drivers } = loaded;
  const log = stdoutLog(settings.terminal, settings.logLevel);
  const calm = dieLoudly(log);
  const manager = serviceManager(process.env, systemClock, (line) => log.warn(line));
  try {
    const agent = await startAgent(loaded, { drivers, openPort, log });
    manager.ready();
    tidyUp();
    await aborted(ui.signal);
    manager.stopping();
    await agent.stop();
    return exitCodes.ok;
  } catch (error) {
    if (!hasCode(error, "dataFolderInUse", "storage", "socketInUse", "kiosk", "outboxVersion")) throw error;
    log.error(messageOf(error));
    return exitCodes.unavailable;
  } finally {
    manager.end();
    calm();
  }
};

/** `roundsman agent`: checks a settings file, or runs the agent until stopped. Returns the exit code. */
export const runAgent = async (file: string, onlyCheck: boolean, ui: Ui): Promise<number> => {
  const loaded = await loadSettings(file, { names: await driverNames(), load: loadDrivers });
  return onlyCheck ? reportCheck(ui, file, loaded) : serve(loaded, ui);
};
