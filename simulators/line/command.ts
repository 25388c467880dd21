import { createInterface } from "node:readline";
import type { Column, Localized, Ui } from "../../contract/index.ts";
import { AppError, exitCodes, systemClock } from "../../contract/plain.ts";
import type { SimulatedDevice } from "../api.ts";
import { loadSimulators } from "../catalog.ts";
import { listOf, obey, pairsOf } from "./orders.ts";
import type { ServedDevice } from "./serve.ts";
import { serveDevice } from "./serve-device.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
const column = (en: string, zh: string): Column => ({ title: text(en, zh) });

const deviceNamed = async (name: string | undefined): Promise<SimulatedDevice> => {
  const devices = await loadSimulators();
  const device = devices.get(name ?? "");
  if (device) return device;
  throw new AppError(
    "usage",
    `${name === undefined ? "which device?" : `no simulated device ${name};`} there are ${[...devices.keys()].join(", ")}`,
  );
};

const showDevices = (ui: Ui, devices: ReadonlyMap<string, SimulatedDevice>): number => {
  const all = [...devices.values()].map(({ name, title }) => ({ name, title }));
  if (ui.json) ui.jsonOut(all);
  else
    ui.table(
      [column("Device", "设备"), column("What it is", "说明")],
      all.map((one) => [one.name, one.title]),
    );
  return exitCodes.ok;
};

const showList = (ui: Ui, device: SimulatedDevice): void => {
  const all = listOf(device);
  if (ui.json) return ui.jsonOut(all);
  const kinds = {
    faults: text("fault", "故障"),
    lineFaults: text("line", "线路"),
    actions: text("action", "动作"),
  } as const;
  const rows = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) =>
    all[kind].map((entry) => [ui.say(kinds[kind]), entry.name, entry.text]),
  );
  ui.table([column("Kind", "类别"), column("Name", "名称"), column("What it is", "说明")], rows);
};

const showStart = (ui: Ui, device: SimulatedDevice, path: string): void => {
  const probe = `roundsman probe --driver ${device.name} --port ${path}`;
  if (ui.json) return ui.jsonOut({ device: device.name, path, probe });
  ui.out(`${ui.paint("strong", device.title)}: ${path}`);
  ui.out(`${ui.say(text("in a second terminal", "在另一个终端运行"))}: ${probe}`);
  ui.out(
    ui.paint(
      "dim",
      ui.say(
        text(
          "orders: inject, clear, act, state, unplug, replug, help; Ctrl-C stops",
          "命令：inject、clear、act、state、unplug、replug、help；Ctrl-C 停止",
        ),
      ),
    ),
  );
};

/** Does one line from standard input; a wrong order is told, and the device goes on. */
const answer = async (ui: Ui, line: string, served: ServedDevice, device: SimulatedDevice): Promise<boolean> => {
  try {
    const shown = await obey(line, served, device);
    if (ui.json) ui.jsonOut({ order: line, ok: true, ...(shown === undefined ? {} : { shown }) });
    else if (shown !== undefined) ui.out(JSON.stringify(shown, undefined, 2));
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (ui.json) ui.jsonOut({ order: line, ok: false, code: error.code, text: error.message });
    else ui.err(ui.paint("bad", error.message));
    return false;
  }
};

/** Orders until standard input ends or somebody stops us; resolves with how many were wrong. */
const takeOrders = async (ui: Ui, served: ServedDevice, device: SimulatedDevice): Promise<number> => {
  const lines = createInterface({ input: process.stdin, signal: ui.signal });
  let wrong = 0;
  try {
    for await (const line of lines) if (!(await answer(ui, line, served, device))) wrong += 1;
  } catch (error) {
    if (!ui.signal.aborted) throw error;
  } finally {
    lines.close();
    process.stdin.pause();
  }
  return wrong;
};

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** `roundsman simulate`: serves a device until stopped, and returns the exit code. Throws `usage`. */
export const simulate = async (
  args: Readonly<Record<string, unknown>>,
  ui: Ui,
  random: () => number,
): Promise<number> => {
  if (args["device"] === undefined && args["list"]) return showDevices(ui, await loadSimulators());
  const device = await deviceNamed(args["device"] as string | undefined);
  if (args["list"]) {
    showList(ui, device);
    return exitCodes.ok;
  }
  const link = args["link"] as string | undefined;
  const settings = pairsOf((args["set"] as string[] | undefined) ?? []);
  const served = await serveDevice(device, {
    clock: systemClock,
    random,
    settings,
    ...(link ? { link } : {}),
  });
  try {
    for (const fault of (args["fault"] as string[] | undefined) ?? []) served.inject(fault);
    showStart(ui, device, served.path());
    const wrong = await takeOrders(ui, served, device);
    if (args["script"]) return wrong === 0 ? exitCodes.ok : exitCodes.usage;
    await stopped(ui.signal);
    return exitCodes.ok;
  } finally {
    await served.close();
  }
};
