import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type Clock } from "../../contract/plain.ts";
import type { BytePort, Driver, SerialLine } from "../api.ts";
import { means } from "../survey/configured.ts";
import type { Holder, SurveyedPort } from "../survey/port.ts";
import { survey } from "../survey/survey.ts";
import { type FoundElsewhere, findInSystem, findUsb } from "./others.ts";
import { isFindable } from "./plan.ts";
import { type Outcome, type Progress, searchSerial } from "./serial.ts";

/** A serial port and what became of it. */
export interface SearchedPort {
  /** What to write in the settings. */
  readonly port: string;
  readonly now: string;
  readonly outcome:
    | Outcome
    /** Another program has it open; it was not touched. */
    | { readonly kind: "held"; readonly holders: readonly Holder[] }
    /** The kernel's console is there; it was not touched. */
    | { readonly kind: "console" };
}

/** A USB device or part of the system, and its port as it is written in the settings. */
export interface Elsewhere extends FoundElsewhere {
  readonly port?: string;
}

export interface DetectOptions {
  /** Where the system's files lie: `/`. */
  readonly root: string;
  /** One port, else all there are. */
  readonly port?: string;
  readonly drivers: readonly Driver[];
  readonly open: (path: string, line: SerialLine, baudRate: number, clock: Clock) => Promise<BytePort>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress?: (port: string, progress: Progress) => void;
}

export interface Detected {
  readonly ports: readonly SearchedPort[];
  readonly elsewhere: readonly Elsewhere[];
  readonly tookMs: number;
}

/** Ports are independent of each other; more at once would only make the answers late. */
const atOnce = 8;

type Named = Pick<SurveyedPort, "kind" | "now" | "write" | "nodes"> &
  Partial<Pick<SurveyedPort, "console" | "holders">>;

const searched = async ({ now, write, ...port }: Named, options: DetectOptions): Promise<SearchedPort> => {
  const named = { port: write, now };
  const { drivers, open, clock, signal, onProgress } = options;
  if (port.console) return { ...named, outcome: { kind: "console" } };
  // Behind a pseudo-terminal there is always a process; whether it may be used only its lock tells.
  const holders = port.kind === "serial" ? (port.holders?.list ?? []) : [];
  if (holders.length > 0) return { ...named, outcome: { kind: "held", holders } };
  const outcome = await searchSerial({
    drivers: drivers.filter(isFindable),
    open: (line, baudRate) => open(write, line, baudRate, clock),
    clock,
    signal,
    ...(onProgress ? { onProgress: (progress: Progress) => onProgress(write, progress) } : {}),
  });
  return { ...named, outcome };
};

/** At most so many at the same time, in order. */
const inParallel = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce)
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  return results;
};

/** The ports that a wish means; a path that the system does not list is taken as it stands. */
const wished = async (options: DetectOptions): Promise<{ serial: readonly Named[]; usb: readonly SurveyedPort[] }> => {
  const { root, port } = options;
  const { ports } = await survey({ root, all: port !== undefined }, []);
  const usb = ports.filter(({ kind }) => kind === "usb");
  if (port === undefined) return { serial: ports.filter(({ kind }) => kind === "serial"), usb };
  const meant: SurveyedPort[] = [];
  for (const one of ports) if (await means(root, port, one)) meant.push(one);
  const serial = meant.filter(({ kind }) => kind !== "usb").map((one) => ({ ...one, write: port }));
  if (port.startsWith("usb:")) {
    if (meant.length === 0) throw new AppError("usage", `${port}: no such USB device; see \`roundsman ports\``);
    return { serial: [], usb: meant };
  }
  const asItStands: Named = { kind: "pty", now: port, write: port, nodes: [port] };
  return { serial: serial.length > 0 ? serial : [asItStands], usb: [] };
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const named = (found: FoundElsewhere, usb: readonly SurveyedPort[]): Elsewhere => {
  const port = usb.find(({ now }) => found.place !== undefined && now === `usb:${found.place}`)?.write;
  return { ...found, ...(port === undefined ? {} : { port }) };
};

/**
 * Looks for known devices: on one port or on every free serial port by asking, among the USB devices by their descriptors, and in the system by what is
 * there. Throws `AppError("usage")` for a USB device that is not there.
 */
export const detect = async (options: DetectOptions): Promise<Detected> => {
  const { clock, root, drivers, port } = options;
  const began = clock.mono();
  // A folder stands for `/` of a computer: what a system line's `port` is.
  const folder = port === undefined ? root : (await isFolder(join(root, port))) ? port : undefined;
  const inFolder = async () => {
    if (folder === undefined) return [];
    const found = await findInSystem(folder, drivers, clock);
    return found.map((one): Elsewhere => (folder === "/" ? one : { ...one, port: folder }));
  };
  if (folder !== undefined && port !== undefined)
    return { ports: [], elsewhere: await inFolder(), tookMs: Math.round(clock.mono() - began) };
  const { serial, usb } = await wished(options);
  const places = new Set(usb.map(({ now }) => now));
  const [ports, onUsb, inSystem] = await Promise.all([
    inParallel(serial, (one) => searched(one, options)),
    usb.length > 0 ? findUsb(root, drivers) : [],
    inFolder(),
  ]);
  const wanted = onUsb.filter(({ place }) => places.has(`usb:${place}`)).map((found) => named(found, usb));
  return { ports, elsewhere: [...wanted, ...inSystem], tookMs: Math.round(clock.mono() - began) };
};
