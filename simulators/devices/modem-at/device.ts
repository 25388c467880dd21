import { AppError, type Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { behaviours, type Reply } from "./behaviours.ts";
import { actions, atPowerOn, faults, identity, type Modem, usual, type Volatile, type World } from "./modem.ts";

const maxCommand = 512;
/** Numeric results of ATV0. */
const numeric: Readonly<Record<string, string>> = { OK: "0", ERROR: "4" };
/** What a modem says when it has started (modem-at.md §6.7). */
const storm = ["RDY", "+CFUN: 1", "+CPIN: READY", "+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"];

const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
const known = (list: readonly { readonly name: string }[], name: string, code: string): void => {
  if (list.some((one) => one.name === name)) return;
  throw new AppError(code, `no ${name}; there are ${list.map((one) => one.name).join(", ")}`);
};

class SimulatedModem implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #faults = new Set<string>();
  readonly #timers = new Set<Timer>();
  readonly #world: World = usual();
  readonly #now: Volatile = atPowerOn();
  readonly #modem: Modem;
  readonly #delayMs: number;
  readonly #bootMs: number;
  #buffer = "";
  #off = false;
  #restartDue = false;
  #commands = 0;
  #restarts = 0;

  constructor(env: SimulationEnv) {
    this.#env = env;
    const { settings = {} } = env;
    this.#delayMs = number(settings.answerDelayMs, 20);
    this.#bootMs = number(settings.bootMs, 5000);
    this.#modem = {
      vendor: settings.vendor === "plain" ? "plain" : "quectel",
      pin: text(settings.pin, ""),
      chatty: settings.chatty === true,
      countsTries: settings.countsTries !== false,
      faults: this.#faults,
      world: this.#world,
      now: this.#now,
      pinTries: 3,
      restart: () => {
        this.#restartDue = true;
      },
    };
    // A modem that has run for long: another program may have left its settings.
    if (settings.echo === false) this.#now.echo = false;
    if (settings.verbose === false) this.#now.verbose = false;
  }

  receive(bytes: Uint8Array): void {
    if (this.#off) return;
    for (const byte of bytes) {
      if (byte === 0x0d) this.#take(this.#buffer.trim());
      this.#buffer =
        byte === 0x0d || byte === 0x0a ? "" : (this.#buffer + String.fromCharCode(byte)).slice(-maxCommand);
    }
  }

  inject(fault: string): void {
    known(faults, fault, "unknownFault");
    this.#faults.add(fault);
  }

  clear(fault?: string): void {
    if (fault === undefined) this.#faults.clear();
    else this.#faults.delete(fault);
    if (fault === undefined || fault === "pukAsked") this.#modem.pinTries = 3;
  }

  act(name: string, args: Record<string, unknown> = {}): void {
    known(actions, name, "unknownAction");
    const world = this.#world;
    const deeds: Readonly<Record<string, () => void>> = {
      removeSim: () => this.#sim(false),
      insertSim: () => this.#sim(true),
      restart: () => this.#startAnew(),
      loseContext: () => {
        this.#unasked(`+CGEV: NW DEACT "IP","${world.address}",1`);
        world.address = "";
      },
      regainContext: () => {
        world.address = usual().address;
      },
      roam: () => {
        Object.assign(world, { stat: 5, operator: text(args.operator, "HOME-ABROAD") });
        this.#unasked("+CEREG: 5");
      },
      setSignal: () => {
        world.rssi = number(args.rssi, world.rssi);
        world.rsrp = number(args.rsrp, world.rsrp);
        world.sinr = number(args.sinr, world.sinr);
      },
    };
    deeds[name]?.();
  }

  powerCycle(): void {
    this.#startAnew();
  }

  state(): Record<string, unknown> {
    return {
      model: identity.model,
      commands: this.#commands,
      restarts: this.#restarts,
      pinTries: this.#modem.pinTries,
      ...this.#now,
      ...this.#world,
      faults: [...this.#faults],
    };
  }

  close(): void {
    this.#off = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #sim(isIn: boolean): void {
    this.#world.simIn = isIn;
    this.#now.unlocked = false;
    this.#unasked(`+QSIMSTAT: 1,${isIn ? 1 : 0}`);
  }

  #take(line: string): void {
    if (this.#faults.has("noAnswer")) return;
    // Noise before the command is passed over, as a modem does that waits for "AT".
    const at = line.toUpperCase().lastIndexOf("AT");
    if (at < 0) return;
    const command = line.slice(at);
    this.#commands += 1;
    if (this.#now.echo) this.#write(`${command}\r`);
    const key = command.replace(/^at/i, "AT").replace(/^AT[^="]*/i, (head) => head.toUpperCase());
    for (const behaviour of behaviours) {
      const reply = behaviour(this.#modem, key);
      if (reply) return this.#after(this.#delayMs, () => this.#answer(reply));
    }
  }

  #answer({ lines = [], final = "OK", before }: Reply): void {
    if (before) this.#write(`\r\n${before}\r\n`);
    const { verbose } = this.#now;
    const body = lines.map((line) => (verbose ? `\r\n${line}\r\n` : `${line}\r\n`)).join("");
    this.#write(`${body}${verbose ? `\r\n${final}\r\n` : `${numeric[final] ?? final}\r`}`);
    if (this.#restartDue) this.#startAnew(); // its OK has gone out first
  }

  /** Silence, then the storm, with the settings of power-on. */
  #startAnew(): void {
    this.#off = true;
    this.#restartDue = false;
    this.#buffer = "";
    this.#after(this.#bootMs, () => {
      Object.assign(this.#now, atPowerOn());
      this.#off = false;
      this.#restarts += 1;
      for (const line of storm) this.#unasked(line);
    });
  }

  #unasked(line: string): void {
    if (!this.#off && !this.#faults.has("noAnswer")) this.#write(`\r\n${line}\r\n`);
  }

  #write(line: string): void {
    if (!this.#off) this.#env.send(Uint8Array.from(line, (c) => c.charCodeAt(0)));
  }

  #after(ms: number, fn: () => void): void {
    const timer = this.#env.clock.after(ms, () => {
      this.#timers.delete(timer);
      fn();
    });
    this.#timers.add(timer);
  }
}

export default defineSimulator({
  name: "modem-at",
  title: "4G modem with AT commands (Quectel EC25)",
  faults: faults.map(({ name, text: words }) => ({ name, text: words })),
  actions: actions.map(({ name, text: words }) => ({ name, text: words })),
  create: (env) => new SimulatedModem(env),
});
