import { Worker } from "node:worker_threads";
import { AppError, type Clock, type RouteResponse, type Timer } from "../../../contract/index.ts";
import { stoppingText } from "../../unknown.ts";
import type { PastJob, PastJobs, PastName } from "../job.ts";
import type { Past } from "../past.ts";
import type { Answered, Asked } from "./messages.ts";

/** Compiled, the module lies beside this one; tests run the sources, and Node 20 cannot run those: then it is the one that was built. */
const threadFile = import.meta.url.endsWith(".ts")
  ? new URL("../../../dist/broker/past/worker/thread.js", import.meta.url)
  : new URL("./thread.js", import.meta.url);

const limits = { atOnce: 24, deadlineMs: 30_000, idleMs: 60_000, memoryMb: 384 } as const;

export interface ThreadDeps {
  /** The broker's database. */
  readonly file: string;
  readonly clock: Clock;
  /** Brings to the file what rests in the broker's memory. */
  readonly settle: () => Promise<void>;
}

interface Waiting {
  readonly asked: Asked;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  timer?: Timer;
}

const refused = (): AppError =>
  new AppError(
    "refused",
    {
      en: `${limits.atOnce} questions about the past wait already; try again in some seconds`,
      "zh-CN": `已有 ${limits.atOnce} 个历史查询在等待：请几秒后重试`,
    },
    { retryAfterS: 5 },
  );
const late = (): AppError =>
  new AppError("unavailable", {
    en: `not told within ${limits.deadlineMs / 1000} s; ask for a shorter time`,
    "zh-CN": `${limits.deadlineMs / 1000} 秒内未能查完：请缩短时间范围`,
  });
const stopping = (): AppError => new AppError("unavailable", stoppingText);

/**
 * Answers questions about the past in a thread of its own, one after the other: the broker hears its fleet meanwhile. What nobody waits for any more is
 * not begun; what takes too long is ended with its thread, and the next question gets a new one. Without questions there is no thread.
 */
export class PastThread implements Past {
  readonly #deps: ThreadDeps;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #running: Waiting | undefined;
  #idle: Timer | undefined;
  #n = 0;
  #stopped = false;

  constructor(deps: ThreadDeps) {
    this.#deps = deps;
  }

  readonly tell = async <N extends PastName>(
    name: N,
    wish: PastJobs[N],
    signal: AbortSignal,
  ): Promise<RouteResponse<N>> => {
    if (this.#stopped) throw stopping();
    if (this.#queue.length >= limits.atOnce) throw refused();
    signal.throwIfAborted();
    const asked = { n: ++this.#n, file: this.#deps.file, job: { name, wish } as PastJob };
    const answer = await new Promise<unknown>((resolve, reject) => {
      const waiting: Waiting = { asked, resolve, reject };
      const gone = (): void => this.#leave(waiting, signal.reason as Error);
      signal.addEventListener("abort", gone, { once: true });
      this.#queue.push(waiting);
      void this.#next();
    });
    return answer as RouteResponse<N>;
  };

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { reject } of this.#queue.splice(0)) reject(stopping());
    await this.#end(stopping());
  }

  /** One that runs already is let to its end: its thread is not worth less than a moment's work. */
  #leave(waiting: Waiting, reason: Error): void {
    const place = this.#queue.indexOf(waiting);
    if (place >= 0) this.#queue.splice(place, 1);
    waiting.reject(reason);
  }

  async #next(): Promise<void> {
    const next = this.#running ? undefined : this.#queue.shift();
    if (!next) return;
    this.#running = next;
    this.#idle?.cancel();
    next.timer = this.#deps.clock.after(limits.deadlineMs, () => void this.#end(late()));
    try {
      await this.#deps.settle();
      if (this.#running === next) this.#thread().postMessage(next.asked);
    } catch (error) {
      await this.#end(error as Error);
    }
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(threadFile, { resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb } });
    worker.unref();
    worker.on("message", (answered: Answered) => this.#take(answered));
    const broken = (error: Error): void => {
      if (this.#worker === worker)
        void this.#end(
          new AppError("unavailable", {
            en: `the past cannot be told: ${error.message}`,
            "zh-CN": `无法查询历史：${error.message}`,
          }),
        );
    };
    worker.on("error", broken);
    worker.on("exit", (code) => broken(new Error(`its thread ended (${code})`)));
    return (this.#worker = worker);
  }

  #take(answered: Answered): void {
    const { asked, resolve, reject } = this.#running ?? {};
    if (asked?.n !== answered.n) return;
    this.#done();
    if ("error" in answered) reject?.(new AppError(answered.error.code, answered.error.said));
    else resolve?.(answered.answer);
    this.#idle = this.#deps.clock.after(limits.idleMs, () => void this.#end(stopping()));
    void this.#next();
  }

  #done(): void {
    this.#running?.timer?.cancel();
    this.#running = undefined;
  }

  /** Ends the thread and what it works at; goes on with what waits. */
  async #end(reason: Error): Promise<void> {
    const [worker, running] = [this.#worker, this.#running];
    this.#worker = undefined;
    this.#idle?.cancel();
    this.#done();
    running?.reject(reason);
    await worker?.terminate();
    void this.#next();
  }
}
