import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, type ReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError, messageOf } from "../../contract/index.ts";

/** Bytes that were written aside: complete and on the disk, not yet under their name. */
export interface Written {
  readonly sha256: string;
  readonly size: number;
  /** Puts them under their name. Until `done` is called nobody takes them away. */
  keep(): Promise<() => void>;
  discard(): Promise<void>;
}

const hashForm = /^[0-9a-f]{64}$/;
const asideName = /^[0-9a-f]{2,40}\.part$/;

/** Counts, hashes and bounds what passes. */
const measured = (maxBytes: number) => {
  const hash = createHash("sha256");
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      size += chunk.length;
      if (size > maxBytes)
        return done(
          new AppError(
            "tooLarge",
            { en: `the file is larger than ${maxBytes} bytes`, "zh-CN": `文件超过 ${maxBytes} 字节` },
            { maxBytes },
          ),
        );
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ sha256: hash.digest("hex"), size }) };
};

const synced = async (path: string): Promise<void> => {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** A full disk is for the operator, and for whoever sends it again later; other errors of the disk are no different. */
const asStore = (error: unknown): unknown =>
  error instanceof Error && "syscall" in error && "code" in error && error.code !== "ECONNRESET"
    ? new AppError("store", `the file could not be kept: ${messageOf(error)}`, {}, { cause: error })
    : error;

/**
 * Contents of files by their hash, in a folder: the same content lies there once. Written aside, synced, renamed, and the folder synced, so that what has a
 * name is whole. Not in the database: ten megabytes in its log would make every commit of a record wait.
 */
export class Contents {
  readonly #folder: string;
  readonly #newId: () => string;
  /** Contents that are about to be named by a row. */
  readonly #held = new Map<string, number>();
  /** Naming and taking away go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, newId: () => string) {
    this.#folder = folder;
    this.#newId = newId;
  }

  /** Makes the folder and takes away what an ended broker left half written. */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o750 });
    for (const name of await readdir(this.#folder))
      if (asideName.test(name)) await rm(join(this.#folder, name), { force: true });
  }

  /** Throws `AppError`: `tooLarge` as soon as there is a byte too many, `store` if the disk does not take it; then nothing of it is left. */
  async write(source: Readable, through: readonly Transform[], maxBytes: number): Promise<Written> {
    const aside = join(this.#folder, `${this.#newId()}.part`);
    const { stream, result } = measured(maxBytes);
    try {
      await pipeline([source, ...through, stream, createWriteStream(aside, { flags: "wx", mode: 0o640 })]);
      await synced(aside);
    } catch (error) {
      await rm(aside, { force: true });
      throw asStore(error);
    }
    const { sha256, size } = result();
    return {
      sha256,
      size,
      keep: () => this.#inTurn(() => this.#keep(aside, sha256)),
      discard: () => rm(aside, { force: true }),
    };
  }

  /** Throws `AppError("gone")` if it is not there, or not as long as it was. */
  async read(sha256: string, size: number): Promise<ReadStream> {
    const path = this.#pathOf(sha256);
    const found = await stat(path).catch(() => undefined); // missing: said below
    if (found?.size !== size)
      throw new AppError(
        "gone",
        {
          en: `its content is ${found ? "damaged" : "missing"} in the data folder`,
          "zh-CN": `其内容在数据目录中${found ? "已损坏" : "缺失"}`,
        },
        { sha256 },
      );
    return createReadStream(path);
  }

  /** Takes away all contents that `isKept` does not claim and nobody is about to name. */
  async sweep(isKept: (sha256: string) => boolean): Promise<number> {
    let gone = 0;
    for (const shelf of await readdir(this.#folder, { withFileTypes: true })) {
      if (!shelf.isDirectory()) continue;
      for (const name of await readdir(join(this.#folder, shelf.name)))
        if (hashForm.test(name) && (await this.drop(name, isKept))) gone += 1;
    }
    return gone;
  }

  /** Takes one away; false if it is still claimed. */
  async drop(sha256: string, isKept: (sha256: string) => boolean): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#held.has(sha256) || isKept(sha256)) return false;
      await rm(this.#pathOf(sha256), { force: true });
      return true;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined); // whoever asked gets the error; the next one starts all the same
    return mine;
  }

  async #keep(aside: string, sha256: string): Promise<() => void> {
    this.#held.set(sha256, (this.#held.get(sha256) ?? 0) + 1);
    let held = true;
    const done = (): void => {
      if (!held) return;
      held = false;
      const left = (this.#held.get(sha256) ?? 1) - 1;
      if (left > 0) this.#held.set(sha256, left);
      else this.#held.delete(sha256);
    };
    try {
      const shelf = join(this.#folder, sha256.slice(0, 2));
      await mkdir(shelf, { recursive: true, mode: 0o750 });
      // The same content again: the same bytes under the same name.
      await rename(aside, this.#pathOf(sha256));
      await synced(shelf);
      await synced(this.#folder);
      return done;
    } catch (error) {
      done();
      await rm(aside, { force: true });
      throw asStore(error);
    }
  }

  #pathOf(sha256: string): string {
    if (!hashForm.test(sha256)) throw new AppError("invalid", { en: "no hash", "zh-CN": "不是散列值" });
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}
