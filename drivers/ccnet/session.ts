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
import type { Book } from "../cash-box/book.ts";
import { type Exchange, keep } from "../cash-box/heard.ts";
import { type Answer, commands, enableRequest, request } from "./codec.ts";
import { runCommand } from "./commands.ts";
import { Conversation, timing } from "./conversation.ts";
import type { config } from "./driver.ts";
import { isPowerUp, type Known, knownFrom, learn, type Unit } from "./exchange.ts";
import { readingOf } from "./reading.ts";
import { mayIdentify } from "./status.ts";

/** RESET of a unit that waits for it, at most this often (ccnet.md §7, non-response time). */
const startUpEveryMs = 10_000;
/** After a refused ENABLE or an unread table, the next try. */
const againAfterMs = 2_000;

/**
 * One validator with us as its master. What exchanges mean is in `exchange.ts`; here is their order. Every POLL goes through `state`, because an
 * event is shown once and must be booked by whoever sees it.
 */
export class CcnetSession implements DeviceSession {
  readonly settings: Static<typeof config>;
  readonly talk: Conversation;
  readonly #env: DriverEnv;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  #known: Known;
  #readThisTime = false;
  #maskSent = false;
  #notBefore = { startUp: 0, enable: 0, read: 0 };

  constructor(port: BytePort, settings: Static<typeof config>, env: DriverEnv) {
    this.settings = settings;
    this.#env = env;
    this.talk = new Conversation(port, env.clock);
    this.#known = knownFrom(env.memory, env.clock.now());
  }

  get unit(): Unit | undefined {
    return this.#known.unit;
  }

  /** Does anybody want bills taken? The last `enable` or `disable`, else the settings; never into a full box. */
  get wanted(): boolean {
    return this.settings.acceptance && this.#env.memory.get("acceptance") !== false && !this.#known.book.full;
  }

  /** Remembers an operator's wish over restarts. Enabling confirms that a box which was full has been emptied. */
  wish(acceptance: boolean): void {
    this.#env.memory.set("acceptance", acceptance);
    const { book, polled } = this.#known;
    if (acceptance && book.full && polled?.code !== 0x41) this.#keepBook({ ...book, full: false });
  }

  mono(): number {
    return this.#env.clock.mono();
  }

  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const polled = await this.state(signal);
    if (polled.code === 0x14 && this.settings.acceptance) {
      // Idling it tells neither name nor table: stop it for a moment, the next poll enables it again.
      await this.setMask(0, signal);
      await this.#read(await this.state(signal), signal);
    } else await this.#read(polled, signal);
    // In the middle of work it tells nothing: what it said last stands, and `deviceExchanged` corrects it when it can be asked.
    return this.unit?.identity ?? {};
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    let polled = await this.state(signal);
    if (this.settings.acceptance) polled = await this.#operate(polled, signal);
    return readingOf(this.#known, polled, { ...this.settings, mono: this.mono(), link: this.talk.measures() });
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

  /** POLL, book what it says, then ACK: a credit is durable before the unit may forget it (cash-box.md §4.2). */
  async state(signal: AbortSignal): Promise<Polled> {
    const sent = request(commands.poll);
    const answer = await this.talk.ask({ sent, signal });
    if (answer.kind !== "state") {
      if (answer.kind === "illegal") await this.talk.ack();
      throw new DriverError("refused", "the validator refuses to be polled (ILLEGAL COMMAND)");
    }
    const last = this.#known.polled?.code;
    const events = this.#learn({ sent, frame: answer.frame });
    this.#started(answer.code, last);
    await this.talk.ack();
    this.#tell(events);
    return answer;
  }

  /** RESET, once. The unit answers ACK within a second or it did not take it; what it does is seen by polling. */
  async reset(signal: AbortSignal): Promise<Answer> {
    this.#maskSent = false;
    const sent = request(commands.reset);
    this.#learn({ sent });
    const answer = await this.talk.ask({ sent, signal, timeoutMs: 1_000, tries: 1 });
    if (answer.kind === "illegal") await this.talk.ack();
    return answer;
  }

  /** ENABLE BILL TYPES; 0 disables. Resolves to whether the unit took it. */
  async setMask(types: number, signal: AbortSignal): Promise<boolean> {
    const answer = await this.talk.ask({ sent: enableRequest(types, this.settings.escrow ? types : 0), signal });
    if (answer.kind === "illegal") await this.talk.ack();
    this.#maskSent = answer.kind === "ack" && types !== 0;
    return answer.kind === "ack";
  }

  /** The types we want and the unit has. Before its table was read, what the settings say: it keeps only what exists (§6.2). */
  mask(): number {
    const has = this.unit?.bills.reduce((mask, bill) => mask | (1 << bill.type), 0);
    return has ? has & this.settings.types : this.settings.types;
  }

  #learn(exchange: Exchange): readonly DriverEvent[] {
    const { clock, memory } = this.#env;
    const { minorUnitDigits } = this.settings;
    const { known, events } = learn(this.#known, exchange, { now: clock.now(), mono: clock.mono(), minorUnitDigits });
    keep(memory, this.#known, known);
    this.#known = known;
    return events;
  }

  #keepBook(book: Book): void {
    const known = { ...this.#known, book };
    keep(this.#env.memory, this.#known, known);
    this.#known = known;
  }

  #tell(events: readonly DriverEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  /** A fresh power-up is started up at once; only one that does not help is repeated slowly. Masks and tables are anew after each start. */
  #started(code: number, last: number | undefined): void {
    if (isPowerUp(code) && !isPowerUp(last)) this.#notBefore.startUp = 0;
    if (code !== last && (isPowerUp(code) || code === 0x13)) this.#maskSent = this.#readThisTime = false;
  }

  /** What running a validator takes besides polling: start it up, learn its table, enable it, decide on escrow. Returns the newest state. */
  async #operate(polled: Polled, signal: AbortSignal): Promise<Polled> {
    const { code } = polled;
    if (isPowerUp(code)) return this.#startUp(polled, signal);
    if (code === 0x80 && this.settings.escrow && this.wanted) return this.#stack(polled, signal);
    if (!this.#readThisTime && mayIdentify(code) && this.#due("read")) {
      await this.#read(polled, signal);
      return polled;
    }
    const enable = this.wanted && (code === 0x19 || (code === 0x14 && !this.#maskSent));
    const disable = !this.wanted && code === 0x14;
    if ((!enable && !disable) || !this.#due("enable")) return polled;
    return (await this.setMask(enable ? this.mask() : 0, signal)) ? this.state(signal) : polled;
  }

  #due(what: "startUp" | "enable" | "read"): boolean {
    const now = this.mono();
    if (now < this.#notBefore[what]) return false;
    this.#notBefore[what] = now + (what === "startUp" ? startUpEveryMs : againAfterMs);
    return true;
  }

  /** 10–12 wait for RESET: from 12 the bill is then stacked and credited, from 11 handed back (§8). */
  async #startUp(polled: Polled, signal: AbortSignal): Promise<Polled> {
    if (!this.#due("startUp")) return polled;
    await this.reset(signal);
    return polled;
  }

  /** The note in the book comes first, then STACK, once: after silence the next POLL shows whether it was heard. */
  async #stack(polled: Polled, signal: AbortSignal): Promise<Polled> {
    const sent = request(commands.stack);
    this.#learn({ sent });
    const answer = await this.talk.ask({ sent, signal, tries: 1 });
    if (answer.kind === "illegal") await this.talk.ack();
    return polled;
  }

  /** IDENTIFICATION and GET BILL TABLE where they are allowed. A unit that does not tell is not an error. */
  async #read(polled: Polled, signal: AbortSignal): Promise<void> {
    if (!mayIdentify(polled.code)) return;
    const name = await this.#data(commands.identify, signal);
    const table = await this.#data(commands.billTable, signal);
    this.#readThisTime = name !== undefined && table !== undefined;
  }

  /** One data answer, or nothing if the unit refuses or stays silent. */
  async #data(command: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const data = await this.data(command, signal).catch((error: unknown) => {
      if (isDriverError(error, "noAnswer", "damagedAnswers", "refused")) return undefined;
      throw error;
    });
    return data;
  }

  /** One data answer; throws `refused` on ILLEGAL COMMAND. */
  async data(command: number, signal: AbortSignal): Promise<Uint8Array> {
    const sent = request(command);
    const answer = await this.talk.ask({ sent, signal, timeoutMs: timing.longMs, tries: 1 });
    if (answer.kind === "ack") throw new DriverError("refused", "an ACK where data was asked for");
    const events = answer.kind === "data" ? this.#learn({ sent, frame: answer.frame }) : [];
    await this.talk.ack();
    this.#tell(events);
    if (answer.kind === "data") return answer.data;
    throw new DriverError(
      "refused",
      "the validator does not answer this command, or not in this state (ILLEGAL COMMAND)",
    );
  }
}
