import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NetworkLine, type NetworkState, openNetworkLine } from "../../simulators/line/network.ts";
import { until } from "../support/processes.ts";
import {
  type AgentFiles,
  type Centre,
  drained,
  localStatus,
  type RigProcess,
  readStored,
  salesIn,
  sellUntilStopped,
  startAgentProcess,
  startCentre,
  writeAgent,
} from "./rig.ts";

/** The shortest the settings allow; 1.5 times that is the promise, the rest is a loaded machine's slack. */
const keepaliveSeconds = 2;
const noticeMs = 1.5 * keepaliveSeconds * 1000;
const slackMs = 1000;

interface Kiosk {
  readonly id: string;
  readonly state: NetworkState;
  readonly line: NetworkLine;
  readonly files: AgentFiles;
  readonly agent: RigProcess;
  readonly stopSelling: () => Promise<string[]>;
}

let folder: string;
let centre: Centre;
const kiosks: Kiosk[] = [];

const openKiosk = async (state: NetworkState, id: string, keepalive = keepaliveSeconds): Promise<Kiosk> => {
  const line = await openNetworkLine({ host: "127.0.0.1", port: centre.mqttPort });
  const password = await centre.enrol(id);
  const broker = { keepaliveSeconds: keepalive };
  const files = await writeAgent({ id, password, mqttPort: line.port, folder, broker });
  const agent = startAgentProcess(files);
  await until(() => agent.output().includes("uplink: connected"), `${id} to connect`, 30_000);
  return { id, state, line, files, agent, stopSelling: sellUntilStopped(files.socket, id, 30) };
};

const wordsOf = (kiosk: Kiosk): number => kiosk.agent.output().split("trying again until it works").length;
const statusOf = async (kiosk: Kiosk): Promise<string> => (await centre.detail(kiosk.id)).status;

/** How long it takes from now until `so`, or nothing within `limitMs`. */
const timeUntil = async (so: () => boolean | Promise<boolean>, limitMs: number): Promise<number | undefined> => {
  const begun = performance.now();
  return until(so, "it", limitMs).then(
    () => performance.now() - begun,
    () => undefined,
  );
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-r6-"));
  centre = await startCentre(folder);
  kiosks.push(
    ...(await Promise.all([
      openKiosk("blackhole", "both"),
      openKiosk("blackholeUp", "up"),
      openKiosk("blackholeDown", "down"),
      openKiosk("blackhole", "deaf", 20),
    ])),
  );
}, 60_000);
afterAll(async () => {
  for (const k of kiosks) await k.stopSelling();
  await Promise.all(kiosks.map((k) => k.agent.stop()));
  await centre.process.stop();
  await Promise.all(kiosks.map((k) => k.line.close()));
  await rm(folder, { recursive: true, force: true });
});

describe("R6: half-open TCP, both ways and each alone", { timeout: 60_000 }, () => {
  test("R6: the terminal notices within one and a half keepalives, the broker says lost in time; control: a keepalive of twenty seconds does not notice so soon", async () => {
    const before = kiosks.map(wordsOf);
    for (const k of kiosks) k.line.set(k.state);
    const noticed = kiosks.map((k, i) => timeUntil(() => wordsOf(k) > (before[i] ?? 0), noticeMs + slackMs));
    const lost = kiosks.map((k) => timeUntil(async () => (await statusOf(k)) === "lost", noticeMs + slackMs));
    const [both, up, down, deaf] = await Promise.all(noticed);
    console.log(`R6: noticed after ${[both, up, down].map((ms) => Math.round(ms ?? -1)).join(", ")} ms`);
    for (const ms of [both, up, down]) expect(ms).toBeLessThan(noticeMs + slackMs);
    expect(deaf).toBeUndefined();
    const [bothLost, upLost, downLost, deafLost] = await Promise.all(lost);
    for (const ms of [bothLost, upLost, downLost]) expect(ms).toBeLessThan(noticeMs + slackMs);
    expect(deafLost).toBeUndefined();
  });

  test("R6: what was sold meanwhile arrives once and in order, nothing is lost or doubled", async () => {
    // A network that comes back resets what it has forgotten; else an attempt begun in the dark would wait for its own deadline of ten seconds.
    for (const k of kiosks) k.line.set("cut");
    for (const k of kiosks) k.line.set("pass");
    for (const k of kiosks) await until(async () => (await statusOf(k)) === "online", `${k.id} to be back`, 30_000);
    const journals = await Promise.all(kiosks.map((k) => k.stopSelling()));
    for (const k of kiosks) await drained(k.files.socket);
    for (const k of kiosks) {
      const { streams } = await centre.detail(k.id);
      for (const sent of (await localStatus(k.files.socket)).outbox.streams.filter((s) => s.lastSeq > 0))
        expect(streams.find((s) => s.stream === sent.stream)).toMatchObject({
          upTo: sent.lastSeq,
          records: sent.lastSeq,
          missing: 0,
        });
    }
    await Promise.all(kiosks.map((k) => k.agent.stop()));
    await centre.process.stop();
    for (const [i, k] of kiosks.entries()) {
      const stored = await readStored(centre, k.id);
      expect(stored.problems).toEqual([]);
      expect(journals[i]?.length).toBeGreaterThan(30);
      expect(salesIn(stored)).toEqual(journals[i]);
    }
  });

  test("an agent whose receipts were lost on the way still ends when it is told to", async () => {
    await centre.again();
    const kiosk = await openKiosk("blackholeDown", "ending", 20);
    kiosks.push(kiosk);
    kiosk.line.set("blackholeDown");
    await new Promise((resolve) => setTimeout(resolve, 600));
    kiosk.line.set("pass");
    await kiosk.stopSelling();
    const begun = performance.now();
    expect(await kiosk.agent.stop()).toBe("0");
    expect(performance.now() - begun).toBeLessThan(8000);
  });
});
