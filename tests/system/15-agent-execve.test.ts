import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommandOutcome, type DeviceHealth, type Inventory, systemClock } from "../../contract/index.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { type KioskDevice, kiosks } from "../../simulators/fleet/kiosks.ts";
import type { ServedDevice } from "../../simulators/line/serve.ts";
import { serveDevice } from "../../simulators/line/serve-device.ts";
import { type PlainBroker, plainBroker, until } from "../support/plain-broker.ts";
import { seeded } from "../support/seeded.ts";
import { haveTool, mainScript, type RigProcess, startProgram, writeAgent } from "./rig.ts";

interface Execution {
  readonly file: string;
  readonly argv: readonly string[];
}

/** Lines such as `1234 execve("/bin/sh", ["/bin/sh", "-c", "uname -a"], 0x7ff1 … = 0`; tries that failed count too. */
const executionsIn = (trace: string): Execution[] =>
  [...trace.matchAll(/execve\("((?:[^"\\]|\\.)*)", \[(.*)\], 0x/g)].map(([, file = "", words = ""]) => ({
    file,
    argv: [...words.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word),
  }));

/** What systeminformation runs for the inventory of the host on a Debian machine: shells with fixed text, and these tools. Nothing else may run. */
const inventoryTools: readonly string[] = (
  "sh cat ls grep which hostname uname dmesg dmidecode ip lscpu lsblk smartctl pciconf lspci " +
  "head tail cut sed awk sort uniq wc tr getconf udevadm nvme cpupower sysctl lsb_release"
).split(" ");

/** Programs that drivers of a system line run, with arguments fixed in their source. */
const driverPrograms: readonly string[] = ["ddcutil", "ping"];
const isUsbProcess = ({ file, argv }: Execution): boolean =>
  basename(file) === "node" && argv.some((word) => word.endsWith("drivers/port/usb/child.js"));

/** Beside the classic kiosk: devices whose drivers start a process. */
const startsProcesses: readonly KioskDevice[] = [
  { id: "panel", driver: "ddc-display" },
  { id: "network", driver: "network-link" },
  { id: "ticket-printer", driver: "escpos-usb" },
];

/** Executions that are none of the agent's own: not its one start, not a tool of the inventory or of a driver, or carrying the text of a stranger. Pure. */
const suspects = (all: readonly Execution[], marker: string): Execution[] =>
  all.filter(({ file, argv }) => {
    const isStart = basename(file) === "node" && argv[1] === mainScript;
    const tools = [...inventoryTools, ...driverPrograms];
    const known = isStart || isUsbProcess({ file, argv }) || tools.includes(basename(file));
    return !known || argv.some((word) => word.includes(marker));
  });

const possible = haveTool("strace", "-V");
const marker = `owned-${process.pid}`;
let folder: string;
let broker: PlainBroker;
let agent: RigProcess;
const devices: ServedDevice[] = [];

const traced = (name: string): string[] => {
  const options = ["-f", "-qq", "-s", "4096", "-e", "trace=execve", "-o", join(folder, name)];
  return ["strace", ...options];
};
const executions = (name = "trace"): Execution[] => executionsIn(readFileSync(join(folder, name), "utf8"));
const inventory = (): Inventory["devices"] => (broker.inventories.at(-1) as Inventory | undefined)?.devices ?? [];

let n = 0;
const send = (device: string, command: string, args: unknown): string => {
  const id = `command-${String(++n).padStart(4, "0")}`;
  const at = Date.now();
  const envelope = { v: 1, id, terminal: "k1", device, command, args, at, notAfter: at + 60_000 };
  broker.send("cmd", { ...envelope, reason: "a test", by: "user:test", nonce: id });
  return id;
};
const outcomeOf = (id: string): CommandOutcome | undefined =>
  broker
    .records("outcome")
    .map((r) => r.body as CommandOutcome)
    .find((o) => o.id === id && o.status !== "accepted");
const outcome = async (id: string): Promise<CommandOutcome> => {
  await until(`the outcome of ${id}`, () => outcomeOf(id) !== undefined, 20_000);
  return outcomeOf(id) as CommandOutcome;
};

/** Arguments of the commands that need some. */
const argsOf: Readonly<Record<string, unknown>> = {
  setEntry: { open: true },
  setBrightness: { percent: 60 },
  setBacklight: { percent: 60 },
  accuracyTest: { width: 1920, height: 1080, points: [] },
};

beforeAll(async () => {
  if (!possible) return;
  folder = await mkdtemp(join(tmpdir(), "roundsman-s9-"));
  broker = await plainBroker("k1");
  const simulators = await loadSimulators();
  const settings: Record<string, unknown>[] = [{ id: "host", driver: "host" }];
  for (const { id, driver, config } of [...kiosks.classic, ...startsProcesses] as readonly KioskDevice[]) {
    const simulated = simulators.get(driver);
    if (!simulated) throw new RangeError(`no simulator for ${driver}`);
    const link = simulated.usb || simulated.system ? { link: join(folder, id) } : {};
    const served = await serveDevice(simulated, { clock: systemClock, random: seeded(15), ...link });
    devices.push(served);
    settings.push({ id, driver, port: served.path(), ...(config && { config }) });
  }
  const mqttPort = Number(new URL(broker.url).port);
  const files = await writeAgent({ id: "k1", password: "any", mqttPort, folder, devices: settings });
  const command = [...traced("trace"), process.execPath, mainScript, "agent", "--config", files.config];
  agent = startProgram(command, files.log, { NOTIFY_SOCKET: "" });
  const online = () => broker.records("health").filter((r) => (r.body as DeviceHealth).availability === "online");
  await until("all devices", () => new Set(online().map((r) => r.device)).size === settings.length, 30_000);
}, 60_000);
afterAll(async () => {
  if (!possible) return;
  // strace lets a signal to itself end only itself: the agent is its child.
  const [child = ""] = readFileSync(`/proc/${agent.pid}/task/${agent.pid}/children`, "utf8").trim().split(" ");
  process.kill(Number(child), "SIGTERM");
  await agent.ended;
  await broker.close();
  for (const device of devices) await device.close();
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(possible)("S9: no shell", { timeout: 60_000 }, () => {
  test("S9: every command of every device starts no shell: only the host's inventory does, from a fixed list, and a driver its one program", async () => {
    const before = executions().length;
    const ask = async ({ device, commands }: Inventory["devices"][number]) => {
      // What restarts the whole device comes last: nobody need wait for it to come back.
      const inOrder = [...commands].sort(
        (a, b) => Number(a.disturbs === "terminal") - Number(b.disturbs === "terminal"),
      );
      for (const { name } of inOrder)
        if (name !== "readInventory") {
          const { status } = await outcome(send(device, name, argsOf[name] ?? {}));
          expect(["succeeded", "failed", "refused"], `${device} ${name}`).toContain(status);
        }
    };
    await Promise.all(inventory().map(ask));
    expect(n).toBeGreaterThan(30);
    const succeeded = broker.records("outcome").filter((r) => (r.body as CommandOutcome).status === "succeeded");
    expect(succeeded.length).toBeGreaterThan(20);
    const isOfDriver = (one: Execution) => driverPrograms.includes(basename(one.file)) || isUsbProcess(one);
    expect(
      executions()
        .slice(before)
        .filter((one) => !isOfDriver(one)),
    ).toEqual([]);
    await outcome(send("host", "readInventory", {}));
    expect(executions().length).toBeGreaterThan(before);
    expect(suspects(executions(), marker)).toEqual([]);
    const nodes = executions().filter((one) => basename(one.file) === "node");
    expect(nodes.filter((one) => !isUsbProcess(one))).toHaveLength(1);
    for (const program of driverPrograms) expect(executions().map(({ file }) => basename(file))).toContain(program);
  });

  test("S9: what a stranger writes into a command or a setting reaches no shell, no argv and no file", async () => {
    const bait = join(folder, marker);
    const texts = [`; touch ${bait}`, `$(touch ${bait})`, `\`touch ${bait}\``, `x' || touch ${bait} #`, `--${marker}`];
    for (const text of texts) {
      broker.send("config", { v: 1, rev: ++n, desired: { logLevel: text, refreshMinutes: text } });
      send(`host${text}`, "readInventory", {});
      send("host", `readInventory${text}`, {});
    }
    for (const { device, commands } of inventory())
      for (const { name } of commands) {
        const ids = texts.map((text) => send(device, name, { percent: text, open: text, width: text, file: text }));
        for (const id of ids) expect((await outcome(id)).status, `${device} ${name}`).toBe("refused");
      }
    await outcome(send("host", "readInventory", {}));
    expect(existsSync(bait)).toBe(false);
    expect(suspects(executions(), marker)).toEqual([]);
    expect(agent.running()).toBe(true);
  });

  test("S9 control: the same look at a child that does run such a text finds it", async () => {
    const script = `require("child_process").exec("echo hello; touch ${join(folder, marker)}")`;
    const child = startProgram([...traced("control"), process.execPath, "-e", script], join(folder, "control.log"));
    await child.ended;
    expect(existsSync(join(folder, marker))).toBe(true);
    const found = suspects(executions("control"), marker);
    expect(found.map(({ file }) => basename(file))).toEqual(expect.arrayContaining(["node", "sh", "touch"]));
  });
});
