import type { Static } from "typebox";
import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type BytePort,
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  type DriverEvent,
  isDriverError,
  type Reading,
} from "../api.ts";
import { noteUpEveryMs, wasUp } from "../unplanned.ts";
import { type Answer, decodeCounter, decodeSensors, decodeSerial, decodeText } from "./codec.ts";
import { runCommand } from "./commands.ts";
import { Conversation } from "./conversation.ts";
import type { config } from "./driver.ts";
import { readingOf } from "./reading.ts";
import { featureAbsent, troubleOf } from "./status.ts";

type Negative = Extract<Answer, { kind: "negative" }>;

/** INITIALISE inside a poll; the command has 15 s (crt-card-reader.md §3, ours). */
const initialiseInPollMs = 6_000;
export const initialiseMs = 15_000;
/** Back-off of INITIALISE after B0: repeated B0 means that the power drops, and every INITIALISE turns a motor. */
const firstAgainMs = 10_000;
const lastAgainMs = 600_000;
/** A restart stays visible as a state for this long, so that a rule can see it. */
const lingerMs = 10_000;
const counterEveryMs = 10_000;
const entryAgainMs = 10_000;
/** Polls in a row in which a sensor sees something without a card before it counts (§6). */
const steadyPolls = 3;

/** One reader. Only status, INITIALISE, release and entry are ever sent. */
export class Crt571Session implements DeviceSession {
  readonly settings: Static<typeof config>;
  readonly talk: Conversation;
  readonly #env: DriverEnv;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  #failed: Negative | undefined;
  #restart: { readonly by: Negative; readonly until: number } | undefined;
  #sensorsTold = true;
  #seenBy: number[] = [];
  #entry: "open" | "closed" | undefined;
  #entryNotBefore = 0;
  #card: { readonly since: number } | undefined;
  #cardSeen: number | undefined;
  #initialise = { tries: 0, notBefore: 0, last: Number.NEGATIVE_INFINITY };
  #retained: number | undefined;
  #counterRefused: Negative | undefined;
  #counterNotBefore = 0;
  #upNotBefore = 0;
  #firmware: string | undefined;

  constructor(port: BytePort, settings: Static<typeof config>, env: DriverEnv) {
    this.settings = settings;
    this.#env = env;
    this.talk = new Conversation(port, env.clock, settings.address);
  }

  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    let version = await this.talk.command("version", signal);
    if (version.kind === "negative" && version.code === "B0" && (await this.#startUp(version, signal)))
      version = await this.talk.command("version", signal);
    const serial = await this.talk.command("serial", signal);
    const text = version.kind === "positive" ? decodeText(version.data) : this.#firmware;
    const number = serial.kind === "positive" ? decodeSerial(serial.data) : undefined;
    return {
      ...(text ? { model: text, firmware: text } : {}),
      ...(number ? { serial: number } : {}),
    };
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    let answer = await this.status(signal);
    if (answer.kind === "negative" && answer.code === "B0" && (await this.#startUp(answer, signal)))
      answer = await this.status(signal);
    if (answer.kind === "positive") {
      this.#note(answer);
      this.#noteUp();
      await this.#readCounter(signal);
      await this.#followEntry(answer, signal);
    }
    const now = this.#env.clock.mono();
    return readingOf({
      answer,
      failed: this.#failed,
      counterRefused: this.#counterRefused,
      restart: this.#restart && this.#restart.until > now ? this.#restart.by : undefined,
      foreign: this.#seenBy.flatMap((polls, n) => (polls >= steadyPolls ? [n + 1] : [])),
      sensorsTold: this.#sensorsTold,
      stacker: this.settings.stacker,
      entry: this.#entry,
      cardInMs: this.#card ? now - this.#card.since : 0,
      leftAfterMs: this.settings.cardLeftAfterS * 1_000,
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

  /** Status with sensors, or without where the unit has none to tell. */
  async status(signal: AbortSignal): Promise<Answer> {
    if (!this.#sensorsTold) return this.talk.command("status", signal);
    const answer = await this.talk.command("sensors", signal);
    if (answer.kind !== "negative" || !featureAbsent.has(answer.code)) return answer;
    this.#sensorsTold = false;
    return this.talk.command("status", signal);
  }

  /** INITIALISE 33: clears errors, forbids entry, leaves the card. A refusal stays visible until one succeeds. */
  async initialise(signal: AbortSignal, answerMs = initialiseMs): Promise<Answer> {
    const answer = await this.talk.command("initialise", signal, answerMs);
    this.tell(answer);
    if (answer.kind === "negative") return answer;
    this.#failed = undefined;
    this.#entry = "closed";
    this.#entryNotBefore = 0;
    this.#firmware = decodeText(answer.data) || this.#firmware;
    return answer;
  }

  /** Remembers that a command failed for a fault of the device; its parts are bad until an INITIALISE succeeds. */
  tell(answer: Answer): void {
    if (answer.kind === "negative" && answer.code !== "B0" && Object.keys(troubleOf(answer.code).says).length > 0)
      this.#failed = answer;
  }

  /** Opens or closes the entry now, and keeps the wish over restarts. */
  async setEntry(open: boolean, signal: AbortSignal): Promise<Answer> {
    const answer = await this.talk.command(open ? "allowEntry" : "forbidEntry", signal);
    if (answer.kind === "positive") this.#entry = open ? "open" : "closed";
    return answer;
  }

  wish(open: boolean): void {
    this.#env.memory.set("entry", open ? "open" : "closed");
  }

  #emit(event: DriverEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The unit was restarted: it executes nothing but INITIALISE (§3). True if that succeeded now. */
  async #startUp(negative: Negative, signal: AbortSignal): Promise<boolean> {
    const now = this.#env.clock.mono();
    const planned = !this.#noteRestart(negative, now);
    this.#entry = undefined;
    if (!this.settings.initializeOnPowerUp || now < this.#initialise.notBefore) return false;
    const quiet = now - this.#initialise.last > lastAgainMs;
    const tries = quiet ? 0 : this.#initialise.tries;
    const wait = Math.min(lastAgainMs, firstAgainMs * 2 ** Math.min(tries, 10));
    this.#initialise = { tries: tries + 1, notBefore: now + wait, last: now };
    try {
      const ready = (await this.initialise(signal, initialiseInPollMs)).kind === "positive";
      if (ready && planned) this.#initialise = { tries: 0, notBefore: 0, last: now };
      return ready;
    } catch (error) {
      // Still moving: the next polls show what became of it.
      if (isDriverError(error, "noAnswer", "damagedAnswers", "refused")) return false;
      throw error;
    }
  }

  /** True if it lost its power; a unit that was switched on with the kiosk did not. */
  #noteRestart(by: Negative, now: number): boolean {
    if (!wasUp(this.#env.memory.get("upAt"), this.#env.clock.now())) return false;
    if (!this.#restart || this.#restart.until <= now)
      this.#emit({ code: "powerLoss", text: "the card reader was restarted and is not initialised" });
    this.#restart = { by, until: now + lingerMs };
    return true;
  }

  #noteUp(): void {
    const now = this.#env.clock.mono();
    if (now < this.#upNotBefore) return;
    this.#upNotBefore = now + noteUpEveryMs;
    this.#env.memory.set("upAt", this.#env.clock.now());
  }

  #note(answer: Extract<Answer, { kind: "positive" }>): void {
    const [st0] = answer.status;
    if (this.#sensorsTold) {
      const told = decodeSensors(answer.data).slice(0, 7);
      this.#seenBy = told.map((sees, n) => (st0 === 0x30 && sees === true ? (this.#seenBy[n] ?? 0) + 1 : 0));
    }
    if (st0 !== 0x30 && st0 !== 0x31 && st0 !== 0x32) return;
    const inside = st0 !== 0x30;
    const first = this.#cardSeen === undefined;
    if (inside && (this.#cardSeen === 0x30 || (first && this.#env.memory.get("cardIn") === false))) this.#cardTakenIn();
    if (!inside && !first && this.#cardSeen !== 0x30)
      this.#emit({ code: "cardTaken", text: "the card has left the reader" });
    if (inside) this.#card ??= { since: this.#env.clock.mono() };
    else this.#card = undefined;
    if (first || (this.#cardSeen !== 0x30) !== inside) this.#env.memory.set("cardIn", inside);
    this.#cardSeen = st0;
  }

  #cardTakenIn(): void {
    this.#env.memory.set("cardInsertions", this.#insertions() + 1);
    this.#emit({ code: "cardInserted", text: "a card was put in" });
  }

  #insertions(): number {
    const count = this.#env.memory.get("cardInsertions");
    return typeof count === "number" ? count : 0;
  }

  async #readCounter(signal: AbortSignal): Promise<void> {
    const now = this.#env.clock.mono();
    if (now < this.#counterNotBefore) return;
    this.#counterNotBefore = now + counterEveryMs;
    const answer = await this.talk.command("counter", signal);
    if (answer.kind === "positive") this.#retained = decodeCounter(answer.data);
    this.#counterRefused = answer.kind === "negative" && !featureAbsent.has(answer.code) ? answer : undefined;
  }

  /** Entry as wished, as soon as the unit is free: every INITIALISE forbids it. */
  async #followEntry(answer: Extract<Answer, { kind: "positive" }>, signal: AbortSignal): Promise<void> {
    const { entry } = this.settings;
    if (entry === "leave") return;
    const wish = this.#env.memory.get("entry") ?? entry;
    const now = this.#env.clock.mono();
    if (this.#entry === wish || answer.status[0] !== 0x30 || this.#failed || now < this.#entryNotBefore) return;
    this.#entryNotBefore = now + entryAgainMs;
    await this.setEntry(wish === "open", signal);
  }

  #measures(): Record<string, number> {
    return {
      ...this.talk.measures(),
      cardInsertions: this.#insertions(),
      ...(this.#retained === undefined ? {} : { cardsRetained: this.#retained }),
    };
  }
}
