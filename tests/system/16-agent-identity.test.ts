import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FaultView, TicketView } from "../../contract/index.ts";
import { until } from "../support/processes.ts";
import {
  type Centre,
  drained,
  type RigProcess,
  readStored,
  salesIn,
  sellUntilStopped,
  startAgentProcess,
  startCentre,
  writeAgent,
} from "./rig.ts";

let folder: string;
let centre: Centre;
const agents: RigProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-identity-"));
  centre = await startCentre(folder);
}, 60_000);
afterAll(async () => {
  await Promise.all(agents.map((a) => a.stop()));
  await centre.process.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = async (id: string, password: string, name: string) => {
  const files = await writeAgent({ id, password, mqttPort: centre.mqttPort, folder, name });
  const agent = startAgentProcess(files);
  agents.push(agent);
  return { files, agent };
};
const faultsOf = (id: string): Promise<FaultView[]> => centre.ask(`/api/faults?terminal=${id}&all=true`);
const ticketsOf = (id: string): Promise<TicketView[]> => centre.ask(`/api/tickets?terminal=${id}&all=true`);
const connections = (agent: RigProcess): number => agent.output().split("uplink: connected").length - 1;

test("an agent with a wrong password says so once, backs off, does not crash, and works once it is right", {
  timeout: 30_000,
}, async () => {
  const password = await centre.enrol("k2");
  const { files, agent } = await start("k2", "a wrong one", "k2");
  await until(() => agent.output().includes("trying again"), "the message", 30_000);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(agent.running()).toBe(true);
  const complaints = agent
    .output()
    .split("\n")
    .filter((l) => l.includes("trying again"));
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(/password|not authorized|refused/i);
  expect(agent.output()).not.toContain("a wrong one");
  expect((await centre.detail("k2")).status).toBe("unknown");
  expect(await ticketsOf("k2")).toEqual([]);
  expect(await agent.stop()).toBe("0");
  await writeAgent({ id: "k2", password, mqttPort: centre.mqttPort, folder, name: "k2" });
  const right = startAgentProcess(files);
  agents.push(right);
  await until(() => connections(right) === 1, "the right password to work", 30_000);
});

test("two agents with one id: one fault, at most one ticket, no storm, and of both everything is stored once", {
  timeout: 60_000,
}, async () => {
  const password = await centre.enrol("k1");
  const one = await start("k1", password, "one");
  const two = await start("k1", password, "two");
  const selling = [one, two].map(({ files }, i) => sellUntilStopped(files.socket, `agent${i + 1}`, 50));
  await until(async () => (await faultsOf("k1")).some((f) => f.openedAt !== undefined), "the fault", 30_000);
  const begun = connections(one.agent) + connections(two.agent);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const opened = (await faultsOf("k1")).filter((f) => f.openedAt !== undefined && f.hiddenBy === undefined);
  expect(opened.map((f) => f.code)).toEqual(["security.duplicateId"]);
  expect((await ticketsOf("k1")).length).toBeLessThanOrEqual(1);
  // Their back-off (here one second at most) keeps them from taking the connection from each other without pause.
  expect(connections(one.agent) + connections(two.agent) - begun).toBeLessThan(24);
  const journals = [];
  for (const stop of selling) journals.push(await stop());
  await two.agent.stop();
  await drained(one.files.socket);
  await one.agent.stop();
  const again = startAgentProcess(two.files);
  agents.push(again);
  await drained(two.files.socket);
  await again.stop();
  await centre.process.stop();
  const stored = await readStored(centre, "k1");
  expect(stored.problems).toEqual([]);
  expect(new Set([...stored.records.keys()].map((s) => s.split(".")[0])).size).toBe(2);
  expect(salesIn(stored).sort()).toEqual(journals.flat().sort());
});
