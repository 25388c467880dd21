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
import type { Polled } from "../cash-box/answer.ts";
import { type Exchange, keep } from "../cash-box/heard.ts";
import { type Answer, commands, denominationRequest, request } from "./codec.ts";
import { runCommand } from "./commands.ts";
import { type Answered, Conversation, timing } from "./conversation.ts";
import type { config } from "./driver.ts";
import { enquired, type Known, knownFrom, learn } from "./exchange.ts";
import { readingOf } from "./reading.ts";
import { isFailure, isPowerUp } from "./status.ts";

/** RESET of a unit that waits for it, at most this often. */
const startUpEveryMs = 10_000;
/** After refused settings or unanswered questions, the next try. */
const againAfterMs = 2_000;
/** IDLING looks like our own request come back; it is believed for this long after an answer that no echo can be (§2). */
const provenForMs = 5_000;

/** What is asked of each unit once after it started. */
const questions = [commands.version, commands.serial, commands.currencies] as const;
/** Interrupt mode 0: the unit speaks only when asked. */
const polledMode = 0x00;

/**
 * One acceptor with us as its master. What exchanges mean is in `exchange.ts`; here is their order. Every status goes through `state`, because a credit
 * is booked by whoever sees it first.
 */
export class Id003Session implements DeviceSession {
  readonly settings: Static<typeof config>;
  readonly talk: Conversation;
  readonly #env: DriverEnv;
  readonly #events = new Set<(event: DriverEvent) => void>();
  readonly #changes = new Set<() => void>();
  #known: Known;
  #provenAt = Number.NEGATIVE_INFINITY;
  #notBefore = { startUp: 0, settings: 0, questions: 0 };

  constructor(port: BytePort, settings: Static<typeof config>, env: DriverEnv) {
    this.settings = settings;
    this.#env = env;
    this.talk = new Conversation(port, env.clock, () => this.#enquired());
    this.#known = knownFrom(env.memory, env.clock.now());
  }

  get known(): Known {
    return this.#known;
  }

  /** Does anybody want bills taken? The last `enable` or `disable`, else the settings; never into a full box. */
  get wanted(): boolean {
    return this.settings.acceptance && this.#env.memory.get("acceptance") !== false && !this.#known.book.full;
  }

  /** Remembers an operator's wish over restarts. Enabling confirms that a box which was full has been emptied. */
  wish(acceptance: boolean): void {
    this.#env.memory.set("acceptance", acceptance);
    const { book, polled } = this.#known;
    if (acceptance && book.full && polled?.code !== 0x43)
      this.#keep({ ...this.#known, book: { ...book, full: false } });
  }

  mono(): number {
    return this.#env.clock.mono();
  }

  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    await this.state(signal);
    await this.#read(signal);
    return this.#known.unit.identity;
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const polled = await this.state(signal);
    if (this.settings.acceptance) await this.#operate(polled, signal);
    else await this.#readIfDue(polled, signal);
    const { capacity, highPercent, rejectLimit } = this.settings;
    return readingOf(this.#known, {
      capacity,
      highPercent,
      rejectLimit,
      mono: this.mono(),
      link: this.talk.measures(),
    });
  }

  async run(command: string, _args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    return runCommand(this, command, signal);
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onChange(listener: () => void) {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  async close(): Promise<void> {
    this.talk.close();
  }

  /** STATUS REQUEST, book what it says, then acknowledge VEND VALID: a credit is durable before the unit may go on (§7 rule 6). */
  async state(signal: AbortSignal): Promise<Polled> {
    const sent = request(commands.status);
    const { answer, frame } = await this.talk.ask({ sent, signal, timeoutMs: this.#patience() });
    if (answer.kind !== "state")
      throw new DriverError("refused", "the validator refuses to be asked for its status (4B)");
    await this.#prove(answer, signal);
    const events = this.#learn({ sent, frame });
    if (answer.code === 0x15 && this.settings.acceptance) await this.talk.ack();
    this.#tell(events);
    return answer;
  }

  /** RESET, once. The unit answers ACK within a second or it did not take it; what it does is seen by polling. */
  async reset(signal: AbortSignal): Promise<Answer> {
    return this.#act(request(commands.reset), signal);
  }

  /** One setting; resolves to whether the unit took it. */
  async set(sent: Uint8Array, signal: AbortSignal): Promise<boolean> {
    return (await this.#ask(sent, signal)).answer.kind === "set";
  }

  /** INHIBIT: with false everything that is enabled is taken. */
  async inhibit(yes: boolean, signal: AbortSignal): Promise<boolean> {
    return this.set(request(commands.inhibit, yes ? 0x01 : 0x00), signal);
  }

  /** All that a unit must be told after it started, in order, and last to take bills (§8). Ends at the first setting that it refuses. */
  async settle(signal: AbortSignal): Promise<boolean> {
    return (
      (await this.set(denominationRequest(this.#types()), signal)) &&
      (await this.set(request(commands.mode, polledMode), signal)) &&
      (await this.inhibit(false, signal))
    );
  }

  /** One data answer; throws `refused` on 4B. */
  async data(command: number, signal: AbortSignal): Promise<Uint8Array> {
    const sent = request(command);
    const { answer } = await this.#ask(sent, signal, { timeoutMs: timing.slowAnswerMs, tries: 1 });
    if (answer.kind === "data") return answer.data;
    throw new DriverError("refused", "the validator does not answer this command, or not in this state (4B)");
  }

  /** The note types we want and the unit has. Before its table was read, what the settings say. */
  #types(): number {
    const has = this.#known.unit.bills.reduce((mask, bill) => mask | (1 << bill.type), 0);
    return has ? has & this.settings.types : this.settings.types;
  }

  /** An exchange that is learnt from as well. */
  async #ask(
    sent: Uint8Array,
    signal: AbortSignal,
    how: { timeoutMs?: number; tries?: number } = {},
  ): Promise<Answered> {
    const answered = await this.talk.ask({ sent, signal, ...how });
    this.#tell(this.#learn({ sent, frame: answered.frame }));
    return answered;
  }

  /** What changes state is known to have been sent before it is sent, and sent once: after silence the next status shows whether it was heard. */
  async #act(sent: Uint8Array, signal: AbortSignal): Promise<Answer> {
    this.#learn({ sent });
    return (await this.#ask(sent, signal, { timeoutMs: timing.resetMs, tries: 1 })).answer;
  }

  #learn(exchange: Exchange): readonly DriverEvent[] {
    const when = { now: this.#env.clock.now(), mono: this.mono(), minorUnitDigits: this.settings.minorUnitDigits };
    const { known, events } = learn(this.#known, exchange, when);
    this.#keep(known);
    return events;
  }

  #keep(known: Known): void {
    keep(this.#env.memory, this.#known, known);
    this.#known = known;
  }

  #tell(events: readonly DriverEvent[]): void {
    for (const event of events) for (const listener of this.#events) listener(event);
  }

  /** A unit that initialises is slow (§7). */
  #patience(): number {
    const code = this.#known.polled?.code;
    return code === 0x1b || isPowerUp(code) ? timing.slowAnswerMs : timing.answerMs;
  }

  /** IDLING is believed only if the line has lately shown that it does not echo: the read-back of INHIBIT is longer than its request. Throws as `ask` does. */
  async #prove({ code }: Polled, signal: AbortSignal): Promise<void> {
    if (code === 0x11) {
      if (this.mono() - this.#provenAt < provenForMs) return;
      await this.talk.ask({ sent: request(commands.inhibitRead), signal });
    }
    this.#provenAt = this.mono();
  }

  /** ENQ: the unit is in interrupt mode. Look at once, and set it back to polled mode when it is at rest. */
  #enquired(): void {
    this.#known = enquired(this.#known);
    for (const listener of this.#changes) listener();
  }

  /** What running an acceptor takes besides asking: start it up, learn its table, set it up, decide on escrow. At most one of them a poll. */
  async #operate(polled: Polled, signal: AbortSignal): Promise<void> {
    const { code } = polled;
    if (isPowerUp(code)) return this.#startUp(signal);
    if (code === 0x13) return this.#stack(polled, signal);
    if (await this.#readIfDue(polled, signal)) return;
    const atRest = code === 0x11 || code === 0x1a;
    const unset = [commands.denominations, commands.mode, commands.inhibit].some((c) => !this.#known.set.has(c));
    const set = this.wanted && (code === 0x1a || unset);
    const stop = !this.wanted && code === 0x11;
    if (!atRest || (!set && !stop) || !this.#due("settings", againAfterMs)) return;
    if (stop) await this.inhibit(true, signal);
    else await this.settle(signal);
    await this.state(signal);
  }

  #due(what: "startUp" | "settings" | "questions", afterMs: number): boolean {
    const now = this.mono();
    if (now < this.#notBefore[what]) return false;
    this.#notBefore[what] = now + afterMs;
    return true;
  }

  /** 40–42 wait for RESET: from 42 the bill is then stacked, from 41 handed back (§8). A fresh one is started at once, one that does not help slowly. */
  async #startUp(signal: AbortSignal): Promise<void> {
    if (this.#known.resetAsked && !this.#due("startUp", startUpEveryMs)) return;
    this.#notBefore.startUp = this.mono() + startUpEveryMs;
    await this.reset(signal);
  }

  /**
   * The note in the book comes first, then STACK. A ticket, and a note that nobody wants, are left alone: after about 10 s the unit hands
   * them back by itself.
   */
  async #stack({ data }: Polled, signal: AbortSignal): Promise<void> {
    if (!this.wanted || data === 0x6f) return;
    await this.#act(request(this.settings.stack === "stack1" ? commands.stack1 : commands.stack2), signal);
  }

  /** Name, serial number and currencies, once after each start, while no bill is inside: three unanswered questions take too long for one. */
  async #readIfDue({ code }: Polled, signal: AbortSignal): Promise<boolean> {
    const resting = code === 0x11 || code === 0x1a || code === 0x40 || isFailure(code);
    const open = questions.some((command) => !this.#known.told.has(command));
    if (!resting || !open || !this.#due("questions", againAfterMs)) return false;
    await this.#read(signal);
    return true;
  }

  /** A unit that does not tell is not an error. */
  async #read(signal: AbortSignal): Promise<void> {
    for (const command of questions)
      if (!this.#known.told.has(command))
        await this.data(command, signal).catch((error: unknown) => {
          if (!isDriverError(error, "noAnswer", "damagedAnswers", "refused")) throw error;
        });
  }
}
