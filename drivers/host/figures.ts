import type { AgentFacts } from "../api.ts";
import {
  defaultRoutesOf,
  linkOf,
  loadBetween,
  memoryUsedOf,
  type ProcessorTime,
  processorTimeOf,
  storageOf,
  type Traffic,
  temperatureOf,
  trafficOf,
  uptimeOf,
} from "./codec.ts";
import { OneAtATime, type Patience, within } from "./patience.ts";
import type { HostSources } from "./sources.ts";
import type { Figures } from "./status.ts";

const maxZones = 64;
const maxInterfaces = 32;

/** Reads the hot set from the kernel's files, all at once and each with a deadline; starts no process. */
export class Gauge {
  readonly #sources: HostSources;
  readonly #works = new OneAtATime();
  #processor: ProcessorTime | undefined;

  constructor(sources: HostSources) {
    this.#sources = sources;
  }

  /** Load since the last call; `undefined` the first time. */
  async processorLoad(patience: Patience): Promise<number | undefined> {
    const text = await this.#text(patience, "/proc/stat");
    const is = text === undefined ? undefined : processorTimeOf(text);
    const was = this.#processor;
    this.#processor = is;
    return was && is ? loadBetween(was, is) : undefined;
  }

  async read(patience: Patience, facts: AgentFacts | undefined, defaultRouteNeeded: boolean): Promise<Figures> {
    const [processorLoad, memory, uptime, temperature, storage, network] = await Promise.all([
      this.processorLoad(patience),
      this.#text(patience, "/proc/meminfo"),
      this.#text(patience, "/proc/uptime"),
      this.#temperature(patience),
      this.#storage(patience, facts?.dataFolder ?? "/"),
      this.#network(patience, defaultRouteNeeded),
    ]);
    const memoryUsed = memory === undefined ? undefined : memoryUsedOf(memory);
    const seconds = uptime === undefined ? undefined : uptimeOf(uptime);
    return {
      ...network,
      ...(processorLoad === undefined ? {} : { processorLoad }),
      ...(memoryUsed === undefined ? {} : { memoryUsed }),
      ...(seconds === undefined ? {} : { uptime: seconds }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(storage === undefined ? {} : { storage }),
      ...(facts === undefined ? {} : { facts }),
    };
  }

  #text(patience: Patience, path: string): Promise<string | undefined> {
    return within(
      patience,
      this.#works.start(path, () => this.#sources.text(path)),
    );
  }

  /** The hottest zone. A machine without zones has no temperature, which is not zero. */
  async #temperature(patience: Patience): Promise<number | undefined> {
    const folder = "/sys/class/thermal";
    const names =
      (await within(
        patience,
        this.#works.start(folder, () => this.#sources.list(folder)),
      )) ?? [];
    const zones = names.filter((name) => /^thermal_zone[0-9]{1,4}$/.test(name)).slice(0, maxZones);
    const texts = await Promise.all(zones.map((zone) => this.#text(patience, `${folder}/${zone}/temp`)));
    const degrees = texts.map(temperatureOf).filter((t) => t !== undefined);
    return degrees.length === 0 ? undefined : Math.max(...degrees);
  }

  async #storage(patience: Patience, path: string): Promise<Figures["storage"]> {
    const found = await within(
      patience,
      this.#works.start(`statfs ${path}`, () => this.#sources.fileSystem(path)),
    );
    return found && storageOf(found);
  }

  async #network(patience: Patience, defaultRouteNeeded: boolean): Promise<Pick<Figures, "network" | "traffic">> {
    const [dev, v4, v6] = await Promise.all(
      ["/proc/net/dev", "/proc/net/route", "/proc/net/ipv6_route"].map((path) => this.#text(patience, path)),
    );
    const interfaces = dev === undefined ? undefined : trafficOf(dev);
    const names = defaultRouteNeeded ? defaultRoutesOf(v4, v6) : interfaces && [...interfaces.keys()];
    const network = await this.#state(patience, names);
    return { network, ...(interfaces ? { traffic: sum(interfaces) } : {}) };
  }

  /** One of the links up: ok. None, and all of them told: down. */
  async #state(patience: Patience, names: readonly string[] | undefined): Promise<Figures["network"]> {
    if (names === undefined) return "unknown";
    const paths = names.slice(0, maxInterfaces).map((name) => `/sys/class/net/${name}/operstate`);
    const links = await Promise.all(paths.map(async (path) => linkOf(await this.#text(patience, path))));
    if (links.includes("up")) return "ok";
    return links.includes(undefined) ? "unknown" : "down";
  }
}

const sum = (interfaces: ReadonlyMap<string, Traffic>): Traffic => {
  let received = 0;
  let sent = 0;
  for (const traffic of interfaces.values()) {
    received += traffic.received;
    sent += traffic.sent;
  }
  return { received, sent };
};
