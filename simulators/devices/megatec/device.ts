import { AppError } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { behaviours, type Unit } from "./behaviours.ts";
import { type Flag, Ups } from "./ups.ts";

const faultTexts = {
  mainsFailed: "no mains: the kiosk runs on the battery",
  mainsLow: "mains at 81 % of its rating: the UPS boosts",
  mainsHigh: "mains at 118 % of its rating: the UPS bucks",
  frequencyOff: "mains at 4 Hz under its rating, as from a bad generator",
  upsFailed: "the UPS failed: no output, hot",
  overload: "load of 118 %, on bypass",
  highLoad: "load of 90 %",
  bypass: "the load is on bypass",
  overheated: "48 degrees inside",
  batteryWorn: "the battery floats well and breaks in under load: seen by a test",
  batteryFlat: "the battery is empty, on mains",
  shutdownRunning: "somebody ordered a shutdown in 10 minutes",
  fieldsMissing: "does not measure glitch voltage and temperature: @ in their place",
  doubledSpaces: "two spaces between the fields",
  lineFeeds: "a line feed behind every CR",
  shortLine: "status lines of 46 bytes: the load has two digits",
  noRating: "does not know the question for its ratings",
  wrongRatingLength: "the line of its ratings is two bytes short",
  commandsRefused: "refuses every order by sending it back",
  mixedCase: "sends back what it does not know in small letters",
} as const;
type Fault = keyof typeof faultTexts;
const isFault = (name: string): name is Fault => Object.hasOwn(faultTexts, name);
const isFlag = (name: string): name is Flag => name === "upsFailed" || name === "bypass" || name === "overheated";

const actions = [
  { name: "mainsFail", text: "the mains goes away" },
  { name: "mainsReturn", text: "the mains is back, as rated" },
  { name: "setMains", text: "volts=, hertz=: the mains as given" },
  { name: "glitch", text: "volts=: a short dip, seen as the lowest voltage only" },
  { name: "setLoad", text: "percent=: load of the kiosk" },
  { name: "pressTest", text: "somebody presses the test button: 10 s" },
  { name: "newBattery", text: "a new, charged battery" },
] as const;

const maxLine = 64;
const cr = 0x0d;
const lf = 0x0a;

const number = (given: unknown, otherwise: number): number =>
  typeof given === "number" && Number.isFinite(given) && given >= 0 ? given : otherwise;
const text = (given: unknown, otherwise: string): string => (typeof given === "string" ? given : otherwise);

const upsOf = (given: Record<string, unknown>): Ups => {
  const ratedVolts = number(given["ratedVolts"], 230);
  const ratedHertz = number(given["ratedHertz"], 50);
  return new Ups({
    ratedVolts,
    ratedHertz,
    ratedWatts: number(given["ratedWatts"], 400),
    online: given["online"] === true,
    battery: {
      volts: number(given["batteryVolts"], 24),
      capacityWh: number(given["capacityWh"], 170),
      charge: Math.min(1, number(given["charge"], 1)),
      worn: given["worn"] === true,
      underLoadMs: 0,
    },
    mains: { volts: number(given["volts"], ratedVolts), hertz: number(given["hertz"], ratedHertz) },
    loadPercent: number(given["loadPercent"], 21),
    celsius: number(given["celsius"], 29.5),
  });
};

class MegatecSimulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #ups: Ups;
  readonly #unit: Unit;
  readonly #faults = new Set<Fault>();
  readonly #usualLoad: number;
  readonly #usualCelsius: number;
  #line: number[] = [];
  #at: number;

  constructor(env: SimulationEnv) {
    this.#env = env;
    const given = env.settings ?? {};
    this.#ups = upsOf(given);
    this.#usualLoad = this.#ups.loadPercent;
    this.#usualCelsius = this.#ups.celsius;
    this.#unit = {
      ups: this.#ups,
      statusCommand: text(given["statusCommand"], "Q1"),
      vendorCommand: text(given["vendorCommand"], "I"),
      vendor: [text(given["company"], "SimCo"), text(given["model"], "SIM1000"), text(given["version"], "V1.00")],
      faults: this.#faults,
    };
    this.#at = env.clock.mono();
  }

  /** Answers to CR only; LF is passed over. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === lf) continue;
      if (byte !== cr) this.#line = [...this.#line, byte].slice(-maxLine);
      else {
        const command = String.fromCharCode(...this.#line);
        this.#line = [];
        this.#answer(command);
      }
    }
  }

  inject(fault: string): void {
    if (!isFault(fault))
      throw new AppError(
        "unknownFault",
        `megatec has no fault ${fault}; there are ${Object.keys(faultTexts).join(", ")}`,
      );
    this.#catchUp();
    this.#faults.add(fault);
    this.#apply(fault);
  }

  clear(fault?: string): void {
    this.#catchUp();
    const gone = fault === undefined ? [...this.#faults] : [...this.#faults].filter((name) => name === fault);
    for (const name of gone) {
      this.#faults.delete(name);
      this.#mend(name);
    }
    for (const name of this.#faults) this.#apply(name);
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    this.#catchUp();
    const ups = this.#ups;
    const acts: Record<(typeof actions)[number]["name"], () => void> = {
      mainsFail: () => ups.setMains({ volts: 0, hertz: 0 }),
      mainsReturn: () => ups.setMains({ volts: ups.ratedVolts, hertz: ups.ratedHertz }),
      setMains: () =>
        ups.setMains({ volts: number(args["volts"], ups.mains.volts), hertz: number(args["hertz"], ups.mains.hertz) }),
      glitch: () => ups.glitch(number(args["volts"], ups.ratedVolts * 0.6)),
      setLoad: () => {
        ups.loadPercent = Math.min(200, number(args["percent"], this.#usualLoad));
      },
      pressTest: () => ups.startTest(10_000),
      newBattery: () => ups.newBattery(),
    };
    if (!Object.hasOwn(acts, action))
      throw new AppError("unknownAction", `megatec has no action ${action}; there are ${Object.keys(acts).join(", ")}`);
    acts[action as keyof typeof acts]();
  }

  powerCycle(): void {
    this.#catchUp();
    this.#line = [];
    this.#ups.restart();
  }

  state(): Record<string, unknown> {
    this.#catchUp();
    const ups = this.#ups;
    return {
      mains: { ...ups.mains },
      onBattery: ups.onBattery,
      outputVolts: ups.outputVolts,
      loadPercent: ups.loadPercent,
      charge: Math.round(ups.battery.charge * 1000) / 1000,
      batteryVolts: Math.round(ups.batteryVolts * 100) / 100,
      testing: ups.testing,
      shuttingDown: ups.shuttingDown,
      beeping: ups.beeping,
      dead: ups.dead,
      faults: [...this.#faults],
    };
  }

  close(): void {
    this.#faults.clear();
  }

  #answer(command: string): void {
    this.#catchUp();
    if (this.#ups.dead) return;
    for (const behaviour of behaviours) {
      const said = behaviour(this.#unit, command);
      if (said === undefined) continue;
      if (typeof said === "string") this.#say(said);
      else if (said.say === "echo") this.#say(this.#faults.has("mixedCase") ? command.toLowerCase() : command);
      return;
    }
  }

  #say(line: string): void {
    const end = this.#faults.has("lineFeeds") ? "\r\n" : "\r";
    this.#env.send(Uint8Array.from(`${line}${end}`, (c) => c.charCodeAt(0)));
  }

  /** The physics has no timers: it is brought up to now whenever somebody looks. */
  #catchUp(): void {
    const now = this.#env.clock.mono();
    this.#ups.pass(now - this.#at);
    this.#at = now;
  }

  #apply(fault: Fault): void {
    const ups = this.#ups;
    const mains = (part: number, hertz = ups.ratedHertz) => ups.setMains({ volts: ups.ratedVolts * part, hertz });
    if (isFlag(fault)) ups.flags.add(fault);
    if (fault === "mainsFailed") ups.setMains({ volts: 0, hertz: 0 });
    if (fault === "mainsLow") mains(0.81);
    if (fault === "mainsHigh") mains(1.18);
    if (fault === "frequencyOff") mains(1, ups.ratedHertz - 4);
    if (fault === "overload") ups.loadPercent = 118;
    if (fault === "highLoad") ups.loadPercent = 90;
    if (fault === "overheated" || fault === "upsFailed") ups.celsius = 48;
    if (fault === "batteryWorn") ups.battery.worn = true;
    if (fault === "batteryFlat") ups.battery.charge = 0;
    if (fault === "shutdownRunning") ups.shutDown(600_000, 180_000);
  }

  #mend(fault: Fault): void {
    const ups = this.#ups;
    if (isFlag(fault)) ups.flags.delete(fault);
    if (["mainsFailed", "mainsLow", "mainsHigh", "frequencyOff"].includes(fault)) this.act("mainsReturn");
    if (fault === "overload" || fault === "highLoad") ups.loadPercent = this.#usualLoad;
    if (fault === "overheated" || fault === "upsFailed") ups.celsius = this.#usualCelsius;
    if (fault === "batteryWorn" || fault === "batteryFlat") ups.newBattery();
    if (fault === "shutdownRunning") ups.cancelShutdown();
  }
}

export default defineSimulator({
  name: "megatec",
  title: "UPS (Megatec/Q1)",
  faults: Object.entries(faultTexts).map(([name, words]) => ({ name, text: words })),
  actions,
  create: (env) => new MegatecSimulation(env),
});
