import { lstat, readlink, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import type { IPty } from "@lydell/node-pty";
import { AppError, messageOf, systemClock } from "../../contract/plain.ts";

const pty = createRequire(import.meta.url)("@lydell/node-pty") as typeof import("@lydell/node-pty");

/** A virtual serial port: `path` is a real `/dev/pts/N` that any program can open; this is the device's end of it. */
export interface VirtualPort {
  readonly path: string;
  /** False if nobody has read for so long that the bytes were thrown away. Never blocks. */
  write(bytes: Uint8Array): boolean;
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Takes no more bytes from the program on the other side, whose writes then wait, until `resume`. */
  pause(): void;
  resume(): void;
  /** Called once if the port ends without `close`. */
  onEnd(listener: () => void): void;
  /** Pulls the plug: whoever holds the path gets a hang-up. */
  close(): Promise<void>;
}

const openTimeoutMs = 5_000;

/** Holds the other end open (so that clients may come and go), raw, so that all 256 byte values pass untouched; prints the path first. */
const holder = ["-c", "stty raw -echo && tty && exec sleep 2147483647"];

/** A real serial line loses what nobody reads; a queue without a bound is no line. */
const maxQueuedBytes = 64 * 1024;

const firstLine = (terminal: IPty): Promise<string> =>
  new Promise((resolve, reject) => {
    const late = systemClock.after(openTimeoutMs, () =>
      reject(new AppError("pty", `no virtual port within ${openTimeoutMs} ms`)),
    );
    let text = "";
    terminal.onExit(() => {
      late.cancel();
      reject(new AppError("pty", "no virtual port: is there a shell with stty?"));
    });
    const subscription = terminal.onData((data) => {
      text += Buffer.from(data).toString("latin1");
      if (!text.includes("\n")) return;
      late.cancel();
      subscription.dispose();
      resolve(text.split("\n")[0]?.trim() ?? "");
    });
  });

/** Puts a symbolic link at `link`; never in the place of anything that is not one. */
const pointTo = async (path: string, link: string): Promise<void> => {
  const there = await lstat(link).catch(() => undefined); // nothing there is the good case
  if (there && !there.isSymbolicLink())
    throw new AppError("pty", `${link}: there is something already, and it is no symbolic link`);
  try {
    // Renamed into its place: a program that opens the name at this moment finds the old port or the new one, never nothing.
    const aside = `${link}.${process.pid}`;
    await rm(aside, { force: true });
    await symlink(path, aside);
    await rename(aside, link);
  } catch (error) {
    throw new AppError("pty", `${link}: ${messageOf(error)}`, { link }, { cause: error });
  }
};

/** The parts of node-pty that its types leave out. */
interface Inside {
  readonly _socket?: { readonly writableLength: number };
  destroy(): void;
}

/** Opens a virtual port, and makes `link` a symbolic link to it. Throws `AppError("pty")`. */
export const openPty = async (link?: string): Promise<VirtualPort> => {
  const terminal = pty.spawn("/bin/sh", holder, { encoding: null, name: "raw" });
  const inside = terminal as unknown as Inside;
  const exited = new Promise<void>((resolve) => terminal.onExit(() => resolve()));
  // Closing our end first hangs up at once; the other way round node-pty waits 200 ms for last words.
  const end = async () => {
    terminal.kill("SIGKILL");
    inside.destroy();
    await exited;
  };
  let path: string;
  try {
    path = await firstLine(terminal);
    if (!path.startsWith("/dev/")) throw new AppError("pty", `no virtual port: ${path}`);
    if (link) await pointTo(path, link);
  } catch (error) {
    await end();
    throw error;
  }
  let closed = false;
  return {
    path,
    write: (bytes) => {
      if (closed || (inside._socket?.writableLength ?? 0) > maxQueuedBytes) return false;
      terminal.write(Buffer.from(bytes) as unknown as string); // the types only know strings
      return true;
    },
    onData: (listener) => {
      terminal.onData((data) => listener(Buffer.from(data as unknown as Uint8Array)));
    },
    pause: () => terminal.pause(),
    resume: () => terminal.resume(),
    onEnd: (listener) => void exited.then(() => closed || listener()),
    async close() {
      if (closed) return;
      closed = true;
      await end();
      // Another may have taken the name meanwhile.
      const now = link && (await readlink(link).catch(() => undefined)); // gone already: all is well
      if (link && now === path) await rm(link, { force: true });
    },
  };
};
