import type { ProgramAnswer, SimulatedFolder } from "../../api.ts";

/** What the kernel of the simulated computer knows of its network. */
export interface Computer {
  readonly interface: string;
  /** The adapter is there; its cable is in; it has an address: of its network, of nobody (169.254), or none. */
  adapter: boolean;
  cable: boolean;
  address: "given" | "linkLocal" | "none";
  defaultRoute: boolean;
  /** Address of the router as the routes say. */
  gateway: string;
  /** Address of the router as it is. */
  router: string;
  /** Whether the router is there at all, and whether it answers ping; how many of a hundred answers are lost. */
  routerThere: boolean;
  routerAnswersPing: boolean;
  lossPercent: number;
  readonly megabits: number;
  carrierLosses: number;
  /** `nameserver` lines without that word; undefined: not known yet. */
  nameServers: readonly string[] | undefined;
}

const hexOf = (address: string): string =>
  address
    .split(".")
    .reverse()
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, "0"))
    .join("");

const networkOf = (address: string): string => address.replace(/\.\d+$/, ".0");

const row = (name: string, destination: string, gateway: string, flags: string, mask: string): string =>
  [name, hexOf(destination), hexOf(gateway), flags, 0, 0, 100, hexOf(mask), 0, 0, 0].join("\t");

const routeFile = (c: Computer): string => {
  const linkUp = c.adapter && c.cable;
  const rows: string[] = [];
  if (linkUp && c.address === "given") {
    if (c.defaultRoute) rows.push(row(c.interface, "0.0.0.0", c.gateway, "0003", "0.0.0.0"));
    rows.push(row(c.interface, networkOf(c.gateway), "0.0.0.0", "0001", "255.255.255.0"));
  }
  if (linkUp && c.address === "linkLocal") rows.push(row(c.interface, "169.254.0.0", "0.0.0.0", "0001", "255.255.0.0"));
  return `${["Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT", ...rows].join("\n")}\n`;
};

const arpFile = (c: Computer): string => {
  const known = c.routerThere && c.router === c.gateway;
  const neighbour = `${c.gateway.padEnd(17)}0x1         ${known ? "0x2" : "0x0"}         ${
    known ? "02:00:5e:10:00:01" : "00:00:00:00:00:00"
  }     *        ${c.interface}\n`;
  return `IP address       HW type     Flags       HW address            Mask     Device\n${c.adapter && c.cable ? neighbour : ""}`;
};

/** Writes everything the driver of a Linux computer reads (proc(5), sysfs-class-net). */
export const writeFiles = (folder: SimulatedFolder, c: Computer): void => {
  const at = `sys/class/net/${c.interface}`;
  folder.write("sys/class/net/lo/operstate", "unknown\n");
  if (c.adapter) {
    folder.write(`${at}/operstate`, c.cable ? "up\n" : "down\n");
    folder.write(`${at}/carrier`, c.cable ? "1\n" : "0\n");
    folder.write(`${at}/speed`, c.cable ? `${c.megabits}\n` : "-1\n");
    folder.write(`${at}/carrier_down_count`, `${c.carrierLosses}\n`);
    folder.write(`${at}/address`, "02:00:5e:00:53:07\n");
  } else folder.remove(at);
  folder.write("proc/net/route", routeFile(c));
  folder.write("proc/net/ipv6_route", "");
  folder.write("proc/net/if_inet6", "");
  folder.write("proc/net/arp", arpFile(c));
  folder.write("etc/hosts", "127.0.0.1 localhost\n");
  if (c.nameServers)
    folder.write(
      "etc/resolv.conf",
      `# by the simulated network\n${c.nameServers.map((s) => `nameserver ${s}\n`).join("")}`,
    );
};

/** A lost echo is waited for so long; a real ping waits the second it is told. */
const waitMs = 20;

/** `ping` as iputils prints it: `-c count`, the address last. */
export const ping = (c: Computer, args: readonly string[], random: () => number): ProgramAnswer => {
  const address = args.at(-1) ?? "";
  const count = Math.min(100, Number(args[args.indexOf("-c") + 1]) || 1);
  if (!c.adapter || !c.cable || c.address !== "given")
    return { stderr: "ping: connect: Network is unreachable\n", exit: 2 };
  const answers = address === c.router && c.routerThere && c.routerAnswersPing;
  const times = Array.from({ length: count }, () =>
    answers && random() * 100 >= c.lossPercent ? 0.3 + random() / 2 : undefined,
  );
  const lines = times.flatMap((ms, i) =>
    ms === undefined ? [] : [`24 bytes from ${address}: icmp_seq=${i + 1} ttl=64 time=${ms.toFixed(3)} ms`],
  );
  const lost = Math.round((100 * (count - lines.length)) / count);
  return {
    stdout: [
      `PING ${address} (${address}) 16(44) bytes of data.`,
      ...lines,
      "",
      `--- ${address} ping statistics ---`,
      `${count} packets transmitted, ${lines.length} received, ${lost}% packet loss, time ${count - 1}ms`,
      "",
    ].join("\n"),
    exit: lines.length > 0 ? 0 : 1,
    afterMs: lines.length < count ? waitMs : 0,
  };
};
