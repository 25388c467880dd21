import type { Localized, Ui } from "../../../contract/index.ts";
import { AppError, exitCodes, hasCode, systemClock } from "../../../contract/plain.ts";
import type { SerialLine } from "../../api.ts";
import { type RelaySettings, startRelay } from "./start.ts";

type Args = Readonly<Record<string, unknown>>;
const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
const parities = { N: "none", E: "even", O: "odd" } as const;
const kib = 1024;

/** `8N1` as line settings. Throws `AppError("usage")`. */
export const lineOf = (format: string, baudRate: number, rtscts: boolean): SerialLine => {
  const [, data, parity, stop] = /^([78])([NEO])([12])$/i.exec(format) ?? [];
  if (!data || !parity || !stop) throw new AppError("usage", `${format}: a format is written 8N1, 7E1, 8N2, ...`);
  return {
    kind: "serial",
    baudRates: [baudRate],
    dataBits: data === "7" ? 7 : 8,
    parity: parities[parity.toUpperCase() as keyof typeof parities],
    stopBits: stop === "2" ? 2 : 1,
    rtscts,
  };
};

/** A whole number from the command line. Throws `AppError("usage")`. */
const whole = (args: Args, name: string, [from, to]: readonly [number, number], otherwise: number): number => {
  const value = Number(args[name] ?? otherwise);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new AppError("usage", `--${name}: a whole number from ${from} to ${to}`);
};

const said = (args: Args, name: string): string => {
  const value = args[name];
  if (typeof value !== "string" || value === "") throw new AppError("usage", `say --${name}`);
  return value;
};

const settingsOf = (args: Args): RelaySettings => {
  const baudRate = whole(args, "baud", [300, 4_000_000], 9600);
  const { format, group } = args;
  return {
    port: said(args, "port"),
    line: lineOf(typeof format === "string" ? format : "8N1", baudRate, args["rtscts"] === true),
    baudRate,
    application: said(args, "application"),
    socket: said(args, "socket"),
    memoryBytes: whole(args, "memory", [16, 64 * kib], kib) * kib,
    ...(typeof group === "string" ? { group } : {}),
  };
};

const stopped = (signal: AbortSignal): Promise<"stopped"> =>
  new Promise((resolve) => {
    const end = () => resolve("stopped");
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });

export type RelayUi = Pick<Ui, "json" | "signal" | "out" | "err" | "jsonOut" | "say">;

/** `roundsman relay`: relays until stopped. Returns the exit code. Throws `usage`. */
export const relay = async (args: Args, ui: RelayUi): Promise<number> => {
  const settings = settingsOf(args);
  const { port, application, socket } = settings;
  try {
    const running = await startRelay(settings, { clock: systemClock, say: (line) => ui.err(line) });
    if (ui.json) ui.jsonOut({ port, application, socket, pid: process.pid });
    else
      ui.out(
        ui.say(
          text(
            `${port} is shared: the sales application opens ${application}, the agent listens on ${socket}`,
            `${port} 已共享：销售程序打开 ${application}，代理程序监听 ${socket}`,
          ),
        ),
      );
    const how = await Promise.race([stopped(ui.signal), running.ended.then(() => "ended" as const)]);
    await running.close();
    return how === "stopped" ? exitCodes.ok : exitCodes.unavailable;
  } catch (error) {
    if (!hasCode(error, "socketInUse", "relay", "pty")) throw error;
    ui.err(error.message);
    return exitCodes.unavailable;
  }
};
