import { chmodSync, type FSWatcher, mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join, normalize, relative } from "node:path";
import { AppError, type Clock, messageOf } from "../../../contract/index.ts";
import type { ProgramAnswer, SimulatedFolder, SimulatedStream } from "../../api.ts";
import { type FolderFault, folderFaultNamed } from "./faults.ts";
import { makeFifo } from "./fifo.ts";
import { ordersText, type ProgramOrders, programText } from "./program.ts";

type Run = (args: readonly string[]) => ProgramAnswer;

export interface FolderEnv {
  readonly path: string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Longest list of arguments that is read. */
const maxQuestion = 64 * 1024;
const slowMs = 500;
const nothing = new Uint8Array(0);

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // removed meanwhile
  }
};

/** Files and programs of one simulated computer, and what can go wrong with the programs. Open it before use. */
export class Folder implements SimulatedFolder {
  readonly path: string;
  readonly #env: FolderEnv;
  readonly #programs = new Map<string, Run>();
  readonly #faults = new Set<FolderFault>();
  readonly #open = new Set<Socket>();
  readonly #streams = new Map<string, SimulatedStream>();
  readonly #watchers = new Map<string, FSWatcher>();
  #server: Server | undefined;
  /** Sockets have short names (107 characters): they live beside, not inside. */
  #beside = "";
  #written = 0;

  constructor(env: FolderEnv) {
    this.#env = env;
    this.path = env.path;
  }

  /** Throws `AppError("folder")`. */
  async open(): Promise<void> {
    this.#beside = await mkdtemp(join(tmpdir(), "sys-"));
    const server = createServer((socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) => reject(new AppError("folder", messageOf(error), {}, { cause: error })));
      server.listen(this.#socket(), resolve);
    });
    this.#server = server;
  }

  write(path: string, content: string | Uint8Array): void {
    const file = this.#inside(path);
    mkdirSync(dirname(file), { recursive: true });
    const aside = join(this.path, `.new-${this.#written++}`);
    writeFileSync(aside, content);
    renameSync(aside, file);
  }

  remove(path: string): void {
    const isGone = (other: string) => other === normalize(path) || other.startsWith(`${normalize(path)}/`);
    for (const [other, stream] of this.#streams)
      if (isGone(other)) this.#forget(this.#streams, other, () => stream.end());
    for (const [other, watcher] of this.#watchers)
      if (isGone(other)) this.#forget(this.#watchers, other, () => watcher.close());
    rmSync(this.#inside(path), { recursive: true, force: true });
  }

  program(path: string, run: Run): void {
    this.#programs.set(normalize(path), run);
    this.#install();
  }

  stream(path: string): SimulatedStream {
    const file = this.#inside(path);
    mkdirSync(dirname(file), { recursive: true });
    const stream = makeFifo(file);
    this.#streams.set(normalize(path), stream);
    return stream;
  }

  watch(path: string, written: (content: string) => void): void {
    const file = this.#inside(path);
    let before = readFileSync(file, "utf8");
    // The folder is watched, not the file: `write` replaces it.
    const watcher = watch(dirname(file), (_, name) => {
      if (name !== basename(file)) return;
      const now = textOf(file);
      if (now === undefined || now === before) return;
      before = now;
      written(now);
    });
    watcher.on("error", () => watcher.close()); // the folder went away: nobody can write there any more
    this.#watchers.set(normalize(path), watcher);
  }

  inject(fault: string): void {
    this.#faults.add(folderFaultNamed(fault));
    this.#install();
  }

  clear(fault?: string): void {
    if (fault === undefined) this.#faults.clear();
    else this.#faults.delete(folderFaultNamed(fault));
    this.#install();
  }

  async close(): Promise<void> {
    for (const stream of this.#streams.values()) stream.end();
    for (const watcher of this.#watchers.values()) watcher.close();
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => {
      if (this.#server) this.#server.close(() => resolve());
      else resolve();
    });
    this.#server = undefined;
    if (this.#beside !== "") await rm(this.#beside, { recursive: true, force: true });
  }

  #forget<T>(all: Map<string, T>, path: string, end: () => void): void {
    all.delete(path);
    end();
  }

  #socket(): string {
    return join(this.#beside, "s");
  }

  #inside(path: string): string {
    const file = join(this.path, path);
    if (relative(this.path, file).startsWith("..")) throw new AppError("folder", `${path} is outside of the folder`);
    return file;
  }

  /** The executables as the faults want them. */
  #install(): void {
    for (const path of this.#programs.keys()) {
      if (this.#faults.has("programMissing")) {
        this.remove(path);
        continue;
      }
      this.write(path, programText(process.execPath, this.#socket()));
      chmodSync(this.#inside(path), this.#faults.has("programDenied") ? 0o444 : 0o755);
    }
  }

  #accept(socket: Socket): void {
    this.#open.add(socket);
    let question = "";
    socket.setEncoding("utf8");
    socket.on("close", () => this.#open.delete(socket));
    // A run that was killed: its caller knows, and nobody waits for the answer.
    socket.on("error", () => this.#open.delete(socket));
    socket.on("data", (more: string) => {
      question += more;
      if (question.length > maxQuestion) socket.destroy();
      else if (question.endsWith("\n")) this.#answer(socket, JSON.parse(question) as string[]);
    });
  }

  #answer(socket: Socket, [file = "", ...args]: readonly string[]): void {
    const run = this.#programs.get(relative(this.path, file));
    const said = run?.(args) ?? { stderr: `${file}: no such simulated program\n`, exit: 127 };
    if (this.#faults.has("programHangs")) return;
    const lateMs = (said.afterMs ?? 0) + (this.#faults.has("programSlow") ? slowMs : 0);
    const orders = ordersText(this.#spoiled(said));
    if (lateMs === 0) socket.end(orders);
    else this.#env.clock.after(lateMs, () => socket.end(orders));
  }

  #spoiled({ stdout = "", stderr = "", exit = 0 }: ProgramAnswer): ProgramOrders {
    const sound = { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), exit };
    if (this.#faults.has("programFails")) return { stdout: nothing, stderr: Buffer.from("error\n"), exit: 1 };
    if (this.#faults.has("programRubbish")) return { ...sound, stdout: this.#rubbish() };
    if (this.#faults.has("programHalf"))
      return { ...sound, stdout: sound.stdout.subarray(0, Math.floor(sound.stdout.length / 2)) };
    return this.#faults.has("programFloods") ? { ...sound, flood: true } : sound;
  }

  #rubbish(): Uint8Array {
    return Uint8Array.from({ length: 200 }, () => Math.floor(this.#env.random() * 256));
  }
}
