import { AppError, type Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { actions, type Fault, faults } from "./faults.ts";
import { Finger, frameMs, type Spot } from "./finger.ts";
import { Kernel, modelNamed } from "./kernel.ts";
import { type Model, models } from "./models.ts";

const isFault = (name: string): name is Fault => faults.some((f) => f.name === name);

const stuckSpot: Spot = { x: 0.9375, y: 0.039 };
const ghostMs = 15;
const jitterPixels = 8;
/** A finger held still moves the middle of its contact by a fraction of a pixel. */
const calmPixels = 0.4;
const offMs = 1_000;
const wipeRows = 9;
/** Until a person begins. */
const beginMs = 300;
const deadPart = 0.1;

const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;

class Touchscreen implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #model: Model;
  readonly #kernel: Kernel;
  readonly #finger: Finger;
  readonly #screen: { readonly width: number; readonly height: number };
  readonly #drift: number;
  readonly #ghostEveryMs: number;
  readonly #ghostPlace: unknown;
  readonly #resetEveryMs: number;
  readonly #faults = new Set<Fault>();
  readonly #timers = new Set<Timer>();
  #isPlugged = true;
  #touches = 0;
  /** The finger that is held trembles to one side, then to the other. */
  #side = 1;

  constructor(env: SimulationEnv) {
    const { folder, settings = {}, clock } = env;
    if (!folder) throw new AppError("simulator", "hid-touch lives in a folder: serve it in one");
    const name = typeof settings.model === "string" ? settings.model : "multi";
    const model = modelNamed(name);
    if (!model) throw new AppError("settings", `no model ${name}; there are ${Object.keys(models).join(", ")}`);
    this.#env = env;
    this.#model = model;
    this.#screen = { width: number(settings.width, 1280), height: number(settings.height, 1024) };
    this.#drift = number(settings.driftPercent, 3) / 100;
    this.#ghostEveryMs = Math.max(100, number(settings.ghostEveryMs, 5_000));
    this.#ghostPlace = settings.ghostPlace;
    this.#resetEveryMs = Math.max(2 * offMs, number(settings.resetEveryMs, 60_000));
    this.#kernel = new Kernel(folder, model, typeof settings.serial === "string" ? settings.serial : "TS0001");
    this.#finger = new Finger({
      clock,
      model,
      write: (bytes) => this.#kernel.write(bytes),
      has: (fault) => this.#faults.has(fault),
      felt: (spot, isHeld) => this.#felt(spot, isHeld),
    });
    this.#show();
  }

  /** It sends and hears no bytes: files and an event node are all there is. */
  receive(_bytes: Uint8Array): void {
    return undefined;
  }

  inject(fault: string): void {
    if (!isFault(fault)) throw unknown("unknownFault", "fault", fault, faults);
    if (this.#faults.has(fault)) return;
    this.#faults.add(fault);
    if (fault === "stuckTouch") this.#hold(stuckSpot);
    if (fault === "ghostTouches") this.#ghost();
    if (fault === "resetLoop") this.#resetAgain();
    this.#show();
  }

  clear(fault?: string): void {
    for (const name of fault === undefined ? [...this.#faults] : [fault]) {
      if (!isFault(name) || !this.#faults.delete(name)) continue;
      if (name === "stuckTouch") this.#finger.up();
    }
    this.#show();
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const spot = this.#spot(args["x"], args["y"]);
    const acts: Record<string, () => void> = {
      touch: () => this.#draw(spot, spot, number(args["ms"], 125)),
      hold: () => this.#hold(spot),
      release: () => this.#finger.up(),
      stroke: () => this.#draw(spot, this.#spot(args["toX"], args["toY"]), number(args["ms"], 500)),
      wipe: () => this.#wipe(number(args["ms"], 3_000)),
      detach: () => this.plug(false),
      attach: () => this.plug(true),
      recalibrate: () => void this.#faults.delete("drift"),
    };
    const act = Object.hasOwn(acts, action) ? acts[action] : undefined;
    if (!act) throw unknown("unknownAction", "action", action, actions);
    act();
  }

  plug(isIn: boolean): void {
    this.#isPlugged = isIn;
    this.#show();
  }

  powerCycle(): void {
    const was = this.#isPlugged;
    this.plug(false);
    this.plug(was);
  }

  state(): Record<string, unknown> {
    return {
      touches: this.#touches,
      model: this.#model.name,
      node: this.#kernel.node() ?? null,
      enumeration: this.#kernel.enumeration(),
      isDown: this.#finger.isDown(),
      faults: [...this.#faults],
    };
  }

  close(): void {
    this.#finger.forget();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #show(): void {
    const node = this.#kernel.node();
    const has = (fault: Fault) => this.#faults.has(fault);
    this.#kernel.show({
      isPlugged: this.#isPlugged && !has("unplugged"),
      isExchanged: has("exchanged"),
      hasDriver: !has("noDriver"),
      hasNode: !has("noNode"),
      isSuspended: has("suspended"),
    });
    if (node === this.#kernel.node()) return;
    this.#finger.forget();
    // What lies on the glass is felt again.
    if (this.#faults.has("stuckTouch") && this.#kernel.node()) this.#hold(stuckSpot);
  }

  #spot(x: unknown, y: unknown): Spot {
    const { width, height } = this.#screen;
    return { x: number(x, 0) / width, y: number(y, 0) / height };
  }

  #draw(from: Spot, to: Spot, ms: number): void {
    // One finger: a customer who touches while something rests on the glass is not felt.
    if (this.#finger.isDown() && !this.#faults.has("lostRelease")) return;
    this.#touches += 1;
    this.#finger.draw(from, to, ms);
  }

  /** A finger that stays: it says something now and then, as long as it is there. */
  #hold(spot: Spot): void {
    if (this.#finger.isDown()) return;
    this.#touches += 1;
    this.#finger.down(spot);
    const on = () => {
      if (!this.#finger.isDown()) return;
      this.#finger.move(spot);
      this.#later(5 * frameMs, on);
    };
    this.#later(5 * frameMs, on);
  }

  #wipe(ms: number): void {
    const rowMs = ms / wipeRows;
    for (let row = 0; row < wipeRows; row++) {
      const y = (row + 0.5) / wipeRows;
      this.#later(beginMs + row * rowMs, () => this.#draw({ x: 0.005, y }, { x: 0.995, y }, rowMs - 8 * frameMs));
    }
  }

  /** What the glass makes of a finger. */
  #felt(spot: Spot, isHeld: boolean): Spot | undefined {
    const has = (fault: Fault) => this.#faults.has(fault);
    if (has("deaf") || (has("deadStrip") && spot.x < deadPart)) return undefined;
    this.#side = -this.#side;
    const { width } = this.#screen;
    const tremble = !isHeld
      ? 0
      : has("jitter")
        ? this.#side * jitterPixels
        : (this.#env.random() - 0.5) * 2 * calmPixels;
    const aside = has("drift") ? this.#drift : 0;
    return { x: spot.x + aside + tremble / width, y: spot.y + aside };
  }

  #ghost(): void {
    if (!this.#faults.has("ghostTouches")) return;
    const anywhere = { x: this.#env.random(), y: this.#env.random() };
    const corner = { x: 0.995 + this.#env.random() * 0.004, y: 0.002 + this.#env.random() * 0.004 };
    if (!this.#finger.isDown()) {
      const at = this.#ghostPlace === "anywhere" ? anywhere : corner;
      this.#finger.draw(at, at, ghostMs);
    }
    this.#later(this.#ghostEveryMs, () => this.#ghost());
  }

  #resetAgain(): void {
    if (!this.#faults.has("resetLoop")) return;
    this.plug(false);
    this.#later(offMs, () => this.plug(true));
    this.#later(this.#resetEveryMs, () => this.#resetAgain());
  }

  #later(ms: number, fn: () => void): void {
    const timer = this.#env.clock.after(ms, () => {
      this.#timers.delete(timer);
      fn();
    });
    this.#timers.add(timer);
  }
}

const unknown = (code: string, kind: string, name: string, all: readonly { name: string }[]): AppError =>
  new AppError(code, `no ${kind} ${name}; there are ${all.map((a) => a.name).join(", ")}`);

export default defineSimulator({
  name: "hid-touch",
  title: "USB HID touchscreen",
  faults: faults.map(({ name, text }) => ({ name, text })),
  actions: actions.map(({ name, text }) => ({ name, text })),
  system: true,
  create: (env) => new Touchscreen(env),
});
