import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type ComponentReading,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  isDriverError,
  type Reading,
  type Unsubscribe,
} from "../api.ts";
import type { Line, Rating, Status, Vendor } from "./codec.ts";
import { commands } from "./commands.ts";
import type { Config } from "./config.ts";
import type { Answered, Conversation } from "./conversation.ts";
import { follow, ordered, recordFrom, type TestRecord, testEvents, type Watch } from "./self-test.ts";
import {
  batteryAgeOf,
  batteryVoltsOf,
  componentsOf,
  emptyVolts,
  type Known,
  knownOf,
  type Looked,
  measuresOf,
} from "./status.ts";

type Dialect = "Q1" | "QS" | "D";
const dialects: readonly Dialect[] = ["Q1", "QS", "D"];
/** A unit that did not tell its ratings is asked again so much later. */
const ratingAgainMs = 10 * 60_000;
const testKey = "lastTest";
const failuresKey = "mainsFailures";
const onBatteryKey = "onBattery";

const statusIn = (line: Line): Status | undefined => (line.kind === "status" ? line.status : undefined);
const ratingIn = (line: Line): Rating | undefined => (line.kind === "rating" ? line.rating : undefined);
const vendorIn = (line: Line): Vendor | undefined => (line.kind === "vendor" ? line.vendor : undefined);

export const mainsEvents = {
  failed: { code: "mainsFailed", text: "the mains failed, the UPS is on battery" },
  returned: { code: "mainsReturned", text: "the mains is back" },
} as const;

/** A status line with what it means. */
export interface Looking extends Looked {
  /** A test ended with this line. */
  readonly ended: TestRecord | undefined;
  readonly components: Readonly<Record<string, ComponentReading>>;
}

/** The conversation with one UPS. */
export class MegatecSession implements DeviceSession {
  readonly talk: Conversation;
  readonly config: Config;
  readonly #env: DriverEnv;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  #dialect: Dialect | undefined;
  #rating: Rating | undefined;
  #ratingAskedAt: number | undefined;
  #was: Readonly<Record<string, ComponentReading>> = {};
  #watch: Watch | undefined;
  #lastTest: TestRecord | undefined;

  constructor(talk: Conversation, config: Config, env: DriverEnv) {
    this.talk = talk;
    this.config = config;
    this.#env = env;
    this.#dialect = config.dialect === "auto" ? undefined : config.dialect;
    this.#lastTest = recordFrom(env.memory.get(testKey));
  }

  /** A unit that tells its status is one; who made it, many do not tell. Throws `DriverError`. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    await this.#status(signal);
    await this.#askRating(signal);
    const vendor = (await this.#optional("I", vendorIn, signal)) ?? (await this.#optional("FW?", vendorIn, signal));
    const told = Object.entries(vendor ?? {}).filter(([, text]) => text !== "");
    return Object.fromEntries(told);
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const { components, ...looked } = await this.look(signal);
    return {
      availability: "online",
      components,
      measures: {
        ...this.talk.measures(),
        ...measuresOf(looked),
        ...this.#batteryAge(),
        mainsFailures: this.#mainsFailures(),
      },
      money: "safe",
    };
  }

  run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const todo = commands[command];
    if (!todo) return Promise.reject(new DriverError("badArgs", `megatec has no command ${command}`));
    return todo(this, args, signal);
  }

  onEvent(listener: (event: DriverEvent) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.talk.close();
  }

  /** One status line, judged; follows a running test and tells what changed. */
  async look(signal: AbortSignal): Promise<Looking> {
    const { value: status, frame } = await this.#status(signal);
    if (this.#ratingIsDue()) await this.#askRating(signal);
    const known = knownOf(this.config, this.#rating);
    const battery = batteryVoltsOf(status.battery, known, this.config.batteryFactor);
    const looked = { status, frame, known, battery, was: this.#was, lastTest: this.#lastTest };
    const first = componentsOf(looked, this.config);
    const ended = this.#follow(first, looked);
    const components = componentsOf({ ...looked, lastTest: this.#lastTest }, this.config);
    this.#tellOfMains(components);
    this.#was = components;
    return { ...looked, lastTest: this.#lastTest, components, ended };
  }

  /** A test is about to be ordered: the next status line tells whether it began. */
  expectTest(): void {
    this.#watch = ordered;
  }

  get rating(): Rating | undefined {
    return this.#rating;
  }
  get lastTest(): TestRecord | undefined {
    return this.#lastTest;
  }

  #known(): Known {
    return knownOf(this.config, this.#rating);
  }

  async #status(signal: AbortSignal): Promise<Answered<Status>> {
    if (this.#dialect) return this.talk.ask(this.#dialect, statusIn, signal);
    for (const dialect of dialects) {
      try {
        const answered = await this.talk.ask(dialect, statusIn, signal);
        this.#dialect = dialect;
        return answered;
      } catch (error) {
        // Only a unit that sends the question back knows another: silence is silence in every dialect.
        if (!isDriverError(error, "refused") || dialect === dialects.at(-1)) throw error;
      }
    }
    throw new DriverError("refused", "megatec: the unit knows no question for its status");
  }

  /** What not every unit knows: a refusal, silence and damage alike leave it out. */
  async #optional<T>(
    command: string,
    want: (line: Line) => T | undefined,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    try {
      return (await this.talk.ask(command, want, signal, 1)).value;
    } catch (error) {
      if (isDriverError(error, "noAnswer", "damagedAnswers", "refused")) return undefined;
      throw error;
    }
  }

  #ratingIsDue(): boolean {
    if (this.#rating) return false;
    return this.#ratingAskedAt === undefined || this.#env.clock.mono() - this.#ratingAskedAt >= ratingAgainMs;
  }

  async #askRating(signal: AbortSignal): Promise<void> {
    this.#ratingAskedAt = this.#env.clock.mono();
    this.#rating = (await this.#optional("F", ratingIn, signal)) ?? this.#rating;
  }

  #follow(components: Readonly<Record<string, ComponentReading>>, { status, battery }: Looked): TestRecord | undefined {
    const rated = this.#known().batteryVolts;
    const seen = {
      testing: status.bits.testing,
      low: status.bits.batteryLow,
      upsFailed: status.bits.upsFailed,
      mainsGone: components.utility?.state === "failed",
      outputOff: components.output?.state === "off",
      battery,
    };
    const { is, end } = follow(this.#watch, seen, rated === undefined ? undefined : emptyVolts(rated));
    this.#watch = is;
    if (end) this.#testEnded(end);
    return end;
  }

  /** An inconclusive test says nothing new: what the one before said stands. */
  #testEnded(end: TestRecord): void {
    if (end.result !== "inconclusive") {
      this.#lastTest = end;
      this.#env.memory.set(testKey, { ...end });
    }
    this.#tell({
      code: testEvents[end.result].code,
      text: end.text,
      ...(end.lowest === undefined ? {} : { data: { lowestVolts: end.lowest } }),
    });
  }

  #tellOfMains({ utility }: Readonly<Record<string, ComponentReading>>): void {
    const was = this.#env.memory.get(onBatteryKey) === true;
    const is = utility?.state === "failed";
    if (was === is) return;
    this.#env.memory.set(onBatteryKey, is);
    if (is) this.#env.memory.set(failuresKey, this.#mainsFailures() + 1);
    this.#tell(mainsEvents[is ? "failed" : "returned"]);
  }

  #batteryAge(): { readonly batteryAge?: number } {
    const batteryAge = batteryAgeOf(this.config.batteryFitted, this.#env.clock.now());
    return batteryAge === undefined ? {} : { batteryAge };
  }

  #mainsFailures(): number {
    const kept = this.#env.memory.get(failuresKey);
    return typeof kept === "number" ? kept : 0;
  }

  #tell(event: DriverEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
