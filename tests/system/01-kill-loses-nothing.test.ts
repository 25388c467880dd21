import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seeded, seedOfRun } from "../support/seeded.ts";
import { ackFirstScript, killRun } from "./kill-run.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-r1-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("R1: after 40 kill -9 of agents and broker under load, every committed sale is stored exactly once", {
  timeout: 180_000,
}, async () => {
  const kills = Number(process.env.ROUNDSMAN_KILLS ?? 40);
  const run = await killRun({ folder, kills, sales: 200, agents: 3, random: seeded(seedOfRun()) });
  console.log(`R1 seed ${seedOfRun()}: ${run.committed} sales, kills ${JSON.stringify(run.kills)}`);
  expect(run.committed).toBeGreaterThan(200);
  expect(run).toMatchObject({ missing: [], twice: [], holes: [] });
});

test("R1 control: a broker that acknowledges before it commits loses sales, and the comparison finds them", {
  timeout: 180_000,
}, async () => {
  const random = seeded(seedOfRun());
  // A kill that falls between two commits loses nothing: where one run of them missed, another may hit.
  let lost = 0;
  for (let n = 1; lost === 0 && n <= 4; n++) {
    const own = join(folder, `run-${n}`);
    await mkdir(own);
    const options = { folder: own, kills: 8, sales: 60, brokerOnly: true, agents: 2, random };
    const run = await killRun({ ...options, brokerScript: ackFirstScript });
    lost = run.missing.length + run.holes.length;
  }
  expect(lost).toBeGreaterThan(0);
});
