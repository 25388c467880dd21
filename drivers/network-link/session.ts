import { isIP } from "node:net";
import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Reading,
  type Unsubscribe,
} from "../api.ts";
import { type HostAndPort, hostAndPortOf, hostIn, nameServersOf } from "./codec.ts";
import type { Config } from "./config.ts";
import { knowsNeighbour, type Path, readPath } from "./path.ts";
import { type Probed, Prober } from "./prober.ts";
import { paceOf, type Target, targets } from "./schedule.ts";
import type { Sources } from "./sources.ts";
import { componentsOf, type EventCode, events, type Known, type Picture } from "./status.ts";

const interfaceKey = "interface";
const addressKey = "brokerAddress";
const pingedKey = "gatewayAnsweredPing";
/** Questions of one `checkNow`. */
const thorough = 5;

/** The way from this computer to its broker, looked at from the cable outwards. */
export class NetworkLinkSession implements DeviceSession {
  readonly #from: Sources;
  readonly #config: Config;
  readonly #env: DriverEnv;
  readonly #probers: Readonly<Record<Target, Prober>>;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  readonly #closing = new AbortController();
  #was: Path | undefined;

  constructor(from: Sources, config: Config, env: DriverEnv) {
    this.#from = from;
    this.#config = config;
    this.#env = env;
    const prober = (target: Target) => new Prober(env.clock, paceOf(target, config), config.lossyPercent);
    this.#probers = { gateway: prober("gateway"), nameService: prober("nameService"), broker: prober("broker") };
  }

  /** The interface that leads out, and its hardware address. Sends nothing. */
  async identify(caller: AbortSignal): Promise<DeviceIdentity> {
    return this.#open(caller, async (signal) => {
      const path = await this.#path(signal);
      return {
        ...(path.interface ? { model: path.interface } : {}),
        ...(path.hardwareAddress ? { serial: path.hardwareAddress.slice(0, 80) } : {}),
      };
    });
  }

  poll(caller: AbortSignal): Promise<Reading> {
    return this.#open(caller, async (signal) => {
      const path = await this.#path(signal);
      this.#notice(path);
      return this.#reading(await this.#ask(path, signal, 1, false), path);
    });
  }

  run(command: string, args: Record<string, unknown>, caller: AbortSignal): Promise<CommandResult> {
    if (command !== "checkNow")
      return Promise.reject(new DriverError("badArgs", `network-link has no command ${command}`));
    const extra = Object.keys(args);
    if (extra.length > 0) return Promise.reject(new DriverError("badArgs", `no argument ${extra.join(", ")}`));
    return this.#open(caller, (signal) => this.#check(signal));
  }

  onEvent(listener: (event: DriverEvent) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#closing.abort();
  }

  /** Runs with a signal that also fires on `close`, and tells the two apart. */
  async #open<T>(caller: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const closed = () => new DriverError("closed", "network-link: the session was closed");
    if (this.#closing.signal.aborted) throw closed();
    try {
      return await work(AbortSignal.any([caller, this.#closing.signal]));
    } catch (error) {
      throw this.#closing.signal.aborted ? closed() : error;
    }
  }

  #path(signal: AbortSignal): Promise<Path> {
    const kept = this.#env.memory.get(interfaceKey);
    return readPath(this.#from, this.#config, typeof kept === "string" ? kept : undefined, signal);
  }

  /** What changed since the last look: told, and what was known of the old way is forgotten. */
  #notice(path: Path): void {
    const was = this.#was;
    this.#was = path;
    if (path.interface !== undefined && path.interface !== this.#env.memory.get(interfaceKey) && path.gateway !== null)
      this.#env.memory.set(interfaceKey, path.interface);
    if (!was) return;
    const moved = path.gateway !== null && (was.interface !== path.interface || was.gateway !== path.gateway);
    if (was.link.state === "up" && path.link.state === "down") this.#tell("linkDown", path);
    if (was.link.state === "down" && path.link.state === "up") this.#tell("linkUp", path);
    if (moved && was.gateway !== null) this.#tell("routeMoved", path);
    if (moved || was.link.state !== path.link.state || was.address !== path.address) this.#forget();
  }

  #forget(): void {
    for (const target of targets) this.#probers[target].forget();
  }

  #tell(code: EventCode, path: Path): void {
    const data = { interface: path.interface ?? "", ...(path.gateway ? { gateway: path.gateway } : {}) };
    for (const listener of this.#listeners) listener({ code, text: events[code], data });
  }

  /** Asks what is due, nearest first; nothing at all while the cable is out or there is no address. */
  async #ask(path: Path, signal: AbortSignal, count: number, everything: boolean): Promise<Picture> {
    const { gateway, nameService, broker } = this.#probers;
    const target = this.#brokerTarget();
    const isOpen = path.link.state !== "down" && path.address !== false;
    const alarmed = this.#env.facts?.().brokerConnected === false;
    const due = (prober: Prober) => isOpen && (everything || prober.isDue(alarmed));
    const router = path.gateway;
    if (router && due(gateway)) gateway.take(await this.#pingGateway(router, count, signal));
    if (isOpen && path.gateway !== null && due(nameService)) nameService.take(await this.#resolve(target, signal));
    if (target && path.gateway !== null && due(broker)) broker.take(await this.#connect(target, signal));
    const isMute = router ? await this.#isMute(router, signal) : false;
    gateway.excuse(isMute);
    return {
      path,
      ...(router ? { gateway: known(gateway) } : {}),
      gatewayIsMute: isMute,
      nameService: known(nameService),
      ...(target ? { broker: known(broker) } : {}),
    };
  }

  async #pingGateway(address: string, count: number, signal: AbortSignal): Promise<Probed> {
    const pinged = await this.#from.ping(address, count, signal);
    if ("cannotAsk" in pinged) return { samples: undefined, why: pinged.cannotAsk };
    const lost = Array.from({ length: pinged.sent - pinged.times.length }, () => ({ ms: undefined }));
    if (pinged.times.length > 0 && this.#env.memory.get(pingedKey) !== address)
      this.#env.memory.set(pingedKey, address);
    return {
      samples: [...lost, ...pinged.times.map((ms) => ({ ms }))],
      why: lost.length > 0 ? `no answer from ${address}` : "",
    };
  }

  /**
   * A router that does not answer ping is there all the same if something behind it has answered since, or if it never answered ping and its hardware address
   * is known.
   */
  async #isMute(address: string, signal: AbortSignal): Promise<boolean> {
    const { gateway, nameService, broker } = this.#probers;
    const since = gateway.silentSince;
    if (gateway.reach !== "unreachable" || since === undefined) return false;
    if ([broker, nameService].some(({ answeredAt = -1 }) => answeredAt >= since)) return true;
    if (this.#env.facts?.().brokerConnected) return true;
    return this.#env.memory.get(pingedKey) !== address && (await knowsNeighbour(this.#from, address, signal)) === true;
  }

  /** The broker's name, a name of the settings, or the root. A name that stands in hosts(5) needs no server, and says nothing of one. */
  async #resolve(target: HostAndPort | undefined, signal: AbortSignal): Promise<Probed> {
    const text = await this.#from.text("etc/resolv.conf", signal);
    if (text === undefined) return { samples: undefined, why: "resolv.conf cannot be read" };
    const servers = nameServersOf(text);
    if (servers.length === 0) return lost("resolv.conf names no server", 3);
    const isName = target !== undefined && isIP(target.host) === 0;
    const name = this.#config.name || (isName ? target.host : "");
    const asked = await this.#from.resolve(servers, name, signal);
    if (asked.kind === "cannotAsk") return { samples: undefined, why: `${asked.why} ${name}` };
    if (asked.kind === "lost") return lost(`${asked.why} from ${servers[0]?.address}`);
    const [address] = asked.addresses;
    if (isName && name === target.host && address !== undefined) this.#remember(target.host, address);
    return { samples: [{ ms: asked.ms }], why: "" };
  }

  async #connect(target: HostAndPort, signal: AbortSignal): Promise<Probed> {
    const host = await this.#addressOf(target.host, signal);
    if (host === undefined) return { samples: undefined, why: `no address known of ${target.host}` };
    const asked = await this.#from.connect({ host, port: target.port }, signal);
    if (asked.kind === "answer") return { samples: [{ ms: asked.ms }], why: "" };
    return asked.kind === "lost" ? lost(`${asked.why} ${host}:${target.port}`) : { samples: undefined, why: asked.why };
  }

  /** As it stands, by hosts(5), or the last that was resolved: so a broken name service and a broken broker are told apart. */
  async #addressOf(host: string, signal: AbortSignal): Promise<string | undefined> {
    if (isIP(host) !== 0) return host;
    const inHosts = hostIn((await this.#from.text("etc/hosts", signal)) ?? "", host);
    if (inHosts !== undefined) return inHosts;
    const kept = this.#env.memory.get(addressKey);
    const { host: of, address } = (typeof kept === "object" && kept !== null ? kept : {}) as Record<string, unknown>;
    return of === host && typeof address === "string" && isIP(address) !== 0 ? address : undefined;
  }

  #remember(host: string, address: string): void {
    const kept = this.#env.memory.get(addressKey) as { readonly address?: unknown } | undefined;
    if (kept?.address !== address) this.#env.memory.set(addressKey, { host, address });
  }

  #brokerTarget(): HostAndPort | undefined {
    if (this.#config.broker === "none") return undefined;
    return this.#config.broker === "" ? this.#env.facts?.().broker : hostAndPortOf(this.#config.broker);
  }

  #reading(picture: Picture, path: Path): Reading {
    return {
      availability: "online",
      components: componentsOf(picture),
      measures: this.#measures(picture, path),
      money: "safe",
    };
  }

  #measures(picture: Picture, { speed, carrierLosses }: Path): Record<string, number> {
    const { gateway, nameService, broker } = this.#probers;
    const all: Record<string, number | undefined> = {
      linkSpeed: speed,
      carrierLosses,
      ...(picture.gateway && !picture.gatewayIsMute
        ? { gatewayLoss: gateway.loss, gatewayRoundTrip: gateway.medianMs }
        : {}),
      nameServiceTime: nameService.medianMs,
      ...(picture.broker ? { brokerLoss: broker.loss, brokerConnectTime: broker.medianMs } : {}),
    };
    return Object.fromEntries(Object.entries(all).filter((e): e is [string, number] => e[1] !== undefined));
  }

  /** Asks everything now, the gateway and the broker several times, and tells figures. */
  async #check(signal: AbortSignal): Promise<CommandResult> {
    const path = await this.#path(signal);
    this.#notice(path);
    let picture = await this.#ask(path, signal, thorough, true);
    const target = this.#brokerTarget();
    for (let n = 1; picture.broker && target && n < thorough; n++)
      this.#probers.broker.take(await this.#connect(target, signal));
    picture = { ...picture, ...(picture.broker ? { broker: known(this.#probers.broker) } : {}) };
    const { components, measures } = this.#reading(picture, path);
    const states = Object.entries(components).map(([name, c]) => [
      name,
      c.vendorCode ? `${c.state} (${c.vendorCode})` : c.state,
    ]);
    return {
      status: "succeeded",
      result: {
        ...(path.interface ? { interface: path.interface } : {}),
        ...(path.gateway ? { router: path.gateway } : {}),
        ...(target ? { target: `${target.host}:${target.port}` } : {}),
        ...Object.fromEntries(states),
        ...measures,
      },
    };
  }
}

const known = ({ reach, why }: Prober): Known => ({ reach, why });
const lost = (why: string, times = 1): Probed => ({
  samples: Array.from({ length: times }, () => ({ ms: undefined })),
  why,
});
