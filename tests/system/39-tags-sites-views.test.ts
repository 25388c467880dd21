import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import { exitCodes, type TerminalSummary } from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../support/served-fleet.ts";

const many = 900;
let fleet: ServedFleet;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "roundsman-sites-"));
  fleet = await serveFleet({
    fill: (tx) => {
      const row = tx.read.terminal("kiosk-001");
      for (let n = 100; row && n < 100 + many; n++) tx.saveTerminal({ ...row, id: `kiosk-${n}`, site: "Harbour" });
    },
  });
});
afterAll(async () => {
  await fleet.close();
  rmSync(folder, { recursive: true, force: true });
});

type Who = "engineer" | "dispatcher" | "viewer";
const run = async (who: Who, ...line: readonly string[]) => {
  const said = { out: "", err: "" };
  const code = await runCli(line, {
    stdout: { write: (text) => (said.out += text), columns: 140 },
    stderr: { write: (text) => (said.err += text) },
    env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens[who] },
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, ...said };
};
const listed = async (...line: readonly string[]): Promise<string[]> =>
  (JSON.parse((await run("viewer", "terminals", "--json", ...line)).out) as TerminalSummary[]).map(({ id }) => id);

test("hundreds of terminals are tagged by a query, and found by their tag", async () => {
  const added = await run("engineer", "tag", "add", "vip", "--query", "site:=Harbour");
  expect(added.out).toContain(`vip added to ${many} of ${many} terminals.`);
  expect(await listed("tag:vip")).toHaveLength(many);
  await run("engineer", "tag", "remove", "vip", "kiosk-100", "kiosk-101");
  expect((await run("viewer", "tag")).out).toMatch(new RegExp(`vip +${many - 2}`));
  expect((await run("viewer", "--complete", "terminals", "tag", ":", "v")).out.trim()).toBe("vip");
  expect((await run("dispatcher", "tag", "add", "x", "kiosk-100")).code).toBe(exitCodes.refused);
  expect((await run("engineer", "tag", "add", "x")).code).toBe(exitCodes.usage);
  expect((await run("engineer", "tag", "add", "x", "--query", "paper:pink")).err).toContain("paper:pink");
});

test("sites come from a file, which is checked before anything is set", async () => {
  const file = join(folder, "sites.csv");
  writeFileSync(file, "site,latitude,longitude\nHarbour,22.28,114.15\nAirport,95,0\n");
  const wrong = await run("engineer", "sites", "import", file);
  expect([wrong.code, wrong.err]).toEqual([exitCodes.usage, expect.stringContaining("line 3 cannot be: 95")]);
  expect((await run("viewer", "sites")).out).not.toContain("22.28");
  writeFileSync(file, "站点;纬度;经度;地址\nHarbour;22.28;114.15;Pier 3\n");
  expect((await run("engineer", "sites", "import", file, "--lang", "zh-CN")).out).toContain("1 个站点");
  await run("engineer", "sites", "set", "Harbour", "--longitude", "-70.5");
  expect((await run("viewer", "sites")).out).toMatch(/Harbour +unknown +900 +900 +22\.28000 +-70\.50000 +Pier 3/);
  expect((await run("dispatcher", "sites", "set", "Harbour", "--address", "x")).code).toBe(exitCodes.refused);
});

test("a view is saved, shared, looked at by its name, and removed", async () => {
  await run("viewer", "views", "save", "Mine", "--query", "kiosk-10?");
  await run("engineer", "views", "save", "Trouble at the harbour", "--query", "site:=Harbour -status:ok", "--shared");
  expect(await listed("--view", "trouble AT the harbour", "kiosk-50*")).toHaveLength(10);
  expect((await run("viewer", "views")).out).toMatch(/Trouble at the harbour .* 900 .*everybody \(eva\)/);
  expect((await run("viewer", "terminals", "--view", "nothing")).err).toContain("Mine, Trouble at the harbour");
  expect((await run("viewer", "views", "set", "Mine", "--shared")).code).toBe(exitCodes.refused);
  expect((await run("viewer", "views", "remove", "Trouble at the harbour")).code).toBe(exitCodes.refused);
  await run("engineer", "views", "set", "trouble at the harbour", "--rename", "Harbour", "--no-shared");
  expect((await run("viewer", "views")).out).not.toContain("arbour");
  expect((await run("engineer", "views", "remove", "Harbour", "--lang", "zh-CN")).out).toContain("已移除");
});
