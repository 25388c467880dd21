import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../contract/index.ts";
import { loadSimulators } from "../../catalog.ts";
import { usbRig } from "./rig.ts";
import { type ServedUsbDevice, serveOnUsb } from "./serve.ts";
import { havePreload } from "./umockdev.ts";
import { serveUsbip } from "./usbip-server.ts";

/** Foreign programs that know USB better than we do: usbutils' lsusb below our usbfs, and the kernel's usbip tool at our server. */
const run = promisify(execFile);
const have = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;
const random = () => 0.5;
const onUsb = [...(await loadSimulators()).values()].filter((device) => device.usb);
const two = (n: number) => n.toString(16).padStart(2, "0");
const four = (n: number) => n.toString(16).padStart(4, "0");
const idsOf = (device: (typeof onUsb)[number]): string => {
  const bytes = Buffer.from(device.usb?.({}).device ?? []);
  return `${four(bytes.readUInt16LE(8))}:${four(bytes.readUInt16LE(10))}`;
};
const classWords: Readonly<Record<string, readonly RegExp[]>> = {
  "escpos-usb": [
    /bInterfaceClass\s+7 Printer/,
    /bInterfaceProtocol\s+2 Bidirectional/,
    /Self Powered\n[^]*Self Powered/,
  ],
  ccid: [/bInterfaceClass\s+11 Chip\/SmartCard/, /ChipCard Interface Descriptor/, /nMaxSlotIndex\s+0/],
};

describe.each(onUsb.map((device) => [device.name, device] as const))("%s", (name, device) => {
  let folder: string;
  let served: ServedUsbDevice | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "usb-"));
  });
  afterEach(async () => {
    await served?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.skipIf(!havePreload() || !have("lsusb"))(
    "lsusb -v reads its descriptors, and finds nothing wrong with them",
    async () => {
      served = await serveOnUsb(device, { clock: systemClock, random, folder, way: "umockdev" });
      const env = { ...process.env, LD_PRELOAD: "libumockdev-preload.so.0", UMOCKDEV_DIR: join(folder, "m") };
      const { stdout, stderr } = await run("lsusb", ["-v", "-d", idsOf(device)], { env, timeout: 10_000 });
      for (const words of classWords[name] ?? [/Interface Descriptor/]) expect(stdout).toMatch(words);
      // lsusb says of every CCID 1.1 descriptor that it knows 1.0 well.
      expect(stdout.replace("(Warning: Only accurate for version 1.0)", "")).not.toMatch(
        /Warning|error|unknown|\?\?|INVALID|UNRECOGNIZED|can't/i,
      );
      expect(stderr).toBe("");
    },
  );

  it.skipIf(!have("usbip"))("usbip finds it at our server", async () => {
    const { emulation, device: running } = usbRig(device, { clock: systemClock, random });
    const server = await serveUsbip(emulation, { port: 0 });
    try {
      const { configuration } = emulation.description; // its interface descriptor stands behind nine bytes
      const args = ["--tcp-port", String(server.port), "list", "-r", "127.0.0.1"];
      const { stdout } = await run("usbip", args, { timeout: 5_000 });
      expect(stdout).toContain(`(${[14, 15, 16].map((at) => two(configuration[at] ?? 0)).join("/")})`);
      expect(stdout).toMatch(/1-1: /);
    } finally {
      running.close();
      await server.close();
    }
  });
});
