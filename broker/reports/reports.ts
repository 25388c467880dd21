import { AppError, type Clock, systemClock } from "../../contract/index.ts";
import { stoppingText, thereAre } from "../unknown.ts";
import type { ReportFile, ReportJob, ReportWish } from "./make.ts";
import { rangeOf } from "./period.ts";
import type { Report } from "./report.ts";
import type { ReportSettings } from "./settings.ts";

/** Makes one report. Rejects with the signal's reason as soon as it is aborted, and has then let go of everything. */
export type ReportRunner = (job: ReportJob, signal: AbortSignal) => Promise<ReportFile>;

export interface ReportDeps {
  readonly clock: Clock;
  readonly settings: ReportSettings;
  readonly reports: ReadonlyMap<string, Report>;
  readonly run: ReportRunner;
  /** For deadlines: work takes its time whatever the broker's clock says. */
  readonly stopwatch?: Clock;
}

interface Waiting {
  readonly start: () => void;
}

/** Has reports made, one or two at a time and beside the broker; a few more may wait. Nothing is kept of them. */
export class Reports {
  readonly #deps: ReportDeps;
  readonly #limits: { readonly atOnce: number; readonly queue: number; readonly deadlineMs: number };
  readonly #stopped = new AbortController();
  readonly #queue: Waiting[] = [];
  #busy = 0;

  constructor(deps: ReportDeps) {
    this.#deps = deps;
    const { atOnce = 1, queue = 8, deadlineS = 150 } = deps.settings;
    this.#limits = { atOnce, queue, deadlineMs: deadlineS * 1000 };
  }

  list(): readonly Report[] {
    return [...this.#deps.reports.values()];
  }

  /**
   * The report as a file. Throws `AppError`: `notFound` (report, terminal, site, customer, contract, table), `invalid` (range, zone), `noFont`, `refused` if too many
   * wait already, `unavailable` if it was not made in time or the broker stops, `cancelled` once nobody waits for it (`signal`).
   */
  async file(id: string, wish: ReportWish, signal?: AbortSignal): Promise<ReportFile> {
    this.#job(id, wish); // what is asked wrongly is refused before it waits
    const { atOnce, queue, deadlineMs } = this.#limits;
    if (this.#busy >= atOnce && this.#queue.length >= queue)
      throw new AppError(
        "refused",
        {
          en: `${this.#busy + this.#queue.length} reports are being made or wait already; try again in a minute`,
          "zh-CN": `已有 ${this.#busy + this.#queue.length} 份报表在生成或等待：请一分钟后重试`,
        },
        { retryAfterS: 60 },
      );
    const end = new AbortController();
    const giveUp = (reason: AppError) => (): void => end.abort(reason);
    const late = giveUp(
      new AppError("unavailable", {
        en: `the report was not made within ${deadlineMs / 1000} s; ask for a shorter time or fewer terminals`,
        "zh-CN": `报表在 ${deadlineMs / 1000} 秒内未能生成：请缩短时间范围或减少终端`,
      }),
    );
    const gone = giveUp(new AppError("cancelled", "nobody waits for the report any more"));
    const stopping = giveUp(new AppError("unavailable", stoppingText));
    const timer = (this.#deps.stopwatch ?? systemClock).after(deadlineMs, late);
    signal?.addEventListener("abort", gone, { once: true });
    this.#stopped.signal.addEventListener("abort", stopping, { once: true });
    if (signal?.aborted) gone();
    if (this.#stopped.signal.aborted) stopping();
    try {
      return await this.#inTurn(end.signal, () => this.#deps.run(this.#job(id, wish), end.signal));
    } finally {
      timer.cancel();
      signal?.removeEventListener("abort", gone);
      this.#stopped.signal.removeEventListener("abort", stopping);
    }
  }

  /** Ends what is being made and refuses what waits. */
  stop(): void {
    this.#stopped.abort();
  }

  /** Throws `notFound` for a report, `invalid` for a time or zone. */
  #job(id: string, wish: ReportWish): ReportJob {
    const { reports, clock, settings } = this.#deps;
    const report = reports.get(id);
    if (!report) {
      const known = thereAre([...reports.keys()]);
      throw new AppError("notFound", { en: `no report ${id}${known.en}`, "zh-CN": `没有报表 ${id}${known["zh-CN"]}` });
    }
    const now = clock.now();
    const zone = wish.zone ?? settings.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { id, wish, range: rangeOf(wish, { zone, usual: report.usual, now }), now, settings };
  }

  async #inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#busy >= this.#limits.atOnce) await this.#turn(signal);
    else this.#busy += 1;
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next.start();
      else this.#busy -= 1;
    }
  }

  /** Resolves when one that was busy hands its place over. */
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(signal.reason as Error);
      };
      const waiting: Waiting = {
        start: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      if (signal.aborted) return reject(signal.reason as Error);
      this.#queue.push(waiting);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}
