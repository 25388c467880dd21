import { execFileSync } from "node:child_process";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../contract/index.ts";
import { leaksNothing, until } from "../../tests/support/processes.ts";
import type { DriverError } from "../api.ts";
import { followFile } from "./stream.ts";

let folder: string;
let fifo: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stream-"));
  fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const follow = (path: string) => {
  const heard: number[] = [];
  const ends: DriverError[] = [];
  const stream = followFile(systemClock)(path, {
    data: (bytes) => heard.push(...bytes),
    ended: (reason) => ends.push(reason),
  });
  return { heard, ends, stream };
};

describe("a node that is read as a stream", () => {
  test("bytes come as they are written, and its end is told once", async () => {
    const { heard, ends, stream } = follow(fifo);
    await appendFile(fifo, Uint8Array.of(1, 2, 3));
    await until(() => ends.length > 0, "the writer's end");
    expect(heard).toEqual([1, 2, 3]);
    await stream.close();
    expect(ends.map((e) => e.code)).toEqual(["portLost"]);
  });

  test("closing settles at once though nothing ever comes, twice too, and tells nothing", async () => {
    await leaksNothing(3, async () => {
      const { ends, stream } = follow(fifo);
      const began = systemClock.mono();
      await stream.close();
      await stream.close();
      expect(systemClock.mono() - began).toBeLessThan(500);
      expect(ends).toEqual([]);
    });
  });

  test("says why it cannot be read", async () => {
    const missing = follow(join(folder, "nothing"));
    await until(() => missing.ends.length > 0);
    expect(missing.ends[0]).toMatchObject({ code: "portMissing" });
    const notAFile = follow(folder);
    await until(() => notAFile.ends.length > 0);
    expect(notAFile.ends[0]).toMatchObject({ code: "portLost" });
    await writeFile(join(folder, "-n"), "x");
    const odd = follow(join(folder, "-n"));
    await until(() => odd.ends.length > 0);
    expect(odd.heard).toEqual([0x78]);
  });
});
