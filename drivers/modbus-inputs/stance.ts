import type { DriverEvent, DriverMemory } from "../api.ts";
import { beyond } from "./climate.ts";
import type { Config } from "./config.ts";
import { type Level, levelFrom, levelNow, tiltBetween, vibrationOf } from "./motion.ts";
import type { Values } from "./registers.ts";

/** Two equal reads before it is said (modbus-io.md §7). */
const readsToCount = 2;

/** How the cabinet stands, over time: tilt against its resting position, and shocks where no contact tells them. */
export class Stance {
  readonly #config: Config;
  readonly #memory: DriverMemory;
  #tilted: boolean | undefined;
  #candidate: { tilted: boolean; reads: number } | undefined;
  #shaking = false;
  #shockUntil = Number.NEGATIVE_INFINITY;

  constructor(config: Config, memory: DriverMemory) {
    this.#config = config;
    this.#memory = memory;
  }

  /** One read of the motion sensor, `now` in monotonic ms. Returns what happened. */
  take(values: Values, now: number): readonly DriverEvent[] {
    return [...this.#lean(values), ...this.#shake(values, now)];
  }

  /** `unknown` where the settings promise a state and nothing is known. */
  states(values: Values, now: number): Record<string, string> {
    const tilt =
      levelNow(values) === undefined || this.#tilted === undefined ? "unknown" : this.#tilted ? "tilted" : "ok";
    const shaken = vibrationOf(values) === undefined ? "unknown" : now < this.#shockUntil ? "on" : "off";
    return {
      ...(this.#measures("roll", "pitch") && { tilt }),
      ...(this.#feelsShocks() && { seismicSensor: shaken }),
    };
  }

  measures(values: Values): Record<string, number | undefined> {
    const now = levelNow(values);
    return {
      tilt: now && tiltBetween(this.#rest(), now),
      vibration: vibrationOf(values),
      ...(this.#feelsShocks() && { shocks: this.#shocks() }),
    };
  }

  setLevel(values: Values): Level | undefined {
    const now = levelNow(values);
    if (!now) return undefined;
    this.#memory.set("level", now);
    this.#tilted = undefined;
    this.#candidate = undefined;
    return now;
  }

  #rest(): Level {
    return levelFrom(this.#memory.get("level")) ?? { roll: 0, pitch: 0 };
  }

  #lean(values: Values): DriverEvent[] {
    const now = levelNow(values);
    if (!now) return [];
    const { tiltLimit, tiltHysteresis } = this.#config;
    const angle = tiltBetween(this.#rest(), now);
    const tilted = beyond(angle, tiltLimit, this.#tilted === true, tiltHysteresis);
    const reads = this.#candidate?.tilted === tilted ? this.#candidate.reads + 1 : 1;
    this.#candidate = { tilted, reads };
    if (reads < readsToCount || tilted === this.#tilted) return [];
    const was = this.#tilted;
    this.#tilted = tilted;
    // The first position after the start is a state, not a happening.
    if (was === undefined) return [];
    if (!tilted) return [{ code: "tiltEnded", text: "the cabinet stands as before", data: { degrees: angle } }];
    return [
      { code: "tamper", text: `the cabinet is tilted by ${angle} degrees`, data: { reason: "tilt", degrees: angle } },
    ];
  }

  #shake(values: Values, now: number): DriverEvent[] {
    const vibration = vibrationOf(values);
    if (vibration === undefined || !this.#feelsShocks()) return [];
    const shaking = vibration > this.#config.vibrationLimit;
    const began = shaking && !this.#shaking;
    this.#shaking = shaking;
    if (shaking) this.#shockUntil = now + this.#config.shockStretchMs;
    if (!began) return [];
    this.#memory.set("shocks", this.#shocks() + 1);
    return [{ code: "shock", text: "the vibration sensor felt a shock", data: { contact: "vibration", g: vibration } }];
  }

  /** A shock contact, where one is wired, has the last word. */
  #feelsShocks(): boolean {
    return (
      this.#config.inputs.seismicSensor === undefined &&
      this.#measures("accelerationX", "accelerationY", "accelerationZ")
    );
  }

  #measures(...quantities: readonly string[]): boolean {
    return quantities.every((q) => this.#config.sensors.some((s) => s.measures === q));
  }

  #shocks(): number {
    const value = this.#memory.get("shocks");
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
  }
}
