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
import { type Book, bookFrom } from "../cash-box/book.ts";
import type { Bill } from "../cash-box/ledger.ts";
import { entry } from "./booking.ts";
import { type Answer, commands, decodeBillTable, decodeIdentification, enableRequest, request } from "./codec.ts";
import { runCommand } from "./commands.ts";
import { Conversation, timing } from "./conversation.ts";
import type { config } from "./driver.ts";
import { readingOf } from "./reading.ts";
import { harmlessRejects, mayIdentify, meaningOf, type Polled } from "./status.ts";

/** RESET of a unit that waits for it, at most this often (ccnet.md §7, non-response time). */
const startUpEveryMs = 10_000;
/** How often it is noted that the unit is up, and how old that note may be for a power-up to count as unplanned: a kiosk switched off overnight is none. */
const noteUpEveryMs = 300_000;
const unplannedWithinMs = 900_000;
/** After a refused ENABLE or an unread table, the next try. */
const againAfterMs = 2_000;
/** How long an event that is over after one poll stays visible as a state, so that a rule can see it. */
const lingerMs = 10_000;
/** Rejecting without a pause is a jam in all but name (§10). */
const endlessRejectMs = 60_000;

/** What the unit said of itself, kept over restarts for the values of its bill types. */
export interface Unit {
  readonly identity: DeviceIdentity;
  readonly asset: string;
  readonly bills: readonly Bill[];
}

interface Lingering {
  readonly by: Polled;
  readonly until: number;
}

/** States from which a unit does not initialise unless its power was cut (§8). */
const atWork: ReadonlySet<number> = new Set([0x14, 0x15, 0x17, 0x18, 0x19, 0x1a, 0x1c, 0x80, 0x81, 0x82]);
const powerUp = (code: number | undefined): boolean => code === 0x10 || code === 0x11 || code === 0x12;

/** One validator. Every POLL goes through `state`, because an event is shown once and must be booked by whoever sees it. */
export class CcnetSession implements DeviceSession {
  readonly settings: Static<typeof config>;
  readonly talk: Conversation;
  readonly #env: DriverEnv;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  #book: Book;
  #unit: Unit | undefined;
  #last: Polled | undefined;
  #billInPath = false;
  #resetAsked = false;
  #readThisTime = false;
  #maskSent = false;
  #cheat: Lingering | undefined;
  #restart: Lingering | undefined;
  #lastReject: Polled | undefined;
  #rejectingSince: number | undefined;
  #notBefore = { startUp: 0, enable: 0, read: 0, up: 0 };

  constructor(port: BytePort, settings: Static<typeof config>, env: DriverEnv) {
    this.settings = settings;
    this.#env = env;
    this.talk = new Conversation(port, env.clock);
    this.#book = bookFrom(env.memory.get("book"), env.clock.now());
    this.#unit = env.memory.get("unit") as Unit | undefined;
  }

  get unit(): Unit | undefined {
    return this.#unit;
  }

  /** Does anybody want bills taken? The last `enable` or `disable`, else the settings; never into a full box. */
  get wanted(): boolean {
    return this.settings.acceptance && this.#env.memory.get("acceptance") !== false && !this.#book.full;
  }

  /** Remembers an operator's wish over restarts. Enabling confirms that a box which was full has been emptied. */
  wish(acceptance: boolean): void {
    this.#env.memory.set("acceptance", acceptance);
    if (acceptance && this.#book.full && this.#last?.code !== 0x41) this.#keep({ ...this.#book, full: false });
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
    return this.#unit?.identity ?? {};
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    let polled = await this.state(signal);
    if (this.settings.acceptance) polled = await this.#operate(polled, signal);
    const now = this.mono();
    const lasting = (l: Lingering | undefined) => (l && l.until > now ? l.by : undefined);
    return readingOf({
      polled,
      book: this.#book,
      capacity: this.settings.capacity,
      highPercent: this.settings.highPercent,
      billInPath: this.#billInPath,
      cheatBy: lasting(this.#cheat),
      restartBy: lasting(this.#restart),
      rejectingBy: this.#endlessRejects(now),
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

  /** POLL, book what it says, then ACK: a credit is durable before the unit may forget it (cash-box.md §4.2). */
  async state(signal: AbortSignal): Promise<Polled> {
    const answer = await this.talk.ask({ sent: request(commands.poll), signal });
    if (answer.kind !== "state") {
      if (answer.kind === "illegal") await this.talk.ack();
      throw new DriverError("refused", "the validator refuses to be polled (ILLEGAL COMMAND)");
    }
    const events = this.#note(answer);
    await this.talk.ack();
    for (const event of events) for (const listener of this.#listeners) listener(event);
    return answer;
  }

  /** RESET, once. The unit answers ACK within a second or it did not take it; what it does is seen by polling. */
  async reset(signal: AbortSignal): Promise<Answer> {
    this.#maskSent = false;
    this.#resetAsked = true;
    const answer = await this.talk.ask({ sent: request(commands.reset), signal, timeoutMs: 1_000, tries: 1 });
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
    const has = this.#unit?.bills.reduce((mask, bill) => mask | (1 << bill.type), 0);
    return has ? has & this.settings.types : this.settings.types;
  }

  #keep(book: Book): void {
    if (book === this.#book) return;
    this.#env.memory.set("book", book);
    this.#book = book;
  }

  #note(polled: Polled): readonly DriverEvent[] {
    const { clock } = this.#env;
    const last = this.#last?.code;
    const { book, events } = entry(this.#book, polled, {
      last,
      bills: this.#unit?.bills ?? [],
      now: clock.now(),
      counts: (reason) => reason === undefined || !harmlessRejects.has(reason),
    });
    this.#keep(book);
    this.#last = polled;
    const { path } = meaningOf(polled);
    if (path !== "keep") this.#billInPath = path === "occupied";
    const until = clock.mono() + lingerMs;
    if (polled.code === 0x45) this.#cheat = { by: polled, until };
    this.#noteRejecting(polled);
    const power = this.#powerLoss(polled, last);
    if (power || (this.#restart && powerUp(polled.code))) this.#restart = { by: polled, until };
    if (atWork.has(polled.code)) this.#noteUp();
    // A fresh power-up is started up at once; only one that does not help is repeated slowly.
    if (powerUp(polled.code) && !powerUp(last)) this.#notBefore.startUp = 0;
    if (polled.code !== last && (powerUp(polled.code) || polled.code === 0x13))
      this.#maskSent = this.#readThisTime = false;
    if (polled.code === 0x14 || polled.code === 0x19) this.#resetAsked = false;
    return power ? [power, ...events] : events;
  }

  #noteRejecting(polled: Polled): void {
    if (polled.code !== 0x1c) {
      this.#rejectingSince = undefined;
      return;
    }
    this.#lastReject = polled;
    this.#rejectingSince ??= this.mono();
  }

  #endlessRejects(now: number): Polled | undefined {
    const endless = this.#rejectingSince !== undefined && now - this.#rejectingSince >= endlessRejectMs;
    if (!endless && this.#book.rejectStreak < this.settings.rejectLimit) return undefined;
    return this.#lastReject ?? { code: 0x1c, data: undefined, frame: new Uint8Array(0) };
  }

  /** A restart that we did not ask for, seen in the middle of work (§8), or one that caught a bill. */
  #powerLoss({ code }: Polled, last: number | undefined): DriverEvent | undefined {
    const fresh = powerUp(code) && !powerUp(last) && (last !== undefined || code !== 0x10 || this.#wasUp());
    const initialises = code === 0x13 && !this.#resetAsked && last !== undefined && atWork.has(last);
    if (!fresh && !initialises) return undefined;
    const bill = code === 0x11 ? "with a bill in the head" : code === 0x12 ? "with a bill in the stacker" : undefined;
    return {
      code: "powerLoss",
      text: `the validator restarted${bill ? ` ${bill}` : ""}`,
      ...(bill ? { data: { bill: true } } : {}),
    };
  }

  #noteUp(): void {
    if (this.mono() < this.#notBefore.up) return;
    this.#notBefore.up = this.mono() + noteUpEveryMs;
    this.#env.memory.set("upAt", this.#env.clock.now());
  }

  /** Was it up shortly before this session? */
  #wasUp(): boolean {
    const upAt = this.#env.memory.get("upAt");
    return typeof upAt === "number" && Math.abs(this.#env.clock.now() - upAt) < unplannedWithinMs;
  }

  /** What running a validator takes besides polling: start it up, learn its table, enable it, decide on escrow. Returns the newest state. */
  async #operate(polled: Polled, signal: AbortSignal): Promise<Polled> {
    const { code } = polled;
    if (powerUp(code)) return this.#startUp(polled, signal);
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
    this.#keep({ ...this.#book, cycle: { ...this.#book.cycle, phase: "stacking" } });
    const answer = await this.talk.ask({ sent: request(commands.stack), signal, tries: 1 });
    if (answer.kind === "illegal") await this.talk.ack();
    return polled;
  }

  /** IDENTIFICATION and GET BILL TABLE where they are allowed. A unit that does not tell is not an error. */
  async #read(polled: Polled, signal: AbortSignal): Promise<void> {
    if (!mayIdentify(polled.code)) return;
    const name = await this.#data(commands.identify, signal);
    const table = await this.#data(commands.billTable, signal);
    const identification = name && decodeIdentification(name);
    if (!identification && !table) return;
    const known = identification
      ? { identity: { model: identification.part, serial: identification.serial }, asset: identification.asset }
      : { identity: {}, asset: "" };
    this.#learn({ ...known, bills: table ? decodeBillTable(table, this.settings.minorUnitDigits) : [] });
    this.#readThisTime = identification !== undefined && table !== undefined;
  }

  #learn(unit: Unit): void {
    const was = this.#unit?.identity.serial;
    const is = unit.identity.serial;
    const kept = unit.bills.length > 0 || was !== is ? unit : { ...unit, bills: this.#unit?.bills ?? [] };
    this.#env.memory.set("unit", kept);
    this.#unit = kept;
    if (was === undefined || is === undefined || was === is) return;
    const event = { code: "deviceExchanged", text: `validator ${was} was replaced by ${is}`, data: { was, is } };
    for (const listener of this.#listeners) listener(event);
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
    const answer = await this.talk.ask({ sent: request(command), signal, timeoutMs: timing.longMs, tries: 1 });
    if (answer.kind === "ack") throw new DriverError("refused", "an ACK where data was asked for");
    await this.talk.ack();
    if (answer.kind === "data") return answer.data;
    throw new DriverError(
      "refused",
      "the validator does not answer this command, or not in this state (ILLEGAL COMMAND)",
    );
  }
}
