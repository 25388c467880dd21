import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../contract/index.ts";
import { openPty, type VirtualPort } from "../../drivers/port/pty.ts";
import type { DeviceSimulation } from "../../simulators/api.ts";
import simulated from "../../simulators/devices/ccnet/device.ts";
import { until } from "../support/processes.ts";
import {
  type AgentFiles,
  type Centre,
  healthOf,
  type RigProcess,
  readStored,
  startAgentProcess,
  startCentre,
  startProgram,
  startRoundsman,
  writeAgent,
} from "./rig.ts";

const masterScript = fileURLToPath(new URL("../../dist/tests/system/ccnet-master.js", import.meta.url));
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A simulated validator on a virtual port, and every byte that came and went there. */
const validator = async (link: string) => {
  const port: VirtualPort = await openPty(link);
  const bytes = { received: "", sent: "" };
  const device: DeviceSimulation = simulated.create({
    clock: systemClock,
    random: () => 0.5,
    send: (out) => {
      bytes.sent += Buffer.from(out).toString("hex");
      port.write(out);
    },
    settings: { initialiseMs: 200, scanMs: 120, stackMs: 150 },
  });
  port.onData((bytesIn) => {
    bytes.received += Buffer.from(bytesIn).toString("hex");
    device.receive(bytesIn);
  });
  return {
    device,
    bytes,
    close: async () => {
      device.close();
      await port.close();
    },
  };
};

interface MasterEntry {
  readonly wrong?: string;
  readonly credit?: number;
  readonly ms?: number;
  readonly sent?: string;
  readonly received?: string;
}
const readLog = (file: string): MasterEntry[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as MasterEntry);

let folder: string;
let centre: Centre;
let unit: Awaited<ReturnType<typeof validator>>;
let files: AgentFiles;
const processes: RigProcess[] = [];
const path = (name: string) => join(folder, name);
const started = (process: RigProcess): RigProcess => {
  processes.push(process);
  return process;
};
const startRelay = async (): Promise<RigProcess> => {
  const args = ["--port", path("device"), "--application", path("application"), "--socket", path("relay.sock")];
  const relay = started(startRoundsman(["relay", ...args, "--json"], path("relay.log")));
  await until(() => relay.output().includes('"socket"'), "the relay", 15_000);
  return relay;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-shared-"));
  centre = await startCentre(folder);
  unit = await validator(path("device"));
  const password = await centre.enrol("k1");
  const devices = [{ id: "cash", driver: "ccnet", ownership: "tap", tap: { socket: path("relay.sock") } }];
  files = await writeAgent({ id: "k1", password, mqttPort: centre.mqttPort, folder, devices });
}, 60_000);
afterAll(async () => {
  await Promise.all(processes.map((p) => p.stop()));
  await unit.close();
  await centre.process.stop();
  await rm(folder, { recursive: true, force: true });
});

test("a foreign master talks to the validator through the relay, undisturbed while the agent is killed again and again; every note is counted once", {
  timeout: 90_000,
}, async () => {
  await startRelay();
  const log = path("master.log");
  const master = started(startProgram([process.execPath, masterScript, path("application"), log], path("master.out")));
  let agent = started(startAgentProcess(files));
  const online = async () => (await healthOf(centre, "k1", "cash"))?.components["acceptor"]?.state === "enabled";
  await until(online, "the validator's health out of the conversation", 20_000);

  const credits = () => readLog(log).flatMap((e) => (e.credit === undefined ? [] : [e.credit]));
  let inserted = 0;
  const note = async () => {
    unit.device.act("insertNote", { type: inserted % 7 });
    inserted += 1;
    await until(() => credits().length === inserted, `credit ${inserted}`, 5_000);
  };
  // With the agent alive, dying at any moment of a note's way, dead for several notes, and starting.
  for (let round = 0; round < 5; round++) {
    await note();
    unit.device.act("insertNote", { type: inserted % 7 });
    inserted += 1;
    await wait(60 * round);
    agent.kill("SIGKILL");
    await agent.ended;
    await until(() => credits().length === inserted, `credit ${inserted}`, 5_000);
    if (round % 2 === 0) await note();
    agent = started(startAgentProcess(files));
    await wait(400 * round);
  }
  await note();
  const counted = async () => (await healthOf(centre, "k1", "cash"))?.measures["notesStacked"];
  await until(online, "the health after the last start", 20_000);
  // A healthy idle device is told on the slow refresh only: a change brings the count along.
  unit.device.inject("pause");
  await until(async () => (await counted()) === inserted, `${inserted} notes in the health, not once more`, 20_000);
  unit.device.clear("pause");

  await master.stop();
  const entries = readLog(log);
  expect(entries.filter((e) => e.wrong !== undefined)).toEqual([]);
  const last = entries.at(-1);
  expect(last?.sent).toBe(unit.bytes.received);
  expect(last?.received).toBe(unit.bytes.sent);
  // Not the slowest: that is the machine's, which starts five agents meanwhile.
  const took = entries.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).sort((a, b) => a - b);
  expect(took[Math.floor(took.length * 0.9)]).toBeLessThan(100);

  const told = async () => (await healthOf(centre, "k1", "cash"))?.because?.code;
  await until(
    async () => (await told()) === "applicationSilent",
    "the news that nobody talks to the validator",
    25_000,
  );
  await agent.stop();
  await centre.process.stop();
  const { records } = await readStored(centre, "k1");
  const events = [...records.values()].flat().filter((r) => r.kind === "event");
  const codes = events.map((e) => (e.body as { code: string }).code);
  expect(codes.filter((c) => c === "noteStacked")).toHaveLength(inserted);
  expect(codes).not.toContain("conversationMissed");
});
