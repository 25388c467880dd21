import { AppError, type Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { behaviours, type Controller, type Reply } from "./behaviours.ts";
import { blank, copyOf, factory, type Kept, type Range } from "./memory.ts";
import { high, low, packetOf, sumOf } from "./packet.ts";

const faults = [
  { name: "cableOff", text: "touchscreen cable off: drive test failed (d = 20), no touches" },
  { name: "nvramLost", text: "NVRAM checksum wrong (d = 10, Ack 9): calibration lost" },
  { name: "romFailure", text: "ROM and RAM failed (d = 0C, Ack K)" },
  { name: "cpuFailure", text: "CPU test failed (d = 02, Ack K)" },
  { name: "fatalError", text: "fatal error (Ack F) until a soft reset" },
  { name: "measurementWarning", text: "weak signal or dirt: warning bit on touches, Ack M" },
  { name: "stuckTouch", text: "something lies on the screen: a stream that never ends" },
  { name: "ghostTouches", text: "touches too short for a finger, every few seconds" },
  { name: "drift", text: "touches come out 3 % of the screen away (setting driftPercent)" },
  { name: "deadStrip", text: "the left tenth of the screen feels nothing" },
  { name: "touchesOff", text: "the mode was set to report no touches" },
  { name: "legacyFormat", text: "jumpers set to the old six-byte format: no SmartSet answers" },
  { name: "noAnswer", text: "no power: nothing at all" },
] as const;

const actions = [
  { name: "touch", text: "a finger at {x, y} in screen pixels for {ms}, default 125" },
  { name: "recalibrate", text: "a technician calibrates: calibration fits the glass again" },
] as const;

/** At 9600 bps a packet lasts 10.4 ms. */
const packetMs = 10.4;
const stuckPacketMs = 50;
const hardResetMs = 500;
const gapMs = 500;
const z = 0x40;

interface Model {
  readonly identity: readonly number[];
  /** Commands it does not know. */
  readonly lacks: string;
  /** Bits of every touch status. */
  readonly status: number;
}

const models: Readonly<Record<string, Model>> = {
  "2500S": { identity: [0x32, 0x30, 0x80, 0x05, 0x02, 0x0c, 0x06], lacks: "", status: 0x80 },
  "2310": { identity: [0x30, 0x30, 0x00, 0x02, 0x01, 0x00, 0x03], lacks: "cghklpqst", status: 0x00 },
};

const masks: Readonly<Record<string, number>> = { cableOff: 0x20, nvramLost: 0x10, romFailure: 0x0c, cpuFailure: 0x02 };

const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;

class SmartSet implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #model: Model;
  readonly #screen: { readonly width: number; readonly height: number };
  readonly #drift: number;
  readonly #ghostEveryMs: number;
  readonly #checksumRequired: boolean;
  readonly #faults = new Set<string>();
  readonly #timers = new Set<Timer>();
  readonly #controller: Controller;
  /** The glass: raw units at the screen's edges. Its calibration may not know that it moved. */
  #glass: { X: Range; Y: Range } = { X: { low: 410, high: 3686 }, Y: { low: 410, high: 3686 } };
  #before: Kept | undefined;
  #buffer: number[] = [];
  #lastByteAt = 0;
  #deafUntil = 0;
  #touches = 0;

  constructor(env: SimulationEnv) {
    this.#env = env;
    const settings = env.settings ?? {};
    const model = typeof settings.model === "string" ? settings.model : "2500S";
    const known = models[model];
    if (!known) throw new AppError("settings", `no model ${model}; there are ${Object.keys(models).join(", ")}`);
    this.#model = known;
    this.#screen = { width: number(settings.width, 1280), height: number(settings.height, 1024) };
    this.#drift = number(settings.driftPercent, 3) / 100;
    this.#ghostEveryMs = Math.max(100, number(settings.ghostEveryMs, 5000));
    this.#checksumRequired = settings.checksumRequired === true;
    const start = (): Kept => {
      const kept = factory();
      if (this.#checksumRequired) kept.serial2 |= 1;
      return kept;
    };
    this.#controller = {
      kept: start(),
      nvram: start(),
      lacks: this.#model.lacks,
      identity: this.#model.identity,
      mask: () => [...this.#faults].reduce((mask, fault) => mask | (masks[fault] ?? 0), 0),
      warnings: [],
      lastTouch: packetOf("T", [this.#model.status | 4]),
      softReset: () => this.#faults.delete("fatalError"),
      hardReset: () => this.powerCycle(),
    };
  }

  receive(bytes: Uint8Array): void {
    const now = this.#env.clock.mono();
    if (now < this.#deafUntil || this.#faults.has("noAnswer") || this.#faults.has("legacyFormat")) return;
    if (now - this.#lastByteAt > gapMs) this.#buffer = [];
    this.#lastByteAt = now;
    this.#buffer.push(...bytes);
    for (;;) {
      const at = this.#buffer.indexOf(0x55);
      this.#buffer = at < 0 ? [] : this.#buffer.slice(at);
      if (this.#buffer.length < 10) return;
      const isLetter = /[A-Za-z]/.test(String.fromCharCode(this.#buffer[1] ?? 0));
      if (isLetter) this.#packet(this.#buffer.slice(0, 10));
      this.#buffer = this.#buffer.slice(isLetter ? 10 : 1);
    }
  }

  inject(fault: string): void {
    if (!faults.some((f) => f.name === fault))
      throw new AppError("unknownFault", `no fault ${fault}; there are ${faults.map((f) => f.name).join(", ")}`);
    if (this.#faults.has(fault)) return;
    this.#faults.add(fault);
    const { warnings } = this.#controller;
    const start: Record<string, () => void> = {
      nvramLost: () => {
        this.#before = this.#controller.kept;
        this.#controller.kept = blank();
        warnings.push("9");
      },
      fatalError: () => warnings.push("F"),
      measurementWarning: () => warnings.push("M"),
      drift: () => this.#moveGlass(this.#drift),
      stuckTouch: () => this.#stick(true),
      ghostTouches: () => this.#ghost(),
      touchesOff: () => {
        this.#controller.kept.mode1 &= ~0x07;
      },
    };
    start[fault]?.();
  }

  clear(fault?: string): void {
    for (const name of fault === undefined ? [...this.#faults] : [fault]) {
      if (!this.#faults.delete(name)) continue;
      if (name === "nvramLost" && this.#before) this.#controller.kept = this.#before;
      if (name === "drift") this.#moveGlass(-this.#drift);
      if (name === "stuckTouch") this.#sendTouch(4, this.#out({ x: 0.95, y: 0.04 }), z);
      if (name === "touchesOff") this.#controller.kept.mode1 |= 0x07;
    }
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    if (action === "touch") return this.#touch(args);
    if (action === "recalibrate") return this.#recalibrate();
    throw new AppError("unknownAction", `no action ${action}; there are ${actions.map((a) => a.name).join(", ")}`);
  }

  powerCycle(): void {
    this.#buffer = [];
    this.#controller.kept = copyOf(this.#controller.nvram);
    this.#controller.warnings = [];
    this.#deafUntil = this.#env.clock.mono() + hardResetMs;
  }

  state(): Record<string, unknown> {
    const { kept, warnings } = this.#controller;
    return {
      touches: this.#touches,
      mode: [kept.mode1, kept.mode2],
      calibration: kept.calibration,
      scaling: kept.scaling,
      mask: this.#controller.mask(),
      warnings: [...warnings],
      faults: [...this.#faults],
    };
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #packet(packet: number[]): void {
    const wrong = packet[9] !== sumOf(packet.slice(0, 9));
    if (wrong && this.#controller.kept.serial2 & 1) return this.#reply({ codes: "3" });
    const command = String.fromCharCode(packet[1] ?? 0);
    for (const behaviour of behaviours) {
      const reply = behaviour(this.#controller, command, packet.slice(2, 9));
      if (reply) return this.#reply(reply);
    }
  }

  /** Answer packets, then the Ack with its own codes and what is pending, four at most (§3.1). */
  #reply({ packets = [], codes, delayMs = 0 }: Reply): void {
    if (delayMs > 0) this.#deafUntil = this.#env.clock.mono() + delayMs;
    this.#later(delayMs + 5, () => {
      for (const packet of packets) this.#env.send(packet);
      if (codes === undefined) return;
      const { warnings } = this.#controller;
      const all = (codes + warnings.splice(0, 4 - codes.length).join("")).padEnd(4, "0");
      this.#env.send(
        packetOf(
          "A",
          Array.from(all, (c) => c.charCodeAt(0)),
        ),
      );
    });
  }

  #touch(args: Record<string, unknown>): void {
    const part = { x: number(args.x, 0) / this.#screen.width, y: number(args.y, 0) / this.#screen.height };
    if (this.#faults.has("cableOff") || (this.#faults.has("deadStrip") && part.x < 0.1)) return;
    this.#touches += 1;
    const packets = Math.max(2, Math.round(number(args.ms, 125) / packetMs));
    for (let i = 0; i < packets; i++) {
      const status = i === 0 ? 1 : i === packets - 1 ? 4 : 2;
      this.#later(i * packetMs, () => this.#sendTouch(status, this.#out(part), z));
    }
  }

  /** Part of the screen → raw glass → calibration → scaling, as the mode says (§3.5). */
  #out({ x, y }: { x: number; y: number }): { x: number; y: number } {
    const { kept } = this.#controller;
    const one = (axis: "X" | "Y", part: number): number => {
      const glass = this.#glass[axis];
      const raw = glass.low + part * (glass.high - glass.low);
      const cal = kept.calibration[axis] ?? glass;
      const scale = kept.scaling[axis] ?? cal;
      if (!(kept.mode2 & 0x04)) return Math.round(raw);
      const value = (raw - cal.low) / (cal.high - cal.low || 1);
      return kept.mode2 & 0x08 ? Math.round(value * (scale.high - scale.low) + scale.low) : Math.round(value * 4095);
    };
    const seen = { x: one("X", x), y: one("Y", y) };
    return kept.swapped ? { x: seen.y, y: seen.x } : seen;
  }

  #sendTouch(status: number, { x, y }: { x: number; y: number }, pressure: number): void {
    const { kept } = this.#controller;
    const quiet = (kept.plain.Q?.[0] ?? 0) & 5;
    const now = this.#env.clock.mono();
    if (this.#faults.has("noAnswer") || quiet || now < this.#deafUntil || !(kept.mode1 & status)) return;
    if (this.#faults.has("legacyFormat")) return this.#env.send(this.#sixBytes(x, y));
    const warning = this.#faults.has("measurementWarning") || this.#controller.warnings.length > 0 ? 0x10 : 0;
    const edge = Math.min(x, y) < 0 || Math.max(x, y) > 4095;
    const outside = edge && kept.mode1 & 0x40 ? 0x40 : 0;
    const inside = (value: number) => (kept.mode2 & 0x02 ? Math.min(4095, Math.max(0, value)) : value);
    if (warning && this.#controller.warnings.length === 0) this.#controller.warnings.push("M");
    const [px, py] = [inside(x), inside(y)];
    const pressed = this.#model.status & 0x80 ? pressure : 0xff;
    const data = [this.#model.status | warning | outside | status, low(px), high(px), low(py), high(py), pressed, 0];
    this.#controller.lastTouch = packetOf("T", data);
    this.#env.send(this.#controller.lastTouch);
  }

  /** 11xxxxxx 10xxxxxx 01yyyyyy 00yyyyyy 00000000 0000zzzz (§4). */
  #sixBytes(x: number, y: number): Uint8Array {
    return Uint8Array.of(0xc0 | ((x >> 6) & 63), 0x80 | (x & 63), 0x40 | ((y >> 6) & 63), y & 63, 0, 4);
  }

  #stick(first: boolean): void {
    if (!this.#faults.has("stuckTouch")) return;
    const { x, y } = this.#out({ x: 0.95, y: 0.04 });
    this.#sendTouch(first ? 1 : 2, { x: x + (this.#env.random() > 0.5 ? 1 : 0), y }, 0xc8);
    this.#later(stuckPacketMs, () => this.#stick(false));
  }

  #ghost(): void {
    if (!this.#faults.has("ghostTouches")) return;
    const at = this.#out({ x: this.#env.random(), y: this.#env.random() });
    this.#sendTouch(1, at, 1);
    this.#later(packetMs, () => this.#sendTouch(4, at, 0));
    this.#later(this.#ghostEveryMs, () => this.#ghost());
  }

  #moveGlass(part: number): void {
    const move = ({ low: from, high: to }: Range): Range => {
      const by = Math.round((3686 - 410) * part);
      return { low: from + by, high: to + by };
    };
    this.#glass = { X: move(this.#glass.X), Y: move(this.#glass.Y) };
  }

  #recalibrate(): void {
    const { kept } = this.#controller;
    for (const axis of ["X", "Y"] as const) kept.calibration[axis] = { ...this.#glass[axis] };
    kept.swapped = 0;
    this.#controller.nvram = copyOf(kept);
    // The glass stays where it moved to; the calibration knows it now. So is a lost calibration mended.
    this.#faults.delete("drift");
    this.#faults.delete("nvramLost");
  }

  #later(ms: number, fn: () => void): void {
    const timer = this.#env.clock.after(ms, () => {
      this.#timers.delete(timer);
      fn();
    });
    this.#timers.add(timer);
  }
}

export default defineSimulator({
  name: "elo-smartset",
  title: "Elo SmartSet touchscreen controller",
  faults: faults.map(({ name, text }) => ({ name, text })),
  actions: actions.map(({ name, text }) => ({ name, text })),
  create: (env) => new SmartSet(env),
});
