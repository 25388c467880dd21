import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CommandOutcome } from "../../contract/index.ts";
import { type PlainBroker, plainBroker, until } from "../../tests/support/plain-broker.ts";

/** Real processes, killed with SIGKILL: the agent as it is built, with a device in memory that counts what it was made to do. */
const root = new URL("../../", import.meta.url).pathname;
const victimFile = join(root, "dist/tests/support/agent-victim.js");
let folder: string;
let broker: PlainBroker;
let victims: ChildProcess[];

const newest = (name: string): number =>
  Math.max(
    0,
    ...readdirSync(join(root, name), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => statSync(join(root, name, file)).mtimeMs),
  );

beforeAll(() => {
  const built = statSync(victimFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(...["agent", "contract", "drivers", "tests/support"].map(newest))) return;
  try {
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", join(root, "tsconfig.build.json")], { stdio: "ignore" });
  } catch {
    // A type error elsewhere does not keep the compiler from writing; what is missing shows below.
  }
  if (!existsSync(victimFile)) throw new Error("the victim was not built");
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "kill-"));
  broker = await plainBroker("T1");
  victims = [];
});
afterEach(async () => {
  for (const victim of victims) victim.kill("SIGKILL");
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (mode: "hangPoll" | "hangRun" | "work"): ChildProcess => {
  const settings = {
    terminal: "T1",
    broker: { url: broker.url, resendSeconds: 1 },
    dataFolder: join(folder, "data"),
    outbox: { ballastBytes: 0 },
    devices: [{ id: "printer", driver: "scripted", port: "/dev/p" }],
  };
  const victim = spawn(process.execPath, [victimFile, JSON.stringify(settings), join(folder, "executions"), mode], {
    stdio: "ignore",
  });
  victims.push(victim);
  return victim;
};
const kill = async (victim: ChildProcess) => {
  const gone = new Promise((resolve) => victim.once("exit", resolve));
  victim.kill("SIGKILL");
  await gone;
};
const births = () => broker.states.filter((s) => s.status === "online").length;
const born = (n: number) => until(`birth ${n}`, () => births() >= n, 15_000);
const executions = () =>
  existsSync(join(folder, "executions"))
    ? readFileSync(join(folder, "executions"), "utf8").trim().split("\n").length
    : 0;
const outcomes = () => {
  const bySeq = new Map(broker.records("outcome").map((r) => [r.seq, r.body as CommandOutcome]));
  return [...bySeq].sort(([a], [b]) => a - b).map(([, o]) => (o.reason ? `${o.status}:${o.reason.code}` : o.status));
};
const reset = () =>
  broker.send("cmd", {
    v: 1,
    id: "the-command",
    terminal: "T1",
    device: "printer",
    command: "reset",
    args: {},
    at: 1_000,
    notAfter: 61_000,
    reason: "t",
    by: "user:t",
    nonce: "n",
  });

describe("R16: the agent is killed", () => {
  it("R16: between recorded and started: it did not run, may be offered again, and then runs once", async () => {
    const victim = start("hangPoll");
    await born(1);
    reset();
    await until("accepted", () => outcomes().includes("accepted"));
    await kill(victim);
    expect(executions()).toBe(0);
    start("work");
    await until("the refusal", () => outcomes().includes("refused:agentRestarted"), 15_000);
    await born(2);
    for (let i = 0; i < 10; i++) reset();
    await until("success", () => outcomes().includes("succeeded"));
    expect(executions()).toBe(1);
  });

  it("R16: while it runs: reported as unknown, never run again, however often it is delivered", async () => {
    const victim = start("hangRun");
    await born(1);
    reset();
    await until("execution", () => executions() === 1);
    await kill(victim);
    start("work");
    await until("unknown", () => outcomes().includes("unknown:agentKilled"), 15_000);
    await born(2);
    for (let i = 0; i < 10; i++) reset();
    await until("ten answers more", () => outcomes().filter((o) => o === "unknown:agentKilled").length >= 11);
    expect(executions()).toBe(1);
    expect(outcomes()).not.toContain("succeeded");
  });

  it("R16: after it finished and before anything was acknowledged: the outcome is told again, and it does not run again", async () => {
    broker.acknowledge = false;
    const victim = start("work");
    await born(1);
    reset();
    await until("success", () => outcomes().includes("succeeded"));
    await kill(victim);
    const seen = broker.records("outcome").length;
    broker.acknowledge = true;
    start("work");
    await until("the same records again", () => broker.records("outcome").length >= seen + 2, 15_000);
    await born(2);
    for (let i = 0; i < 10; i++) reset();
    await until("the stored outcome, ten times more", () => outcomes().filter((o) => o === "succeeded").length >= 11);
    expect(executions()).toBe(1);
  });
});
