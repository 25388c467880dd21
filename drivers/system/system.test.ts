import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { leaksNothing, until } from "../../tests/support/processes.ts";
import { Files } from "./files.ts";
import { runProgram } from "./program.ts";

let folder: string;
const at = (name: string) => join(folder, name);
const never = new AbortController().signal;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "system-"));
  await writeFile(at("script"), "#!/bin/sh\nexit 0\n");
  await writeFile(at("text"), "connected\n");
  await writeFile(at("empty"), "");
  await writeFile(at("long"), "x".repeat(10_000));
  execFileSync("mkfifo", [at("fifo")]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sh = (text: string, over: { timeoutMs?: number; signal?: AbortSignal; maxBytes?: number } = {}) =>
  runProgram(systemClock, { file: "/bin/sh", args: ["-c", text], timeoutMs: 3_000, signal: never, ...over });

describe("a program", () => {
  test("its output, its error output and its end", async () => {
    expect(await sh("echo out; echo err >&2; exit 3")).toEqual({ stdout: "out\n", stderr: "err\n", exit: 3 });
    expect(await sh("kill -9 $$")).toMatchObject({ exit: undefined });
    expect(await sh('echo "$LC_ALL,$HOME"')).toMatchObject({ stdout: "C,\n" });
  });

  test("that hangs is killed at its deadline, also if its child holds the output open", async () => {
    const began = systemClock.mono();
    await expect(sh("sleep 2 & wait", { timeoutMs: 150 })).rejects.toMatchObject({ code: "noAnswer" });
    expect(systemClock.mono() - began).toBeLessThan(1_000);
    const clock = new FakeClock();
    const run = runProgram(clock, { file: "/bin/sleep", args: ["30"], timeoutMs: 5_000, signal: never });
    run.catch(() => undefined);
    await clock.advance(5_000);
    await expect(run).rejects.toMatchObject({ code: "noAnswer" });
    expect(clock.pending()).toBe(0);
  });

  test("that prints without end is killed", async () => {
    await expect(sh("yes", { maxBytes: 10_000 })).rejects.toMatchObject({ code: "damagedAnswers" });
  });

  test("that cannot be started says why", async () => {
    const start = (file: string) => runProgram(systemClock, { file, args: [], timeoutMs: 1_000, signal: never });
    await expect(start(at("nothing"))).rejects.toMatchObject({ code: "portMissing" });
    await expect(start(join(at("text"), "below"))).rejects.toMatchObject({ code: "portMissing" });
    await expect(start(at("script"))).rejects.toMatchObject({ code: "portDenied" });
    await chmod(at("script"), 0o755);
    expect(await start(at("script"))).toMatchObject({ exit: 0 });
  });

  test("is stopped when the caller goes away, and not started for one who is gone", async () => {
    const stop = new AbortController();
    const run = sh("sleep 30", { signal: stop.signal });
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: "aborted" });
    await expect(sh("exit 0", { signal: stop.signal })).rejects.toMatchObject({ code: "aborted" });
  });

  test("leaves no descriptor behind", async () => {
    await leaksNothing(3, async () => {
      await sh("echo x");
      await expect(sh("sleep 30", { timeoutMs: 20 })).rejects.toThrow();
    });
  });
});

describe("files", () => {
  const files = new Files(systemClock, 300);

  test("text, bytes, what is not there, what cannot be read", async () => {
    expect(await files.text(at("text"), never)).toEqual({ is: "connected" });
    expect(await files.bytes(at("empty"), 10, never)).toEqual({ is: new Uint8Array(0) });
    expect(await files.bytes(at("long"), 512, never)).toMatchObject({ is: { length: 512 } });
    expect(await files.text(at("nothing"), never)).toEqual({ absent: true });
    expect(await files.text(join(at("text"), "below"), never)).toEqual({ absent: true });
    expect(await files.text(folder, never)).toEqual({ unreadable: "EISDIR" });
    expect(await files.names(folder, never)).toEqual({ is: ["empty", "fifo", "long", "script", "text"] });
    expect(await files.names(at("nothing"), never)).toEqual({ absent: true });
  });

  test("a read that hangs fails in time, holds up those behind it, and blocks no further threads", async () => {
    const hanging = new Files(systemClock, 50);
    await expect(hanging.text(at("fifo"), never)).rejects.toMatchObject({ code: "noAnswer" });
    const behind = await Promise.allSettled(Array.from({ length: 12 }, () => hanging.text(at("text"), never)));
    for (const look of behind) expect(look).toMatchObject({ status: "rejected", reason: { code: "noAnswer" } });
    await writeFile(at("fifo"), "at last");
    await until(
      () =>
        hanging.text(at("text"), never).then(
          () => true,
          () => false,
        ),
      "the hanging read to end",
    );
  });

  test("a look that was aborted holds up the next for as long as it takes, no longer", async () => {
    const stop = new AbortController();
    const first = files.text(at("text"), stop.signal);
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    expect(await files.text(at("text"), never)).toEqual({ is: "connected" });
    await expect(files.text(at("text"), stop.signal)).rejects.toMatchObject({ code: "aborted" });
  });
});
