import type { Clock } from "../../contract/index.ts";
import { nextInMs, type Pace } from "./schedule.ts";
import { isSuspicious, lossOf, medianOf, type Reach, reachOf, type Sample, type Window, withSample } from "./window.ts";

/** How one question ended; undefined: it could not be asked, and `why` says what stood in the way. */
export interface Probed {
  readonly samples: readonly Pick<Sample, "ms">[] | undefined;
  readonly why: string;
}

/** One target with its window and its pace. Keeps no more than twenty samples. */
export class Prober {
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #lossyPercent: number;
  #window: Window = [];
  #reach: Reach | undefined;
  #why = "";
  #blocked = false;
  #askedAt: number | undefined;
  #inHaste = 0;
  /** Answers from somewhere else show that it is there: then its silence is no alarm. */
  #excused = false;

  constructor(clock: Clock, pace: Pace, lossyPercent: number) {
    this.#clock = clock;
    this.#pace = pace;
    this.#lossyPercent = lossyPercent;
  }

  /** `alarmed`: something else says that all is not well. */
  isDue(alarmed: boolean): boolean {
    if (this.#askedAt === undefined) return true;
    const suspicious = alarmed || (!this.#excused && (isSuspicious(this.#window) || this.#blocked));
    if (!suspicious) this.#inHaste = 0;
    return this.#clock.mono() - this.#askedAt >= nextInMs(this.#pace, suspicious, this.#inHaste);
  }

  take({ samples, why }: Probed): void {
    this.#askedAt = this.#clock.mono();
    this.#inHaste += 1;
    this.#why = why;
    this.#blocked = samples === undefined;
    for (const { ms } of samples ?? []) {
      this.#window = withSample(this.#window, { at: this.#askedAt, ms });
      this.#reach = reachOf(this.#window, this.#reach, this.#lossyPercent);
    }
  }

  excuse(excused: boolean): void {
    this.#excused = excused;
  }

  /** What was known is of another network, or of before an outage of our own: it begins anew, and is asked at once. */
  forget(): void {
    this.#window = [];
    this.#reach = undefined;
    this.#why = "";
    this.#blocked = false;
    this.#askedAt = undefined;
    this.#inHaste = 0;
    this.#excused = false;
  }

  /** Undefined: not known (yet, or because it cannot be asked). */
  get reach(): Reach | undefined {
    return this.#blocked ? undefined : this.#reach;
  }
  get why(): string {
    return this.#why;
  }
  get loss(): number | undefined {
    return lossOf(this.#window);
  }
  get medianMs(): number | undefined {
    return medianOf(this.#window);
  }
  /** When the losses began that still last, by the monotonic clock; undefined if the last question was answered. */
  get silentSince(): number | undefined {
    const answered = this.#window.findLastIndex((s) => s.ms !== undefined);
    return this.#window[answered + 1]?.at;
  }
  /** When it last answered, by the monotonic clock. */
  get answeredAt(): number | undefined {
    return this.#window.findLast((s) => s.ms !== undefined)?.at;
  }
}
