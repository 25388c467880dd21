import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type ComponentReading,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  isDriverError,
  type Reading,
} from "../api.ts";
import { ascii } from "../wire/fields.ts";
import { code, errorsOf, hoursOf, percentOf, statusOf } from "./codec.ts";
import { commands } from "./commands.ts";
import type { Conversation } from "./conversation.ts";
import { componentsOfErrors, panelOf, powerOf, unknownErrors } from "./status.ts";

/** Figures a model may not know: a NAK or silence leaves them out, and they are tried again later. */
const figures: readonly [measure: string, command: number, of: (values: Uint8Array) => number | undefined][] = [
  ["brightness", code.brightness, percentOf],
  ["backlight", code.lamp, percentOf],
  ["panelOnTime", code.panelTime, hoursOf],
];
const unsupportedForMs = 10 * 60_000;

/** The conversation with one display. */
export class MdcSession implements DeviceSession {
  readonly talk: Conversation;
  readonly #env: DriverEnv;
  readonly #skipUntil = new Map<number, number>();
  #startingUntil = 0;

  constructor(talk: Conversation, env: DriverEnv) {
    this.talk = talk;
    this.#env = env;
  }

  /** In standby some models tell their serial number only. Throws `DriverError` if no display answers. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    await this.talk.ask(code.status, { signal });
    const text = async (command: number): Promise<string> => {
      const said = await this.talk.askOptional(command, { signal });
      return said?.kind === "ack" ? ascii(said.values).slice(0, 80) : "";
    };
    const serial = await text(code.serial);
    const model = await text(code.model);
    const firmware = await text(code.software);
    return {
      manufacturer: "Samsung",
      ...(model ? { model } : {}),
      ...(serial ? { serial } : {}),
      ...(firmware ? { firmware } : {}),
    };
  }

  /** Status first; a display in standby is asked no more (sheet 6). */
  async poll(signal: AbortSignal): Promise<Reading> {
    const power = await this.#power(signal);
    if (power === undefined) return this.#reading("starting", {}, {});
    if (power.state === "off") return this.#reading("online", { power }, {});
    const { components, celsius } = await this.#errors(signal);
    const panel = await this.#panel(signal);
    const measured = { ...(celsius === undefined ? {} : { temperature: celsius }), ...(await this.#figures(signal)) };
    return this.#reading("online", { power, panel, ...components }, measured);
  }

  async run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const todo = commands[command];
    if (!todo) throw new DriverError("badArgs", `samsung-mdc has no command ${command}`);
    return todo(this, args, signal);
  }

  /** For so long silence means that the display starts, not that it is dead. */
  expectStart(ms: number): void {
    this.#startingUntil = this.#env.clock.mono() + ms;
  }

  async close(): Promise<void> {
    this.talk.close();
  }

  #reading(
    availability: "online" | "starting",
    components: Reading["components"],
    measures: Reading["measures"],
  ): Reading {
    return {
      availability,
      ...(availability === "starting"
        ? { because: { code: "starting", text: "the display was switched on or restarted and does not answer yet" } }
        : {}),
      components,
      measures: { ...this.talk.measures(), ...measures },
      money: "safe",
    };
  }

  /** Undefined while the display is expected to be starting and silent. */
  async #power(signal: AbortSignal): Promise<ComponentReading | undefined> {
    try {
      const starting = this.#env.clock.mono() < this.#startingUntil;
      const said = await this.talk.ask(code.status, { signal, ...(starting ? { tries: 1 } : {}) });
      if (said.kind === "nak") return refused("00", said.error, said.frame);
      const status = statusOf(said.values);
      return status ? powerOf(status.power, said.frame) : short("00", said.frame);
    } catch (error) {
      if (isDriverError(error, "noAnswer") && this.#env.clock.mono() < this.#startingUntil) return undefined;
      throw error;
    }
  }

  async #errors(signal: AbortSignal): Promise<{ components: Record<string, ComponentReading>; celsius?: number }> {
    const said = await this.talk.askOptional(code.errors, { signal, tries: 3 });
    if (!said) return { components: unknownErrors("0D: no answer") };
    if (said.kind === "nak") return { components: unknownErrors(`0D: NAK ${said.error}`) };
    const errors = errorsOf(said.values);
    if (!errors) return { components: unknownErrors("0D: short answer") };
    return { components: componentsOfErrors(errors, said.frame), celsius: errors.celsius };
  }

  async #panel(signal: AbortSignal): Promise<ComponentReading> {
    const said = await this.talk.askOptional(code.panel, { signal });
    if (!said) return { state: "unknown", vendorCode: "F9: no answer" };
    return said.kind === "nak" ? refused("F9", said.error, said.frame) : panelOf(said.values[0], said.frame);
  }

  async #figures(signal: AbortSignal): Promise<Record<string, number>> {
    const values: Record<string, number> = {};
    const now = this.#env.clock.mono();
    for (const [measure, command, of] of figures) {
      if (now < (this.#skipUntil.get(command) ?? 0)) continue;
      const said = await this.talk.askOptional(command, { signal });
      const value = said?.kind === "ack" ? of(said.values) : undefined;
      if (value !== undefined) values[measure] = value;
      if (said?.kind !== "ack") this.#skipUntil.set(command, now + unsupportedForMs);
    }
    return values;
  }
}

const refused = (what: string, error: number, frame: string): ComponentReading => ({
  state: "unknown",
  vendorCode: `${what}: NAK ${error.toString(16).toUpperCase().padStart(2, "0")}`,
  frame,
});
const short = (what: string, frame: string): ComponentReading => ({
  state: "unknown",
  vendorCode: `${what}: short answer`,
  frame,
});
