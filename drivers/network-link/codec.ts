import { isIP, isIPv4 } from "node:net";

/** Interface names become paths under /sys and arguments: nothing but what the kernel itself allows in a name, no dots alone, no leading dash. */
const interfaceName = /^(?!\.{1,2}$)[A-Za-z0-9_.][A-Za-z0-9_.:@-]{0,14}$/;
export const isInterfaceName = (name: string): boolean => interfaceName.test(name);

export interface Route {
  readonly interface: string;
  /** Undefined: straight over the link, no router. */
  readonly gateway: string | undefined;
  readonly isDefault: boolean;
  /** 169.254.0.0/16: an address nobody gave. */
  readonly linkLocal: boolean;
  readonly metric: number;
}

const up = 0x0001;
const reject = 0x0200;
const works = (flags: number): boolean => (flags & up) !== 0 && (flags & reject) === 0;

/** Little-endian hex of /proc/net/route: `010200C0` is 192.0.2.1. */
const dotted = (hex: string): string => [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".");

const routeOf = (line: string): Route | undefined => {
  const columns = line.trim().split(/\s+/);
  const [name = "", destination = "", gateway = "", flags = "", , , metric = "", mask = ""] = columns;
  const isHex = [destination, gateway, mask].every((word) => /^[0-9A-Fa-f]{8}$/.test(word));
  if (!isHex || !isInterfaceName(name) || !works(Number.parseInt(flags, 16))) return undefined;
  return {
    interface: name,
    gateway: /^0+$/.test(gateway) ? undefined : dotted(gateway),
    isDefault: /^0+$/.test(destination) && /^0+$/.test(mask),
    linkLocal: dotted(destination).startsWith("169.254."),
    metric: Number(metric) || 0,
  };
};

/** /proc/net/route: `Iface Destination Gateway Flags RefCnt Use Metric Mask ...`, working routes only. */
export const routes4Of = (text: string): readonly Route[] =>
  text
    .split("\n")
    .slice(1, 257)
    .flatMap((line) => routeOf(line) ?? []);

const groups = (hex: string): string => (hex.match(/.{4}/g) ?? []).map((g) => g.replace(/^0{1,3}/, "")).join(":");

/** /proc/net/ipv6_route: `destination length source length nexthop metric refcnt use flags device`, default routes only. */
export const defaultRoutes6Of = (text: string): readonly Route[] =>
  text
    .split("\n")
    .slice(0, 256)
    .flatMap((line) => {
      const [destination = "", length, , , next = "", metric = "", , , flags = "", name = ""] = line
        .trim()
        .split(/\s+/);
      if (!/^0{32}$/.test(destination) || length !== "00" || !/^[0-9a-f]{32}$/.test(next)) return [];
      if (name === "lo" || !isInterfaceName(name) || !works(Number.parseInt(flags, 16))) return [];
      const zone = next.startsWith("fe80") ? `%${name}` : "";
      const gateway = /^0+$/.test(next) ? undefined : `${groups(next)}${zone}`;
      return [
        { interface: name, gateway, isDefault: true, linkLocal: false, metric: Number.parseInt(metric, 16) || 0 },
      ];
    });

/** The default route that is used: IPv4 before IPv6, then the lowest metric. */
export const defaultRouteOf = (v4: readonly Route[], v6: readonly Route[]): Route | undefined => {
  const best = (routes: readonly Route[]) => routes.filter((r) => r.isDefault).sort((a, b) => a.metric - b.metric)[0];
  return best(v4) ?? best(v6);
};

/** Whether /proc/net/if_inet6 (`address index length scope flags device`) gives the interface an address of global scope. */
export const hasGlobal6 = (text: string, name: string): boolean =>
  text.split("\n").some((line) => {
    const [address = "", , , scope, , device] = line.trim().split(/\s+/);
    return device === name && scope === "00" && /^[0-9a-f]{32}$/.test(address);
  });

/** An address of its own shows in the routes: a network on the link that is not link-local, or a default route over it. */
export const hasAddress = (name: string, routes: readonly Route[], inet6: string | undefined): boolean =>
  routes.some((r) => r.interface === name && !r.linkLocal) || (inet6 !== undefined && hasGlobal6(inet6, name));

/** /proc/net/arp: whether the neighbour has told its hardware address (flag 2), or did not (0); undefined: not listed. */
export const neighbourOf = (text: string, address: string): boolean | undefined => {
  const row = text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([ip]) => ip === address);
  return row ? (Number.parseInt(row[2] ?? "", 16) & 2) !== 0 : undefined;
};

/** Where names are asked. */
export interface NameServer {
  readonly address: string;
  readonly port: number;
}

const serverOf = (word: string): NameServer | undefined => {
  const bracketed = /^\[([^\]]+)\](?::([0-9]{1,5}))?$/.exec(word);
  const address = bracketed?.[1] ?? word;
  const port = Number(bracketed?.[2] ?? 53);
  return isIP(address.split("%")[0] ?? "") === 0 || port < 1 || port > 65_535 ? undefined : { address, port };
};

/** `nameserver` lines of resolv.conf(5), the first three as the C library takes them; `[address]:port` as OpenBSD and c-ares know it. */
export const nameServersOf = (text: string): readonly NameServer[] =>
  text
    .split("\n")
    .slice(0, 256)
    .flatMap((line) => {
      const word = /^nameserver[ \t]+(\S+)/.exec(line)?.[1];
      return word === undefined ? [] : (serverOf(word) ?? []);
    })
    .slice(0, 3);

/** As `Resolver.setServers` of Node takes it. */
export const serverText = ({ address, port }: NameServer): string =>
  isIPv4(address) ? `${address}:${port}` : `[${address}]:${port}`;

/** The first address that hosts(5) gives a name. */
export const hostIn = (text: string, name: string): string | undefined =>
  text
    .split("\n")
    .slice(0, 2_000)
    .map((line) => (line.split("#")[0] ?? "").trim().split(/\s+/))
    .find(
      ([address = "", ...names]) => isIP(address) !== 0 && names.some((n) => n.toLowerCase() === name.toLowerCase()),
    )?.[0];

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** `host:port` or `[v6]:port`; undefined for anything else. */
export const hostAndPortOf = (text: string): HostAndPort | undefined => {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)):([0-9]{1,5})$/.exec(text);
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[4]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
};

/** What one run of ping says: how long each answer took, in ms, and how many were lost. */
export interface Pinged {
  readonly sent: number;
  readonly times: readonly number[];
}

/**
 * Output of `ping` of iputils or BusyBox. Only a whole one counts: the line of statistics stands at its end. The times of the answers must be as many as it says
 * were received; more answers than questions (a doubled one, `DUP!`) are cut.
 */
export const pingedOf = (text: string): Pinged | undefined => {
  const totals = /^([0-9]{1,4}) packets transmitted, ([0-9]{1,4}) (?:packets )?received/m.exec(text);
  if (!totals) return undefined;
  const sent = Number(totals[1]);
  const received = Number(totals[2]);
  const times = [...text.matchAll(/^\d+ bytes from .* time[=<]([0-9]{1,7}(?:\.[0-9]{1,4})?) ms$/gm)].map((m) =>
    Number(m[1]),
  );
  return times.length === received && received <= sent && sent > 0 ? { sent, times } : undefined;
};

const operstates: Readonly<Record<string, "up" | "down" | "byCarrier">> = {
  up: "up",
  unknown: "byCarrier",
  down: "down",
  lowerlayerdown: "down",
  notpresent: "down",
  dormant: "down",
};

/** Link of an interface: /sys/class/net/<name>/operstate (RFC 2863) and carrier. Point-to-point and mobile links say `unknown` while they work. */
export const linkOf = (operstate: string | undefined, carrier: string | undefined): "up" | "down" | undefined => {
  if (carrier === "0") return "down";
  const told = operstates[operstate ?? ""];
  return told === "byCarrier" ? (carrier === undefined || carrier === "1" ? "up" : undefined) : told;
};

/** A counter or figure of sysfs: whole, not negative. `-1` is "not known". */
export const figureOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
