import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "../../contract/index.ts";
import { DriverError, type DriverErrorCode } from "../api.ts";

/** One run of a program. No shell: the arguments are the program's, whatever is in them. */
export interface Run {
  readonly file: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Longest output of either kind, bytes. */
  readonly maxBytes?: number;
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined: ended by a signal. */
  readonly exit: number | undefined;
}

const defaultBytes = 64 * 1024;

const startErrors: Readonly<Record<string, readonly [DriverErrorCode, string]>> = {
  ENOENT: ["portMissing", "there is no such program: is its package installed?"],
  ENOTDIR: ["portMissing", "there is no such program: is its package installed?"],
  EACCES: ["portDenied", "it may not be run"],
  EPERM: ["portDenied", "it may not be run"],
};

const startError = (file: string, error: NodeJS.ErrnoException): DriverError => {
  const [code, text] = startErrors[error.code ?? ""] ?? (["refused", error.message] as const);
  return new DriverError(code, `${file}: ${text}`, { file }, { cause: error });
};

/** Only what a program needs: its messages in English, and where programs are. */
const environment = () => ({ PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" });

const start = ({ file, args }: Run): ChildProcess =>
  spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: environment() });

/** Some reasons not to start come as an event, some are thrown. */
const startedOr = (run: Run, reject: (error: DriverError) => void): ChildProcess | undefined => {
  try {
    return start(run);
  } catch (error) {
    reject(startError(run.file, error as NodeJS.ErrnoException));
    return undefined;
  }
};

/**
 * Runs a program to its end, or kills it: after `timeoutMs` (`noAnswer`), when it prints too much (`damagedAnswers`), or when the caller stops (`aborted`).
 * How it ended is for the caller to judge. Throws `DriverError`, also `portMissing` and `portDenied` for one that cannot be started; never hangs, even
 * if what it started holds its output open.
 */
export const runProgram = (clock: Clock, run: Run): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { file, timeoutMs, signal, maxBytes = defaultBytes } = run;
    if (signal.aborted) return reject(new DriverError("aborted", `${file}: stopped by the caller`));
    const output = { stdout: "", stderr: "" };
    const child = startedOr(run, reject);
    if (!child) return;
    const settle = (act: () => void) => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      act();
    };
    const kill = (code: DriverErrorCode, text: string) =>
      settle(() => {
        child.kill("SIGKILL");
        child.stdout?.destroy();
        child.stderr?.destroy();
        reject(new DriverError(code, `${file}: ${text}`, { file, timeoutMs }));
      });
    const onAbort = () => kill("aborted", "stopped by the caller");
    const timer = clock.after(timeoutMs, () => kill("noAnswer", `not ended within ${timeoutMs} ms`));
    signal.addEventListener("abort", onAbort, { once: true });
    for (const kind of ["stdout", "stderr"] as const) {
      child[kind]?.setEncoding("latin1");
      child[kind]?.on("data", (text: string) => {
        output[kind] += text;
        if (output[kind].length > maxBytes) kill("damagedAnswers", `it printed more than ${maxBytes} bytes`);
      });
    }
    child.on("error", (error) => settle(() => reject(startError(file, error))));
    child.on("close", (exit) => settle(() => resolve({ ...output, exit: exit ?? undefined })));
  });
