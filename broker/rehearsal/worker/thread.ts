import { setImmediate } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { AppError, messageOf, saidOf, systemClock } from "../../../contract/index.ts";
import { loadRules } from "../../faults/load-rules.ts";
import { Settable } from "../../faults/settings.ts";
import { openReader } from "../../store/sqlite/open-reader.ts";
import { walk } from "../walk.ts";
import type { Answered, Asked } from "./messages.ts";

let stopped = false;
const answer = (answered: Answered): void => parentPort?.postMessage(answered);

const begin = async ({ file, wish }: Extract<Asked, { kind: "begin" }>): Promise<void> => {
  try {
    const result = await walk(wish, {
      open: () => openReader(file),
      settable: new Settable(await loadRules(), wish.holdFactor),
      clock: systemClock,
      progress: (progress) => answer({ kind: "progress", progress }),
      stopped: () => stopped,
      breathe: () => setImmediate(),
    });
    answer({ kind: "done", result });
  } catch (error) {
    const known = error instanceof AppError;
    answer({ kind: "failed", code: known ? error.code : "internal", said: known ? saidOf(error) : messageOf(error) });
  }
};

parentPort?.on("message", (asked: Asked) => {
  if (asked.kind === "stop") stopped = true;
  else void begin(asked);
});
