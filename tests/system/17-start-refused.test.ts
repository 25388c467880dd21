import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../contract/index.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { openSerial } from "../../drivers/port/serial.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { type ServedDevice, serveOnPty } from "../../simulators/line/serve.ts";
import { until } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";
import {
  type Centre,
  healthOf,
  type RigProcess,
  roundsman,
  startAgentProcess,
  startCentre,
  writeAgent,
} from "./rig.ts";

let folder: string;
let centre: Centre;
let printer: ServedDevice;
let agent: RigProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-refused-"));
  centre = await startCentre(folder);
  const simulated = (await loadSimulators()).get("escpos");
  if (!simulated) throw new RangeError("no printer to simulate");
  printer = await serveOnPty(simulated, { clock: systemClock, random: seeded(17), link: join(folder, "printer") });
}, 60_000);
afterAll(async () => {
  await agent?.stop();
  await centre.process.stop();
  await printer.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a settings file with a wrong key", () => {
  const text = `terminal: T1
broker: { url: "mqtt://127.0.0.1:1", password: secret-word, keepAlive: 3 }
dataFolder: /nowhere
devices:
  - { id: printer, driver: escpos, prt: /dev/ttyS0 }
`;
  test("--check ends with 78, names the file and every wrong key, and repeats no secret; so does a real start", async () => {
    const file = join(folder, "wrong.yaml");
    await writeFile(file, text);
    for (const more of [["--check"], []]) {
      const { code, stdout, stderr } = await roundsman(["agent", "--config", file, ...more]);
      expect(code).toBe(78);
      for (const part of [file, "keepAlive", "devices.0.prt"]) expect(stdout + stderr).toContain(part);
      expect(stdout + stderr).not.toContain("secret-word");
    }
  });
  test("a broker's likewise", async () => {
    const file = join(folder, "wrong-broker.yaml");
    await writeFile(file, "mqtt: { prt: 1883 }\nhttp: { port: 70700 }\n");
    for (const more of [["--check"], []]) {
      const { code, stdout, stderr } = await roundsman(["broker", "--config", file, ...more]);
      expect(code).toBe(78);
      for (const part of [file, "mqtt.prt", "http.port"]) expect(stdout + stderr).toContain(part);
    }
  });
  test("a file that is not there", async () => {
    const { code, stderr } = await roundsman(["agent", "--config", join(folder, "nowhere.yaml"), "--check"]);
    expect(code).toBe(78);
    expect(stderr).toContain("nowhere.yaml");
  });
});

describe("a port that is wrong, missing or held by another program", { timeout: 40_000 }, () => {
  const probe = (port: string) => roundsman(["probe", "--driver", "escpos", "--port", port, "--json"]);

  test("probe names it and ends with 69, in time", async () => {
    const missing = await probe(join(folder, "no-such-port"));
    expect(missing).toMatchObject({ code: 69 });
    expect(JSON.parse(missing.stdout)).toMatchObject({ trouble: { code: "portMissing" } });
    const noPort = await probe("/dev/null");
    expect(noPort).toMatchObject({ code: 69 });
    expect(JSON.parse(noPort.stdout)).toMatchObject({ trouble: { code: "portMissing" } });
    const line = (await loadDrivers()).get("escpos")?.line;
    if (line?.kind !== "serial") throw new RangeError("not serial");
    const holder = await openSerial(printer.path(), line, systemClock);
    try {
      const busy = await probe(printer.path());
      expect(busy).toMatchObject({ code: 69 });
      expect(JSON.parse(busy.stdout)).toMatchObject({ trouble: { code: "portBusy" } });
      const told = await roundsman(["probe", "--driver", "escpos", "--port", printer.path()]);
      expect(told.stderr).toContain("another program holds the port");
    } finally {
      await holder.close();
    }
    expect(await probe(printer.path())).toMatchObject({ code: 0 });
  });

  test("an agent reports portMissing and portBusy as the reason, goes on, and is well once the port is free", async () => {
    const line = (await loadDrivers()).get("escpos")?.line;
    if (line?.kind !== "serial") throw new RangeError("not serial");
    const holder = await openSerial(printer.path(), line, systemClock);
    const devices = [
      { id: "printer", driver: "escpos", port: printer.path(), poll: { everyMs: 500 } },
      { id: "other", driver: "escpos", port: join(folder, "no-such-port"), poll: { everyMs: 500 } },
    ];
    const password = await centre.enrol("k1");
    const files = await writeAgent({ id: "k1", password, mqttPort: centre.mqttPort, folder, devices });
    agent = startAgentProcess(files);
    const reason = async (device: string) => (await healthOf(centre, "k1", device))?.because?.code;
    try {
      await until(async () => (await reason("printer")) === "portBusy", "portBusy", 30_000);
      await until(async () => (await reason("other")) === "portMissing", "portMissing", 30_000);
    } finally {
      await holder.close();
    }
    const well = async () => (await healthOf(centre, "k1", "printer"))?.availability === "online";
    await until(well, "the printer to be well", 30_000);
    expect(await reason("other")).toBe("portMissing");
    expect(agent.running()).toBe(true);
  });
});
