import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Summary } from "../../simulators/fleet/reckoning.ts";
import { until } from "../support/processes.ts";
import { type RigProcess, roundsman, startRoundsman } from "./rig.ts";

let folder: string;
const running: RigProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-demo-"));
});
afterAll(async () => {
  await Promise.all(running.map((p) => p.stop()));
  await rm(folder, { recursive: true, force: true });
});

/** Every process that inherited this mark in its environment: whatever the demo started, and what that started. */
const withMark = (mark: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [state = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").slice(1);
        return !state.startsWith("Z") && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`DEMO_MARK=${mark}\0`);
      } catch {
        return false; // it ended while we looked, or is not ours
      }
    })
    .map(Number);

let before: Promise<unknown> = Promise.resolve();
/** One after the other up to the first screen: two that look for the usual ports at one moment would both find them free. */
const startDemo = (name: string, ...args: string[]): Promise<{ demo: RigProcess; mark: string }> => {
  const started = before.then(async () => {
    const begun = beginDemo(name, ...args);
    await until(() => begun.demo.output().includes("Ctrl-C") || !begun.demo.running(), "the first screen", 40_000);
    return begun;
  });
  before = started.catch(() => undefined); // whoever waits next has its own chance
  return started;
};

const beginDemo = (name: string, ...args: string[]): { demo: RigProcess; mark: string } => {
  const mark = `${name}-${process.pid}`;
  const all = ["demo", "--terminals", "1", "--data", join(folder, name), ...args];
  const demo = startRoundsman(all, join(folder, `${name}.log`), { DEMO_MARK: mark });
  running.push(demo);
  return { demo, mark };
};
const summaryIn = (demo: RigProcess): Summary => {
  const lines = demo.output().split("\n");
  const begin = lines.findLastIndex((l) => l.startsWith("{"));
  return JSON.parse(lines.slice(begin).join("\n")) as Summary;
};

describe("the demo, unattended", { timeout: 180_000 }, () => {
  test.concurrent("a quiet fleet: exit 0, everything adds up, nothing is left running", async () => {
    const { demo, mark } = await startDemo("quiet", "--scenario", "quiet", "--seconds", "12", "--json");
    await until(() => withMark(mark).length >= 9, "demo, broker, agent and six ports", 60_000);
    expect(await demo.ended, demo.output()).toBe("0");
    const summary = summaryIn(demo);
    expect(summary).toMatchObject({ scenario: "quiet", exitCode: 0, problems: [], tickets: { open: 0 } });
    expect(summary.records.sent).toBeGreaterThan(10);
    expect(summary.records).toMatchObject({ stored: summary.records.sent, missing: 0 });
    await until(() => withMark(mark).length === 0, "all processes to be gone", 10_000);
  });

  test.concurrent("an outage pressed into twelve seconds: nothing lost, nothing twice, the fault of the dark hours is ticketed", async () => {
    const { demo, mark } = await startDemo("outage", "--scenario", "outage", "--seconds", "12", "--json");
    expect(await demo.ended, demo.output()).toBe("0");
    const summary = summaryIn(demo);
    expect(summary).toMatchObject({ scenario: "outage", exitCode: 0, problems: [], records: { missing: 0 } });
    expect(summary.records.stored).toBe(summary.records.sent);
    expect(summary.expectations.every((e) => e.met)).toBe(true);
    await until(() => withMark(mark).length === 0, "all processes to be gone", 10_000);
  });

  test.concurrent("by hand: what breaks waits for a person, the jam too, which the broker could cure", async () => {
    const { demo } = await startDemo("by-hand", "--scenario", "by-hand", "--seconds", "14", "--json");
    expect(await demo.ended, demo.output()).toBe("0");
    const summary = summaryIn(demo);
    expect(summary).toMatchObject({ scenario: "by-hand", exitCode: 0, problems: [], faults: { cured: 0 } });
  });

  test.concurrent("a mixed fleet pressed into a minute: every maker's device fails as it does, and what it ends in is as told", async () => {
    const { demo, mark } = await startDemo("mixed", "--scenario", "mixed-fleet", "--seconds", "60", "--json");
    expect(await demo.ended, demo.output()).toBe("0");
    const summary = summaryIn(demo);
    expect(summary).toMatchObject({ scenario: "mixed-fleet", exitCode: 0, problems: [], records: { missing: 0 } });
    expect(summary.records.stored).toBe(summary.records.sent);
    await until(() => withMark(mark).length === 0, "all processes to be gone", 10_000);
  });

  test.concurrent("Ctrl-C in the middle stops everything and leaves no process behind", async () => {
    const { demo, mark } = await startDemo("stopped", "--scenario", "quiet");
    expect(withMark(mark).length).toBeGreaterThanOrEqual(9);
    const begun = performance.now();
    demo.kill("SIGINT");
    await demo.ended;
    expect(performance.now() - begun).toBeLessThan(15_000);
    await until(() => withMark(mark).length === 0, "all processes to be gone", 10_000);
  });
});

test("a reader that goes away, or a terminal that is closed, leaves no process behind", {
  timeout: 60_000,
}, async () => {
  const command = join(import.meta.dirname, "../../dist/console/cli/main.js");
  const mark = `piped-${process.pid}`;
  const args = [command, "demo", "--terminals", "1", "--scenario", "quiet", "--data", join(folder, "piped")];
  const demo = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DEMO_MARK: mark },
  });
  await once(demo.stdout, "data");
  await until(() => withMark(mark).length >= 9, "demo, broker, agent and six ports", 30_000);
  demo.stdout.destroy();
  demo.kill("SIGHUP");
  await until(() => withMark(mark).length === 0, "all processes to be gone", 20_000);
});

test("wrong words get a clear answer and exit code 64, and nothing is started", { timeout: 40_000 }, async () => {
  const data = join(folder, "never");
  const wrong: [string[], RegExp][] = [
    [["--scenario", "nonesuch"], /nonesuch.*(quiet|outage|story)/s],
    [["--seconds", "5"], /--seconds.*10/s],
    [["--seconds", "soon"], /seconds/],
    [["--terminals", "51"], /--terminals.*50/s],
    [["--colour", "red"], /colour/],
  ];
  const answers = await Promise.all(wrong.map(([args]) => roundsman(["demo", "--data", data, ...args])));
  for (const [i, { code, stderr }] of answers.entries()) {
    expect(code, `${wrong[i]?.[0].join(" ")}: ${stderr}`).toBe(64);
    expect(stderr).toMatch(wrong[i]?.[1] ?? /./);
  }
  expect(readdirSync(folder)).not.toContain("never");
});
