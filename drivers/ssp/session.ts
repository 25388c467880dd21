import type { Static } from "typebox";
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
import { type Book, notHeard, toPhase } from "../cash-box/book.ts";
import { noteUpEveryMs, wasUp } from "../unplanned.ts";
import { commands, type Exchange, inhibitBytes, ok } from "./codec.ts";
import { runCommand } from "./commands.ts";
import type { config } from "./config.ts";
import { Conversation, type Question } from "./conversation.ts";
import { paying } from "./events.ts";
import { type Heard, heard, nothingHeard } from "./heard.ts";
import { readingOf } from "./reading.ts";
import { type Stage, stages } from "./start-up.ts";
import { foreignUnits, unitTypes } from "./status.ts";

/** A start-up has five stages; one that learns in the middle that a key is wanted goes through them twice. */
const mostSteps = 12;
/** Under the driver's deadline for a poll. */
const pollMs = 4_500;
/** After a refused ENABLE, the next try; and how often the unit's own counts are read. */
const againAfterMs = 2_000;
const countersEveryMs = 600_000;
const levelsEveryMs = 60_000;
export type Limits = Omit<Question, "data">;

/** One validator. Every exchange goes through `say`, and what it said through `heard`: an event is told once and must be booked by whoever hears it. */
export class SspSession implements DeviceSession {
  readonly settings: Static<typeof config>;
  readonly talk: Conversation;
  readonly #env: DriverEnv;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  #heard: Heard;
  #stage: Stage = "sync";
  /** The unit said FA: it wants its packets encrypted. */
  #keyWanted = false;
  /** Answers since the start-up: the first poll may still tell of the power-up before it. */
  #polledSinceStart = false;
  #enableSent = false;
  /** A packet was given up: what its answer would have told is gone. */
  #lost = false;
  #ackPolls = true;
  readonly #wasUp: boolean;
  readonly #missing = new Set<number>();
  #notBefore = { enable: 0, counters: 0, levels: 0, up: 0 };

  constructor(port: BytePort, settings: Static<typeof config>, env: DriverEnv) {
    this.settings = settings;
    this.#env = env;
    const { clock, random, memory } = env;
    this.talk = new Conversation({ port, clock, random, address: settings.address });
    this.#heard = nothingHeard({ book: memory.get("book"), unit: memory.get("unit") }, clock.now());
    this.#wasUp = wasUp(memory.get("upAt"), clock.now());
  }

  get heard(): Heard {
    return this.#heard;
  }

  /** Does anybody want notes taken? The last `enable` or `disable`, else the settings; never into a full box. */
  get wanted(): boolean {
    return this.settings.acceptance && this.#env.memory.get("acceptance") !== false && !this.#heard.book.full;
  }

  /** Remembers an operator's wish over restarts. Enabling confirms that a box which was full has been emptied. */
  wish(acceptance: boolean): void {
    this.#env.memory.set("acceptance", acceptance);
    const { book, before } = this.#heard;
    if (acceptance && book.full && !before.has(0xe7)) this.keep({ ...book, full: false });
  }

  keep(book: Book): void {
    if (book === this.#heard.book) return;
    this.#env.memory.set("book", book);
    this.#heard = { ...this.#heard, book };
  }

  emit(events: readonly DriverEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  mono(): number {
    return this.#env.clock.mono();
  }

  now(): number {
    return this.#env.clock.now();
  }

  limits(signal: AbortSignal, ms = pollMs): Limits {
    return { signal, until: this.mono() + ms };
  }

  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const limits = this.limits(signal);
    await this.#recover(limits);
    await this.startUp(limits);
    const { unit } = this.#heard;
    if (unit && foreignUnits.has(unit.unitType))
      throw new DriverError("wrongDevice", `this is a ${unitTypes[unit.unitType] ?? "unit of another kind"}`);
    return { manufacturer: "Innovative Technology", ...unit?.identity };
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const limits = this.limits(signal);
    await this.state(limits);
    if (this.#stage === "ready") await this.#operate(limits);
    return this.reading();
  }

  reading(): Reading {
    const { capacity, highPercent, cashBoxSensor, rejectLimit } = this.settings;
    return readingOf(this.#heard, {
      mono: this.mono(),
      capacity,
      highPercent,
      sensor: cashBoxSensor,
      rejectLimit,
      starting: this.#stage !== "ready",
      link: this.talk.measures(),
    });
  }

  async run(command: string, _args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    return runCommand(this, command, signal);
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.talk.close();
  }

  /** One exchange, heard and kept before the next packet may be sent. A packet still on its way is finished first. */
  async say(limits: Limits, ...data: number[]): Promise<Exchange> {
    if (data[0] !== commands.sync) await this.#finish(limits);
    const exchange = await this.talk.ask({ ...limits, data });
    this.#hear(exchange);
    return exchange;
  }

  /** Everything up to the first poll; nothing if that is done. */
  async startUp(limits: Limits): Promise<void> {
    for (let steps = 0; this.#stage !== "ready"; steps++) {
      if (steps >= mostSteps)
        throw new DriverError("refused", "the validator accepts the key exchange, and still says that no key is set");
      const stage = this.#stage;
      const next = await stages[stage]({
        talk: this.talk,
        random: this.#env.random,
        fixedKey: this.settings.fixedKey,
        protocolVersion: this.settings.protocolVersion,
        encrypted: () => this.settings.encryption === "always" || this.#keyWanted,
        say: (...data) => this.say(limits, ...data),
      });
      // What was heard meanwhile may have sent us back to the start.
      this.#stage = this.#stage === stage ? next : this.#stage;
      if (this.#stage === "ready") this.#started();
    }
  }

  /** The unit starts anew, or a new key is wanted: from SYNC on. */
  restart(): void {
    this.#stage = "sync";
    this.#enableSent = false;
  }

  /**
   * POLL, booked before the next packet. With a note in escrow POLL means accept (ssp.md §5.3), so that is written down first; where nobody would credit
   * the note, it is handed back instead.
   */
  async state(limits: Limits): Promise<Heard> {
    await this.#recover(limits);
    await this.startUp(limits);
    if (this.talk.takeGap()) await this.say(limits, commands.serial);
    const { book } = this.#heard;
    if (book.cycle.phase === "escrow" && this.#heard.before.has(0xef)) {
      if (this.settings.acceptance) this.keep(toPhase(book, "stacking"));
      else await this.say(limits, commands.reject);
    }
    await this.#poll(limits);
    return this.#heard;
  }

  async #poll(limits: Limits): Promise<void> {
    const withAck = this.#ackPolls && this.talk.sealing;
    const exchange = await this.say(limits, withAck ? commands.pollWithAck : commands.poll);
    if (withAck && exchange.answer[0] !== ok && exchange.answer[0] !== 0xfa) {
      this.#ackPolls = false;
      await this.say(limits, commands.poll);
    }
    if (this.#heard.unconfirmed) await this.say(limits, commands.eventAck);
  }

  /** A packet that was given up 20 times: SYNC opens anew, and what it would have said is lost (§7). */
  async #recover(limits: Limits): Promise<void> {
    if (!this.talk.crashed) return this.#finish(limits);
    this.#lost ||= this.#polledSinceStart;
    this.restart();
    await this.startUp(limits);
  }

  async #finish(limits: Limits): Promise<void> {
    const late = await this.talk.finish(limits);
    if (late) this.#hear(late);
  }

  #hear(exchange: Exchange): void {
    const was = this.#heard;
    const moment = {
      now: this.now(),
      mono: this.mono(),
      sensor: this.settings.cashBoxSensor,
      wasUp: this.#wasUp && !this.#polledSinceStart,
    };
    const { is, events } = heard(was, exchange, moment);
    if (is.book !== was.book) this.#env.memory.set("book", is.book);
    if (is.unit !== was.unit) this.#env.memory.set("unit", is.unit);
    this.#heard = is;
    this.#follow(exchange, was);
    this.emit(events);
  }

  /** What an answer means for the conversation itself. */
  #follow(exchange: Exchange, was: Heard): void {
    if (exchange.answer[0] === 0xfa && this.settings.encryption !== "off") {
      this.#keyWanted = true;
      this.restart();
    }
    if (this.#heard.polled === was.polled || !this.#heard.polled) return;
    if (this.#heard.before.has(0xf1)) {
      this.#enableSent = false;
      // In the first poll it tells of the power-up that our start-up has seen the end of.
      if (this.#polledSinceStart) this.restart();
    }
    this.#polledSinceStart = true;
    this.#noteUp();
  }

  #started(): void {
    const text = "the validator did not answer for long: a credit of that time may be missing";
    if (this.#lost) {
      this.keep(notHeard(this.#heard.book));
      this.emit([{ code: "unreconciled", text }]);
    }
    this.#lost = false;
    this.#polledSinceStart = false;
    this.#enableSent = false;
    this.#ackPolls = true;
  }

  #noteUp(): void {
    if (this.mono() < this.#notBefore.up) return;
    this.#notBefore.up = this.mono() + noteUpEveryMs;
    this.#env.memory.set("upAt", this.now());
  }

  /** What running a validator takes besides polling: the reason of a rejection, enabling it, its own counts. */
  async #operate(limits: Limits): Promise<void> {
    if (this.#heard.rejection) await this.say(limits, commands.lastReject);
    if (!this.#heard.polled || this.#heard.noteInPath) return;
    if (this.settings.acceptance && (await this.#follows(limits))) await this.state(limits);
    if (!this.#heard.noteInPath && this.#stage === "ready") await this.#counts(limits);
  }

  /** Enables or disables it if that is due. Resolves to whether the unit took it. */
  async #follows(limits: Limits): Promise<boolean> {
    const { disabled, before } = this.#heard;
    const stuck = [0xe9, 0xea, 0xe3, 0xb6, 0xe0].some((code) => before.has(code)) || this.#heard.book.removed;
    const enable = this.wanted && !stuck && (disabled !== undefined || !this.#enableSent);
    const disable = !this.wanted && disabled === undefined;
    if ((!enable && !disable) || this.mono() < this.#notBefore.enable) return false;
    this.#notBefore.enable = this.mono() + againAfterMs;
    return enable ? this.enable(limits) : this.disable(limits);
  }

  /** SET INHIBITS with our channels, then ENABLE. */
  async enable(limits: Limits): Promise<boolean> {
    const inhibits = await this.say(limits, commands.setInhibits, ...inhibitBytes(this.mask()));
    const enable = await this.say(limits, commands.enable);
    this.#enableSent = inhibits.answer[0] === ok && enable.answer[0] === ok;
    return this.#enableSent;
  }

  async disable(limits: Limits): Promise<boolean> {
    this.#enableSent = false;
    return (await this.say(limits, commands.disable)).answer[0] === ok;
  }

  /** The channels we want and the unit has. */
  mask(): number {
    const has = this.#heard.unit?.bills.reduce((mask, bill) => mask | (1 << (bill.type - 1)), 0);
    return has ? has & this.settings.channels : this.settings.channels;
  }

  async #counts(limits: Limits): Promise<void> {
    const now = this.mono();
    if (now >= this.#notBefore.counters) {
      this.#notBefore.counters = now + countersEveryMs;
      await this.optional(limits, commands.counters);
    }
    if (now < this.#notBefore.levels || !paying.has(this.#heard.unit?.unitType ?? 0)) return;
    this.#notBefore.levels = now + levelsEveryMs;
    await this.optional(limits, commands.levels);
  }

  /** The answer, or nothing if the unit does not know the command, refuses it or stays silent. What it does not know is not asked again (§4.2). */
  async optional(limits: Limits, command: number): Promise<Exchange | undefined> {
    if (this.#missing.has(command)) return undefined;
    try {
      const exchange = await this.say(limits, command);
      const locked = exchange.answer[0] === 0xfa && this.settings.encryption === "off";
      if (exchange.answer[0] === 0xf2 || locked) this.#missing.add(command);
      return exchange.answer[0] === ok ? exchange : undefined;
    } catch (error) {
      if (isDriverError(error, "noAnswer", "damagedAnswers")) return undefined;
      throw error;
    }
  }
}
