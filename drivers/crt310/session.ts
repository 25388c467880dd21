import type { Static } from "typebox";
import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type BytePort,
  type CommandResult,
  type ComponentReading,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Reading,
} from "../api.ts";
import {
  type Answer,
  type CommandName,
  commands,
  decodeSensors,
  decodeSerial,
  decodeStatus,
  decodeVersion,
} from "./codec.ts";
import { runCommand } from "./commands.ts";
import { Conversation, timing } from "./conversation.ts";
import type { config } from "./driver.ts";
import { Entry, type Wish } from "./entry.ts";
import { evidence, type Place, type Refused, readingOf, type Steady } from "./reading.ts";
import { cardPlaces, featureAbsent, refusalOf, results, resultVendorCode, stateOf, vendorCode } from "./status.ts";

export const resetMs = 15_000;
/** How long something must be so before it counts: three polls for the sensors of the path, longer for the switch that every customer presses. */
const steadyPolls = 3;
const switchMs = 30_000;

export type Status = { readonly place: Place; readonly frame: Uint8Array } | { readonly refused: Refused };
type Normal = Extract<Answer, { kind: "normal" }>;

/** One reader. Only status, serial number, reset that leaves the card, hand-out and entry are ever sent. */
export class Crt310Session implements DeviceSession {
  readonly talk: Conversation;
  readonly entry: Entry;
  readonly #settings: Static<typeof config>;
  readonly #env: DriverEnv;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  readonly #told: Record<string, ComponentReading> = {};
  #toldAt: number | undefined;
  #sensors: CommandName | undefined = "sensors";
  #seenBy = new Map<number, number>();
  #shutterPolls = 0;
  #switchSince: number | undefined;
  #steady: Steady | undefined;
  #card: { readonly since: number } | undefined;
  #last: number | undefined;
  #version: string | undefined;

  constructor(port: BytePort, settings: Static<typeof config>, env: DriverEnv) {
    this.#settings = settings;
    this.#env = env;
    const { clock, memory } = env;
    this.talk = new Conversation({ port, clock, acknowledge: settings.acknowledge });
    this.entry = new Entry({ clock, memory, mode: settings.entryMode });
  }

  /** Its version is told by a reset only, so it is known from the first `initialize` on. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const answer = await this.talk.query("serial", signal);
    const serial = answer.kind === "normal" ? decodeSerial(answer.data) : undefined;
    const version = this.#version ?? this.#env.memory.get("version");
    return {
      manufacturer: "Creator",
      ...(typeof version === "string" ? { model: version, firmware: version } : {}),
      ...(serial ? { serial } : {}),
    };
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const status = await this.status(signal);
    if ("place" in status) {
      this.#note(status.place);
      await this.#readSensors(status.place, signal);
      await this.#followEntry(status.place, status.frame, signal);
    }
    return readingOf({
      status: "place" in status ? status : { ...status, asked: commands.status },
      told: this.#told,
      steady: this.#steady,
      restart: this.entry.restart(),
      cardInMs: this.#card ? this.#env.clock.mono() - this.#card.since : 0,
      leftAfterMs: this.#settings.cardLeftAfterS * 1_000,
      measures: this.#measures(),
    });
  }

  async run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    return runCommand(this, command, args, signal);
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.talk.close();
  }

  /** Throws `DriverError` `damagedAnswers` for an answer that is no status. */
  async status(signal: AbortSignal): Promise<Status> {
    const answer = await this.talk.query("status", signal);
    if (answer.kind === "refused") return { refused: answer };
    const place = decodeStatus(answer.data);
    if (place) return { place, frame: answer.frame };
    throw new DriverError("damagedAnswers", `a status of ${answer.data.length} bytes, 3 are wanted`);
  }

  /** The question for sensors that this model knows (§5: 31/2E since V3); undefined if none. */
  async sensors(signal: AbortSignal): Promise<Normal | undefined> {
    while (this.#sensors !== undefined) {
      const answer = await this.talk.query(this.#sensors, signal);
      if (answer.kind === "normal") return answer;
      if (!featureAbsent.has(answer.code)) return undefined;
      this.#sensors = this.#sensors === "sensors" ? "fewerSensors" : undefined;
    }
    return undefined;
  }

  /** Reset 30/30: the card stays where it is. */
  async reset(signal: AbortSignal): Promise<Answer> {
    const answer = await this.talk.command("reset", signal, resetMs);
    if (answer.kind === "refused") this.tell("reset", answer);
    else {
      this.#version = decodeVersion(answer.data) ?? this.#version;
      if (this.#version) this.#env.memory.set("version", this.#version);
      this.#succeeded();
    }
    return answer;
  }

  /** 32/30: to the front, released. */
  async release(signal: AbortSignal): Promise<Answer> {
    const answer = await this.talk.command("release", signal, timing.moveMs);
    this.tell("release", answer);
    return answer;
  }

  /** Y and N are swapped in the vendor's text for entry (§4): an answer means that it was run, the next status shows what became of it. */
  async setEntry(wish: Wish, signal: AbortSignal): Promise<Answer> {
    const command = this.entry.commandFor(wish);
    const answer = await this.talk.command(command, signal, timing.queryMs);
    if (answer.kind === "refused") this.tell(command, answer);
    else this.#told["supply"] = { state: "ok" };
    return answer;
  }

  /** Remembers what the end of a command says of the parts, until a later one says otherwise. */
  tell(command: CommandName, answer: Answer): void {
    if (answer.kind === "refused") {
      const how = { vendorCode: vendorCode(answer.frame, commands[command], answer.code), ...evidence(answer.frame) };
      return this.#remember(refusalOf(answer.code).says, how);
    }
    const p = answer.data[0] ?? 0;
    if (p === 0x59) return this.#succeeded();
    const how = { vendorCode: resultVendorCode(commands[command], p), ...evidence(answer.frame) };
    this.#remember(results[p]?.says ?? {}, how);
  }

  #remember(says: Readonly<Record<string, string>>, how: Omit<ComponentReading, "state">): void {
    for (const [component, state] of Object.entries(says)) this.#told[component] = { state, ...how };
    if (says["media"] !== undefined) this.#toldAt = this.#last;
  }

  #succeeded(): void {
    delete this.#told["media"];
    this.#told["transport"] = { state: "ok" };
    this.#told["supply"] = { state: "ok" };
  }

  #emit(code: string, text: string): void {
    for (const listener of this.#listeners) listener({ code, text });
  }

  #note([s1]: Place): void {
    const state = stateOf(cardPlaces, s1);
    if (state === "unknown") return;
    const inside = state !== "notPresent";
    const before = this.#last === undefined ? undefined : stateOf(cardPlaces, this.#last) !== "notPresent";
    if (inside && (before === false || (before === undefined && this.#env.memory.get("cardIn") === false)))
      this.#cardTakenIn(state);
    if (!inside && before === true && s1 !== 0x4d) this.#emit("cardTaken", "the card has left the reader");
    if (s1 === 0x4d && this.#last !== undefined && this.#last !== 0x4d) this.#cardRetained();
    if (before !== inside) this.#env.memory.set("cardIn", inside);
    if (inside) this.#card ??= { since: this.#env.clock.mono() };
    else this.#card = undefined;
    // A jam that only a refusal told of is over once the card is elsewhere.
    if (s1 !== this.#toldAt) delete this.#told["media"];
    this.#last = s1;
  }

  #cardTakenIn(state: string): void {
    this.#count("cardInsertions");
    // Drawn in to its place: the transport has moved it. A failure that was told is only disproved by a command that succeeds.
    if (state === "latched") this.#told["transport"] ??= { state: "ok" };
    this.#emit("cardInserted", "a card was put in");
  }

  #cardRetained(): void {
    this.#count("cardsRetained");
    this.#emit("cardRetained", "a card was moved out at the rear");
  }

  #count(what: string): void {
    this.#env.memory.set(what, this.#counted(what) + 1);
  }

  #counted(what: string): number {
    const count = this.#env.memory.get(what);
    return typeof count === "number" ? count : 0;
  }

  async #readSensors(place: Place, signal: AbortSignal): Promise<void> {
    const answer = await this.sensors(signal);
    const told = answer && decodeSensors(answer.data);
    if (!answer || !told) {
      this.#steady = undefined;
      return;
    }
    const now = this.#env.clock.mono();
    const empty = place[0] === 0x4e;
    this.#seenBy = new Map(empty ? told.seeing.map((n) => [n, (this.#seenBy.get(n) ?? 0) + 1]) : []);
    // Only while entry is forbidden has nobody business to hold it open.
    this.#shutterPolls = empty && place[1] === 0x4e && told.shutterOpen === true ? this.#shutterPolls + 1 : 0;
    this.#switchSince = empty && told.entrySwitch === true ? (this.#switchSince ?? now) : undefined;
    this.#steady = {
      foreign: [...this.#seenBy].flatMap(([n, polls]) => (polls >= steadyPolls ? [n] : [])),
      shutterOpen: this.#shutterPolls >= steadyPolls,
      switchPressed: this.#switchSince !== undefined && now - this.#switchSince >= switchMs,
      frame: answer.frame,
    };
  }

  /** Entry as wished, whenever the unit is free: it forgets it when its power is off. */
  async #followEntry(place: Place, frame: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.#settings.entry === "leave" || place[0] !== 0x4e) return;
    const wish = this.entry.wished(this.#settings.entry);
    const { set, restarted } = this.entry.look(wish, place, frame);
    if (restarted) this.#emit("powerLoss", "the card reader was restarted: its entry is set as after power-on");
    if (!set) return;
    this.entry.sent(place, wish);
    await this.setEntry(wish, signal);
  }

  #measures(): Record<string, number> {
    return {
      ...this.talk.measures(),
      cardInsertions: this.#counted("cardInsertions"),
      cardsRetained: this.#counted("cardsRetained"),
    };
  }
}
