import type { ChildProcess } from "node:child_process";

/** The next message of a child; rejects if it ends first or takes longer than this. */
export const messageOf = <T>(child: ChildProcess, withinMs = 60_000): Promise<T> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null): void => {
      clearTimeout(timer);
      reject(new Error(`the process ended with ${code}`));
    };
    const timer = setTimeout(() => reject(new Error(`no answer within ${withinMs / 1000} s`)), withinMs);
    child.once("message", (message) => {
      clearTimeout(timer);
      child.off("exit", ended);
      resolve(message as T);
    });
    child.once("exit", ended);
  });
