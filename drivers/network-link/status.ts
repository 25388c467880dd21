import type { ComponentReading, DeviceCode } from "../api.ts";
import type { Path } from "./path.ts";
import type { Reach } from "./window.ts";

/** What is known of one target. */
export interface Known {
  readonly reach: Reach | undefined;
  readonly why: string;
}
/** Everything a poll knows. A target that is not asked at all (`none`, no router on the link) is left out. */
export interface Picture {
  readonly path: Path;
  readonly gateway?: Known;
  /** It does not answer ping, and what lies behind it answers. */
  readonly gatewayIsMute: boolean;
  readonly nameService?: Known;
  readonly broker?: Known;
}

const word = (text: string): { readonly vendorCode?: string } => (text === "" ? {} : { vendorCode: text.slice(0, 64) });
const state = (name: string, why: string): ComponentReading => ({ state: name, ...word(why) });

const link = ({ path }: Picture): ComponentReading =>
  path.link.state === "up" ? { state: "up" } : state(path.link.state, path.link.why);

const address = ({ path }: Picture): ComponentReading => {
  if (path.link.state === "down") return state("unknown", "the link is down");
  if (path.address === undefined) return state("unknown", "the routes cannot be read");
  return path.address ? { state: "ok" } : state("missing", `${path.interface}: no network in its routes`);
};

/** Why nothing can be said of what lies behind: the first thing on the way that is broken. */
const brokenBefore = ({ path }: Picture): string | undefined => {
  if (path.link.state === "down") return "the link is down";
  return path.address === false ? "there is no address" : undefined;
};

const ofReach = ({ reach, why }: Known): ComponentReading =>
  reach === "reachable" ? { state: reach } : state(reach ?? "unknown", why);

const gateway = (picture: Picture): ComponentReading | undefined => {
  const { gateway: known, gatewayIsMute, path } = picture;
  const broken = brokenBefore(picture);
  if (known === undefined && path.gateway !== null) return undefined;
  if (broken !== undefined) return state("unknown", broken);
  if (path.gateway === null) return state("unreachable", "there is no default route");
  if (gatewayIsMute) return state("reachable", "no answer to ping, but from behind it");
  return known && ofReach(known);
};

/** A router that is gone explains whatever lies behind it. */
const behind = (picture: Picture): string | undefined =>
  brokenBefore(picture) ?? (gateway(picture)?.state === "unreachable" ? "the gateway does not answer" : undefined);

const nameService = (picture: Picture): ComponentReading | undefined => {
  const { nameService: known } = picture;
  const broken = behind(picture);
  if (known === undefined) return undefined;
  if (broken !== undefined) return state("unknown", broken);
  if (known.reach === undefined) return state("unknown", known.why);
  return known.reach === "unreachable" ? state("failed", known.why) : { state: "ok" };
};

const broker = (picture: Picture): ComponentReading | undefined => {
  const { broker: known } = picture;
  const broken = behind(picture);
  if (known === undefined) return undefined;
  return broken === undefined ? ofReach(known) : state("unknown", broken);
};

const parts: Readonly<Record<string, (picture: Picture) => ComponentReading | undefined>> = {
  link,
  address,
  gateway,
  nameService,
  broker,
};

/** From the cable outwards: the first thing that is broken is bad, what lies behind it is not known. */
export const componentsOf = (picture: Picture): Record<string, ComponentReading> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, of]) => {
      const said = of(picture);
      return said ? [[name, said]] : [];
    }),
  );

const at = (code: string, text: string, component: string, name: string): DeviceCode => ({
  code,
  text,
  component,
  state: name,
});

export const events = {
  linkDown: "the link lost its carrier",
  linkUp: "the link is up again",
  routeMoved: "the default route goes over another interface or router",
} as const;
export type EventCode = keyof typeof events;

export const codes: readonly DeviceCode[] = [
  at(
    "operstate down",
    "no carrier, switched off, or the other end is dead (RFC 2863: down, lowerLayerDown)",
    "link",
    "down",
  ),
  at("operstate dormant", "the link waits for something, as for 802.1X (RFC 2863: dormant)", "link", "down"),
  at("operstate absent", "the interface is not there (RFC 2863: notPresent, or no such folder)", "link", "down"),
  at("route none", "no network of the interface's own in the routes, or 169.254.0.0/16 only", "address", "missing"),
  at("route default none", "no default route", "gateway", "unreachable"),
  at("ping lost 3", "three echo requests in a row without an answer", "gateway", "unreachable"),
  at("ping loss", "a share of the echo requests of the last while without an answer", "gateway", "lossy"),
  at("resolv.conf empty", "no name server in /etc/resolv.conf", "nameService", "failed"),
  at("ETIMEOUT", "no name server answered", "nameService", "failed"),
  at("ESERVFAIL", "the name server could not find out (RFC 1035 RCODE 2)", "nameService", "failed"),
  at("EREFUSED", "the name server refuses to answer us (RFC 1035 RCODE 5)", "nameService", "failed"),
  at("ENOTFOUND", "there is no such name (RFC 1035 RCODE 3)", "nameService", "failed"),
  at("ECONNREFUSED", "nobody listens at the port", "broker", "unreachable"),
  at("ETIMEDOUT", "no answer to SYN", "broker", "unreachable"),
  at("connect loss", "a share of the connections of the last while failed", "broker", "lossy"),
  ...Object.entries(events).map(([event, text]) => ({ code: "sysfs", text, event })),
];
