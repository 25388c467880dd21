import type { Clock } from "../../contract/index.ts";
import { type ComponentReading, DriverError, type DriverEvent, type DriverMemory, isDriverError } from "../api.ts";
import type { Bus, Heard } from "./bus.ts";
import { type Believed, believe, climateStates, dewPointOf, nothingYet } from "./climate.ts";
import type { Config } from "./config.ts";
import { type Group, groupsOf, type Kind, type Values, valuesOf } from "./registers.ts";
import { Stance } from "./stance.ts";
import { meaningOfException } from "./status.ts";

/** modbus-io.md §1: silent after three tries, then asked once in 30 s so that it does not slow the rest. */
const missesToSilence = 3;
const silentEveryMs = 30_000;
/** A pass starts no further question after so long. */
const passMs = 1_500;
/** What was read so long ago says nothing of a jump. */
const forgetMs = 300_000;

interface Trouble {
  readonly state: "inoperative" | "configurationError" | "unknown";
  readonly vendorCode: string;
  readonly frame?: string;
}
interface Watched {
  readonly group: Group;
  dueAt: number;
  misses: number;
  readAt: number;
  values: Values | undefined;
  trouble: Trouble | undefined;
  frame: string | undefined;
}

/** How a group's answer reads: values, or what is wrong with the sensor. */
const judged = (group: Group, heard: Heard): { readonly values: Values } | { readonly trouble: Trouble } => {
  const { frame } = heard;
  if (heard.kind === "registers") {
    const values = valuesOf(group, heard.registers);
    return values ? { values } : { trouble: { state: "inoperative", vendorCode: "value out of range", frame } };
  }
  const code = heard.kind === "exception" ? heard.code : 0;
  const meaning = meaningOfException(code);
  const behindGateway = meaning.availability === "offline";
  const state = meaning.module === "ok" ? "unknown" : behindGateway ? "inoperative" : meaning.module;
  return { trouble: { state, vendorCode: `exception ${code.toString(16).padStart(2, "0").toUpperCase()}`, frame } };
};

export interface SensorsOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly config: Config;
  readonly memory: DriverMemory;
}

/** All sensors of the bus over time: registers in, states, events and figures out. */
export class Sensors {
  readonly #options: SensorsOptions;
  readonly #watched: readonly Watched[];
  readonly #stance: Stance;
  #temperature: Believed = nothingYet;
  #climateStates: Readonly<Record<string, string>> = {};
  #lastTemperatureAt = Number.NEGATIVE_INFINITY;

  /** Throws `DriverError` `badArgs` if a quantity is measured twice: which of the two would be believed? */
  constructor(options: SensorsOptions) {
    this.#options = options;
    const quantities = options.config.sensors.map((s) => s.measures);
    const twice = quantities.find((q, i) => quantities.indexOf(q) !== i);
    if (twice) throw new DriverError("badArgs", `sensors: ${twice} is there twice`);
    this.#watched = groupsOf(options.config).map((group) => ({
      group,
      dueAt: Number.NEGATIVE_INFINITY,
      misses: 0,
      readAt: Number.NEGATIVE_INFINITY,
      values: undefined,
      trouble: undefined,
      frame: undefined,
    }));
    this.#stance = new Stance(options.config, options.memory);
  }

  get any(): boolean {
    return this.#watched.length > 0;
  }

  /**
   * Asks what is due, the longest due first; one at least if `proof` is wanted that somebody is on the bus. Each is asked once: the next pass is the retry.
   * Returns what happened, and whether anybody answered; `failure` is the last silence. Throws what is not silence.
   */
  async pass(
    signal: AbortSignal,
    proof: boolean,
  ): Promise<{ readonly answered: boolean; readonly failure?: DriverError; readonly events: readonly DriverEvent[] }> {
    const { clock } = this.#options;
    const began = clock.mono();
    const inOrder = [...this.#watched].sort((a, b) => a.dueAt - b.dueAt);
    const events: DriverEvent[] = [];
    let answered = false;
    let failure: DriverError | undefined;
    for (const [n, watched] of inOrder.entries()) {
      const wanted = watched.dueAt <= began || (proof && n === 0);
      if (!wanted || clock.mono() - began > passMs) break;
      const asked = await this.#ask(watched, signal);
      if (asked instanceof DriverError) failure = asked;
      else {
        answered = true;
        events.push(...asked);
      }
    }
    return { answered, events, ...(failure ? { failure } : {}) };
  }

  /** What was read before a silence of the whole bus says nothing of now; everybody is due. */
  startAnew(): void {
    for (const watched of this.#watched) {
      Object.assign(watched, {
        dueAt: Number.NEGATIVE_INFINITY,
        misses: 0,
        values: undefined,
        trouble: undefined,
        frame: undefined,
      });
    }
  }

  /** Reads everything once, raw: for a person who sets it up. Throws what is not silence. */
  async readAll(signal: AbortSignal): Promise<Record<string, unknown>[]> {
    const all: Record<string, unknown>[] = [];
    for (const watched of this.#watched) {
      const { unit, fn, start, count } = watched.group.question;
      const failed = await this.#ask(watched, signal);
      const said =
        failed instanceof DriverError ? { failed: failed.code } : { frame: watched.frame, ...watched.values };
      all.push({
        unit,
        function: fn,
        register: start,
        count,
        ...said,
        ...(watched.trouble ? { trouble: watched.trouble } : {}),
      });
    }
    return all;
  }

  /** Takes the present position as the resting one. Returns it, or nothing if it is not measured. */
  setLevel(): { roll: number; pitch: number } | undefined {
    return this.#stance.setLevel(this.#values("motion"));
  }

  components(now: number): Record<string, ComponentReading> {
    const out: Record<string, ComponentReading> = {};
    for (const kind of ["climate", "motion"] as const) {
      const of = this.#watched.filter((w) => w.group.kind === kind);
      if (of.length === 0) continue;
      out[`${kind}Sensor`] = this.#sensor(kind, of);
      const states = kind === "climate" ? this.#climate() : this.#stance.states(this.#values("motion"), now);
      const frame = of.find((w) => w.frame !== undefined)?.frame;
      for (const [name, state] of Object.entries(states))
        out[name] = state === "unknown" || frame === undefined ? { state } : { state, frame };
    }
    return out;
  }

  measures(): Record<string, number> {
    const { temperature, humidity } = this.#air();
    const dewPoint =
      temperature === undefined || humidity === undefined ? undefined : dewPointOf(temperature, humidity);
    const all = { temperature, humidity, dewPoint, ...this.#stance.measures(this.#values("motion")) };
    return Object.fromEntries(Object.entries(all).filter((e): e is [string, number] => e[1] !== undefined));
  }

  async #ask(watched: Watched, signal: AbortSignal): Promise<readonly DriverEvent[] | DriverError> {
    const { bus, clock, config } = this.#options;
    const { kind, question } = watched.group;
    try {
      const heard = await bus.askOnce({ question, answerMs: config.sensorAnswerMs, signal });
      return this.#take(watched, heard);
    } catch (error) {
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
      watched.misses += 1;
      const silent = watched.misses >= missesToSilence;
      watched.dueAt = clock.mono() + (silent ? silentEveryMs : 0);
      if (silent)
        this.#lose(watched, { state: "inoperative", vendorCode: `${kind} sensor ${question.unit}: ${error.code}` });
      return error;
    }
  }

  #take(watched: Watched, heard: Heard): readonly DriverEvent[] {
    const { clock, config } = this.#options;
    const { kind } = watched.group;
    const now = clock.mono();
    const said = judged(watched.group, heard);
    watched.dueAt = now + (kind === "climate" ? config.climateEveryMs : config.motionEveryMs);
    watched.misses = 0;
    watched.frame = heard.frame;
    if ("trouble" in said) {
      this.#lose(watched, said.trouble);
      return [];
    }
    watched.values = said.values;
    watched.readAt = now;
    watched.trouble = undefined;
    if (kind === "motion") return this.#stance.take(this.#values("motion"), now);
    if (said.values.temperature !== undefined) this.#felt(said.values.temperature, now);
    this.#climateStates = climateStates(this.#air(), config, this.#climateStates);
    return [];
  }

  #felt(read: number, now: number): void {
    const was = now - this.#lastTemperatureAt > forgetMs ? nothingYet : this.#temperature;
    this.#temperature = believe(was, read);
    this.#lastTemperatureAt = now;
  }

  #lose(watched: Watched, trouble: Trouble): void {
    watched.values = undefined;
    watched.trouble = trouble;
    if (trouble.frame === undefined) watched.frame = undefined;
  }

  /** Everything of a kind that is known now. */
  #values(kind: Kind): Values {
    return Object.assign(
      {},
      ...this.#watched.filter((w) => w.group.kind === kind).map((w) => w.values ?? {}),
    ) as Values;
  }

  /** The air, with a temperature only while it is believed. */
  #air(): Values {
    const { temperature, ...rest } = this.#values("climate");
    const believed = temperature === undefined ? undefined : this.#temperature.value;
    return believed === undefined ? rest : { ...rest, temperature: believed };
  }

  #measured(quantity: string): boolean {
    return this.#options.config.sensors.some((s) => s.measures === quantity);
  }

  /** Every state the settings promise: unknown where nothing is known. */
  #climate(): Record<string, string> {
    const air = this.#air();
    const known = climateStates(air, this.#options.config, this.#climateStates);
    const both = this.#measured("temperature") && this.#measured("humidity");
    return {
      ...(this.#measured("temperature") && { temperature: known.temperature ?? "unknown" }),
      ...(this.#measured("humidity") && { humidity: known.humidity ?? "unknown" }),
      ...(both && { condensation: known.condensation ?? "unknown" }),
    };
  }

  #sensor(kind: Kind, of: readonly Watched[]): ComponentReading {
    const trouble = of.find((w) => w.trouble)?.trouble;
    if (trouble) return trouble;
    if (of.some((w) => w.values === undefined)) return { state: "unknown" };
    const jumps = kind === "climate" && this.#measured("temperature") && this.#temperature.value === undefined;
    const frame = of[0]?.frame;
    const shown = frame === undefined ? {} : { frame };
    return jumps ? { state: "inoperative", vendorCode: "temperature jumps", ...shown } : { state: "ok", ...shown };
  }
}
