import { isIP } from "node:net";
import { DriverError } from "../api.ts";
import {
  defaultRouteOf,
  defaultRoutes6Of,
  figureOf,
  hasAddress,
  isInterfaceName,
  linkOf,
  neighbourOf,
  type Route,
  routes4Of,
} from "./codec.ts";
import type { Config } from "./config.ts";
import type { Sources } from "./sources.ts";

/** The way out of this computer as its own files tell it: nothing was sent for it. */
export interface Path {
  /** Undefined: there is no interface but the loopback. */
  readonly interface: string | undefined;
  readonly link: { readonly state: "up" | "down" | "unknown"; readonly why: string };
  readonly address: boolean | undefined;
  /** Undefined: none is needed (`none`, or a link without a router); null: one is needed and there is no route. */
  readonly gateway: string | undefined | null;
  /** Megabits a second. */
  readonly speed: number | undefined;
  readonly carrierLosses: number | undefined;
  readonly hardwareAddress: string | undefined;
}

/** Interfaces that are no way out: loopback, bridges and tunnels of containers and virtual machines, traffic shaping. */
const virtual = /^(lo|docker|br-|virbr|veth|tun|tap|wg|ifb|dummy|vnet|sit|teql|ip6tnl)/;

const first = (names: readonly string[], remembered: string | undefined): string | undefined => {
  const real = names.filter((name) => isInterfaceName(name) && !virtual.test(name));
  return remembered !== undefined && real.includes(remembered) ? remembered : real[0];
};

const gatewayOf = (config: Config, route: Route | undefined): string | undefined | null => {
  if (config.gateway === "none") return undefined;
  if (config.gateway !== "") return isIP(config.gateway) === 0 ? null : config.gateway;
  return route ? route.gateway : null;
};

interface Routes {
  readonly v4: readonly Route[];
  readonly best: Route | undefined;
  readonly readable: boolean;
}
const routesFrom = async (from: Sources, signal: AbortSignal): Promise<Routes> => {
  const text4 = await from.text("proc/net/route", signal);
  const text6 = await from.text("proc/net/ipv6_route", signal);
  const v4 = routes4Of(text4 ?? "");
  return { v4, best: defaultRouteOf(v4, defaultRoutes6Of(text6 ?? "")), readable: (text4 ?? text6) !== undefined };
};

const linkFrom = async (from: Sources, name: string, signal: AbortSignal): Promise<Path["link"]> => {
  const of = (file: string) => from.text(`sys/class/net/${name}/${file}`, signal);
  const operstate = await of("operstate");
  // Without a state the interface is not there at all: its adapter was pulled.
  if (operstate === undefined) return { state: "down", why: `${name}: not there` };
  const carrier = await of("carrier");
  const state = linkOf(operstate, carrier) ?? "unknown";
  return { state, why: `${name}: ${operstate}${carrier === undefined ? "" : `, carrier ${carrier}`}` };
};

/** Reads the files one after the other. Throws `DriverError`: `portMissing` (there are none), `noAnswer` (a read hangs) or `aborted`. */
export const readPath = async (
  from: Sources,
  config: Config,
  remembered: string | undefined,
  signal: AbortSignal,
): Promise<Path> => {
  const routes = await routesFrom(from, signal);
  const wanted = config.interface || routes.best?.interface;
  const names = wanted === undefined || !routes.readable ? await from.names("sys/class/net", signal) : [];
  // Every Linux computer has its loopback at least: without it nothing here can be told, not even that the cable is out.
  if (!routes.readable && names.length === 0)
    throw new DriverError("portMissing", "there are no /proc/net and /sys/class/net: is this a Linux computer?");
  const name = wanted ?? first(names, remembered);
  const gateway = gatewayOf(config, routes.best);
  if (name === undefined)
    return {
      interface: undefined,
      link: { state: "down", why: "there is no network interface" },
      address: undefined,
      gateway,
      speed: undefined,
      carrierLosses: undefined,
      hardwareAddress: undefined,
    };
  const figure = async (file: string) => figureOf(await from.text(`sys/class/net/${name}/${file}`, signal));
  const inet6 = await from.text("proc/net/if_inet6", signal);
  return {
    interface: name,
    link: await linkFrom(from, name, signal),
    address: routes.readable ? hasAddress(name, routes.v4, inet6) || routes.best?.interface === name : undefined,
    gateway,
    speed: (await figure("speed")) || undefined,
    carrierLosses: await figure("carrier_down_count"),
    hardwareAddress: await from.text(`sys/class/net/${name}/address`, signal),
  };
};

/** Whether the router has told its hardware address of late; undefined: not known. */
export const knowsNeighbour = async (
  from: Sources,
  address: string,
  signal: AbortSignal,
): Promise<boolean | undefined> => {
  const text = await from.text("proc/net/arp", signal);
  return text === undefined ? undefined : neighbourOf(text, address);
};
