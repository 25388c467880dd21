import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type BytePort,
  type CommandResult,
  type ComponentReading,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  isDriverError,
  type KioskObservation,
  type Reading,
} from "../api.ts";
import {
  type Accuracy,
  assess,
  type Limits,
  type Point,
  pointOf,
  repairable,
  type Screen,
  verdictOf,
} from "../touch/accuracy.ts";
import { Samples } from "../touch/samples.ts";
import type { TouchPacket } from "./codec.ts";
import { ifKnown, pointsOf, readCalibration, resultOfMask } from "./commands.ts";
import type { Config } from "./config.ts";
import { Conversation } from "./conversation.ts";
import { Held } from "./held.ts";
import { classes, type Evidence, meaningOfAck, partsOf, surfaceOf, technologies } from "./status.ts";
import { type Touch, Touches } from "./touches.ts";

const modeEveryMs = 600_000;
/** All tests but RAM (45 s blind) and the expansion board (§9). */
const shortTests = 0x37;
const diagnosticsMs = 10_000;
const resetMs = 2_000;
/** Acknowledge codes that a reset disproves nothing of: settings come back by a calibration only. */
const settingsLost = ["9", "I"];
const reportsInitial = 0x01;
const warningPending = 0x10;

const round = (value: number): number => Math.round(value * 1000) / 1000;
const countOf = (value: unknown): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;

/** An open conversation with a SmartSet controller. Touch packets are followed all the time, also between the polls. */
export class SmartSetSession implements DeviceSession {
  readonly #config: Config;
  readonly #env: DriverEnv;
  readonly #talk: Conversation;
  readonly #touches: Touches;
  readonly #samples: Samples;
  readonly #held = new Held();
  readonly #events = new Set<(event: DriverEvent) => void>();
  readonly #changes = new Set<() => void>();
  #warned = false;
  #stuckTold = false;
  #modeAt: number | undefined;
  #touchesOff: Evidence["touchesOff"];
  #savedCounts = "";

  constructor(port: BytePort, config: Config, env: DriverEnv) {
    this.#config = config;
    this.#env = env;
    this.#samples = new Samples(this.#screen(), config.samples, env.memory);
    const counts = { touches: countOf(env.memory.get("touches")), idle: countOf(env.memory.get("idleTouches")) };
    this.#touches = new Touches((touch) => this.#ended(touch), counts);
    this.#talk = new Conversation({
      port,
      clock: env.clock,
      onTouch: (packet) => this.#touched(packet),
      onCodes: (codes, frame) => this.#coded(codes, frame),
    });
  }

  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    try {
      const { packet } = await this.#talk.ask({ command: "i", want: "identity", signal });
      const technology = technologies[packet.technology];
      if (!technology)
        throw new DriverError("wrongDevice", `technology ${packet.technology} is no SmartSet controller's`);
      const type = classes[packet.class] ?? `class ${packet.class.toString(16).toUpperCase().padStart(2, "0")}`;
      return { manufacturer: "Elo", model: `${technology} ${type}`, firmware: packet.firmware };
    } catch (error) {
      // It is there and it is touched, but its jumpers hide SmartSet: the poll says so (§8, last row).
      if (isDriverError(error, "noAnswer", "damagedAnswers") && this.#talk.speaksLegacy()) return {};
      throw error;
    }
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    try {
      return await this.#pollSmartSet(signal);
    } catch (error) {
      if (isDriverError(error, "noAnswer", "damagedAnswers") && this.#talk.speaksLegacy()) return this.#legacy();
      throw error;
    }
  }

  run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const commands: Record<string, () => Promise<CommandResult>> = {
      selfTest: () => this.#selfTest(signal),
      runDiagnostics: () => this.#runDiagnostics(signal),
      reset: () => this.#reset(signal),
      readCalibration: () => this.#readCalibration(signal),
      accuracyTest: async () => this.#accuracyTest(args),
    };
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    return run ? run() : Promise.reject(new DriverError("badArgs", `no command ${command}`));
  }

  observe(observation: KioskObservation): void {
    const now = this.#env.clock.mono();
    this.#touches.expire(now);
    if (observation.kind === "presence") return this.#touches.presence(observation.present, now);
    const { x, y } = observation;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    // Within 0..1 it is a part of the screen: nobody is asked to touch its first pixel.
    const { width, height } = this.#screen();
    const part = x >= 0 && y >= 0 && x <= 1 && y <= 1;
    if (this.#samples.asked(part ? { x: x * width, y: y * height } : { x, y }, now)) this.#tested();
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
    this.#saveCounts();
    this.#events.clear();
    this.#changes.clear();
    this.#talk.close();
  }

  async #pollSmartSet(signal: AbortSignal): Promise<Reading> {
    const diagnostics = await ifKnown(this.#talk.ask({ command: "d", want: "diagnostics", signal }));
    await this.#readMode(signal);
    // Only when something waits: `a` also cancels a calibration that a technician may be at.
    if (this.#warned || diagnostics?.codes.length === 4) await this.#readWarnings(signal);
    // K only says that a test failed; when the mask says which, K must not outlive it.
    if (diagnostics && diagnostics.packet.mask !== 0) this.#held.disprove("K");
    const evidence = diagnostics ? { mask: diagnostics.packet.mask, frame: diagnostics.frame } : undefined;
    return this.#reading(evidence);
  }

  #reading(diagnostics: Evidence["diagnostics"]): Reading {
    const now = this.#env.clock.mono();
    this.#touches.expire(now);
    this.#saveCounts();
    const held = this.#held.at(now);
    const accuracy = this.#accuracy();
    const parts = partsOf({
      held,
      ...(diagnostics ? { diagnostics } : {}),
      ...(this.#touchesOff ? { touchesOff: this.#touchesOff } : {}),
    });
    const surface = surfaceOf({
      restingMs: this.#touches.restingMs(),
      stuckAfterMs: this.#config.stuckAfterMs,
      ghostsLastHour: this.#touches.ghostsLastHour(),
      ghostsPerHour: this.#config.ghostsPerHour,
      held,
    });
    return {
      availability: "online",
      components: { ...parts, calibration: this.#calibration(accuracy), surface, format: { state: "ok" } },
      measures: this.#measures(accuracy),
    };
  }

  #legacy(): Reading {
    const unknown: ComponentReading = { state: "unknown" };
    const text = "touches come in the old six-byte format: set the jumpers to SmartSet binary mode";
    return {
      availability: "online",
      because: { code: "wrongFormat", text },
      components: {
        controller: unknown,
        sensor: unknown,
        settings: unknown,
        calibration: unknown,
        surface: unknown,
        format: { state: "wrong", vendorCode: "six-byte touch" },
      },
      measures: this.#talk.measures(),
    };
  }

  #calibration(accuracy: Accuracy | undefined): ComponentReading {
    if (!accuracy) return { state: "unknown" };
    const state = verdictOf(accuracy, this.#limits());
    return state === "ok" ? { state } : { state, vendorCode: `max ${accuracy.maxPercent.toFixed(2)} % of diagonal` };
  }

  #measures(accuracy: Accuracy | undefined): Record<string, number> {
    const { touches, idle } = this.#touches.counts();
    return {
      ...this.#talk.measures(),
      touches,
      ...(idle === undefined ? {} : { idleTouches: idle }),
      ...(accuracy
        ? { positioningErrorMax: round(accuracy.maxPercent), positioningErrorMean: round(accuracy.meanPercent) }
        : {}),
      ...(accuracy?.fit ? { positioningResidual: round(accuracy.fit.residualPercent) } : {}),
    };
  }

  async #readMode(signal: AbortSignal): Promise<void> {
    const now = this.#env.clock.mono();
    const fresh = this.#modeAt !== undefined && now - this.#modeAt < modeEveryMs;
    if (fresh && !this.#touchesOff) return;
    const mode = await ifKnown(this.#talk.ask({ command: "m", want: "mode", tries: 2, signal }));
    this.#modeAt = now;
    if (!mode) return;
    const { mode1 } = mode.packet;
    this.#warned ||= (mode1 & warningPending) !== 0;
    this.#touchesOff = mode1 & reportsInitial ? undefined : { mode1, frame: mode.frame };
  }

  /** Four codes fit into an Ack; the rest come with the next question (§3.1). Bounded: what is left waits for the next poll. */
  async #readWarnings(signal: AbortSignal): Promise<void> {
    for (let n = 0; n < 3; n++) {
      const answer = await ifKnown(this.#talk.ask({ command: "a", want: "ack", tries: 2, signal }));
      this.#warned = false;
      if (!answer || answer.codes.length < 4) return;
    }
  }

  async #selfTest(signal: AbortSignal): Promise<CommandResult> {
    const { packet, frame } = await this.#talk.ask({ command: "d", want: "diagnostics", signal });
    const owner = await ifKnown(this.#talk.ask({ command: "o", want: "owner", signal }));
    const mode = await ifKnown(this.#talk.ask({ command: "m", want: "mode", signal }));
    const parameters = await ifKnown(this.#talk.ask({ command: "p", want: "parameters", signal }));
    return resultOfMask(packet.mask, {
      frame,
      ...(owner ? { owner: owner.packet.text } : {}),
      ...(mode ? { mode: [mode.packet.mode1, mode.packet.mode2] } : {}),
      ...(parameters ? { serial: [parameters.packet.serial1, parameters.packet.serial2] } : {}),
    });
  }

  async #runDiagnostics(signal: AbortSignal): Promise<CommandResult> {
    const { packet, frame } = await this.#talk.ask({
      command: "D",
      data: [shortTests],
      want: "diagnostics",
      timeoutMs: diagnosticsMs,
      tries: 1,
      signal,
    });
    if ((packet.mask & shortTests) === 0) this.#held.disprove("K");
    return resultOfMask(packet.mask, { frame, tested: shortTests });
  }

  /** Cured is what the diagnostics say after it, not what the Ack says. */
  async #reset(signal: AbortSignal): Promise<CommandResult> {
    const { codes } = await this.#talk.ask({ command: "R", data: [1], timeoutMs: resetMs, tries: 1, signal });
    this.#held.keepOnly([...codes, ...settingsLost]);
    this.#modeAt = undefined;
    const { packet, frame } = await this.#talk.ask({ command: "d", want: "diagnostics", signal });
    return resultOfMask(packet.mask, { frame });
  }

  async #readCalibration(signal: AbortSignal): Promise<CommandResult> {
    const result = await readCalibration(this.#talk, signal);
    if (!result.calibration && !result.scaling) {
      const text = "this firmware tells neither calibration nor scaling";
      return { status: "failed", reason: { code: "refused", text }, result };
    }
    const is = JSON.stringify([result.calibration, result.scaling, result.swapped]);
    const was = this.#env.memory.get("calibration");
    this.#env.memory.set("calibration", is);
    const changed = typeof was === "string" && was !== is;
    if (changed) {
      this.#samples.forget();
      this.#held.disprove(...settingsLost);
    }
    return { status: "succeeded", result: { ...result, changed } };
  }

  #accuracyTest(args: Record<string, unknown>): CommandResult {
    const { screen, samples } = pointsOf(args);
    const accuracy = assess(samples, screen);
    if (!accuracy) {
      const text = "no target was touched: there is nothing to compute from";
      return { status: "failed", reason: { code: "noTouches", text } };
    }
    this.#samples.test(screen, samples);
    const verdict = verdictOf(accuracy, this.#limits());
    this.#believe(accuracy);
    const canRepair = repairable(accuracy, this.#limits());
    const result = { verdict, ...accuracy, ...(canRepair === undefined ? {} : { repairable: canRepair }) };
    return { status: "succeeded", result };
  }

  /** Settings that put a finger in its place are there again. */
  #believe(accuracy: Accuracy | undefined): void {
    if (accuracy && verdictOf(accuracy, this.#limits()) === "ok") this.#held.disprove(...settingsLost);
  }

  #touched(packet: TouchPacket): void {
    this.#touches.take(packet, this.#env.clock.mono());
    const stuck = (this.#touches.restingMs() ?? 0) > this.#config.stuckAfterMs;
    if ((packet.warning && !this.#warned) || (stuck && !this.#stuckTold)) this.#changed();
    this.#warned ||= packet.warning;
    this.#stuckTold = stuck;
  }

  #ended(touch: Touch): void {
    const points = touch.points.map((p) => this.#pixel(p));
    const point = pointOf(points, touch.endedAt - touch.startedAt, this.#screen());
    if (point && this.#samples.touched(point, this.#env.clock.mono())) this.#tested();
  }

  #tested(): void {
    this.#believe(this.#accuracy());
    this.#changed();
  }

  #coded(codes: readonly string[], frame: string): void {
    for (const code of codes) {
      this.#held.add(code, frame, this.#env.clock.mono());
      const { text, refusal } = meaningOfAck(code);
      if (refusal) continue; // the question that was refused says so itself
      const event = { code: "controllerWarning", text, data: { code, frame } };
      for (const listener of this.#events) listener(event);
    }
  }

  #changed(): void {
    for (const listener of this.#changes) listener();
  }

  #accuracy(): Accuracy | undefined {
    const tested = this.#samples.tested();
    return tested && assess(tested.samples, tested.screen);
  }

  #screen(): Screen {
    return { width: this.#config.width, height: this.#config.height };
  }

  #limits(): Limits {
    const { driftedPercent, inaccuratePercent, residualPercent } = this.#config;
    return { drifted: driftedPercent, inaccurate: inaccuratePercent, residual: residualPercent };
  }

  #pixel({ x, y }: Point): Point {
    const { width, height, xLow, xHigh, yLow, yHigh } = this.#config;
    return { x: ((x - xLow) / (xHigh - xLow || 1)) * width, y: ((y - yLow) / (yHigh - yLow || 1)) * height };
  }

  #saveCounts(): void {
    const { touches, idle } = this.#touches.counts();
    const counts = `${touches} ${idle ?? ""}`;
    if (counts === this.#savedCounts) return;
    this.#savedCounts = counts;
    this.#env.memory.set("touches", touches);
    if (idle !== undefined) this.#env.memory.set("idleTouches", idle);
  }
}
