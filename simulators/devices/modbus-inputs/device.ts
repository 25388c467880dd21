import { AppError } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { behaviours } from "./behaviours.ts";
import { actions, faults, input, normal } from "./contacts.ts";
import { isSealed, requestLength, sealed } from "./frame.ts";
import { climateRegisters, motionRegisters, readRegisters, sensorActions, sensorFaults, usual } from "./sensors.ts";

const allFaults = [...faults, ...sensorFaults];
const allActions = [...actions, ...sensorActions];

/** A silence of 3.5 characters ends a request; a virtual line may pause longer inside one. */
const gapMs = 50;
const maxRequest = 256;

interface Settings {
  readonly unit: number;
  readonly start: number;
  readonly count: number;
  readonly answerDelayMs: number;
  readonly bounceMs: number;
  /** Units of the climate and motion modules on the same bus; 0: there is none. */
  readonly climate: number;
  readonly motion: number;
}

const number = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

const settingsOf = (given: Record<string, unknown> = {}): Settings => ({
  unit: number(given.unit, 1),
  start: number(given.start, 0),
  count: Math.max(1, number(given.count, 8)),
  answerDelayMs: number(given.answerDelayMs, 5),
  bounceMs: number(given.bounceMs, 50),
  climate: number(given.climate, 0),
  motion: number(given.motion, 0),
});

class Inputs implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #settings: Settings;
  readonly #faults = new Set<string>();
  readonly #air = usual();
  #levels: boolean[];
  #stuckAt = true;
  #bounce = { input: -1, until: 0 };
  #shockUntil = Number.NEGATIVE_INFINITY;
  #buffer: Uint8Array = new Uint8Array(0);
  #lastByteAt = 0;
  #reads = 0;
  #dropped = 0;
  #closed = false;

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#settings = settingsOf(env.settings);
    this.#levels = Array.from({ length: this.#settings.count }, (_, i) => normal[i] ?? false);
  }

  receive(bytes: Uint8Array): void {
    const now = this.#env.clock.mono();
    // The silence of the standard, seen late: what lay here before it belongs to no request.
    const kept = now - this.#lastByteAt > gapMs ? new Uint8Array(0) : this.#buffer;
    this.#lastByteAt = now;
    this.#buffer = Uint8Array.from([...kept, ...bytes]).slice(-maxRequest);
    this.#scan();
  }

  inject(fault: string): void {
    if (!allFaults.some((f) => f.name === fault))
      throw new AppError("unknownFault", `no fault ${fault}; there are ${allFaults.map((f) => f.name).join(", ")}`);
    if (fault === "stuckBit") this.#stuckAt = this.#levels[input.outerDoor] ?? true;
    this.#faults.add(fault);
  }

  clear(fault?: string): void {
    if (fault === undefined) this.#faults.clear();
    else this.#faults.delete(fault);
  }

  act(name: string, args: Record<string, unknown> = {}): void {
    if (sensorActions.some((a) => a.name === name)) return this.#feel(name, args);
    const action = actions.find((a) => a.name === name);
    if (!action)
      throw new AppError("unknownAction", `no action ${name}; there are ${allActions.map((a) => a.name).join(", ")}`);
    const now = this.#env.clock.mono();
    if (name === "shock") this.#shockUntil = now + number(args.ms, 500);
    else {
      const level = name === "turnKey" ? args.on !== false : action.level;
      if (this.#levels[action.input] === level) return;
      this.#levels[action.input] = level;
      this.#bounce = { input: action.input, until: now + this.#settings.bounceMs };
    }
  }

  powerCycle(): void {
    this.#buffer = new Uint8Array(0);
  }

  state(): Record<string, unknown> {
    const byte = this.#read(false).reduce((sum, bit, i) => sum + (bit && i < 8 ? 2 ** i : 0), 0);
    const hex = byte.toString(16).toUpperCase().padStart(2, "0");
    const { celsius, percent, roll, pitch } = this.#air;
    const air = { celsius, percent, roll, pitch };
    return { inputs: hex, ...air, reads: this.#reads, dropped: this.#dropped, faults: [...this.#faults] };
  }

  close(): void {
    this.#closed = true;
  }

  #scan(): void {
    while (this.#buffer.length >= 2) {
      const length = requestLength(this.#buffer) ?? this.#unknownRequest();
      if (length !== undefined && length <= maxRequest && this.#buffer.length < length) return;
      if (length !== undefined && isSealed(this.#buffer.subarray(0, length))) {
        this.#answer(this.#buffer.slice(0, length));
        this.#buffer = this.#buffer.slice(length);
      } else {
        // A damaged request gets no answer (modbus-io.md §6.4); a good one may lie behind it.
        this.#buffer = this.#buffer.slice(1);
        this.#dropped += 1;
      }
    }
  }

  /** A function the table does not know: all that came is tried as one request. */
  #unknownRequest(): number | undefined {
    return isSealed(this.#buffer) ? this.#buffer.length : undefined;
  }

  #answer(request: Uint8Array): void {
    const [unit = 0, fn = 0] = request;
    if (unit !== this.#settings.unit) return this.#answerOfSensor(unit, fn, request.subarray(2, -2));
    if (this.#faults.has("noAnswer")) return;
    this.#reads += 1;
    const refused = [...this.#faults].find((f) => f.startsWith("exception"));
    const refuses = refused === undefined ? undefined : Number(refused.slice("exception".length));
    const module = { inputs: this.#read(true), start: this.#settings.start, refuses };
    const data = request.subarray(2, -2);
    for (const behaviour of behaviours) {
      const body = behaviour(module, fn, data);
      if (body) return this.#send(this.#spoiled(sealed([this.#faults.has("wrongId") ? unit + 1 : unit, ...body])));
    }
  }

  #answerOfSensor(unit: number, fn: number, data: Uint8Array): void {
    const has = (fault: string) => this.#faults.has(fault);
    const { climate, motion } = this.#settings;
    if (unit === 0 || (unit !== climate && unit !== motion)) return;
    this.#reads += 1;
    const registers =
      unit === climate
        ? climateRegisters(fn, this.#air, has, this.#reads)
        : motionRegisters(fn, this.#air, has, this.#env.clock.mono());
    const body = readRegisters(fn, data, registers);
    if (body) this.#send(sealed([unit, ...body]));
  }

  #feel(name: string, args: Record<string, unknown>): void {
    const air = this.#air;
    if (name === "setClimate") {
      air.celsius = number(args.celsius, air.celsius);
      air.percent = number(args.percent, air.percent);
    } else if (name === "lean") air.roll = usual().roll + number(args.degrees, 20);
    else air.shake = { g: number(args.g, 1), until: this.#env.clock.mono() + number(args.ms, 1000) };
  }

  #spoiled(frame: Uint8Array): Uint8Array {
    if (this.#faults.has("truncated")) return frame.slice(0, -2);
    if (this.#faults.has("glued")) return Uint8Array.from([...frame, ...frame]);
    if (this.#faults.has("collision"))
      return frame
        .map((byte) => byte & Math.floor(this.#env.random() * 256))
        .slice(0, 2 + Math.floor(this.#env.random() * 4));
    return frame;
  }

  #send(frame: Uint8Array): void {
    this.#env.clock.after(this.#settings.answerDelayMs, () => {
      if (!this.#closed) this.#env.send(frame);
    });
  }

  /** Levels as the terminals of the module see them. `asked`: a read by the master, which a bouncing contact answers differently each time. */
  #read(asked: boolean): boolean[] {
    const now = this.#env.clock.mono();
    const has = (fault: string) => this.#faults.has(fault);
    return this.#levels.map((level, i) => {
      if (has("allZero") || (i === input.loop && has("loopCut"))) return false;
      if (i === input.shock && now < this.#shockUntil) return false;
      if (i === input.outerDoor && has("stuckBit")) return this.#stuckAt;
      if (i === input.outerDoor && has("bouncing") && asked) return this.#reads % 2 === 0;
      // Ten changes in 50 ms (cash-box.md §12).
      if (i === this.#bounce.input && now < this.#bounce.until)
        return Math.floor((this.#bounce.until - now) / 5) % 2 === 0 ? level : !level;
      return level;
    });
  }
}

export default defineSimulator({
  name: "modbus-inputs",
  title: "Modbus RTU bus of a cabinet: input module, climate and motion sensors",
  faults: allFaults.map(({ name, text }) => ({ name, text })),
  actions: allActions.map(({ name, text }) => ({ name, text })),
  create: (env) => new Inputs(env),
});
