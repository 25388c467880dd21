import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AppError } from "../../../contract/index.ts";
import type { ReportFile } from "../make.ts";
import type { ReportRunner } from "../reports.ts";
import type { ReportBasis } from "./basis.ts";
import { errorOf, type Made, type ToMake } from "./messages.ts";

/** Compiled, the module lies beside this one; tests run the sources, and Node 20 cannot run those: then it is the one that was built. */
const childFile = fileURLToPath(
  import.meta.url.endsWith(".ts")
    ? new URL("../../../dist/broker/reports/process/child.js", import.meta.url)
    : new URL("./child.js", import.meta.url),
);
/** A quarter of 200 terminals takes some 300 MiB; a report that takes far more is ended before it harms the machine. */
const flags = ["--max-old-space-size=1024"];
const mostSaid = 500;

export interface ProcessDeps {
  /** The broker's database. */
  readonly file: string;
  readonly basis: ReportBasis;
  /** Brings to the file what rests in the broker's memory. */
  readonly settle: () => Promise<void>;
}

/** How a process ended that gave no answer, with the last it said. */
const diedOf = (child: ChildProcess): Promise<never> => {
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-mostSaid)));
  return new Promise((_, reject) => {
    child.once("error", (error) =>
      reject(
        new AppError("unavailable", {
          en: `no report process: ${error.message}`,
          "zh-CN": `无法启动报表进程：${error.message}`,
        }),
      ),
    );
    child.once("exit", (code, signal) =>
      reject(
        new AppError("unavailable", {
          en: `the report could not be made: its process ended (${signal ?? code}) ${said}`,
          "zh-CN": `报表未能生成：其进程已结束（${signal ?? code}）${said}`,
        }),
      ),
    );
  });
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });

const answerOf = (child: ChildProcess): Promise<ReportFile> =>
  new Promise((resolve, reject) => {
    child.once("message", (made: Made) => ("file" in made ? resolve(made.file) : reject(errorOf(made.error))));
  });

/**
 * Makes each report in a process of its own that reads the store as it is at one moment. What rests in memory is saved first, so that all of a report is of that
 * moment. A process that is no longer wanted is killed, also amid a query.
 */
export const inProcess =
  ({ file, basis, settle }: ProcessDeps): ReportRunner =>
  async (job, signal) => {
    const { TZ } = process.env;
    const child = fork(childFile, {
      execArgv: flags,
      env: TZ === undefined ? {} : { TZ },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const ends = [diedOf(child), aborted(signal)];
    for (const end of ends) end.catch(() => undefined); // told below, or no longer wanted
    try {
      const made = answerOf(child);
      made.catch(() => undefined); // told below
      await Promise.race([settle(), ...ends]);
      child.send({ file, job, basis } satisfies ToMake, () => undefined); // a process that is gone tells so by its end
      return await Promise.race([made, ...ends]);
    } finally {
      child.kill("SIGKILL");
    }
  };
