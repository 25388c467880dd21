import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type BytePort,
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  isDriverError,
  type Reading,
} from "../api.ts";
import { Bus, type Heard } from "./bus.ts";
import { runCommand } from "./commands.ts";
import type { Config } from "./config.ts";
import { InputModule, inputsOf, isWired } from "./module.ts";
import { Panel } from "./panel.ts";
import { Sensors } from "./sensors.ts";
import { meaningOfException } from "./status.ts";

/** modbus-io.md §1: a silent module beside others that answer is asked once in 30 s, so that it does not slow the rest. */
const missesToSilence = 3;
const silentEveryMs = 30_000;

/** What one pass over the input module gave: its answer, or that it said nothing. */
type Pass = { readonly heard: Heard } | { readonly silent: DriverError };

/** A cabinet's bus: one input module, or none, and any number of sensors. */
export class CabinetSession implements DeviceSession {
  readonly #config: Config;
  readonly #env: DriverEnv;
  readonly #bus: Bus;
  readonly #module: InputModule;
  readonly #panel: Panel;
  readonly #sensors: Sensors;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  readonly #wired: boolean;
  #misses = 0;
  #askAgainAt = Number.NEGATIVE_INFINITY;
  #silent: DriverError | undefined;

  constructor(port: BytePort, config: Config, env: DriverEnv) {
    const { clock, memory } = env;
    this.#config = config;
    this.#env = env;
    this.#bus = new Bus(port, clock, config.gapMs);
    this.#module = new InputModule(this.#bus, config);
    this.#panel = new Panel(config, memory);
    this.#sensors = new Sensors({ bus: this.#bus, clock, config, memory });
    this.#wired = isWired(config);
  }

  /** Plain modules have no identity: an answer of this address to this function is all there is. An exception is an answer. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const { model } = this.#config;
    const identity = model === "" ? {} : { model };
    if (!this.#wired) {
      await this.#somebodyAnswers(signal);
      return identity;
    }
    try {
      await this.#module.read(signal);
    } catch (error) {
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
      const { strangers } = this.#bus;
      // With a sensor that answers, only the input module is missing: that is for a poll to tell.
      if ((await this.#sensors.pass(signal, true)).answered) return identity;
      if (strangers.length === 0) throw error;
      throw new DriverError("wrongDevice", error.message, error.context, { cause: error });
    }
    return identity;
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const pass = this.#wired ? await this.#passModule(signal) : undefined;
    const silent = pass && "silent" in pass ? pass.silent : undefined;
    if (silent && !this.#sensors.any) throw silent;
    const sensed = await this.#sensors.pass(signal, silent !== undefined || !this.#wired);
    this.#tell(sensed.events);
    if (!sensed.answered && (silent || !this.#wired)) throw this.#busIsSilent(silent ?? sensed.failure);
    return this.#reading(pass);
  }

  run(command: string, _args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const linkMeasures = () => this.#bus.measures();
    return runCommand(
      command,
      { config: this.#config, module: this.#module, sensors: this.#sensors, linkMeasures },
      signal,
    );
  }

  onEvent(listener: (event: DriverEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#bus.close();
  }

  /** The input module's answer; while it is silent beside sensors that answer, it is asked once in 30 s. */
  async #passModule(signal: AbortSignal): Promise<Pass> {
    const { clock } = this.#env;
    if (this.#silent && clock.mono() < this.#askAgainAt) return { silent: this.#silent };
    try {
      const heard = await this.#settle(this.#taken(await this.#module.read(signal)), signal);
      this.#misses = 0;
      this.#silent = undefined;
      return { heard };
    } catch (error) {
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
      this.#misses += 1;
      if (this.#misses < missesToSilence || !this.#sensors.any) return { silent: error };
      this.#silent = error;
      this.#askAgainAt = clock.mono() + silentEveryMs;
      return { silent: error };
    }
  }

  #taken(heard: Heard): Heard {
    const bits = inputsOf(heard);
    if (bits) this.#tell(this.#panel.take(bits, this.#env.clock.mono()));
    return heard;
  }

  /** The first poll reads until every contact is certain, so that it says something; later ones read once. */
  async #settle(first: Heard, signal: AbortSignal): Promise<Heard> {
    let heard = first;
    for (let n = 1; n < this.#config.debouncePolls && heard.kind !== "exception" && !this.#panel.settled(); n++)
      heard = this.#taken(await this.#module.ask(signal));
    return heard;
  }

  #reading(pass: Pass | undefined): Reading {
    const now = this.#env.clock.mono();
    const sensed = this.#sensors.components(now);
    const measures = { ...this.#bus.measures(), ...this.#panel.measures(), ...this.#sensors.measures() };
    if (!pass) return { availability: "online", components: sensed, measures };
    const unknown = { ...this.#panel.unknown(), ...sensed };
    if ("silent" in pass) {
      const module = { state: "inoperative", vendorCode: `module ${this.#config.unit}: ${pass.silent.code}` };
      return { availability: "online", components: { ...unknown, module }, measures };
    }
    const { heard } = pass;
    if (heard.kind !== "exception") {
      const contacts = this.#panel.components(now, heard.frame);
      return {
        availability: "online",
        components: { ...contacts, module: { state: "ok", frame: heard.frame }, ...sensed },
        measures,
      };
    }
    const meaning = meaningOfException(heard.code);
    const vendorCode = `exception ${heard.code.toString(16).padStart(2, "0").toUpperCase()}`;
    return {
      availability: this.#sensors.any ? "online" : meaning.availability,
      because: { code: meaning.code, text: meaning.text },
      components: { ...unknown, module: { state: meaning.module, vendorCode, frame: heard.frame } },
      measures,
    };
  }

  async #somebodyAnswers(signal: AbortSignal): Promise<void> {
    const { answered, failure } = await this.#sensors.pass(signal, true);
    if (!answered) throw failure ?? this.#nothingToAsk();
  }

  /**
   * Nobody on the bus said anything: the conversation failed. A module that is silent beside others is asked seldom; of a silent bus no single one is to
   * blame, and when it is back all are asked at once.
   */
  #busIsSilent(failure: DriverError | undefined): DriverError {
    this.#misses = 0;
    this.#silent = undefined;
    this.#sensors.startAnew();
    return failure ?? this.#nothingToAsk();
  }

  #nothingToAsk(): DriverError {
    return new DriverError("badArgs", "the settings name neither an input nor a sensor: there is nothing to ask");
  }

  #tell(events: readonly DriverEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }
}
