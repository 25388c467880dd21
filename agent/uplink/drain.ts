import { type Ack, type Clock, type Lane, lanes, maxRecordsPerBatch } from "../../contract/index.ts";
import type { StoredRecord } from "../outbox/record.ts";
import { encodeBatch, runOf } from "./batch.ts";
import { gapsBetween, type Interval } from "./intervals.ts";

/** What the drain reads of an outbox. */
export interface Source {
  top(lane: Lane): number;
  stream(lane: Lane): string;
  page(lane: Lane, from: number, to: number, limit: number, newest: boolean): StoredRecord[];
}

export interface DrainOptions {
  readonly source: Source;
  readonly clock: Clock;
  readonly boot: string;
  readonly windowBatches: number;
  readonly resendMs: number;
  /** May change while it runs. */
  readonly historyPerSecond: () => number;
}

interface Flight extends Interval {
  readonly lane: Lane;
  readonly dueMono: number;
}

/** Where to look next, in order of importance. */
interface Lookout {
  readonly lane: Lane;
  readonly part: "live" | "old";
  readonly newest: boolean;
  /** Share of the window it may fill; the rest stays free for what is more important. */
  readonly share: number;
}
const historyShare = 0.25;
const lookouts: readonly Lookout[] = [
  { lane: "urgent", part: "live", newest: false, share: 1 },
  { lane: "urgent", part: "old", newest: true, share: 1 },
  { lane: "routine", part: "live", newest: false, share: 0.75 },
  { lane: "routine", part: "old", newest: false, share: historyShare },
];

const maxResendFactor = 8;

/**
 * Decides what of the outbox goes next over one connection. First urgent records: new ones as they come, then what an outage left, newest batch
 * first; then live routine; then routine history at a bounded rate. At most `windowBatches` are unacknowledged; one that gets no `ack` in time is
 * offered again. Knows nothing of MQTT.
 */
export class Drain {
  readonly #options: DrainOptions;
  /** The last number of each lane recorded before this connection: up to it, old. */
  readonly #boundary: Record<Lane, number>;
  readonly #acked: Record<Lane, Interval[]> = { urgent: [], routine: [] };
  #flights: Flight[] = [];
  #resendFactor = 1;
  #historyTokens: number;
  #historyAt: number;

  constructor(options: DrainOptions) {
    this.#options = options;
    this.#boundary = { urgent: options.source.top("urgent"), routine: options.source.top("routine") };
    this.#historyTokens = Math.max(options.historyPerSecond(), maxRecordsPerBatch);
    this.#historyAt = options.clock.mono();
  }

  get inFlight(): number {
    return this.#flights.length;
  }

  /** The next batch to publish, marked as sent; undefined if there is none now. */
  next(): string | undefined {
    for (const lookout of lookouts) {
      if (this.#flights.length >= this.#room(lookout.share)) continue;
      const batch = this.#look(lookout);
      if (batch) return batch;
    }
    return undefined;
  }

  /** Notes what the broker has. */
  acknowledged(lane: Lane, { upTo, also }: Pick<Ack, "upTo" | "also">): void {
    this.#resendFactor = 1;
    const ranges = [{ from: 1, to: upTo }, ...also.map(([from, to]) => ({ from, to }))];
    this.#acked[lane] = ranges;
    const open = (f: Flight) => f.lane !== lane || gapsBetween(ranges, f.from, f.to).length > 0;
    this.#flights = this.#flights.filter(open);
  }

  /** Gives up waiting for batches past their deadline: they are offered again, each time with more patience. */
  expire(): number {
    const now = this.#options.clock.mono();
    const late = this.#flights.filter((f) => f.dueMono <= now);
    if (late.length === 0) return 0;
    this.#resendFactor = Math.min(maxResendFactor, this.#resendFactor * 2);
    this.#flights = this.#flights.filter((f) => !late.includes(f));
    return late.length;
  }

  /** When to look again though nothing happens: a batch gets late, or history may go on. Undefined: only when something happens. */
  wakeInMs(): number | undefined {
    const now = this.#options.clock.mono();
    const waits = this.#flights.map((f) => f.dueMono - now);
    if (this.#historyWaits())
      waits.push(((this.#batchTokens() - this.#tokens()) / this.#options.historyPerSecond()) * 1_000);
    return waits.length === 0 ? undefined : Math.max(20, Math.min(...waits));
  }

  #look({ lane, part, newest }: Lookout): string | undefined {
    const [low, high] =
      part === "live" ? [this.#boundary[lane] + 1, this.#options.source.top(lane)] : [1, this.#boundary[lane]];
    const limit =
      lane === "routine" && part === "old" ? Math.min(maxRecordsPerBatch, this.#mayHistory()) : maxRecordsPerBatch;
    if (limit < 1) return undefined;
    const free = gapsBetween(this.#taken(lane), low, high);
    for (const { from, to } of newest ? free.reverse() : free) {
      const rows = this.#options.source.page(lane, from, to, limit, newest);
      if (rows.length > 0) return this.#send(lane, rows, newest, part === "old");
    }
    return undefined;
  }

  #send(lane: Lane, found: StoredRecord[], newest: boolean, history: boolean): string {
    const { clock, boot, source, resendMs } = this.#options;
    const { rows, texts } = runOf(found, boot);
    const seqs = rows.map((r) => r.seq);
    const interval = { from: Math.min(...seqs), to: Math.max(...seqs) };
    this.#flights.push({ ...interval, lane, dueMono: clock.mono() + resendMs * this.#resendFactor });
    if (history && lane === "routine") this.#historyTokens = this.#tokens() - rows.length;
    const ascending = newest ? texts.reverse() : texts;
    const sentMono = Math.round(clock.mono() * 10) / 10;
    return encodeBatch({ stream: source.stream(lane), boot, sentAt: clock.now(), sentMono, history }, ascending);
  }

  #taken(lane: Lane): Interval[] {
    return [...this.#acked[lane], ...this.#flights.filter((f) => f.lane === lane)];
  }

  /** History goes in whole batches, so that a low rate does not make tiny ones. */
  #batchTokens(): number {
    return Math.min(maxRecordsPerBatch, Math.max(1, this.#options.historyPerSecond()));
  }

  #tokens(): number {
    const { clock } = this.#options;
    const rate = this.#options.historyPerSecond();
    const now = clock.mono();
    const most = Math.max(rate, maxRecordsPerBatch);
    this.#historyTokens = Math.min(most, this.#historyTokens + ((now - this.#historyAt) / 1_000) * rate);
    this.#historyAt = now;
    return this.#historyTokens;
  }

  #mayHistory(): number {
    const tokens = Math.floor(this.#tokens());
    return tokens >= this.#batchTokens() ? tokens : 0;
  }

  #room(share: number): number {
    return Math.max(1, Math.floor(this.#options.windowBatches * share));
  }

  #historyWaits(): boolean {
    if (this.#flights.length >= this.#room(historyShare)) return false;
    const free = gapsBetween(this.#taken("routine"), 1, this.#boundary.routine);
    return free.some(({ from, to }) => this.#options.source.page("routine", from, to, 1, false).length > 0);
  }
}

/** Which lane of this outbox a stream name means; undefined for one of another epoch. */
export const laneOf = (source: Pick<Source, "stream">, stream: string): Lane | undefined =>
  lanes.find((lane) => source.stream(lane) === stream);
