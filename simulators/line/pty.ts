import { rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import type { IPty } from "@lydell/node-pty";
import { AppError } from "../../contract/index.ts";

const pty = createRequire(import.meta.url)("@lydell/node-pty") as typeof import("@lydell/node-pty");

/** A virtual serial port: `path` is a real `/dev/pts/N` that any program can open; this is the device's end of it. */
export interface VirtualPort {
  readonly path: string;
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Pulls the plug: whoever holds the path gets a hang-up. */
  close(): Promise<void>;
}

const openTimeoutMs = 5_000;

/** Holds the other end open (so that clients may come and go), raw, so that all 256 byte values pass untouched; prints the path first. */
const holder = ["-c", "stty raw -echo && tty && exec sleep 2147483647"];

const firstLine = (terminal: IPty): Promise<string> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new AppError("pty", `no virtual port within ${openTimeoutMs} ms`)),
      openTimeoutMs,
    );
    let text = "";
    const subscription = terminal.onData((data) => {
      text += Buffer.from(data).toString("latin1");
      if (!text.includes("\n")) return;
      clearTimeout(late);
      subscription.dispose();
      resolve(text.split("\n")[0]?.trim() ?? "");
    });
  });

/** Opens a virtual port, and makes `link` a symbolic link to it. Throws `AppError("pty")`. */
export const openPty = async (link?: string): Promise<VirtualPort> => {
  const terminal = pty.spawn("/bin/sh", holder, { encoding: null, name: "raw" });
  const path = await firstLine(terminal);
  if (!path.startsWith("/dev/")) throw new AppError("pty", `no virtual port: ${path}`);
  if (link) {
    await rm(link, { force: true });
    await symlink(path, link);
  }
  let closed = false;
  const exited = new Promise<void>((resolve) => terminal.onExit(() => resolve()));
  return {
    path,
    write: (bytes) => {
      if (!closed) terminal.write(Buffer.from(bytes) as unknown as string); // the types only know strings
    },
    onData: (listener) => {
      terminal.onData((data) => listener(Buffer.from(data as unknown as Uint8Array)));
    },
    async close() {
      if (closed) return;
      closed = true;
      terminal.kill("SIGKILL");
      await exited;
      (terminal as unknown as { destroy(): void }).destroy();
      if (link) await rm(link, { force: true });
    },
  };
};
