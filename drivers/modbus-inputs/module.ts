import type { Asking, Bus, Heard } from "./bus.ts";
import { functions, type Question } from "./codec.ts";
import type { Config } from "./config.ts";
import { contacts, type Wiring } from "./contacts.ts";

const bitsPerRegister = 16;
const isOfRegisters = ({ readAs }: Config): boolean => readAs === "holdingRegisters" || readAs === "inputRegisters";

/** What is asked of the input module: `count` inputs, or the registers they lie in. */
export const questionOf = (config: Config): Question => ({
  unit: config.unit,
  fn: functions[config.readAs],
  start: config.start,
  count: isOfRegisters(config) ? Math.ceil(config.count / bitsPerRegister) : config.count,
});

/** Inputs of an answer, first input first; a register holds sixteen, lowest bit first. */
export const inputsOf = (heard: Heard): readonly boolean[] | undefined => {
  if (heard.kind === "bits") return heard.bits;
  if (heard.kind !== "registers") return undefined;
  return heard.registers.flatMap((register) =>
    Array.from({ length: bitsPerRegister }, (_, bit) => ((register >> bit) & 1) === 1),
  );
};

/** Is there an input module on this bus? Not if no contact is wired. */
export const isWired = ({ inputs }: Wiring): boolean => contacts.some((contact) => inputs[contact] !== undefined);

/** The input module on the bus. */
export class InputModule {
  readonly #bus: Bus;
  readonly #asking: Omit<Asking, "signal">;

  constructor(bus: Bus, config: Config) {
    this.#bus = bus;
    this.#asking = { question: questionOf(config), answerMs: config.answerMs };
  }

  /** One read, repeated on silence, damage and `busy`. */
  read(signal: AbortSignal): Promise<Heard> {
    return this.#bus.read({ ...this.#asking, signal });
  }

  /** The same without asking a busy module again. */
  ask(signal: AbortSignal): Promise<Heard> {
    return this.#bus.ask({ ...this.#asking, signal });
  }

  /** One question, one answer or none. */
  askOnce(signal: AbortSignal): Promise<Heard> {
    return this.#bus.askOnce({ ...this.#asking, signal });
  }
}
