import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type BytePort,
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  isDriverError,
  type KioskObservation,
  type Reading,
} from "../api.ts";
import { maskedImei, type Operator } from "./answers.ts";
import { type Ask, asks } from "./asks.ts";
import { runCommand } from "./commands.ts";
import type { Config } from "./config.ts";
import { type Answer, Conversation } from "./conversation.ts";
import { dueRestart, type Outage, watched } from "./cut-off.ts";
import { listen } from "./listen.ts";
import { readingOf } from "./reading.ts";
import { type Unlocking, unlockSim } from "./sim-pin.ts";
import { meaningOfError, unsolicited } from "./status.ts";

/** How long a restart stays visible as a state, so that a rule can see it; and how long one that was asked for may take (modem-at.md §3). */
const lingerMs = 60_000;
const expectedForMs = 90_000;
/** A modem that babbles must not make the agent poll without end. */
const tellEveryMs = 2_000;

/** One modem on its AT port. */
export class ModemSession implements DeviceSession {
  readonly config: Config;
  readonly env: DriverEnv;
  readonly talk: Conversation;
  readonly #port: BytePort;
  readonly #changes = new Set<() => void>();
  readonly #events = new Set<(event: DriverEvent) => void>();
  /** Commands this modem has said it does not know; asked again after the next set-up. */
  readonly #unknownCommands = new Set<string>();
  #isSetUp = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  #readyAt = Number.NEGATIVE_INFINITY;
  #restartedAt = Number.NEGATIVE_INFINITY;
  #restartExpectedUntil = Number.NEGATIVE_INFINITY;
  #signalWas: string | undefined;
  #operator: Operator | undefined;
  #customerPresent = false;
  #outage: Outage = { cutOffSince: undefined };

  constructor(port: BytePort, config: Config, env: DriverEnv) {
    this.config = config;
    this.env = env;
    this.#port = port;
    const onUnsolicited = (text: string) => this.#heardUnasked(text);
    this.talk = new Conversation({ port, clock: env.clock, gapMs: config.gapMs, onUnsolicited });
  }

  /**
   * Who it is; its number is masked. Throws `wrongDevice` if it answers AT but knows neither CFUN nor CREG: an old dial-up modem or a Bluetooth module.
   */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    await this.inStep(signal);
    const radio = await this.tryAsk(asks.radio, signal);
    const circuit = await this.tryAsk(asks.circuit, signal);
    if ([radio, circuit].every((a) => a && !a.ok && meaningOfError(a.error).unsupported))
      throw new DriverError(
        "wrongDevice",
        `${this.#port.path}: it answers AT, but knows neither CFUN nor CREG: no mobile modem`,
      );
    const firstLine = async (ask: Ask) => {
      const answer = await this.tryAsk(ask, signal);
      return answer?.ok ? tidy(answer.lines[0] ?? "") : undefined;
    };
    const imei = await this.tryAsk(asks.imei, signal);
    const identity = {
      manufacturer: await firstLine(asks.maker),
      model: await firstLine(asks.model),
      firmware: await firstLine(asks.firmware),
      serial: imei?.ok ? maskedImei(imei.lines) : undefined,
    };
    return Object.fromEntries(Object.entries(identity).filter(([, v]) => v)) as DeviceIdentity;
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    await this.inStep(signal);
    const unlocking: Unlocking = {
      config: this.config,
      memory: this.env.memory,
      ask: (ask) => this.tryAsk(ask, signal),
    };
    const sim = await unlockSim(unlocking);
    if (sim.unlocked) this.#tell({ code: "simUnlocked", text: "the SIM took the PIN of the settings" });
    await this.#radioBackOn(signal);
    const heard = await listen((ask) => this.tryAsk(ask, signal), this.config, sim);
    this.#operatorHeard(heard.operator);
    const reading = readingOf(heard, {
      config: this.config,
      signalWas: this.#signalWas,
      restarted: this.#now() - this.#restartedAt < lingerMs,
      restarts: this.#restarts(),
      link: this.talk.measures(),
    });
    this.#signalWas = reading.components.signal?.state;
    await this.#restartIfCutOff(reading, signal);
    return reading;
  }

  run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    return runCommand(this, command, args, signal);
  }

  onChange(listener: () => void): () => void {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  onEvent(listener: (event: DriverEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  observe(observation: KioskObservation): void {
    if (observation.kind === "presence") this.#customerPresent = observation.present;
  }

  async close(): Promise<void> {
    this.#changes.clear();
    this.#events.clear();
    this.talk.close();
  }

  /** Gets into step with the modem and makes sure of the settings: it forgets them when it starts anew (§6.7). */
  async inStep(signal: AbortSignal): Promise<void> {
    if (this.#isSetUp && (await this.talk.synchronise(signal)) === 1 && !this.talk.takeEchoed()) return;
    await this.#setUp(signal);
  }

  async #setUp(signal: AbortSignal): Promise<void> {
    this.#isSetUp = false;
    await this.talk.wake(signal);
    this.#unknownCommands.clear();
    for (const ask of [asks.noEcho, asks.words, asks.numbers]) await this.talk.ask(ask, signal);
    this.talk.takeEchoed(); // ATE0 itself still came back
    this.#isSetUp = true;
  }

  /** After a command that takes the settings with it. */
  expectRestart(): void {
    this.#isSetUp = false;
    this.#restartExpectedUntil = this.#now() + expectedForMs;
  }

  /** Has it said RDY since then, monotonic ms? */
  startedAnewSince(mono: number): boolean {
    return this.#readyAt >= mono;
  }

  /**
   * One question of several: a command the modem does not know is left out from then on, and one that gets no answer is left out this time. What follows then
   * shows whether the modem is still there. Throws what cannot be passed over: `portLost`, `aborted`, `closed`, `writeTimeout`.
   */
  async tryAsk(ask: Ask, signal: AbortSignal): Promise<Answer | undefined> {
    if (this.#unknownCommands.has(ask.text)) return undefined;
    const answer = await this.talk.ask(ask, signal).catch((error: unknown) => {
      if (isDriverError(error, "noAnswer", "damagedAnswers") && !signal.aborted) return this.#stillThere(signal);
      throw error;
    });
    if (answer && !answer.ok && meaningOfError(answer.error).unsupported) this.#unknownCommands.add(ask.text);
    return answer;
  }

  async #stillThere(signal: AbortSignal): Promise<undefined> {
    await this.talk.synchronise(signal);
    return undefined;
  }

  /** A radio cycle that was cut in its middle (agent killed, port lost) left the radio off: it is switched on again. */
  async #radioBackOn(signal: AbortSignal): Promise<void> {
    if (this.env.memory.get("radioOff") !== true) return;
    const answer = await this.tryAsk(asks.radioOn, signal);
    if (answer?.ok) this.env.memory.set("radioOff", false);
  }

  async #restartIfCutOff(reading: Reading, signal: AbortSignal): Promise<void> {
    const { memory, facts, clock } = this.env;
    this.#outage = watched(this.#outage, facts?.().brokerConnected, this.#now());
    const lastAt = memory.get("restartedWhenCutOffAt");
    const due = dueRestart({
      config: this.config,
      outage: this.#outage,
      reading,
      customerPresent: this.#customerPresent,
      mono: this.#now(),
      now: clock.now(),
      lastAt: typeof lastAt === "number" ? lastAt : undefined,
    });
    if (!due) return;
    memory.set("restartedWhenCutOffAt", clock.now()); // before it is sent: never twice
    this.expectRestart();
    const answer = await this.talk.ask(asks.restart, signal);
    if (answer.ok)
      this.#tell({
        code: "modemRestartedWhenCutOff",
        text: "cut off from the broker, without a data connection: the modem was restarted",
      });
  }

  #operatorHeard(operator: Operator | undefined): void {
    const from = this.#operator?.name;
    if (operator?.name === undefined) return;
    if (from !== undefined && from !== operator.name)
      this.#tell({
        code: "operatorChanged",
        text: `the operator is now ${operator.name}`,
        data: { from, to: operator.name },
      });
    this.#operator = operator;
  }

  #heardUnasked(text: string): void {
    const known = unsolicited.find(({ pattern }) => pattern.test(text));
    if (!known) return;
    if (known.restart) this.#restarted();
    if (known.event) this.#tell({ code: known.event, text: known.text });
    if (!known.changes || this.#now() - this.#toldAt < tellEveryMs) return;
    this.#toldAt = this.#now();
    for (const listener of this.#changes) listener();
  }

  #restarted(): void {
    this.#isSetUp = false;
    this.#readyAt = this.#now();
    if (this.#now() < this.#restartExpectedUntil) return;
    this.#restartedAt = this.#now();
    this.env.memory.set("restarts", this.#restarts() + 1);
    this.#tell({ code: "modemRestarted", text: "the modem started anew without having been told to" });
  }

  #restarts(): number {
    const value = this.env.memory.get("restarts");
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
  }

  #now(): number {
    return this.env.clock.mono();
  }

  #tell(event: DriverEvent): void {
    for (const listener of this.#events) listener(event);
  }
}

/** `+CGMM: "EC25"`, `Revision: EC25…` and `EC25` are one. */
const tidy = (line: string): string =>
  line
    .replace(/^(\+[A-Z]+|Revision|Manufacturer|Model):\s*/i, "")
    .replace(/^"(.*)"$/, "$1")
    .slice(0, 80);
