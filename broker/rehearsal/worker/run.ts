import { Worker } from "node:worker_threads";
import { AppError, type RehearsalResult } from "../../../contract/index.ts";
import type { RehearsalRun } from "../rehearsals.ts";
import type { Answered, Asked } from "./messages.ts";

/** Compiled, the module lies beside this one; tests run the sources, and Node 20 cannot run those: then it is the one that was built. */
const threadFile = import.meta.url.endsWith(".ts")
  ? new URL("../../../dist/broker/rehearsal/worker/thread.js", import.meta.url)
  : new URL("./thread.js", import.meta.url);
const memoryMb = 512;

/** Rehearses in a thread of its own, which ends with it: the broker hears its fleet meanwhile. An aborted one answers what it saw until then. */
export const inThread =
  (file: string): RehearsalRun =>
  async (wish, { progress, signal }) => {
    const worker = new Worker(threadFile, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    worker.unref();
    const ask = (asked: Asked): void => worker.postMessage(asked);
    const stop = (): void => ask({ kind: "stop" });
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await new Promise<RehearsalResult>((resolve, reject) => {
        const broken = (why: string): void =>
          reject(new AppError("unavailable", { en: `the rehearsal broke off: ${why}`, "zh-CN": `预演中断：${why}` }));
        worker.on("error", (error) => broken(error.message));
        worker.on("exit", (code) => broken(`its thread ended (${code})`));
        worker.on("message", (answered: Answered) => {
          if (answered.kind === "progress") progress(answered.progress);
          else if (answered.kind === "done") resolve(answered.result);
          else reject(new AppError(answered.code, answered.said));
        });
        ask({ kind: "begin", file, wish });
        if (signal.aborted) stop();
      });
    } finally {
      signal.removeEventListener("abort", stop);
      await worker.terminate();
    }
  };
