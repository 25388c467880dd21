import type { Clock } from "../../contract/index.ts";
import { request } from "./codec.ts";
import type { Buffered, Conversation } from "./conversation.ts";

interface Counter {
  readonly measure: string;
  read(talk: Conversation, signal: AbortSignal): Promise<Buffered<number>>;
}

/** GS g 2 n, cumulative counters (sheet 5.1). An unsupported number gets no answer. */
const epson: readonly Counter[] = (
  [
    ["linesFed", 148],
    ["headEnergisings", 149],
    ["cuts", 178],
    ["operatingTime", 198],
  ] as const
).map(([measure, n]) => ({
  measure,
  async read(talk, signal) {
    const text = await talk.block(request.counter(n), signal);
    if (text === "busy" || text === "unsupported") return text;
    return /^[0-9]{1,10}$/.test(text) ? Number(text) : "unsupported";
  },
}));

/** GS E1 to E5 (sheet 7.3). */
const custom: readonly Counter[] = (
  [
    ["paperRemaining", 0xe1, "cm"],
    ["cuts", 0xe2, "cuts"],
    ["paperPrinted", 0xe3, "cm"],
    ["ticketsRetracted", 0xe4, "ret"],
    ["powerUps", 0xe5, "on"],
  ] as const
).map(([measure, n, unit]) => ({
  measure,
  read: (talk, signal) => talk.amount(request.customCounter(n), unit, signal),
}));

/** Maintenance counters, read rarely: they are buffered queries and stand behind every print job. */
export class Counters {
  readonly #talk: Conversation;
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #all: readonly Counter[];
  readonly #unsupported = new Set<string>();
  readonly #values: Record<string, number> = {};
  #readAt: number | undefined;

  constructor(
    talk: Conversation,
    settings: { readonly profile: "epson" | "custom"; readonly countersEveryMinutes: number },
    clock: Clock,
  ) {
    this.#talk = talk;
    this.#clock = clock;
    this.#everyMs = settings.countersEveryMinutes * 60_000;
    this.#all = settings.profile === "custom" ? custom : epson;
  }

  /** Reads them if they are due (or now). A printer that is busy keeps them due; a counter it does not know is not asked again. */
  async read(signal: AbortSignal, now = false): Promise<void> {
    const due = this.#everyMs > 0 && (this.#readAt === undefined || this.#clock.mono() - this.#readAt >= this.#everyMs);
    if (!due && !now) return;
    for (const counter of this.#all) {
      if (this.#unsupported.has(counter.measure)) continue;
      const value = await counter.read(this.#talk, signal);
      if (value === "busy") return;
      if (value === "unsupported") this.#unsupported.add(counter.measure);
      else this.#values[counter.measure] = value;
    }
    this.#readAt = this.#clock.mono();
  }

  /** The last values read; none that never were. */
  values(): Record<string, number> {
    return { ...this.#values };
  }
}
