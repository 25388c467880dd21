import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommandView, systemClock } from "../../contract/index.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { type NetworkLine, openNetworkLine } from "../../simulators/line/network.ts";
import { type ServedDevice, serveOnPty } from "../../simulators/line/serve.ts";
import { until } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";
import {
  type AgentFiles,
  type Centre,
  drained,
  haveTool,
  type RigProcess,
  readStored,
  salesIn,
  sellUntilStopped,
  startAgentProcess,
  startCentre,
  writeAgent,
} from "./rig.ts";

/** Debian puts it under the name of the machine: /usr/lib/x86_64-linux-gnu/faketime. */
const library = readdirSync("/usr/lib")
  .map((name) => join("/usr/lib", name, "faketime", "libfaketimeMT.so.1"))
  .find(existsSync);
const possible = haveTool("faketime") && library !== undefined;
if (!possible && process.env.CI) throw new Error("libfaketimeMT.so.1 is missing, and CI needs it");

const dayMs = 86_400_000;
let folder: string;
let centre: Centre;
let line: NetworkLine;
let printer: ServedDevice;
let files: AgentFiles;
let agent: RigProcess;

const clockFile = (): string => join(folder, "clock");
/** Sets the wall clock of the agent process alone: `+5d`, `-5d`, `@1970-01-02 00:00:00`, `+0`. Its monotonic clock stays real. */
const setClock = (setting: string): Promise<void> => writeFile(clockFile(), `${setting}\n`);
const fakeEnvironment = (): Record<string, string> => ({
  LD_PRELOAD: library ?? "",
  FAKETIME_TIMESTAMP_FILE: clockFile(),
  FAKETIME_NO_CACHE: "1",
  FAKETIME_DONT_FAKE_MONOTONIC: "1",
  DONT_FAKE_MONOTONIC: "1",
  TZ: "UTC",
});

const ask = (ttlMs: number): Promise<CommandView> =>
  centre.ask("/api/terminals/k1/devices/printer/commands", { command: "readCounters", ttlMs });
const ended = async (id: string): Promise<CommandView> => {
  let view: CommandView | undefined;
  await until(
    async () => {
      view = await centre.ask<CommandView>(`/api/commands/${id}`);
      return !["queued", "sent", "delivered"].includes(view.state);
    },
    `command ${id}`,
    15_000,
  );
  return view as CommandView;
};
const connections = (): number => agent.output().split("uplink: connected").length - 1;

beforeAll(async () => {
  if (!possible) return;
  folder = await mkdtemp(join(tmpdir(), "roundsman-r9-"));
  await setClock("+0");
  centre = await startCentre(folder);
  line = await openNetworkLine({ host: "127.0.0.1", port: centre.mqttPort });
  const simulated = (await loadSimulators()).get("escpos");
  if (!simulated) throw new RangeError("no printer to simulate");
  printer = await serveOnPty(simulated, { clock: systemClock, random: seeded(9) });
  const devices = [{ id: "printer", driver: "escpos", port: printer.path(), poll: { everyMs: 500 } }];
  files = await writeAgent({ id: "k1", password: await centre.enrol("k1"), mqttPort: line.port, folder, devices });
  agent = startAgentProcess(files, fakeEnvironment());
  await until(() => connections() === 1, "the agent to connect", 30_000);
  await until(
    async () => (await centre.detail("k1")).deviceList.some((d) => d.health?.availability === "online"),
    "the printer",
    15_000,
  );
}, 60_000);
afterAll(async () => {
  if (!possible) return;
  await agent.stop();
  await centre.process.stop();
  await printer.close();
  await line.close();
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(possible)(
  "R9: the terminal's wall clock jumps by five days, back, and to 1970",
  { timeout: 90_000 },
  () => {
    test("R9: nothing is lost or reordered, commands run and expire by duration, no storm", async () => {
      const stopSelling = sellUntilStopped(files.socket, "k1", 20);
      for (const setting of ["+5d", "-5d", "@1970-01-02 00:00:00"]) {
        await setClock(setting);
        await new Promise((resolve) => setTimeout(resolve, 700));
        const asked = await ask(10_000);
        expect(await ended(asked.id), setting).toMatchObject({ state: "succeeded" });
      }
      expect(connections()).toBe(1);

      // Five days ahead while the network is away: what is still wanted then runs, what is over does not, whatever the clock says.
      await setClock("+5d");
      line.set("cut");
      await until(async () => (await centre.detail("k1")).status === "lost", "the loss", 10_000);
      const short = await ask(1000);
      const long = await ask(30_000);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await setClock("-5d");
      line.set("pass");
      await until(() => connections() === 2, "the agent to be back", 30_000);
      expect(await ended(short.id)).toMatchObject({ state: "expired", tries: 0 });
      expect(await ended(long.id)).toMatchObject({ state: "succeeded" });

      // A dead clock battery: the agent is killed and starts in 1970.
      const selling = stopSelling();
      const journal = await selling;
      await setClock("@1970-01-02 00:00:00");
      agent.kill("SIGKILL");
      await agent.ended;
      agent = startAgentProcess(files, fakeEnvironment());
      await until(() => connections() === 3, "the agent of 1970", 30_000);
      const later = sellUntilStopped(files.socket, "k1-later", 20);
      expect(await ended((await ask(10_000)).id)).toMatchObject({ state: "succeeded" });
      await setClock("+0");
      await new Promise((resolve) => setTimeout(resolve, 500));
      journal.push(...(await later()));
      await drained(files.socket);

      const detail = await centre.detail("k1");
      expect(detail.ticketList).toEqual([]);
      expect(detail.faultList.filter((f) => f.state === "open")).toEqual([]);
      await agent.stop();
      await centre.process.stop();
      const stored = await readStored(centre, "k1");
      expect(stored.problems).toEqual([]);
      expect(journal.length).toBeGreaterThan(100);
      expect(salesIn(stored)).toEqual(journal);
      const all = [...stored.records.values()].flat();
      // No storm: one record for each sale and each outcome (two a command), some dozens for the printer's health.
      expect(all.length).toBeLessThan(journal.length + 100);
      for (const records of stored.records.values())
        for (const [i, r] of records.entries()) if (i > 0) expect(r.order).toBeGreaterThan(records[i - 1]?.order ?? 0);

      // Control: the clock did jump. Sorted by it, the sales would stand in another order.
      const sales = all.filter((r) => r.kind === "sale").sort((a, b) => a.order - b.order);
      const byClock = [...sales].sort((a, b) => a.at - b.at).map((r) => r.seq);
      expect(byClock).not.toEqual(sales.map((r) => r.seq));
      const span = Math.max(...sales.map((r) => r.at)) - Math.min(...sales.map((r) => r.at));
      expect(span).toBeGreaterThan(50 * 365 * dayMs);
    });
  },
);
