import { AppError, type Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { always, type Behaviour, whenOn } from "./behaviours.ts";
import type { Display, Flag } from "./display.ts";
import { answer, type Request, takeRequests } from "./frame.ts";

const faultTexts = {
  lampDead: "the backlight is dead",
  overheated: "82 degrees, over the limit",
  fanError: "the fan stands still",
  noSignal: "no picture signal at the input",
  panelOff: "somebody switched the panel off: dark, and no error flag",
  poweredOff: "the display is in standby",
  lightSensorError: "the light sensor failed",
  nakAll: "refuses every command",
  standbyMute: "in standby, and silent to all but status, power and serial number",
  rebooting: "restarts for ever: silent",
} as const;
type Fault = keyof typeof faultTexts;
const isFault = (name: string): name is Fault => name in faultTexts;

const actions = [
  { name: "signalLost", text: "the PC's picture goes away" },
  { name: "signalBack", text: "the picture is back" },
  { name: "remotePower", text: "somebody presses power on the remote control" },
] as const;
type Action = (typeof actions)[number]["name"];

const text = (given: unknown, otherwise: string): string => (typeof given === "string" ? given : otherwise);
const count = (given: unknown, otherwise: number): number =>
  typeof given === "number" && Number.isFinite(given) && given >= 0 ? given : otherwise;

const broadcast = 0xfe;

class MdcSimulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #display: Display;
  #buffer: number[] = [];
  #starting: Timer | undefined;
  /** Panel-on time up to `#since`, ms; and since when it has been counting. */
  #panelMs: number;
  #since: number;

  constructor(env: SimulationEnv) {
    this.#env = env;
    const given = env.settings ?? {};
    this.#panelMs = count(given.panelUnits, 4660) * 600_000;
    this.#since = env.clock.mono();
    this.#display = {
      id: count(given.id, 1),
      model: text(given.model, "QM43R"),
      serial: text(given.serial, "0123H4ZM100001J"),
      software: text(given.software, "M-P5LDWWC-1015.7"),
      fan: given.fan !== false,
      lightSensor: given.lightSensor === true,
      flags: new Set(),
      power: 1,
      panel: 0,
      source: count(given.source, 0x21),
      volume: 20,
      mute: 0,
      picture: [50, count(given.brightness, 45), 50, 50, 50],
      lamp: count(given.lamp, 80),
      autoLamp: [7, 0, 1, 100, 10, 0, 0, 20],
      autoLampOn: false,
      celsius: count(given.celsius, 38),
      limitCelsius: 0x5a,
      panelUnits: () => Math.floor(this.#panelTime() / 600_000),
      start: (kind) => this.#start(kind === "power" ? count(given.bootMs, 15_000) : count(given.restartMs, 30_000)),
    };
  }

  receive(bytes: Uint8Array): void {
    const { requests, rest } = takeRequests([...this.#buffer, ...bytes]);
    this.#buffer = rest.slice(-260);
    for (const request of requests) this.#handle(request);
  }

  inject(fault: string): void {
    if (!isFault(fault)) throw new AppError("unknownFault", `samsung-mdc has no fault ${fault}; there are ${known}`);
    this.#count();
    if (fault === "panelOff") this.#display.panel = 1;
    else if (fault === "poweredOff") this.#display.power = 0;
    else this.#display.flags.add(fault);
    if (fault === "standbyMute") this.#display.power = 0;
  }

  clear(fault?: string): void {
    this.#count();
    const mended = fault === undefined ? Object.keys(faultTexts) : [fault];
    for (const name of mended) {
      if (name === "panelOff") this.#display.panel = 0;
      if (name === "poweredOff" || name === "standbyMute") this.#display.power = 1;
      this.#display.flags.delete(name as Flag);
    }
  }

  act(action: string): void {
    const d = this.#display;
    const acts: Record<Action, () => void> = {
      signalLost: () => d.flags.add("noSignal"),
      signalBack: () => d.flags.delete("noSignal"),
      remotePower: () => {
        d.power = d.power === 1 ? 0 : 1;
        if (d.power === 1) d.start("power");
      },
    };
    const act = Object.entries(acts).find(([name]) => name === action)?.[1];
    if (!act)
      throw new AppError(
        "unknownAction",
        `samsung-mdc has no action ${action}; there are ${Object.keys(acts).join(", ")}`,
      );
    this.#count();
    act();
  }

  /** Comes back in the state it was in, after its silent start. */
  powerCycle(): void {
    this.#count();
    this.#buffer = [];
    this.#display.panel = 0;
    if (this.#display.power === 1) this.#display.start("power");
  }

  state(): Record<string, unknown> {
    const { power, panel, source, lamp, picture, celsius, flags } = this.#display;
    return {
      power,
      panel,
      source,
      lamp,
      brightness: picture[1],
      celsius,
      starting: this.#starting !== undefined,
      panelUnits: this.#display.panelUnits(),
      faults: [...flags],
    };
  }

  close(): void {
    this.#starting?.cancel();
  }

  /** Broadcasts are executed and not answered; another display's are passed over. */
  #handle(request: Request): void {
    const d = this.#display;
    const mine = request.id === d.id;
    if (!(mine || request.id === broadcast) || request.command === 0xff) return;
    if (this.#starting || d.flags.has("rebooting")) return;
    this.#count();
    const said = this.#said(request);
    if (!mine || said === "nothing") return;
    const bytes =
      said === "refused" ? answer(d.id, false, request.command, [1]) : answer(d.id, true, request.command, said);
    this.#env.send(Uint8Array.from(bytes));
  }

  #said(request: Request): readonly number[] | "refused" | "nothing" {
    const d = this.#display;
    if (d.flags.has("nakAll")) return "refused";
    const basic = first(always, d, request);
    if (basic !== undefined) return basic;
    if (d.power === 0) return d.flags.has("standbyMute") ? "nothing" : "refused";
    return first(whenOn, d, request) ?? "refused";
  }

  /** Silent from now on: the ACK of the command that caused it still goes out. */
  #start(ms: number): void {
    this.#starting?.cancel();
    this.#starting = this.#env.clock.after(ms, () => {
      this.#starting = undefined;
    });
    // Switched on by command or by hand, it has left standby.
    this.#display.flags.delete("standbyMute");
  }

  #panelTime(): number {
    const { power, panel } = this.#display;
    return this.#panelMs + (power === 1 && panel === 0 ? this.#env.clock.mono() - this.#since : 0);
  }

  /** Books the panel-on time up to now, before power or panel may change. */
  #count(): void {
    this.#panelMs = this.#panelTime();
    this.#since = this.#env.clock.mono();
  }
}

const known = Object.keys(faultTexts).join(", ");

const first = (list: readonly Behaviour[], d: Display, request: Request): readonly number[] | "refused" | undefined => {
  for (const behaviour of list) {
    const said = behaviour(d, request);
    if (said !== undefined) return said;
  }
  return undefined;
};

export default defineSimulator({
  name: "samsung-mdc",
  title: "Samsung display (MDC)",
  faults: Object.entries(faultTexts).map(([name, words]) => ({ name, text: words })),
  actions,
  create: (env) => new MdcSimulation(env),
});
