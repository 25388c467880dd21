import {
  AppError,
  type Clock,
  type Localized,
  messageOf,
  type RehearsalResult,
  type RehearsalView,
  type RehearseRules,
  sentenceOf,
} from "../../contract/index.ts";
import type { Settable } from "../faults/settings.ts";
import { namesFrom } from "../people/name.ts";
import type { Rules } from "../rules/rules.ts";
import type { Store } from "../store/store.ts";
import type { RehearsalWish } from "./rehearsal.ts";
import type { Progress } from "./worker/messages.ts";

/** Makes a rehearsal; an aborted one answers what it saw until then. */
export type RehearsalRun = (
  wish: RehearsalWish,
  hooks: { readonly progress: (progress: Progress) => void; readonly signal: AbortSignal },
) => Promise<RehearsalResult>;

export interface RehearsalsDeps {
  readonly store: Pick<Store, "read" | "settle">;
  readonly clock: Clock;
  readonly rules: Pick<Rules, "proposed">;
  readonly settable: Settable;
  /** Lives of parts set otherwise than in the table. */
  readonly lives: Readonly<Record<string, number>>;
  readonly newId: () => string;
  readonly run: RehearsalRun;
}

const dayMs = 86_400_000;
const longestMs = 10 * 60_000;
/** Finished ones that can still be looked at. */
const mostKept = 10;

const busy = (by: string): AppError =>
  new AppError("conflict", {
    en: `a rehearsal by ${by} is running; wait for its end, or break it off`,
    "zh-CN": `${by} 的预演正在进行；请等待其结束或中止它`,
  });
const unknown = (id: string): AppError =>
  new AppError("notFound", {
    en: `there is no rehearsal ${id}; they are kept until the broker stops`,
    "zh-CN": `没有预演 ${id}；预演结果只保留到中心停止`,
  });

interface Job {
  view: RehearsalView;
  readonly stop: AbortController;
  ended?: Promise<void>;
}

const errorText = (error: unknown): Localized => ({
  en: messageOf(error),
  "zh-CN": sentenceOf(error, "zh-CN"),
});

/** Rehearsals of rule settings: one runs at a time; the last ones are kept in memory to be looked at. */
export class Rehearsals {
  readonly #deps: RehearsalsDeps;
  readonly #jobs = new Map<string, Job>();
  #stopped = false;

  constructor(deps: RehearsalsDeps) {
    this.#deps = deps;
  }

  /** Throws `invalid` and `notFound` as setting them would, `conflict` while another runs. */
  begin(asked: RehearseRules, by: string): RehearsalView {
    if (this.#stopped) throw new AppError("unavailable", { en: "the broker stops", "zh-CN": "中心正在停止" });
    const running = [...this.#jobs.values()].find(({ view }) => view.state === "running");
    if (running) throw busy(namesFrom(this.#deps.store.read)(running.view.by));
    const wish = this.#wish(asked);
    const view: RehearsalView = {
      id: this.#deps.newId(),
      by,
      asked,
      state: "running",
      startedAt: this.#deps.clock.now(),
      progress: { terminals: 0, of: 0, readings: 0 },
    };
    const job: Job = { view, stop: new AbortController() };
    this.#jobs.set(view.id, job);
    for (const id of [...this.#jobs.keys()].slice(0, -mostKept)) this.#jobs.delete(id);
    job.ended = this.#run(job, wish);
    return view;
  }

  /** Throws `notFound`. */
  view(id: string): RehearsalView {
    return this.#job(id).view;
  }

  /** Resolves once it has ended. */
  async cancel(id: string): Promise<RehearsalView> {
    const job = this.#job(id);
    job.stop.abort();
    await job.ended;
    return job.view;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#jobs.keys()].map((id) => this.cancel(id)));
  }

  #job(id: string): Job {
    const job = this.#jobs.get(id);
    if (!job) throw unknown(id);
    return job;
  }

  #wish({ rules, days, site, terminal }: RehearseRules): RehearsalWish {
    const { store, clock, settable, lives } = this.#deps;
    const row = store.read.ruleSettings();
    const today = settable.fitting(row?.settings ?? {});
    const to = clock.now();
    return {
      from: to - days * dayMs,
      to,
      proposed: rules.map(({ rule }) => rule),
      today,
      tried: this.#deps.rules.proposed(rules, today),
      revision: row?.revision ?? 0,
      holdFactor: settable.holdFactor,
      lives,
      ...(site === undefined ? {} : { site }),
      ...(terminal === undefined ? {} : { terminal }),
    };
  }

  async #run(job: Job, wish: RehearsalWish): Promise<void> {
    const { clock, store, run } = this.#deps;
    const deadline = clock.after(longestMs, () => job.stop.abort());
    const end = (more: Partial<RehearsalView>): void => {
      job.view = { ...job.view, finishedAt: clock.now(), ...more };
    };
    try {
      await store.settle();
      const progress = (now: Progress): void => void (job.view = { ...job.view, progress: now });
      const result = await run(wish, { progress, signal: job.stop.signal });
      end({ state: job.stop.signal.aborted ? "cancelled" : "done", result });
    } catch (error) {
      end({ state: "failed", error: errorText(error) });
    } finally {
      deadline.cancel();
    }
  }
}
