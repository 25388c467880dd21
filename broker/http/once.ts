import { createHash } from "node:crypto";
import { AppError, type Clock, hasCode } from "../../contract/index.ts";
import type { Store } from "../store/store.ts";
import { statusOfCode } from "./errors.ts";

/** A caller that got no answer asks again under the same key for so long. */
const keptMs = 24 * 3_600_000;
export const keyForm = /^[A-Za-z0-9_-]{8,64}$/;

/** A request that changes something, as it may be asked twice. */
export interface Asked {
  readonly by: string;
  readonly key: string;
  readonly route: string;
  readonly parts: unknown;
  /** Its answer holds what is shown once: it is not kept. */
  readonly secret: boolean;
}

/** It was refused as a whole: nothing was done, and it may be asked again. */
const refusedWhole = (error: unknown): boolean =>
  error instanceof AppError && (statusOfCode[error.code] ?? 500) < 500 && !hasCode(error, "unavailable");

const unknown = (): AppError =>
  new AppError("conflict", {
    en: "this was asked before, and whether it was done is not known: look before you ask again",
    "zh-CN": "此前已提交过，是否完成不得而知：请先查看再重试",
  });

/**
 * Does what is asked under one `idempotency-key` once. That it was asked is written down before it is done, its answer after: asked again it is
 * answered with the same answer; if the broker died in between, nobody knows whether it was done, and that is what is said. Never is it done twice.
 */
export class Once {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Throws what `work` throws, or `conflict` if the key stands for another request or for one of unknown outcome. */
  async do(asked: Asked, work: () => Promise<unknown>): Promise<unknown> {
    const { by, key, route, parts } = asked;
    const request = createHash("sha256")
      .update(JSON.stringify([route, parts]))
      .digest("hex");
    const known = this.#store.read.requestKey(by, key);
    if (known && known.request !== request)
      throw new AppError("conflict", {
        en: "this idempotency-key was used for another request",
        "zh-CN": "该 idempotency-key 已用于另一请求",
      });
    const running = this.#running.get(`${by} ${key}`);
    if (running) return running;
    if (known) {
      if (known.answer === undefined) throw unknown();
      return JSON.parse(known.answer) as unknown;
    }
    const done = this.#first(asked, request, work);
    this.#running.set(`${by} ${key}`, done);
    return done.finally(() => this.#running.delete(`${by} ${key}`));
  }

  async #first({ by, key, secret }: Asked, request: string, work: () => Promise<unknown>): Promise<unknown> {
    const row = { actor: by, key, request, at: this.#clock.now() };
    await this.#store.write((tx) => {
      tx.dropRequestKeys(row.at - keptMs);
      tx.saveRequestKey(row);
    });
    try {
      const answer = await work();
      if (!secret) await this.#store.write((tx) => tx.saveRequestKey({ ...row, answer: JSON.stringify(answer) }));
      return answer;
    } catch (error) {
      if (refusedWhole(error)) await this.#store.write((tx) => tx.dropRequestKey(by, key));
      throw error;
    }
  }
}
