import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "../../contract/index.ts";
import { DriverError, type DriverErrorCode } from "../api.ts";

/** What a stream tells. `ended` comes once, and never after `close`. */
export interface StreamListener {
  data(bytes: Uint8Array): void;
  ended(reason: DriverError): void;
}

export interface FileStream {
  /** Idempotent; settles within a second, whatever the device does. */
  close(): Promise<void>;
}

/** Opens a device node or FIFO for reading, and tells what comes. Never throws: what is wrong comes by `ended`. */
export type StreamOpener = (path: string, listener: StreamListener) => FileStream;

/** How long a killed reader may take. One that hangs in the kernel is left to it. */
const killMs = 1_000;
/** Of what it complains about. */
const maxComplaint = 500;

const complaints: readonly (readonly [said: RegExp, code: DriverErrorCode])[] = [
  [/No such file|No such device or address/, "portMissing"],
  [/Permission denied|Operation not permitted/, "portDenied"],
  [/resource busy/, "portBusy"],
];

const reasonOf = (path: string, complaint: string): DriverError => {
  const code = complaints.find(([said]) => said.test(complaint))?.[1] ?? "portLost";
  return new DriverError(code, `${path}: ${complaint.trim().split("\n")[0] || "nothing more comes"}`);
};

const start = (path: string): ChildProcess =>
  spawn("cat", ["--", path], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" },
  });

/**
 * Reads a node that blocks while nothing happens, by a `cat` of its own (1.8 MB, most of it shared). Measured with Node 20: a read stream in our own process holds one of
 * the four threads of its pool, so four of them stop every file access; destroying it never ends while the read blocks; and the process cannot even exit.
 */
export const followFile =
  (clock: Clock): StreamOpener =>
  (path, listener) => {
    let isOver = false;
    let complaint = "";
    const child = start(path);
    const gone = new Promise<void>((resolve) => {
      child.once("close", () => resolve());
      child.once("error", () => resolve()); // it did not start: there is nothing to wait for
    });
    const over = (reason: DriverError) => {
      if (isOver) return;
      isOver = true;
      listener.ended(reason);
    };
    child.stdout?.on("data", (bytes: Buffer) => {
      if (!isOver) listener.data(bytes);
    });
    child.stderr?.setEncoding("latin1").on("data", (text: string) => {
      complaint = (complaint + text).slice(0, maxComplaint);
    });
    child.once("close", () => over(reasonOf(path, complaint)));
    child.once("error", (error) => over(new DriverError("portMissing", `cat: ${error.message}`, {}, { cause: error })));
    return {
      async close() {
        isOver = true;
        child.kill("SIGKILL");
        child.stdout?.destroy();
        child.stderr?.destroy();
        await new Promise<void>((resolve) => {
          const timer = clock.after(killMs, resolve);
          void gone.then(() => {
            timer.cancel();
            resolve();
          });
        });
      },
    };
  };
