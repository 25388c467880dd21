import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import { type CommandView, exitCodes } from "../../contract/index.ts";
import { until } from "../support/processes.ts";
import { type ServedFleet, serveFleet } from "../support/served-fleet.ts";

let fleet: ServedFleet;
beforeAll(async () => {
  fleet = await serveFleet({
    fill: (tx) => {
      const row = tx.read.terminal("kiosk-001");
      if (!row?.inventory) return;
      const devices = row.inventory.devices.map((d) => ({
        ...d,
        commands: d.commands.map((c) => ({ ...c, disturbs: "money" as const })),
      }));
      tx.saveTerminal({ ...row, inventory: { ...row.inventory, devices } });
    },
  });
});
afterAll(() => fleet.close());

const start = (who: "admin" | "engineer" | "technician", ...line: readonly string[]) => {
  const said = { out: "", err: "" };
  const ended = runCli(line, {
    stdout: { write: (text) => (said.out += text), columns: 100 },
    stderr: { write: (text) => (said.err += text) },
    env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens[who] },
    cwd: tmpdir(),
    signal: new AbortController().signal,
  });
  return { said, ended };
};
const run = async (who: "admin" | "engineer" | "technician", ...line: readonly string[]) => {
  const { said, ended } = start(who, ...line);
  return { code: await ended, ...said };
};
const waiting = async () => JSON.parse((await run("engineer", "approve", "--json")).out) as CommandView[];

test("run says that it waits and for whom; somebody else approves; it goes on to its end", async () => {
  const asked = start("engineer", "run", "kiosk-001", "printer", "testPrint", "--reason", "owed");
  await until(async () => (await waiting()).length === 1, "the command to wait");
  const [{ id } = { id: "" }] = await waiting();
  await until(() => asked.said.out.replaceAll(/\s+/g, " ").includes(`roundsman approve ${id}`), "its words");
  expect((await run("admin", "approve")).out).toMatch(/Print a test ticket +kiosk-001\/printer +eva/);
  const own = await run("engineer", "approve", id);
  expect([own.code, own.err]).toEqual([exitCodes.refused, expect.stringContaining("second person")]);
  expect((await run("technician", "approve", id)).code).toBe(exitCodes.refused);
  expect((await run("admin", "approve", id, "--lang", "zh-CN")).out).toContain("已批准");
  expect([await asked.ended, asked.said.out]).toEqual([exitCodes.ok, expect.stringContaining("succeeded")]);
  expect((await run("admin", "approve")).out).toContain("Nothing waits");
});

test("declined: run says who said no, and that it was refused", async () => {
  const asked = start("engineer", "run", "kiosk-001", "printer", "testPrint");
  await until(async () => (await waiting()).length === 1, "the command to wait");
  const [{ id } = { id: "" }] = await waiting();
  await run("admin", "approve", id, "--decline", "--reason", "cash van is there");
  expect([await asked.ended, asked.said.out]).toEqual([
    exitCodes.refused,
    expect.stringMatching(/declined by user:admin: cash van is there/),
  ]);
});
