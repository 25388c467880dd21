import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DeviceHealth, type Inventory, systemClock } from "../../contract/index.ts";
import ccid from "../../simulators/devices/ccid/device.ts";
import printer from "../../simulators/devices/escpos-usb/device.ts";
import { type ServedUsbDevice, serveOnUsb, type UsbWay } from "../../simulators/line/usb/serve.ts";
import { havePreload } from "../../simulators/line/usb/umockdev.ts";
import { type PlainBroker, plainBroker, until } from "../support/plain-broker.ts";
import { seeded } from "../support/seeded.ts";
import { type RigProcess, startAgentProcess, writeAgent } from "./rig.ts";

if (!havePreload()) {
  if (process.env.CI) throw new Error("umockdev is not installed, and CI needs it");
  console.warn("umockdev is not installed: the reader is served by USB/IP, and libusb is NOT tested");
}
const readerWay: UsbWay = havePreload() ? "umockdev" : "usbip";

let folder: string;
let broker: PlainBroker;
let agent: RigProcess;
let reader: ServedUsbDevice;
let receipts: ServedUsbDevice;

const healthsOf = (device: string): DeviceHealth[] =>
  broker
    .records("health")
    .filter((r) => r.device === device)
    .map((r) => r.body as DeviceHealth);
const last = (device: string) => healthsOf(device).at(-1);
const isOnline = (device: string) => last(device)?.availability === "online";
/** USB processes of the agent: each names its file in its command line. */
const usbProcesses = (): number[] =>
  readFileSync(`/proc/${agent.pid}/task/${agent.pid}/children`, "utf8")
    .split(" ")
    .filter(Boolean)
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("/drivers/port/usb/child.js"));
/** The one that runs below the preload, or else the first. */
const readersProcess = (): number | undefined => {
  const all = usbProcesses();
  return all.find((pid) => readFileSync(`/proc/${pid}/environ`, "utf8").includes("UMOCKDEV_DIR")) ?? all[0];
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "usb-"));
  broker = await plainBroker("k1");
  const env = { clock: systemClock, random: seeded(26) };
  reader = await serveOnUsb(ccid, { ...env, folder: join(folder, "r"), way: readerWay });
  receipts = await serveOnUsb(printer, { ...env, folder: join(folder, "p"), way: "usbip" });
  const files = await writeAgent({
    id: "k1",
    password: "any",
    mqttPort: Number(new URL(broker.url).port),
    folder,
    devices: [
      { id: "reader", driver: "ccid", port: reader.path(), poll: { everyMs: 300 } },
      { id: "printer", driver: "escpos-usb", port: receipts.path(), poll: { everyMs: 300 } },
    ],
  });
  agent = startAgentProcess(files);
  await until("both devices", () => isOnline("reader") && isOnline("printer"), 20_000);
}, 40_000);
afterAll(async () => {
  await agent.stop();
  await reader.close();
  await receipts.close();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

describe("USB devices below a real agent", { timeout: 40_000 }, () => {
  test("are known by their descriptors, each in a process of its own", async () => {
    const models = () => (broker.inventories.at(-1) as Inventory).devices.map((d) => d.identity.model);
    await until("their names", () => models().join() === "OMNIKEY 3x21 Smart Card Reader,TM-T88V");
    expect(usbProcesses()).toHaveLength(2);
  });

  test("a crash of native USB code costs one device: lost, told, back; the agent and the other device go on", async () => {
    const before = healthsOf("printer").length;
    process.kill(readersProcess() ?? 0, "SIGSEGV");
    await until(
      "the loss",
      () => last("reader")?.availability === "offline" || last("reader")?.because?.code === "portLost",
    );
    expect(last("reader")?.because).toMatchObject({
      code: "portLost",
      text: expect.stringMatching(/the USB process ended: SIGSEGV/),
    });
    await until("the return", () => isOnline("reader"), 10_000);
    expect(agent.running()).toBe(true);
    expect(
      healthsOf("printer")
        .slice(before)
        .every((h) => h.availability === "online"),
    ).toBe(true);
    expect(usbProcesses()).toHaveLength(2);
  });

  test("a card put in is told at once; a pulled printer is lost and comes back", async () => {
    reader.device.act("insertCard");
    await until("the card", () => last("reader")?.components["media"]?.state === "present");
    await receipts.unplug();
    await until(
      "the loss",
      () => last("printer")?.because?.code === "portLost" || last("printer")?.because?.code === "portMissing",
    );
    await receipts.replug();
    await until("the return", () => isOnline("printer"), 10_000);
  });

  test("stopping the agent leaves no USB process behind", async () => {
    const pids = usbProcesses();
    expect(await agent.stop()).toBe("0");
    const alive = pids.filter((pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false; // no such process
      }
    });
    expect(alive).toEqual([]);
  });
});
