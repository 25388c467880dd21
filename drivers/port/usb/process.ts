import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Clock, sleep } from "../../../contract/plain.ts";
import { DriverError, type DriverErrorCode } from "../../api.ts";
import type { CallName, Calls, ChildMessage } from "./native.ts";

/** Beyond a call's own deadline: the process hangs, and is killed. */
const graceMs = 2_000;
const closeMs = 2_000;

/** How a USB process ended: on our word, or by itself (a signal's name, or an exit code), or killed because it hung. */
export type Death = { readonly kind: "closed" } | { readonly kind: "crashed" | "hung"; readonly text: string };

/** A running USB process. `call` rejects with the device's `DriverError`, or with `portLost` once the process has ended. */
export interface UsbProcess {
  readonly pid: number | undefined;
  call<C extends CallName>(call: C, withinMs: number, ...args: Parameters<Calls[C]>): ReturnType<Calls[C]>;
  /** Called once. */
  onDeath(listener: (death: Death) => void): void;
  /** The device went away, and nothing was being asked. */
  onGone(listener: () => void): void;
  /** Lets the device go, and ends the process within some seconds. */
  close(): Promise<void>;
}

/** Compiled, the module lies beside this one; tests run the sources, and Node 20 cannot run those: then it is the one that was built. */
const childFile = fileURLToPath(
  import.meta.url.endsWith(".ts")
    ? new URL("../../../dist/drivers/port/usb/child.js", import.meta.url)
    : new URL("./child.js", import.meta.url),
);
/** A small heap: it holds one transfer at a time. */
const flags = ["--max-old-space-size=48", "--max-semi-space-size=1"];

interface Waiting {
  resolve(value: unknown): void;
  reject(error: DriverError): void;
}

/** Starts a USB process. `env` is all of its environment. */
export const startUsbProcess = (env: Readonly<Record<string, string>>, clock: Clock): UsbProcess => {
  const child = fork(childFile, { execArgv: flags, env: { ...env }, serialization: "advanced", stdio: "ignore" });
  const waiting = new Map<number, Waiting>();
  const deaths = new Set<(death: Death) => void>();
  const goings = new Set<() => void>();
  let lastId = 0;
  let dead: Death | undefined;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));

  const die = (death: Death) => {
    if (dead) return;
    dead = death;
    child.kill("SIGKILL");
    for (const one of waiting.values()) one.reject(lostBy(death));
    waiting.clear();
    for (const listener of deaths) listener(death);
  };
  child.once("exit", (code, signal) => die({ kind: "crashed", text: signal ?? `exit ${code}` }));
  child.once("error", (error) => die({ kind: "crashed", text: error.message }));
  child.on("message", (message: ChildMessage) => {
    if ("gone" in message) {
      for (const listener of goings) listener();
      return;
    }
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if ("error" in message) one?.reject(new DriverError(message.error.code as DriverErrorCode, message.error.message));
    else one?.resolve(message.value);
  });

  const call = (name: CallName, withinMs: number, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (dead) return reject(lostBy(dead));
      const id = ++lastId;
      const timer = clock.after(withinMs + graceMs, () =>
        die({ kind: "hung", text: `${name} did not end within ${withinMs + graceMs} ms` }),
      );
      const settle =
        <T>(act: (result: T) => void) =>
        (result: T) => {
          timer.cancel();
          act(result);
        };
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      child.send({ id, call: name, args }, (error) => {
        if (error) die({ kind: "crashed", text: error.message });
      });
    });
  return {
    pid: child.pid,
    call: ((name: CallName, withinMs: number, ...args: unknown[]) => call(name, withinMs, args)) as UsbProcess["call"],
    onDeath: (listener) => {
      deaths.add(listener);
    },
    onGone: (listener) => {
      goings.add(listener);
    },
    async close() {
      // A device that does not let go is let go by the kernel, when its process ends.
      if (!dead) await atMost(clock, closeMs, call("close", closeMs, []));
      die({ kind: "closed" });
      // A process that waits inside the kernel ends only when that lets it: not our wait.
      await atMost(clock, closeMs, exited);
    },
  };
};

/** Waits for the end of something, good or bad, but not for longer. */
const atMost = async (clock: Clock, ms: number, work: Promise<unknown>): Promise<void> => {
  const enough = new AbortController();
  const late = sleep(clock, ms, enough.signal).catch(() => undefined); // stopped: the work has ended
  await Promise.race([work.catch(() => undefined), late]);
  enough.abort();
};

const lostBy = (death: Death): DriverError =>
  death.kind === "closed"
    ? new DriverError("closed", "closed")
    : new DriverError("portLost", `the USB process ended: ${death.text}`);
