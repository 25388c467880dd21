import { execFile } from "node:child_process";
import { access, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../contract/index.ts";
import { leaksNothing } from "../../../tests/support/processes.ts";
import { seeded } from "../../../tests/support/seeded.ts";
import { defineSimulator } from "../../api.ts";
import type { ServedDevice } from "../serve.ts";
import { serveInFolder } from "./serve.ts";

/** A lamp with a state file and a program that switches it. */
const lamp = defineSimulator({
  name: "lamp",
  title: "Lamp",
  faults: [{ name: "burnt", text: "dark" }],
  actions: [],
  system: true,
  create: ({ folder }) => {
    if (!folder) throw new Error("a lamp lives in a folder");
    let on = true;
    let runs = 0;
    const show = () => folder.write("sys/class/lamp/status", on ? "on\n" : "off\n");
    show();
    folder.program("usr/bin/lamp", (args) => {
      runs += 1;
      return args[0] === "get"
        ? { stdout: `lamp is ${on ? "on" : "off"}, asked with ${JSON.stringify(args.slice(1))}\n` }
        : { stderr: "unknown order\n", exit: 3 };
    });
    const set = (value: boolean) => {
      on = value;
      show();
    };
    return {
      receive: () => undefined,
      inject: () => set(false),
      clear: () => set(true),
      act: () => undefined,
      powerCycle: () => undefined,
      plug: (isIn) => (isIn ? show() : folder.remove("sys/class/lamp")),
      state: () => ({ on, runs }),
      close: () => undefined,
    };
  },
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: unknown;
}
let served: ServedDevice;
const run = (args: readonly string[], timeout = 5_000): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { timeout, killSignal: "SIGKILL", maxBuffer: 256 * 1024 } as const;
    execFile(join(served.path(), "usr/bin/lamp"), [...args], options, (error, stdout, stderr) =>
      resolve({ stdout, stderr, code: error ? (error.code ?? (error.killed ? "killed" : "failed")) : 0 }),
    );
  });
const status = () => readFile(join(served.path(), "sys/class/lamp/status"), "utf8");

beforeEach(async () => {
  served = await serveInFolder(lamp, { clock: systemClock, random: seeded(1) });
});
afterEach(() => served.close());

describe("a device served in a folder", () => {
  it("files follow it, programs ask it, arguments come whole", async () => {
    expect(await status()).toBe("on\n");
    expect(await run(["get", "a b", "'\"\n"])).toEqual({
      stdout: 'lamp is on, asked with ["a b","\'\\"\\n"]\n',
      stderr: "",
      code: 0,
    });
    expect(await run(["frobnicate"])).toEqual({ stdout: "", stderr: "unknown order\n", code: 3 });
    served.inject("burnt");
    expect(await status()).toBe("off\n");
    served.clear();
    expect(await status()).toBe("on\n");
    expect(served.device.state()).toMatchObject({ runs: 2 });
  });

  it("its cable out and in", async () => {
    await served.unplug();
    await expect(status()).rejects.toThrow(/ENOENT/);
    await served.replug();
    expect(await status()).toBe("on\n");
  });

  it.each([
    ["programMissing", { code: "ENOENT" }],
    ["programDenied", { code: "EACCES" }],
    ["programFails", { code: 1, stdout: "", stderr: "error\n" }],
    ["programHalf", { code: 0, stdout: "lamp is on, a" }],
    ["programFloods", { code: "ERR_CHILD_PROCESS_STDIO_MAXBUFFER" }],
  ])("%s, and its end", async (fault, expected) => {
    served.inject(fault);
    expect(await run(["get"])).toMatchObject(expected);
    served.clear(fault);
    expect(await run(["get"])).toMatchObject({ code: 0, stdout: "lamp is on, asked with []\n" });
  });

  it("hangs, prints rubbish, is slow", async () => {
    served.inject("programHangs");
    expect((await run(["get"], 300)).code).toBe("killed");
    served.clear();
    served.inject("programRubbish");
    expect((await run(["get"])).stdout).not.toContain("lamp");
    served.clear();
    served.inject("programSlow");
    expect((await run(["get"], 400)).code).toBe("killed");
  });

  it("names the faults there are, keeps inside of its folder, and takes no folder with something in it", async () => {
    expect(() => served.inject("fire")).toThrow(/lamp has no fault fire; there are burnt, programMissing/);
    const full = await mkdtemp(join(tmpdir(), "full-"));
    await writeFile(join(full, "precious"), "keep me");
    const options = { clock: systemClock, random: seeded(1), link: full };
    await expect(serveInFolder(lamp, options)).rejects.toMatchObject({ code: "folder" });
    expect(await readdir(full)).toEqual(["precious"]);
    const outside = defineSimulator({
      ...lamp,
      create: (env) => {
        env.folder?.write("../escape", "x");
        return lamp.create(env);
      },
    });
    await expect(serveInFolder(outside, { clock: systemClock, random: seeded(1) })).rejects.toMatchObject({
      code: "folder",
    });
  });

  it("leaves nothing behind", async () => {
    const once = async () => {
      const other = await serveInFolder(lamp, { clock: systemClock, random: seeded(1) });
      await other.close();
      await expect(access(other.path())).rejects.toThrow();
    };
    await leaksNothing(5, once);
  });
});
