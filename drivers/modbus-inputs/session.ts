import { type DeviceIdentity, sleep } from "../../contract/index.ts";
import {
  type BytePort,
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Reading,
} from "../api.ts";
import { hex } from "../wire/fields.ts";
import { Link, withRetries } from "../wire/link.ts";
import { type Answer, decode, encode, maxFrame, type Question, ruleFor } from "./codec.ts";
import type { Config } from "./config.ts";
import { levelsOf, stateOf } from "./contacts.ts";
import { Panel } from "./panel.ts";
import { type ExceptionMeaning, meaningOfException } from "./status.ts";

/** modbus-io.md §1: two retries. */
const tries = 3;
const selfTestReads = 5;
/** At 9600 baud a frame of 6 bytes lasts 7 ms; USB adapters hand bytes over in blocks up to 16 ms apart. */
const interByteMs = 40;

/** An answer that is one: the inputs or an exception, with its frame. */
type Heard = Extract<Answer, { kind: "inputs" | "exception" }> & { readonly frame: string };

export const openSession = (port: BytePort, config: Config, env: DriverEnv): DeviceSession => {
  const { clock } = env;
  const question: Question = { unit: config.unit, start: config.start, count: config.count };
  const request = encode(question);
  const link = new Link({ port, clock, rule: ruleFor(question), maxLength: maxFrame, interByteMs });
  const panel = new Panel(config, env.memory);
  const listeners = new Set<(event: DriverEvent) => void>();
  const strangers = new Set<number>();
  let lineFreeAt = 0;

  const match = (frame: Uint8Array): Heard | undefined => {
    const answer = decode(frame, question);
    if (answer.kind === "foreign") strangers.add(answer.unit);
    if (answer.kind === "inputs" || answer.kind === "exception") return { ...answer, frame: hex(frame) };
    return undefined;
  };

  const pause = async (signal: AbortSignal): Promise<void> => {
    const left = lineFreeAt - clock.mono();
    if (left <= 0) return;
    await sleep(clock, left, signal).catch(() => {
      throw new DriverError("aborted", `${port.path}: stopped by the caller`);
    });
  };

  const askOnce = async (signal: AbortSignal): Promise<Heard> => {
    await pause(signal);
    try {
      return await link.ask({ bytes: request, timeoutMs: config.answerMs, match, signal });
    } finally {
      lineFreeAt = clock.mono() + config.gapMs;
    }
  };

  const ask = async (signal: AbortSignal): Promise<Heard> => {
    strangers.clear();
    try {
      return await withRetries(tries, () => askOnce(signal));
    } catch (error) {
      if (strangers.size === 0 || !(error instanceof DriverError) || error.code === "aborted") throw error;
      const units = [...strangers].join(", ");
      throw new DriverError(
        error.code,
        `${port.path}: module ${config.unit} is silent, but module ${units} answered`,
        { strangers: [...strangers] },
        { cause: error },
      );
    }
  };

  /** One read; busy modules are asked again, as often as silent ones. */
  const read = async (signal: AbortSignal): Promise<Heard> => {
    for (let n = 1; ; n++) {
      const heard = await ask(signal);
      if (heard.kind === "inputs" || !meaningOfException(heard.code).again || n >= tries) return heard;
      lineFreeAt = clock.mono() + config.answerMs / 2;
    }
  };

  const take = (bits: readonly boolean[]): void => {
    for (const event of panel.take(bits, clock.mono())) for (const listener of listeners) listener(event);
  };

  /** The first poll reads until every contact is certain, so that it says something; later ones read once. */
  const settle = async (first: Heard, signal: AbortSignal): Promise<Heard> => {
    let heard = first;
    for (let n = 1; n < config.debouncePolls && heard.kind === "inputs" && !panel.settled(); n++) {
      heard = await ask(signal);
      if (heard.kind === "inputs") take(heard.bits);
    }
    return heard;
  };

  const refused = (meaning: ExceptionMeaning, code: number, frame: string): Reading => ({
    availability: meaning.availability,
    because: { code: meaning.code, text: meaning.text },
    components: {
      ...panel.unknown(),
      module: {
        state: meaning.module,
        vendorCode: `exception ${code.toString(16).padStart(2, "0").toUpperCase()}`,
        frame,
      },
    },
    measures: { ...link.measures(), ...panel.measures() },
  });

  const reading = (heard: Heard): Reading => {
    if (heard.kind === "exception") return refused(meaningOfException(heard.code), heard.code, heard.frame);
    return {
      availability: "online",
      components: { ...panel.components(clock.mono(), heard.frame), module: { state: "ok", frame: heard.frame } },
      measures: { ...link.measures(), ...panel.measures() },
    };
  };

  const failed = (heard: Extract<Heard, { kind: "exception" }>): CommandResult => {
    const { code, text } = meaningOfException(heard.code);
    return { status: "failed", reason: { code, text }, result: { exception: heard.code, frame: heard.frame } };
  };

  const readInputs = async (signal: AbortSignal): Promise<CommandResult> => {
    const heard = await read(signal);
    if (heard.kind === "exception") return failed(heard);
    const levels = Object.entries(levelsOf(heard.bits, config)) as [Parameters<typeof stateOf>[0], boolean][];
    const contacts = Object.fromEntries(levels.map(([contact, level]) => [contact, stateOf(contact, level)]));
    return { status: "succeeded", result: { frame: heard.frame, bits: heard.bits.map(Number), contacts } };
  };

  /** Five reads, none repeated: a line that loses every third answer passes a poll but not this. */
  const selfTest = async (signal: AbortSignal): Promise<CommandResult> => {
    let answered = 0;
    const levels = new Set<string>();
    for (let n = 0; n < selfTestReads; n++) {
      try {
        const heard = await askOnce(signal);
        if (heard.kind === "exception") return failed(heard);
        answered += 1;
        levels.add(heard.bits.map(Number).join(""));
      } catch (error) {
        if (!(error instanceof DriverError) || (error.code !== "noAnswer" && error.code !== "damagedAnswers"))
          throw error;
      }
    }
    const result = { asked: selfTestReads, answered, steady: levels.size <= 1, ...link.measures() };
    if (answered === selfTestReads) return { status: "succeeded", result };
    const text = `${selfTestReads - answered} of ${selfTestReads} requests got no good answer`;
    return { status: "failed", reason: { code: "unreliableLine", text }, result };
  };

  return {
    /** Plain modules have no identity: an answer of this address to this function is all there is. An exception is an answer. */
    async identify(signal): Promise<DeviceIdentity> {
      try {
        await read(signal);
      } catch (error) {
        if (!(error instanceof DriverError) || strangers.size === 0) throw error;
        throw new DriverError("wrongDevice", error.message, error.context, { cause: error });
      }
      return config.model === "" ? {} : { model: config.model };
    },
    async poll(signal) {
      const heard = await read(signal);
      if (heard.kind === "inputs") take(heard.bits);
      return reading(await settle(heard, signal));
    },
    async run(command, _args, signal) {
      if (command === "readInputs") return readInputs(signal);
      if (command === "selfTest") return selfTest(signal);
      throw new DriverError("badArgs", `no command ${command}`);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      listeners.clear();
      link.close();
    },
  };
};
