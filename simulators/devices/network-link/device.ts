import { AppError } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulatedFolder, type SimulationEnv } from "../../api.ts";
import { type Computer, ping, writeFiles } from "./computer.ts";
import { type Listener, openListener } from "./listener.ts";
import { type Mood, type NameResponder, openNames } from "./names.ts";

/** What a fault makes of the network; everything not named is as it was at the start. */
interface Effect {
  readonly text: string;
  readonly computer?: Partial<Computer>;
  readonly names?: Mood;
  readonly noNameServer?: true;
  readonly brokerGone?: true;
}

const faults = {
  cableOut: { text: "the network cable is out", computer: { cable: false } },
  adapterGone: { text: "the network adapter was pulled", computer: { adapter: false } },
  noAddress: { text: "nobody gives it an address", computer: { address: "none" } },
  linkLocalOnly: { text: "it gave itself an address of 169.254", computer: { address: "linkLocal" } },
  noDefaultRoute: { text: "an address, and no way out", computer: { defaultRoute: false } },
  routerGone: { text: "the router is off", computer: { routerThere: false } },
  routerReplaced: {
    text: "another router with another address; the old is still in the routes",
    computer: { router: "192.0.2.254" },
  },
  routerLossy: { text: "half of all packets to the router are lost", computer: { lossPercent: 50 } },
  routerMute: { text: "the router does not answer ping", computer: { routerAnswersPing: false } },
  namesSilent: { text: "the name server does not answer", names: "silent" },
  namesServfail: { text: "the name server cannot find out", names: "servfail" },
  namesRefused: { text: "the name server refuses", names: "refused" },
  namesUnknown: { text: "the name server knows no name", names: "noSuchName" },
  namesRubbish: { text: "the name server answers rubbish", names: "rubbish" },
  namesSlow: { text: "the name server takes 300 ms", names: "slow" },
  noNameServer: { text: "no name server in resolv.conf", noNameServer: true },
  brokerGone: { text: "nobody listens at the broker's port", brokerGone: true },
} as const satisfies Record<string, Effect>;
type Fault = keyof typeof faults;
const isFault = (name: string): name is Fault => Object.hasOwn(faults, name);

const actions = [
  { name: "pullCable", text: "somebody pulls the cable" },
  { name: "plugCable", text: "it is put back" },
  { name: "flicker", text: "the link loses its carrier for a moment" },
  { name: "moveRouter", text: "address=: router and routes get another address" },
] as const;

const text = (given: unknown, otherwise: string): string => (typeof given === "string" ? given : otherwise);
const number = (given: unknown, otherwise: number): number =>
  typeof given === "number" && Number.isFinite(given) ? given : otherwise;
const isAddress = (word: string): boolean => /^(\d{1,3}\.){3}\d{1,3}$/.test(word);

class NetworkSimulation implements DeviceSimulation {
  readonly #folder: SimulatedFolder;
  readonly #faults = new Set<Fault>();
  readonly #names: NameResponder;
  readonly #broker: Listener;
  readonly #interface: string;
  readonly #megabits: number;
  #gateway: string;
  #plugged = true;
  #losses = 0;
  #pings = 0;
  #closed = false;

  constructor(folder: SimulatedFolder, { clock, random, settings = {} }: SimulationEnv) {
    this.#folder = folder;
    this.#interface = text(settings["interface"], "eth0");
    this.#megabits = number(settings["megabits"], 1_000);
    this.#gateway = text(settings["gateway"], "192.0.2.1");
    const show = () => this.#show();
    this.#names = openNames({ clock, random, address: "127.0.0.1", onPort: show });
    this.#broker = openListener(show);
    folder.program("usr/bin/ping", (args) => {
      this.#pings += 1;
      return ping(this.#computer(), args, random);
    });
    this.#show();
  }

  receive(): void {
    // A network link takes no bytes from its driver.
  }

  inject(fault: string): void {
    if (!isFault(fault))
      throw new AppError(
        "unknownFault",
        `network-link has no fault ${fault}; there are ${Object.keys(faults).join(", ")}`,
      );
    this.#change(() => this.#faults.add(fault));
  }

  clear(fault?: string): void {
    this.#change(() => {
      if (fault === undefined) this.#faults.clear();
      else if (isFault(fault)) this.#faults.delete(fault);
    });
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const acts: Record<(typeof actions)[number]["name"], () => void> = {
      pullCable: () => this.plug(false),
      plugCable: () => this.plug(true),
      flicker: () => {
        this.#losses += 1;
      },
      moveRouter: () => {
        const address = text(args["address"], "192.0.2.129");
        if (isAddress(address)) this.#gateway = address;
      },
    };
    if (!Object.hasOwn(acts, action))
      throw new AppError(
        "unknownAction",
        `network-link has no action ${action}; there are ${Object.keys(acts).join(", ")}`,
      );
    this.#change(acts[action as keyof typeof acts]);
  }

  /** The switch is switched off and on. */
  powerCycle(): void {
    this.#change(() => {
      this.#losses += 1;
    });
  }

  plug(isIn: boolean): void {
    this.#change(() => {
      this.#plugged = isIn;
    });
  }

  state(): Record<string, unknown> {
    const { cable, adapter, address, gateway } = this.#computer();
    const [names, broker] = [this.#names.port(), this.#broker.port()];
    return {
      interface: this.#interface,
      adapter,
      cable,
      address,
      gateway,
      ...(names === undefined ? {} : { nameServer: `127.0.0.1:${names}` }),
      ...(broker === undefined ? {} : { broker: `127.0.0.1:${broker}` }),
      pings: this.#pings,
      queries: this.#names.queries(),
      connections: this.#broker.accepted(),
      carrierLosses: this.#losses,
      faults: [...this.#faults],
    };
  }

  close(): void {
    this.#closed = true;
    this.#names.close();
    this.#broker.close();
  }

  #effects(): readonly Effect[] {
    return [...this.#faults].map((name): Effect => faults[name]);
  }

  #computer(): Computer {
    const port = this.#names.port();
    const usual: Computer = {
      interface: this.#interface,
      adapter: true,
      cable: this.#plugged,
      address: "given",
      defaultRoute: true,
      gateway: this.#gateway,
      router: this.#gateway,
      routerThere: true,
      routerAnswersPing: true,
      lossPercent: 0,
      megabits: this.#megabits,
      carrierLosses: this.#losses,
      nameServers: port === undefined ? undefined : [`[127.0.0.1]:${port}`],
    };
    const effects = this.#effects();
    const none = effects.some((effect) => effect.noNameServer);
    return Object.assign(usual, ...effects.map((effect) => effect.computer ?? {}), none ? { nameServers: [] } : {});
  }

  /** Does something, counts a lost carrier, and shows it. */
  #change(act: () => void): void {
    const before = this.#computer();
    act();
    const after = this.#computer();
    if (before.cable && before.adapter && !(after.cable && after.adapter)) this.#losses += 1;
    this.#show();
  }

  #show(): void {
    if (this.#closed) return;
    const effects = this.#effects();
    const way = this.#computer();
    // Nobody behind a broken link, a missing address or a dead router answers.
    const isOpen =
      way.adapter &&
      way.cable &&
      way.address === "given" &&
      way.defaultRoute &&
      way.routerThere &&
      way.router === way.gateway;
    this.#names.set(isOpen ? (effects.find((effect) => effect.names)?.names ?? "well") : "silent");
    this.#broker.set(isOpen && !effects.some((effect) => effect.brokerGone));
    writeFiles(this.#folder, way);
  }
}

export default defineSimulator({
  name: "network-link",
  title: "Network of a kiosk: cable, address, router, names, broker",
  faults: Object.entries(faults).map(([name, { text: words }]) => ({ name, text: words })),
  actions,
  system: true,
  create: (env) => {
    if (!env.folder) throw new AppError("folder", "network-link lives in a folder");
    return new NetworkSimulation(env.folder, env);
  },
});
