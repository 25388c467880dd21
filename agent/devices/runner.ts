import {
  AppError,
  type Clock,
  type CommandDescriptor,
  type DeviceHealth,
  type DeviceIdentity,
  type EvidenceDevice,
  type InventoryDevice,
  messageOf,
  sleep,
  type Timer,
  withDefaults,
} from "../../contract/index.ts";
import {
  type CommandResult,
  type Driver,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Ear,
  type KioskObservation,
} from "../../drivers/api.ts";
import type { PortOpener } from "../../drivers/port/open.ts";
import type { DeviceSettings } from "../config/settings.ts";
import { RecentFrames } from "../evidence/recent-frames.ts";
import type { NewRecord } from "../outbox/record.ts";
import { backoffMs, cadenceMs } from "./backoff.ts";
import { type Connection, connect } from "./connection.ts";
import { isHung, withDeadline } from "./deadline.ts";
import { type FrameLog, frameLog } from "./frames.ts";
import { hearing, offered } from "./offered.ts";
import { serialQueue, tokenBucket } from "./queue.ts";
import { quietMs, reopenPort } from "./reopen.ts";
import { deadHealth, freshForMs, healthOf, isNews, type TrackerOptions } from "./tracker.ts";

/** What a runner needs from the agent around it. */
export interface RunnerEnv {
  readonly clock: Clock;
  readonly random: () => number;
  readonly openPort: PortOpener;
  readonly driverEnv: DriverEnv;
  /** Small durable values of this device. */
  readonly remember: { get(key: string): unknown; set(key: string, value: unknown): void };
  readonly refreshMs: () => number;
  readonly emit: (record: NewRecord) => void;
  readonly onIdentity: () => void;
  readonly log: { info(text: string): void; warn(text: string): void };
}

/** A command that ran, and what was said on the line meanwhile. */
export interface RanCommand {
  readonly result: CommandResult;
  readonly frames: string[];
  readonly tookMs: number;
  /** The agent was stopped while it ran: nobody knows how it ended. */
  readonly cut: boolean;
}

const failuresToLose = 3;
const retryAfterFailureMs = 1_000;
const onChangeGapMs = 100;
const deadPorts: readonly string[] = ["portLost", "portMissing", "closed"];

const asDriverError = (error: unknown): DriverError =>
  error instanceof DriverError
    ? error
    : new DriverError("noAnswer", `driver failed: ${messageOf(error)}`, {}, { cause: error });

/** One device: opens its port, identifies it, polls it, tells what changed, and runs commands between two polls. One call at a time. */
export class DeviceRunner {
  readonly settings: DeviceSettings;
  readonly driver: Driver;
  readonly commands: readonly CommandDescriptor[];
  readonly #env: RunnerEnv;
  readonly #frames: FrameLog;
  /** What becomes of the frames of its line. */
  readonly heard: EvidenceDevice["heard"];
  /** The last of them. */
  readonly recent: RecentFrames | undefined;
  readonly #queue = serialQueue(16);
  readonly #stop = new AbortController();
  readonly #mayTell: () => boolean;
  readonly #mayReport: () => boolean;
  readonly #complained = new Set<string>();
  #connection: Connection | undefined;
  #health: DeviceHealth | undefined;
  #identity: DeviceIdentity;
  #loop: Promise<void> = Promise.resolve();
  #failures = 0;
  #tries = 0;
  #deadSince: number | undefined;
  #lastWord = "";
  #polledAt = Number.NEGATIVE_INFINITY;
  #refreshAt: number;
  #owesNews = true;
  #suppressed = 0;
  #nap: { timer: Timer; lightly: boolean; wake: () => void } | undefined;
  #nudged = false;
  #passedAt = 0;

  /** `stagger` is 0..1: where in the refresh period this device's slow refresh falls. */
  constructor(settings: DeviceSettings, driver: Driver, env: RunnerEnv, stagger: number) {
    this.settings = settings;
    this.driver = driver;
    this.#env = env;
    this.#frames = frameLog(driver.showFrame);
    this.heard = hearing(driver);
    const kept = { mono: () => env.clock.mono(), mayShow: driver.showFrame };
    this.recent = this.heard === "kept" ? new RecentFrames(kept) : undefined;
    this.commands = offered(settings, driver);
    this.#health = env.remember.get("health") as DeviceHealth | undefined;
    this.#identity = (env.remember.get("identity") as DeviceIdentity | undefined) ?? {};
    this.#mayTell = tokenBucket(30, 5_000, () => env.clock.mono());
    this.#mayReport = tokenBucket(60, 1_000, () => env.clock.mono());
    this.#refreshAt = env.clock.mono() + env.refreshMs() * (0.5 + stagger);
  }

  get id(): string {
    return this.settings.id;
  }

  /** Who can say what its frames mean. */
  ear(): Ear | undefined {
    const { driver, settings } = this;
    return driver.ear?.(withDefaults(driver.config, settings.config));
  }

  /** The newest health; undefined before the first poll of this run. */
  get health(): DeviceHealth | undefined {
    return this.#polledAt === Number.NEGATIVE_INFINITY ? undefined : this.#health;
  }

  get inventory(): InventoryDevice {
    const { settings, driver, commands } = this;
    return {
      device: settings.id,
      deviceClass: driver.deviceClass,
      driver: driver.name,
      ...(settings.port !== undefined && { port: settings.port }),
      identity: this.#identity,
      commands: [...commands],
    };
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Stops polling, cuts a running call, closes the port. */
  async stop(): Promise<void> {
    this.#stop.abort(new DriverError("aborted", "the agent stops"));
    this.#nap?.wake();
    await this.#loop;
    await this.#queue(() => this.#disconnect());
  }

  /** What the sales application knows; false if this driver has no use for it or the device is away. */
  observe(observation: KioskObservation): boolean {
    const session = this.#connection?.session;
    if (!session?.observe) return false;
    session.observe(observation);
    return true;
  }

  /**
   * Runs a command between two polls. `gate` is called right before it starts and may throw: then nothing was done and the error is passed on.
   * `ended` is called with the result before the poll that follows. Throws `AppError("busy")` if too much waits.
   */
  run(
    command: CommandDescriptor,
    args: Record<string, unknown>,
    gate: () => void,
    ended: (ran: RanCommand) => void,
  ): Promise<void> {
    return this.#queue(async () => {
      gate();
      ended(await this.#runNow(command, args));
      await this.#pass(true);
    });
  }

  async #runNow(command: CommandDescriptor, args: Record<string, unknown>): Promise<RanCommand> {
    const { clock } = this.#env;
    const started = clock.mono();
    const frames = this.#frames.record();
    const signal = this.#stop.signal;
    let result: CommandResult;
    try {
      result =
        command === reopenPort
          ? await this.#reopen(signal)
          : await withDeadline(clock, command.timeoutMs, signal, async (s) =>
              (this.#connection ?? (await this.#open(s))).session.run(command.name, args, s),
            );
    } catch (error) {
      const { code, message } = asDriverError(error);
      if (isHung(error)) await this.#disconnect();
      result = { status: "failed", reason: { code, text: message } };
    }
    return { result, frames: frames(), tookMs: Math.round(clock.mono() - started), cut: signal.aborted };
  }

  async #reopen(signal: AbortSignal): Promise<CommandResult> {
    await this.#disconnect();
    await sleep(this.#env.clock, quietMs, signal);
    const { identity } = await this.#open(signal);
    return { status: "succeeded", result: { identity } };
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const waitMs = await this.#queue(() => this.#pass(false)).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "busy") return retryAfterFailureMs;
        throw error;
      });
      await this.#sleep(waitMs);
    }
  }

  /** Sleeps, but not through a change the device reports; and never polls faster than `onChangeGapMs` because of those. */
  async #sleep(ms: number): Promise<void> {
    const { clock } = this.#env;
    if (!this.#nudged) await this.#napFor(ms, true);
    const gap = Math.min(onChangeGapMs, ms) - (clock.mono() - this.#passedAt);
    if (this.#nudged && gap > 0) await this.#napFor(gap, false);
    this.#nudged = false;
  }

  #napFor(ms: number, lightly: boolean): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.#nap?.timer.cancel();
        this.#nap = undefined;
        resolve();
      };
      this.#nap = { timer: this.#env.clock.after(ms, end), lightly, wake: end };
    });
  }

  /** A change must not be missed, also if it comes in the middle of a poll: then another poll follows. */
  #nudge(): void {
    this.#nudged = true;
    if (this.#nap?.lightly) this.#nap.wake();
  }

  /** One pass: opens if need be, polls, tells. Answers how long to wait until the next. Never throws. */
  async #pass(tellAnyway: boolean): Promise<number> {
    const { clock, random } = this.#env;
    const signal = this.#stop.signal;
    if (signal.aborted) return 0;
    this.#passedAt = clock.mono();
    this.#nudged = false;
    try {
      const lost = this.#connection?.lost();
      if (lost) throw lost;
      const { session } = this.#connection ?? (await this.#open(signal));
      const reading = await withDeadline(clock, this.driver.poll.deadlineMs, signal, (s) => session.poll(s));
      this.#alive();
      this.#tell(healthOf(reading, this.#health, clock.now(), this.#tracker()), tellAnyway);
      return cadenceMs(this.settings.poll?.everyMs ?? this.driver.poll.everyMs, random);
    } catch (error) {
      if (signal.aborted) return 0;
      return this.#fail(asDriverError(error), tellAnyway);
    }
  }

  #alive(): void {
    this.#failures = 0;
    this.#tries = 0;
    this.#deadSince = undefined;
    this.#say("ok");
  }

  /** One bad poll may be noise; the third, a lost port, or a device that cannot even be opened is dead. */
  async #fail(error: DriverError, tellAnyway: boolean): Promise<number> {
    const { clock, random } = this.#env;
    this.#failures++;
    const gone = !this.#connection || deadPorts.includes(error.code) || this.#failures >= failuresToLose;
    if (!gone && !isHung(error))
      return Math.min(this.settings.poll?.everyMs ?? this.driver.poll.everyMs, retryAfterFailureMs);
    await this.#disconnect();
    if (!gone) return retryAfterFailureMs;
    this.#deadSince ??= clock.mono();
    const wait = backoffMs({ tries: this.#tries++, forMs: clock.mono() - this.#deadSince, code: error.code }, random);
    this.#say(error.code, error.message);
    const because = { code: error.code, text: error.message };
    this.#tell(deadHealth(because, this.#health, clock.now(), this.#tracker()), tellAnyway);
    return wait;
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    const { openPort, driverEnv } = this.#env;
    const wake = () => this.#nudge();
    const connection = await connect(
      {
        settings: this.settings,
        driver: this.driver,
        env: driverEnv,
        openPort,
        heard: (direction, bytes) => {
          this.#frames.heard(direction, bytes);
          this.recent?.heard(direction, bytes);
        },
        overheard: (direction, bytes, at) => this.recent?.heard(direction, bytes, at),
        onChange: wake,
        onLost: wake,
        onEvent: (event) => this.#event(event),
        onIdentity: (identity) => this.#identified(identity),
      },
      signal,
    );
    this.#connection = connection;
    this.#failures = 0;
    this.#identified(connection.identity);
    return connection;
  }

  async #disconnect(): Promise<void> {
    const old = this.#connection;
    this.#connection = undefined;
    await old?.close();
  }

  #identified(identity: DeviceIdentity): void {
    const { remember, emit, onIdentity } = this.#env;
    const before = this.#identity;
    // A device that cannot say who it is (a printer without paper) has not become another one.
    const unsaid = Object.values(identity).every((value) => value === undefined);
    if (unsaid || JSON.stringify(identity) === JSON.stringify(before)) return;
    this.#identity = identity;
    remember.set("identity", identity);
    if (before.serial !== undefined && identity.serial !== undefined && before.serial !== identity.serial) {
      const text = `${this.id}: serial number ${before.serial} became ${identity.serial}`;
      emit({ kind: "event", device: this.id, body: { code: "deviceReplaced", text, data: { before, now: identity } } });
    }
    onIdentity();
  }

  #tracker(): TrackerOptions {
    return {
      deviceClass: this.driver.deviceClass,
      mayShow: this.driver.showFrame ?? (() => true),
      freshForMs: freshForMs(this.#env.refreshMs()),
      complain: (text) => {
        if (this.#complained.has(text) || this.#complained.size > 100) return;
        this.#complained.add(text);
        this.#env.log.warn(`${this.id}: ${this.driver.name}: ${text}`);
      },
    };
  }

  /** Keeps the health, and emits it if it is news or the slow refresh is due. A device that flaps is told at a bounded rate, its newest state last. */
  #tell(health: DeviceHealth, anyway: boolean): void {
    const { clock, emit, remember, refreshMs } = this.#env;
    this.#owesNews ||= isNews(this.#health, health);
    this.#health = health;
    this.#polledAt = clock.mono();
    if (anyway || (this.#owesNews && this.#mayTell())) {
      this.#owesNews = false;
      remember.set("health", health);
      emit({ kind: "health", urgent: true, device: this.id, body: health });
      this.#refreshAt = Math.max(this.#refreshAt, clock.mono() + refreshMs() / 2);
    } else if (clock.mono() >= this.#refreshAt) {
      this.#refreshAt = clock.mono() + refreshMs();
      emit({ kind: "health", urgent: false, device: this.id, body: health });
    }
  }

  #event({ code, text, data }: DriverEvent): void {
    if (!this.#mayReport()) {
      this.#suppressed++;
      return;
    }
    const missed = this.#suppressed > 0 ? { suppressedBefore: this.#suppressed } : {};
    this.#suppressed = 0;
    const all = { ...data, ...missed };
    const body = {
      code: code.slice(0, 64),
      text: text.slice(0, 500),
      ...(Object.keys(all).length > 0 && { data: all }),
    };
    this.#env.emit({ kind: "event", device: this.id, body });
  }

  /** Logs when a device goes and when it is back, not every try. */
  #say(word: string, detail = ""): void {
    if (word === this.#lastWord) return;
    if (word === "ok") this.#env.log.info(`${this.id}: ${this.#lastWord === "" ? "answers" : "is back"}`);
    else this.#env.log.warn(`${this.id}: ${word}: ${detail}`);
    this.#lastWord = word;
  }
}
