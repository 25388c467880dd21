import type { ComponentReading, DriverEvent, DriverMemory } from "../api.ts";
import { type Contact, contacts, levelsOf, meanings, stateOf, type Wiring } from "./contacts.ts";
import { believed, type Debounced, distrusted, fresh, sample } from "./debounce.ts";
import { nothingSeen, type Watch, watchFor } from "./tamper.ts";

export interface PanelOptions extends Wiring {
  readonly debouncePolls: number;
  readonly shockStretchMs: number;
}

/** How many inputs are compared with the polls before; the shock counts at once and is not debounced. */
const debounced = contacts.filter((c) => c !== "seismicSensor");

/** All contacts over time: levels in, states, events and counters out. Knows no bytes. */
export class Panel {
  readonly #options: PanelOptions;
  readonly #memory: DriverMemory;
  readonly #contacts = new Map<Contact, Debounced>();
  #watch: Watch = nothingSeen;
  #shaking = false;
  #shockUntil = Number.NEGATIVE_INFINITY;
  #loopOpen = false;
  #levels: Partial<Record<Contact, boolean>> = {};

  constructor(options: PanelOptions, memory: DriverMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  /** True once every wired contact has a level that counts: before that a single read says nothing certain. */
  settled(): boolean {
    return debounced.every((c) => this.#options.inputs[c] === undefined || this.#contacts.get(c)?.level !== undefined);
  }

  /** One read of the module, `now` in monotonic ms. Returns what happened. */
  take(bits: readonly boolean[], now: number): DriverEvent[] {
    this.#levels = levelsOf(bits, this.#options);
    const events = this.#sample("wiring");
    this.#loopOpen = this.#levels.wiring === false;
    if (this.#loopOpen) {
      // The bits behind an open loop say nothing, and nothing they do is an opening or a shock (cash-box.md §8.10).
      this.#distrust();
      return events;
    }
    for (const contact of debounced) if (contact !== "wiring") events.push(...this.#sample(contact));
    const shock = this.#shock(now);
    if (shock) events.push(this.#event("seismicSensor", false));
    const { watch, alarms } = watchFor(this.#watch, { now, shock, shaking: this.#shaking, levels: this.#believed() });
    this.#watch = watch;
    return [...events, ...alarms];
  }

  components(now: number, frame: string): Record<string, ComponentReading> {
    const out: Record<string, ComponentReading> = {};
    for (const contact of contacts) {
      const input = this.#options.inputs[contact];
      if (input === undefined) continue;
      const level = this.#level(contact, now);
      const state = level === undefined ? "unknown" : stateOf(contact, level);
      out[contact] = { state, vendorCode: `input ${input}`, frame };
    }
    return out;
  }

  /** Every contact unknown: the module answered, but not with its inputs. */
  unknown(): Record<string, ComponentReading> {
    const wired = contacts.filter((c) => this.#options.inputs[c] !== undefined);
    return Object.fromEntries(wired.map((c) => [c, { state: "unknown" }]));
  }

  measures(): Record<string, number> {
    return {
      ...(this.#options.inputs.outerDoor === undefined ? {} : { doorOpenings: this.#count("doorOpenings") }),
      ...(this.#options.inputs.seismicSensor === undefined ? {} : { shocks: this.#count("shocks") }),
    };
  }

  #level(contact: Contact, now: number): boolean | undefined {
    if (contact !== "wiring" && this.#loopOpen) return undefined;
    if (contact === "seismicSensor") {
      const raw = this.#levels.seismicSensor;
      return raw === undefined ? undefined : raw && now >= this.#shockUntil;
    }
    return believed(this.#contacts.get(contact) ?? fresh);
  }

  #sample(contact: Contact): DriverEvent[] {
    const raw = this.#levels[contact];
    if (raw === undefined) return [];
    const was = this.#contacts.get(contact) ?? fresh;
    const is = sample(was, raw, this.#options.debouncePolls);
    this.#contacts.set(contact, is);
    // The first level after the start is a state, not a happening.
    if (was.level === undefined || is.level === undefined || is.level === was.level) return [];
    if (contact === "outerDoor" && !is.level) this.#add("doorOpenings");
    return [this.#event(contact, is.level)];
  }

  #shock(now: number): boolean {
    const shaking = this.#levels.seismicSensor === false;
    const began = shaking && !this.#shaking;
    this.#shaking = shaking;
    if (shaking) this.#shockUntil = now + this.#options.shockStretchMs;
    if (began) this.#add("shocks");
    return began;
  }

  #event(contact: Contact, level: boolean): DriverEvent {
    const { code, text } = level ? meanings[contact].toOne : meanings[contact].toZero;
    const key = believed(this.#contacts.get("operatorSwitch") ?? fresh);
    return {
      code,
      text,
      data: { contact, ...(key === undefined ? {} : { operatorSwitch: stateOf("operatorSwitch", key) }) },
    };
  }

  #believed(): Partial<Record<Contact, boolean>> {
    const out: Partial<Record<Contact, boolean>> = {};
    for (const contact of debounced) {
      const level = believed(this.#contacts.get(contact) ?? fresh);
      if (level !== undefined) out[contact] = level;
    }
    return out;
  }

  #distrust(): void {
    this.#shaking = false;
    this.#watch = { ...this.#watch, shockSince: undefined };
    for (const [contact, was] of this.#contacts) if (contact !== "wiring") this.#contacts.set(contact, distrusted(was));
  }

  #count(name: string): number {
    const value = this.#memory.get(name);
    return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0;
  }

  #add(name: string): void {
    this.#memory.set(name, this.#count(name) + 1);
  }
}
