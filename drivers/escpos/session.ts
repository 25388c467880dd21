import type { DeviceIdentity } from "../../contract/index.ts";
import { type CommandResult, type DeviceSession, type DriverEnv, DriverError, type Reading } from "../api.ts";
import { ascii } from "../wire/fields.ts";
import { type Asb, type Message, request } from "./codec.ts";
import { commands } from "./commands.ts";
import type { Conversation } from "./conversation.ts";
import { Counters } from "./counters.ts";
import {
  availabilityOf,
  availabilityOfFull,
  componentsOf,
  componentsOfFull,
  fromAsb,
  fromRealTime,
  isUnexplained,
  type Told,
} from "./status.ts";

export interface Settings {
  readonly profile: "epson" | "custom";
  readonly loose: boolean;
  readonly asb: boolean;
  readonly countersEveryMinutes: number;
  readonly presenter: boolean;
  readonly fatalBit02: "cutterCover" | "flash";
}

/** A group this young is the present state: the poll it caused need not ask for it again. Older ones are asked anew (sheet 9 rule 3). */
const asbFreshMs = 2_000;

const unexplainedMs = 60_000;
const hintEveryMs = 5_000;

/** The conversation with one printer: identification, polling, automatic status, commands. */
export class EscposSession implements DeviceSession {
  readonly talk: Conversation;
  readonly settings: Settings;
  readonly #env: DriverEnv;
  readonly #counters: Counters;
  readonly #listeners = new Set<() => void>();
  #asb: { readonly bytes: Asb; readonly at: number } | undefined;
  #asbSilences = 0;
  #last: readonly number[] = [];
  #unexplainedSince: number | undefined;
  #hintedAt: number | undefined;

  constructor(talk: Conversation, settings: Settings, env: DriverEnv) {
    this.talk = talk;
    this.settings = settings;
    this.#env = env;
    this.#counters = new Counters(talk, settings, env.clock);
    talk.onMessage((message) => this.#unasked(message));
  }

  onChange(listener: () => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An offline printer does not execute GS I: then its name stays unknown. Throws `DriverError` if nothing like a printer answers. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const printer = await this.talk.status(1, signal);
    if (printer & 0x08) return {};
    return this.settings.profile === "custom" ? this.#identifyCustom(signal) : this.#identifyEpson(signal);
  }

  async #identifyEpson(signal: AbortSignal): Promise<DeviceIdentity> {
    const identity: Record<string, string> = {};
    for (const [n, field] of epsonIdentity) {
      const text = await this.talk.block(request.identity(n), signal);
      if (text === "busy") break;
      if (text !== "unsupported" && text !== "") identity[field] = text;
    }
    return identity;
  }

  async #identifyCustom(signal: AbortSignal): Promise<DeviceIdentity> {
    const id = await this.talk.raw(request.identity(0xff), 2, false, signal);
    const firmware = await this.talk.raw(request.identity(3), 4, true, signal);
    return {
      manufacturer: "Custom",
      ...(typeof id === "string" ? {} : { model: customModel(id) }),
      ...(typeof firmware === "string" ? {} : { firmware: ascii(firmware) }),
    };
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const { online, ...reading } =
      this.settings.profile === "custom" ? await this.#pollCustom(signal) : await this.#pollEpson(signal);
    if (online) await this.#counters.read(signal);
    return { ...reading, measures: { ...this.talk.measures(), ...this.#counters.values() }, money: "safe" };
  }

  /** Sheet 9 rule 2: is it online; if so, one ASB group (or the paper sensors); if not, what stops it. */
  async told(signal: AbortSignal): Promise<Told> {
    const printer = await this.talk.status(1, signal);
    const offline = (printer & 0x08) !== 0;
    const asb = this.#freshAsb(offline) ?? (offline ? undefined : await this.#askAsb(signal));
    if (asb && fromAsb(asb).conditions.offline === offline) return fromAsb(asb);
    const paper = await this.talk.status(4, signal);
    if (!offline) return fromRealTime({ printer, paper });
    const cause = await this.talk.status(2, signal);
    return fromRealTime({ printer, paper, cause, error: await this.talk.status(3, signal) });
  }

  async #pollEpson(signal: AbortSignal) {
    const told = this.#patient(await this.told(signal));
    return { ...availabilityOf(told), components: componentsOf(told), online: !told.conditions.offline };
  }

  /** Sheet 11: offline with all causes clear is no longer a start or a self-test after a minute. */
  #patient({ conditions, said }: Told): Told {
    const now = this.#env.clock.mono();
    this.#unexplainedSince =
      isUnexplained(conditions) && !conditions.feeding ? (this.#unexplainedSince ?? now) : undefined;
    const stuck = this.#unexplainedSince !== undefined && now - this.#unexplainedSince >= unexplainedMs;
    return { conditions: { ...conditions, stuck }, said };
  }

  async #pollCustom(signal: AbortSignal) {
    const printer = await this.talk.status(1, signal);
    const full = await this.talk.fullStatus(signal);
    this.#last = full;
    const offline = (printer & 0x08) !== 0;
    // Each time: a power cycle between two polls would have switched it off unnoticed.
    if (!offline && this.settings.asb) await this.talk.send(request.autoFullOn());
    const components = componentsOfFull(full, this.settings.fatalBit02);
    return { ...availabilityOfFull(printer, components), components, online: !offline };
  }

  async run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const todo = commands[command];
    if (!todo) throw new DriverError("badArgs", `escpos has no command ${command}`);
    const extra = Object.keys(args);
    if (extra.length > 0) throw new DriverError("badArgs", `${command} takes no argument ${extra.join(", ")}`);
    return todo(this, signal);
  }

  /** Reads all maintenance counters now. */
  async readCounters(signal: AbortSignal): Promise<Record<string, number>> {
    await this.#counters.read(signal, true);
    return this.#counters.values();
  }

  /** After ESC @ or a cut nothing is certain any more. */
  forget(): void {
    this.#asb = undefined;
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.talk.close();
  }

  #freshAsb(offline: boolean): Asb | undefined {
    if (!this.#asb || this.#env.clock.mono() - this.#asb.at > asbFreshMs) return undefined;
    return fromAsb(this.#asb.bytes).conditions.offline === offline ? this.#asb.bytes : undefined;
  }

  /** Switching ASB on at every poll costs 7 bytes, renews it after an unnoticed power cycle, and is answered with the whole state. */
  async #askAsb(signal: AbortSignal): Promise<Asb | undefined> {
    if (!this.settings.asb || this.settings.loose || this.#asbSilences >= 3) return undefined;
    const asb = await this.talk.asbOn(signal);
    this.#asbSilences = asb ? 0 : this.#asbSilences + 1;
    if (asb) this.#keep(asb);
    return asb;
  }

  #keep(bytes: Asb): boolean {
    const changed = bytes.some((v, i) => v !== this.#last[i]);
    this.#asb = { bytes, at: this.#env.clock.mono() };
    this.#last = bytes;
    return changed;
  }

  #unasked(message: Message): void {
    if (message.kind === "asb") {
      this.#asbSilences = 0;
      if (this.#keep(message.bytes)) this.#changed();
    } else if (message.kind === "full") {
      if (message.bytes.some((v, i) => v !== this.#last[i])) this.#changed();
    } else if (message.kind === "bare" || (message.kind === "flow" && message.on)) {
      this.#hint();
    }
  }

  /** XON follows a start, but also every full buffer of a print job; bare bytes may be noise. Worth a poll, not a storm of them. */
  #hint(): void {
    const now = this.#env.clock.mono();
    if (this.#hintedAt !== undefined && now - this.#hintedAt < hintEveryMs) return;
    this.#hintedAt = now;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** GS I n, in the order of the sheet's happy path (10.1). */
const epsonIdentity = [
  [66, "manufacturer"],
  [67, "model"],
  [65, "firmware"],
  [68, "serial"],
] as const;

const customModel = (id: Uint8Array): string => {
  const code = (((id[0] ?? 0) << 8) | (id[1] ?? 0)).toString(16).toUpperCase().padStart(4, "0");
  return customModels[code] ?? `model id ${code}`;
};
/** GS I FF (sheet 5). */
const customModels: Record<string, string> = { "0205": "VKP80III", "0217": "TG02H" };
