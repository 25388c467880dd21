import { type Clock, withDefaults } from "../../contract/index.ts";
import { type BytePort, DriverError, isDriverError, type Recognised, type SerialLine } from "../api.ts";
import { LineTalk } from "./line-talk.ts";
import { type Findable, planFor, type Step, sameLine } from "./plan.ts";

/** A device that answered. */
export interface Found extends Recognised {
  readonly driver: Findable;
  readonly baudRate: number;
}

/** What became of a port. */
export type Outcome =
  | { readonly kind: "found"; readonly found: readonly [Found, ...Found[]] }
  /** Nothing answered; `bytes` that no protocol knows came, or only our own came back. */
  | { readonly kind: "nothing"; readonly bytes: number; readonly echoes: boolean }
  /** Somebody talks on this line, and it is none of ours to interrupt: nothing was sent, or nothing more. */
  | { readonly kind: "leftAlone"; readonly bytes: number }
  | { readonly kind: "failed"; readonly error: DriverError };

export interface Progress {
  readonly step: Step | "listening";
  /** Time that is left at most, ms. */
  readonly leftMs: number;
  readonly totalMs: number;
}

export interface SerialSearch {
  readonly drivers: readonly Findable[];
  readonly open: (line: SerialLine, baudRate: number) => Promise<BytePort>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Longer than the pause between two polls of a host that watches its device. */
const listenMs = 1_500;
/** Pause before each question, so that a device which frames by silence sees a beginning. */
const gapMs = 50;
/** Bytes nobody understood: is that an answer, or does somebody talk? A conversation goes on in this time. */
const strangersMs = 700;

/** The port as it is open now. */
interface Opened {
  readonly at: Step;
  readonly port: BytePort;
  readonly talk: LineTalk;
}

/** One port, from the first listening to the last question. */
class Search {
  readonly #options: SerialSearch;
  readonly #totalMs: number;
  #leftMs: number;
  #opened: Opened | undefined;
  #bytes = 0;
  #echoes = false;

  constructor(options: SerialSearch, steps: readonly Step[]) {
    this.#options = options;
    this.#totalMs = listenMs + steps.reduce((sum, { worstMs, tries }) => sum + worstMs + tries * gapMs, 0);
    this.#leftMs = this.#totalMs;
  }

  get heard(): { readonly bytes: number; readonly echoes: boolean } {
    return { bytes: this.#bytes + (this.#opened?.talk.bytes ?? 0), echoes: this.#echoes };
  }

  async listen(step: Step, ms = listenMs): Promise<Uint8Array> {
    this.#tell("listening");
    const { talk } = await this.#openFor(step);
    return talk.listen(ms);
  }

  /** `leftAlone`: somebody else's conversation was heard. */
  async try(step: Step): Promise<Found | "leftAlone" | undefined> {
    this.#tell(step);
    this.#leftMs = Math.max(0, this.#leftMs - step.worstMs - step.tries * gapMs);
    const { driver, baudRate, place, tries } = step;
    const { talk } = await this.#openFor(step);
    const config = withDefaults(driver.config, place);
    for (let n = 0; n < tries; n++) {
      await talk.listen(gapMs);
      talk.takeStrange();
      const said = await driver.detect.probe(talk, config);
      this.#echoes ||= talk.echoes;
      if (said) return { ...said, config: { ...place, ...said.config }, driver, baudRate };
      if (talk.takeStrange() > 0 && (await this.#isConversation(talk))) return "leftAlone";
    }
    return undefined;
  }

  async close(): Promise<void> {
    const was = this.#opened;
    this.#opened = undefined;
    this.#bytes += was?.talk.bytes ?? 0;
    was?.talk.close();
    await was?.port.close();
  }

  /** A late answer comes once; a conversation goes on though we say nothing. */
  async #isConversation(talk: LineTalk): Promise<boolean> {
    const first = await talk.listen(strangersMs);
    return first.length > 0 && (await talk.listen(strangersMs)).length > 0;
  }

  async #openFor(step: Step): Promise<Opened> {
    if (this.#opened && sameLine(this.#opened.at, step)) return this.#opened;
    await this.close();
    const port = await this.#options.open(step.driver.line, step.baudRate);
    const talk = new LineTalk(port, step.baudRate, this.#options.clock, this.#options.signal);
    this.#opened = { at: step, port, talk };
    return this.#opened;
  }

  #tell(step: Progress["step"]): void {
    this.#options.onProgress?.({ step, leftMs: this.#leftMs, totalMs: this.#totalMs });
  }
}

const sure = ({ confidence }: Found): boolean => confidence !== "possible";
const byConfidence = (a: Found, b: Found): number =>
  ["certain", "likely", "possible"].indexOf(a.confidence) - ["certain", "likely", "possible"].indexOf(b.confidence);

const outcomeOf = (found: readonly Found[], search: Search): Outcome => {
  const [best, ...others] = [...found].sort(byConfidence);
  if (!best) return { kind: "nothing", ...search.heard };
  // What only might be is worth telling only where nothing surer was found.
  return { kind: "found", found: sure(best) ? [best, ...others.filter(sure)] : [best, ...others] };
};

/** A talker says something within this time at the speed it is listened to, ms. */
const talkerMs = 800;

/**
 * What may be asked of a line that was not silent: only the drivers whose device talks so by itself, at the speed at which that was understood. Nothing is sent
 * to find out.
 */
const stepsForTalker = async (search: Search, all: readonly Step[], first: Uint8Array): Promise<readonly Step[]> => {
  const talkers = all.filter(({ driver, place }) => driver.detect.unasked && Object.keys(place).length === 0);
  let [at, heard] = [all[0], first];
  for (const step of talkers) {
    if (!at || !sameLine(at, step)) heard = await search.listen(step, talkerMs);
    at = step;
    if (heard.length > 0 && step.driver.detect.unasked?.(heard))
      return all.filter(({ driver, baudRate }) => driver === step.driver && baudRate === step.baudRate);
  }
  return [];
};

const searched = async (search: Search, steps: readonly Step[]): Promise<Outcome> => {
  const found: Found[] = [];
  for (const step of steps) {
    const bus = found.find(sure)?.driver;
    // One device a line, but for a bus: there its other addresses are asked, too.
    if (bus && (bus !== step.driver || !bus.detect.bus || found[0]?.baudRate !== step.baudRate)) continue;
    const one = await search.try(step);
    if (one === "leftAlone")
      return found.length > 0 ? outcomeOf(found, search) : { kind: "leftAlone", bytes: search.heard.bytes };
    if (one) found.push(one);
  }
  return outcomeOf(found, search);
};

/**
 * Listens, then asks, the quietest first, until somebody is recognised. Never throws: a port that cannot be opened or is lost is an outcome.
 * Ends early with `failed` `aborted` when the caller's signal says so.
 */
export const searchSerial = async (options: SerialSearch): Promise<Outcome> => {
  const all = planFor(options.drivers);
  const search = new Search(options, all);
  const [first] = all;
  if (!first) return { kind: "nothing", bytes: 0, echoes: false };
  try {
    const heard = await search.listen(first);
    const steps = heard.length === 0 ? all : await stepsForTalker(search, all, heard);
    if (steps.length === 0) return { kind: "leftAlone", bytes: search.heard.bytes };
    return await searched(search, steps);
  } catch (error) {
    if (isDriverError(error)) return { kind: "failed", error };
    throw error;
  } finally {
    await search.close();
  }
};
