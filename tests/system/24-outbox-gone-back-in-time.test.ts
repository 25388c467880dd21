import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseSettings } from "../../agent/config/load.ts";
import { type RunningAgent, startAgent } from "../../agent/main.ts";
import { Outbox } from "../../agent/outbox/outbox.ts";
import { systemClock } from "../../contract/index.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import { startTestBroker, type TestBroker, until } from "../support/broker.ts";
import { scriptedDevice } from "../support/scripted-driver.ts";

let folder: string;
let broker: TestBroker;
let password: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gone-back-"));
  broker = await startTestBroker();
  password = await broker.enrol("T1");
});
afterEach(async () => {
  await broker.end();
  rmSync(folder, { recursive: true, force: true });
});

const data = (): string => join(folder, "data");
const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet, setLevel: quiet };
const start = (): Promise<RunningAgent> => {
  const settings = parseSettings({
    terminal: "T1",
    broker: { url: `mqtt://127.0.0.1:${broker.mqttPort}`, keepaliveSeconds: 5, resendSeconds: 1 },
    dataFolder: data(),
    outbox: { ballastBytes: 0 },
    kiosk: { socket: join(folder, "kiosk.sock") },
    devices: [{ id: "printer", driver: "scripted", port: "/dev/p" }],
  });
  const device = scriptedDevice({ poll: { everyMs: 200, deadlineMs: 500 } });
  const drivers = new Map([["scripted", device.driver]]);
  return startAgent(
    { settings, password },
    { drivers, openPort: async (_, { port = "" }) => memoryPair(port)[0], log, random: () => 0 },
  );
};
const events = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    kind: "event" as const,
    body: { code: "counted", text: `event ${from + i}` },
  }));
const stored = (): string[] =>
  broker.store.read
    .events({ terminal: "T1", kind: "event", limit: 10_000 })
    .map((row) => row.body as { code: string; text: string })
    .filter((body) => body.code === "counted")
    .map((body) => body.text);
const online = async (work: (agent: RunningAgent) => void, expected: number): Promise<void> => {
  const agent = await start();
  work(agent);
  await until(() => stored().length >= expected && agent.outbox.records === 0, 15_000);
  await agent.stop();
};

test("an outbox restored to an older state loses no record, though more was added offline than had been cut off", async () => {
  await online((agent) => events(1, 10).forEach((e) => agent.outbox.add(e)), 10);
  cpSync(data(), join(folder, "older"), { recursive: true });
  await online((agent) => events(11, 30).forEach((e) => agent.outbox.add(e)), 30);
  rmSync(data(), { recursive: true });
  cpSync(join(folder, "older"), data(), { recursive: true });

  const offline = new Outbox({
    folder: data(),
    maxRecords: 10_000,
    maxBytes: 8e6,
    ballastBytes: 0,
    clock: systemClock,
    boot: "offline",
    log,
  });
  for (const event of events(31, 130)) offline.add(event);
  offline.close();
  await online(quiet, 130);

  expect(stored().sort()).toEqual(
    events(1, 130)
      .map((e) => e.body.text)
      .sort(),
  );
  const epochs = new Set(broker.store.read.streams("T1").map(({ stream }) => stream.split(".")[0]));
  expect(epochs.size).toBe(2);
  expect(broker.errors).toEqual([]);
});
