import { parentPort } from "node:worker_threads";
import { AppError, messageOf, saidOf } from "../../../contract/index.ts";
import { openReader } from "../../store/sqlite/open-reader.ts";
import { perform } from "../job.ts";
import type { Answered, Asked } from "./messages.ts";

const answer = ({ n, file, job }: Asked): Answered => {
  try {
    const store = openReader(file);
    try {
      return { n, answer: perform(store.read, job) };
    } finally {
      store.close();
    }
  } catch (error) {
    return {
      n,
      error:
        error instanceof AppError
          ? { code: error.code, said: saidOf(error) }
          : { code: "internal", said: messageOf(error) },
    };
  }
};

parentPort?.on("message", (asked: Asked) => parentPort?.postMessage(answer(asked)));
