import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DrivenOrder, DrivenWord } from "../../contract/index.ts";

/** The built command line, also when this runs from its source in a test. */
const built = import.meta.url.endsWith(".ts") ? "../../dist/" : "../../";
const main = fileURLToPath(new URL(`${built}console/cli/main.js`, import.meta.url));
const drivenBroker = fileURLToPath(new URL(`${built}broker/driven.js`, import.meta.url));
const stopTimeoutMs = 12_000;

/** One `roundsman …` process of the fleet, with its output in a log file. */
export interface FleetProcess {
  readonly pid: number;
  /** Exit code or signal, once it has ended. */
  readonly ended: Promise<string>;
  running(): boolean;
  /** SIGTERM, and SIGKILL if that does not help in 12 s. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Children that still run: whatever ends this process, they are told to stop. */
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGTERM");
});

/** Starts `roundsman <args>`, or another script of the build. Its output goes to `logFile`. */
export const startProcess = (args: readonly string[], logFile: string, script = main): FleetProcess =>
  watched(start(args, script, ["ignore", "pipe", "pipe"]), logFile);

// A group of its own: the terminal's Ctrl-C reaches only the demo, which then stops its children in order.
const start = (args: readonly string[], script: string, stdio: ("ignore" | "pipe" | "ipc")[]): ChildProcess =>
  spawn(process.execPath, [script, ...args], { stdio, detached: true });

/** A broker on a clock that we drive (`broker/driven.ts`), and the way to ask it. */
export const startDrivenBroker = (logFile: string): FleetProcess & { ask(order: DrivenOrder): Promise<DrivenWord> } => {
  const child = start([], drivenBroker, ["ignore", "pipe", "pipe", "ipc"]);
  const broker = watched(child, logFile);
  return {
    ...broker,
    ask: (order) =>
      new Promise((resolve) => {
        const gone = (why: string) => resolve({ word: "failed", message: `the broker ended: ${why}` });
        void broker.ended.then(gone);
        child.once("message", (word) => resolve(word as DrivenWord));
        child.send(order, (error) => error && gone(error.message));
      }),
  };
};

const watched = (child: ChildProcess, logFile: string): FleetProcess => {
  const log = createWriteStream(logFile, { flags: "a" });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  children.add(child);
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      over = true;
      children.delete(child);
      log.end();
      resolve(signal ?? String(code));
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    running: () => !over,
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (over) return;
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
      await ended;
      clearTimeout(late);
    },
  };
};
