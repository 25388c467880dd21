/** Processor time since start, in ticks (proc(5), /proc/stat: user nice system idle iowait irq softirq steal). */
export interface ProcessorTime {
  readonly busy: number;
  readonly total: number;
}

export const processorTimeOf = (text: string): ProcessorTime | undefined => {
  const line = /^cpu +([0-9 ]+)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  // Guest time, columns 9 and 10, is in user time already.
  const ticks = line.trim().split(/ +/).slice(0, 8).map(Number);
  if (ticks.length < 4) return undefined;
  const total = ticks.reduce((a, b) => a + b, 0);
  return Number.isSafeInteger(total) ? { total, busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0) } : undefined;
};

/** Percent busy between two readings; `undefined` if no time passed or the counters went back. */
export const loadBetween = (was: ProcessorTime, is: ProcessorTime): number | undefined => {
  const total = is.total - was.total;
  const busy = is.busy - was.busy;
  return total <= 0 || busy < 0 ? undefined : percent(busy, total);
};

const percent = (part: number, whole: number): number =>
  Math.round(Math.min(100, Math.max(0, (100 * part) / whole)) * 10) / 10;

/** Percent of memory that programs cannot have (proc(5), /proc/meminfo: MemTotal, MemAvailable). */
export const memoryUsedOf = (text: string): number | undefined => {
  const field = (name: string) => Number(new RegExp(`^${name}: +([0-9]{1,15}) kB$`, "m").exec(text)?.[1]);
  const total = field("MemTotal");
  const used = total - field("MemAvailable");
  return total > 0 && used >= 0 ? percent(used, total) : undefined;
};

/** Seconds since start (proc(5), /proc/uptime). */
export const uptimeOf = (text: string): number | undefined => {
  const seconds = /^([0-9]{1,12})(\.[0-9]+)? /.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
};

export interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/** Interface names become paths under /sys: nothing but what the kernel itself allows in a name, and no dots alone. */
const interfaceName = /^(?!\.{1,2}$)[A-Za-z0-9_.:@-]{1,15}$/;

const isCount = (value: number | undefined): value is number => Number.isSafeInteger(value) && (value ?? -1) >= 0;

/**
 * /proc/net/dev, bytes by interface, loopback left out:
 * `  eth0: 327524122    9875    0 ...  803110 ...`
 *          received(1)                 sent(9)
 */
export const trafficOf = (text: string): ReadonlyMap<string, Traffic> | undefined => {
  const found = new Map<string, Traffic>();
  let header = false;
  for (const line of text.split("\n")) {
    header ||= line.includes("|");
    const colon = line.lastIndexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 0 || name === "lo" || !interfaceName.test(name)) continue;
    const columns = line
      .slice(colon + 1)
      .trim()
      .split(/ +/)
      .map(Number);
    const [received, sent] = [columns[0], columns[8]];
    if (isCount(received) && isCount(sent)) found.set(name, { received, sent });
  }
  return header ? found : undefined;
};

const routeUp = 0x0001;
const routeReject = 0x0200;

/** Interfaces with a default route of IPv4 (/proc/net/route: Iface Destination Gateway Flags ...), in hex. */
const defaultRoutes4 = (text: string): string[] =>
  text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [name = "", destination, , flags, , , , mask] = line.trim().split(/\s+/);
      const isDefault = destination === "00000000" && mask === "00000000";
      return isDefault && works(flags) && interfaceName.test(name) ? [name] : [];
    });

/** The same of IPv6 (/proc/net/ipv6_route: destination prefixLength ... flags device). */
const defaultRoutes6 = (text: string): string[] =>
  text.split("\n").flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const [destination, prefix] = columns;
    const name = columns[9] ?? "";
    const isDefault = destination === "0".repeat(32) && prefix === "00";
    return isDefault && works(columns[8]) && name !== "lo" && interfaceName.test(name) ? [name] : [];
  });

const works = (flags: string | undefined): boolean => {
  const value = Number.parseInt(flags ?? "", 16);
  return (value & routeUp) !== 0 && (value & routeReject) === 0;
};

/** Interfaces a default route goes through; `undefined` if neither table could be read. */
export const defaultRoutesOf = (v4: string | undefined, v6: string | undefined): readonly string[] | undefined => {
  if (v4 === undefined && v6 === undefined) return undefined;
  return [...new Set([...defaultRoutes4(v4 ?? ""), ...defaultRoutes6(v6 ?? "")])];
};

/** Link of an interface (/sys/class/net/<name>/operstate, RFC 2863). Point-to-point and mobile links say `unknown` while they work. */
export const linkOf = (text: string | undefined): "up" | "down" | undefined => {
  const word = text?.trim();
  if (word === "up" || word === "unknown") return "up";
  return word === "down" || word === "lowerlayerdown" || word === "dormant" || word === "notpresent"
    ? "down"
    : undefined;
};

/** A thermal zone in millidegrees Celsius; a zone outside -40..150 has no sensor behind it. */
export const temperatureOf = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^-?[0-9]{1,7}\s*$/.test(text)) return undefined;
  const celsius = Number(text) / 1000;
  return celsius >= -40 && celsius <= 150 ? Math.round(celsius * 10) / 10 : undefined;
};

/** What `statfs` says, in blocks. */
export interface FileSystem {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
}

/** As `df` counts: blocks that only root may use are neither used nor free. */
export const storageOf = ({ bsize, blocks, bfree, bavail }: FileSystem): { used: number; free: number } | undefined => {
  const used = blocks - bfree;
  const usable = used + bavail;
  return blocks > 0 && used >= 0 && bavail >= 0 && usable > 0
    ? { used: percent(used, usable), free: bavail * bsize }
    : undefined;
};
