import type { Clock } from "../../contract/index.ts";
import { DriverError, isDriverError } from "../api.ts";
import { type Ended, runProgram } from "../system/program.ts";
import { detectedIn, type VcpValue, valuesOf } from "./ddcutil-text.ts";
import { complaints } from "./status.ts";

/** Looking through all buses takes seconds; one value about 100 ms, with retries on a bad cable many times that. */
const detectMs = 10_000;
const valuesMs = 6_000;
/** Between two tries after a failure; a display that never answered is left alone for longer. */
const againMs = 15_000;
const neverAnsweredMs = 600_000;
/** Failures in a row before a display that never answered counts as one that cannot. */
const enoughFailures = 3;

export type Values = ReadonlyMap<string, VcpValue>;
/** What became of a question: values, or why there are none. */
export type DdcOutcome = { readonly values: Values } | { readonly failed: string; readonly state: "lost" | "unknown" };

export interface DdcEnv {
  readonly clock: Clock;
  readonly program: string;
  /** Number of the I2C bus; undefined: ask ddcutil. */
  readonly bus: number | undefined;
}

/** Which display is meant, for `detect`. */
export interface Target {
  readonly connector: string;
  /** `ELO:KIOSK-19:SN0012345678`, where ddcutil names no connector. */
  readonly monitor: string | undefined;
}

/** Its sentence without the path of the program, which says nothing new. */
const withoutFile = ({ message, context }: DriverError): string => message.replace(`${String(context["file"])}: `, "");

const failureOf = (error: DriverError): Extract<DdcOutcome, { failed: string }> => ({
  failed: `ddcutil: ${withoutFile(error)}`.slice(0, 64),
  state: error.code === "portMissing" || error.code === "portDenied" ? "unknown" : "lost",
});

const complaintOf = ({ stdout, stderr, exit }: Ended): Extract<DdcOutcome, { failed: string }> => {
  const said = `${stdout}\n${stderr}`;
  const known = complaints.find(([pattern]) => pattern.test(said));
  return known
    ? { failed: `ddcutil: ${known[1]}`.slice(0, 64), state: known[2] }
    : { failed: `ddcutil: no values, exit status ${exit ?? "none"}`, state: "lost" };
};

/** The display's control channel, by way of the program ddcutil. */
export class Ddc {
  readonly #env: DdcEnv;
  #bus: number | undefined;
  #notBefore = 0;
  #failures = 0;
  #last: DdcOutcome | undefined;
  #counts = { good: 0, bad: 0 };
  #tookMs: number[] = [];

  constructor(env: DdcEnv) {
    this.#env = env;
    this.#bus = env.bus;
  }

  /** Another display may be behind the connector now. */
  forget(): void {
    this.#bus = this.#env.bus;
    this.#notBefore = 0;
    this.#failures = 0;
    this.#last = undefined;
  }

  failures(): number {
    return this.#failures;
  }

  /** For `Reading.measures`: runs that brought values, and those that did not. */
  measures(): Record<string, number> {
    const sorted = [...this.#tookMs].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return {
      linkFrames: this.#counts.good,
      linkErrors: this.#counts.bad,
      ...(median === undefined ? {} : { linkRoundTrip: Math.round(median) }),
    };
  }

  /**
   * Asks for values, in a poll: after a failure the same is answered until it is time to try again. Throws `DriverError` `aborted` only.
   */
  async poll(
    codes: readonly string[],
    target: Target,
    answeredBefore: boolean,
    signal: AbortSignal,
  ): Promise<DdcOutcome> {
    const { clock } = this.#env;
    if (this.#last && "failed" in this.#last && clock.mono() < this.#notBefore) return this.#last;
    const outcome = await this.ask(codes, target, signal);
    const patient = !answeredBefore && this.#failures >= enoughFailures;
    if ("failed" in outcome) this.#notBefore = clock.mono() + (patient ? neverAnsweredMs : againMs);
    return outcome;
  }

  /** Asks for values now. Throws `DriverError` `aborted` only. */
  async ask(codes: readonly string[], target: Target, signal: AbortSignal): Promise<DdcOutcome> {
    const began = this.#env.clock.mono();
    this.#last = await this.#asked(codes, target, signal);
    if ("values" in this.#last) {
      this.#counts.good += 1;
      this.#failures = 0;
      this.#tookMs = [...this.#tookMs.slice(-15), this.#env.clock.mono() - began];
    } else {
      this.#counts.bad += 1;
      this.#failures += 1;
      this.#bus = this.#env.bus;
    }
    return this.#last;
  }

  /** Sets one value; ddcutil reads it back itself. Undefined: done; else why not. */
  async set(code: string, value: number, target: Target, signal: AbortSignal): Promise<string | undefined> {
    try {
      const bus = await this.#busOf(target, signal);
      if (typeof bus !== "number") return bus.failed;
      const ended = await this.#run(["setvcp", code, String(value), "--bus", String(bus)], valuesMs, signal);
      if (ended.exit === 0) return undefined;
      return (ended.stderr.split("\n")[0] ?? "").slice(0, 120) || complaintOf(ended).failed;
    } catch (error) {
      return errorText(error);
    }
  }

  async #asked(codes: readonly string[], target: Target, signal: AbortSignal): Promise<DdcOutcome> {
    try {
      const bus = await this.#busOf(target, signal);
      if (typeof bus !== "number") return bus;
      const ended = await this.#run(["getvcp", ...codes, "--terse", "--bus", String(bus)], valuesMs, signal);
      const values = new Map([...valuesOf(ended.stdout)].filter(([code]) => codes.includes(code)));
      const answered = [...values.values()].some(({ kind }) => kind !== "error");
      return answered
        ? { values }
        : values.size > 0
          ? { failed: "ddcutil: VCP nn ERR", state: "lost" }
          : complaintOf(ended);
    } catch (error) {
      if (isDriverError(error) && error.code !== "aborted") return failureOf(error);
      throw error;
    }
  }

  async #busOf(target: Target, signal: AbortSignal): Promise<number | Extract<DdcOutcome, { failed: string }>> {
    if (this.#bus !== undefined) return this.#bus;
    const ended = await this.#run(["detect", "--brief"], detectMs, signal);
    const displays = detectedIn(ended.stdout);
    const ours =
      displays.find((d) => d.connector === target.connector) ??
      displays.find((d) => d.connector === undefined && d.monitor !== undefined && d.monitor === target.monitor);
    if (!ours) return complaintOf(ended);
    this.#bus = ours.bus;
    return ours.bus;
  }

  #run(args: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<Ended> {
    return runProgram(this.#env.clock, { file: this.#env.program, args, timeoutMs, signal });
  }
}

const errorText = (error: unknown): string => {
  if (error instanceof DriverError && error.code !== "aborted") return failureOf(error).failed;
  throw error;
};
