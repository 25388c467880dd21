import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import type { UsbLine, UsbPort } from "../../drivers/api.ts";
import { CrashBudget, crashWindowMs, maxCrashes } from "../../drivers/port/usb/crash-budget.ts";
import { openUsb } from "../../drivers/port/usb/open.ts";
import { hex } from "../../drivers/wire/fields.ts";
import printer from "../../simulators/devices/escpos-usb/device.ts";
import { type ServedUsbDevice, serveOnUsb } from "../../simulators/line/usb/serve.ts";
import { havePreload } from "../../simulators/line/usb/umockdev.ts";

const line: UsbLine = { kind: "usb", interfaceClass: 7, subclass: 1, protocol: 2, mayDetach: ["usblp"] };
const random = () => 0.5;
const [bulkIn, bulkOut] = [0x82, 0x01];

const folders: string[] = [];
const devices: ServedUsbDevice[] = [];
const ports: UsbPort[] = [];
const serve = async (way: "umockdev" | "usbip") => {
  const folder = await mkdtemp(join(tmpdir(), "usb-"));
  folders.push(folder);
  const served = await serveOnUsb(printer, { clock: systemClock, random, folder, way });
  devices.push(served);
  return served;
};
const open = async (served: ServedUsbDevice) => {
  const port = await openUsb(line, served.path(), systemClock);
  ports.push(port);
  return port;
};
afterEach(async () => {
  for (const port of ports.splice(0)) await port.close();
  for (const device of devices.splice(0)) await device.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Processes that this one has started and that still run. */
const children = (): number[] =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
/** The pid of the process that opening this device started. */
const openWithPid = async (served: ServedUsbDevice) => {
  const before = children();
  const port = await open(served);
  const pid = children().find((one) => !before.includes(one));
  if (pid === undefined) throw new Error("opening started no process");
  return { port, pid };
};
const lossOf = (port: UsbPort) =>
  new Promise<string>((resolve) => void port.onClose((r) => resolve(`${r.code} ${r.message}`)));
const answers = async (port: UsbPort) => {
  await port.transferOut(bulkOut, Uint8Array.of(0x10, 0x04, 0x01), 500);
  return hex(await port.transferIn(bulkIn, 64, 500));
};

describe("native USB code that dies", () => {
  it("costs its own device and no other: the port is lost, opens anew, and the neighbour never notices", async () => {
    const [one, other] = [await serve("usbip"), await serve("usbip")];
    const { port, pid } = await openWithPid(one);
    const neighbour = await open(other);
    const lost = lossOf(port);
    const waiting = port.transferIn(bulkIn, 64, 5_000);
    process.kill(pid, "SIGSEGV");
    await expect(waiting).rejects.toMatchObject({ code: "portLost" });
    expect(await lost).toMatch(/^portLost .*the USB process ended: SIGSEGV/);
    expect(await answers(neighbour)).toBe("12");
    expect(await answers(await open(one))).toBe("12");
  });

  it("is noticed when it hangs: killed beyond the transfer's deadline, and the port is lost", async () => {
    const { port, pid } = await openWithPid(await serve("usbip"));
    process.kill(pid, "SIGSTOP");
    await expect(port.transferIn(bulkIn, 64, 100)).rejects.toMatchObject({
      code: "portLost",
      message: expect.stringMatching(/transferIn did not end within 2100 ms/),
    });
    await port.close();
    expect(children()).not.toContain(pid);
  });

  it("may crash only so often: then the port says how long it waits, and starts nothing", async () => {
    const served = await serve("usbip");
    for (let n = 0; n < maxCrashes; n++) {
      const { port, pid } = await openWithPid(served);
      const lost = lossOf(port);
      process.kill(pid, "SIGABRT");
      await lost;
    }
    const before = children();
    await expect(open(served)).rejects.toMatchObject({
      code: "portLost",
      message: expect.stringMatching(/crashed too often; it is tried again in \d+ s/),
    });
    expect(children()).toEqual(before);
  });

  it("leaves no process behind when the port is closed", async () => {
    const before = children();
    const { port } = await openWithPid(await serve("usbip"));
    await port.close();
    expect(children()).toEqual(before);
    await expect(port.transferIn(bulkIn, 64, 100)).rejects.toMatchObject({ code: "closed" });
  });
});

describe("the crash budget", () => {
  it("forgets what is older than its window, and counts each device apart", () => {
    const budget = new CrashBudget();
    for (let n = 0; n < maxCrashes; n++) budget.count("a", n * 1_000);
    expect(budget.waitMs("a", 10_000)).toBe(crashWindowMs - 10_000);
    expect(budget.waitMs("b", 10_000)).toBe(0);
    expect(budget.waitMs("a", crashWindowMs)).toBe(0);
  });
});

describe("a USB port that cannot be opened says why", () => {
  beforeEach((context) => {
    if (!havePreload()) context.skip("the Debian package umockdev is not installed");
  });

  it("no USB, no such device, wrong name", async () => {
    const empty = await mkdtemp(join(tmpdir(), "usb-"));
    folders.push(empty);
    const why = (port: string | undefined) =>
      openUsb(line, port, systemClock).then(
        () => "opened",
        (e: { code: string; message: string }) => `${e.code}: ${e.message}`,
      );
    expect(await why(`umockdev:${empty}`)).toBe("portMissing: no USB on this machine");
    expect(await why(`usbip:${empty}/none`)).toMatch(/^portMissing: .*nobody serves a device there/);
    expect(await why("/dev/ttyUSB0")).toMatch(/^portMissing: .*usb:vvvv:pppp/);
    const served = await serve("umockdev");
    await served.unplug();
    expect(await why(served.path())).toMatch(/no device with an interface 07\/01\/02 is plugged in/);
  });

  it("held by another program: portBusy", async () => {
    const served = await serve("umockdev");
    const held: UsbLine = { ...line, holders: [{ program: "printd", socket: "/run/printd.sock" }] };
    served.hold(true);
    const why = () => openUsb(held, served.path(), systemClock).catch((e: Error) => e.message);
    expect(await why()).toMatch(/another program holds the interface$/);
    await mkdir(join(folders[0] ?? "", "m/run"));
    await writeFile(join(folders[0] ?? "", "m/run/printd.sock"), "");
    expect(await why()).toMatch(/printd is running on this machine and holds the interface$/);
    await expect(openUsb(held, served.path(), systemClock)).rejects.toMatchObject({ code: "portBusy" });
    served.hold(false);
    expect(await answers(await open(served))).toBe("12");
  });

  it.each([
    ["usbhid", /the kernel driver usbhid holds the interface/],
    ["usbfs", /another program holds the interface/],
    ["usblp", /^opened$/],
  ])("the kernel driver %s: detached only if the driver's table names it", async (kernelDriver, expected) => {
    const served = await serve("umockdev");
    const folder = join(folders[0] ?? "", "m/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0");
    await symlink(`../../../../../../bus/usb/drivers/${kernelDriver}`, join(folder, "driver"));
    const end = await open(served).then(
      () => "opened",
      (e: Error) => e.message,
    );
    expect(end).toMatch(expected);
  });

  it("no permission: portDenied, with the udev rule to write", async () => {
    const served = await serve("umockdev");
    await chmod(join(folders[0] ?? "", "m/dev/bus/usb/001/002"), 0);
    await chmod(folders[0] ?? "", 0o755);
    const script = `import(${JSON.stringify(new URL("../../dist/drivers/port/usb/open.js", import.meta.url).href)})
      .then(({ openUsb }) => openUsb(${JSON.stringify(line)}, ${JSON.stringify(served.path())}, ${"{ mono: () => 0, after: () => ({ cancel() {} }) }"}))
      .then(() => console.log("opened"), (e) => console.log(e.code, e.message));`;
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { stdout } = spawnSync(process.execPath, ["-e", script], { ...nobody, encoding: "utf8", timeout: 10_000 });
    expect(stdout).toMatch(
      /^portDenied .*SUBSYSTEM=="usb", ATTR\{idVendor\}=="04b8", ATTR\{idProduct\}=="0202", MODE="0660", GROUP="roundsman"/,
    );
  });
});
