import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import type { UsbLine, UsbPort, UsbSetup } from "../../drivers/api.ts";
import { openUsb } from "../../drivers/port/usb/open.ts";
import { hex } from "../../drivers/wire/fields.ts";
import printer from "../../simulators/devices/escpos-usb/device.ts";
import { type ServedUsbDevice, serveOnUsb, type UsbWay } from "../../simulators/line/usb/serve.ts";
import { havePreload } from "../../simulators/line/usb/umockdev.ts";
import { until } from "../support/processes.ts";

const line: UsbLine = { kind: "usb", interfaceClass: 7, subclass: 1, protocol: 2 };
const deviceId: UsbSetup = { type: "class", recipient: "interface", request: 0, value: 0, index: 0 };
const unknownRequest: UsbSetup = { ...deviceId, request: 0x77 };
const [bulkIn, bulkOut] = [0x82, 0x01];
const random = () => 0.5;

const ways: readonly UsbWay[] = ["umockdev", "usbip"];

describe.each(ways)("a USB port by %s", (way) => {
  let folder: string;
  let served: ServedUsbDevice;
  let port: UsbPort | undefined;

  beforeEach(async (context) => {
    if (way === "umockdev" && !havePreload()) context.skip("umockdev is not installed");
    folder = await mkdtemp(join(tmpdir(), "usb-"));
    served = await serveOnUsb(printer, { clock: systemClock, random, folder, way });
  });
  afterEach(async () => {
    await port?.close();
    await served.close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = async () => {
    port = await openUsb(line, served.path(), systemClock);
    return port;
  };

  it("knows the device, moves bytes, and tells silence, refusal and a pull apart", async () => {
    const usb = await open();
    expect(usb.path).toBe("usb:04b8:0202:J5TF012345");
    expect(usb.device).toMatchObject({
      manufacturer: "EPSON",
      product: "TM-T88V",
      release: 0x0100,
      interfaceNumber: 0,
    });
    expect(usb.device.endpoints).toEqual([
      { address: 1, type: "bulk", packetSize: 64 },
      { address: 0x82, type: "bulk", packetSize: 64 },
    ]);
    const id = await usb.controlIn(deviceId, 1024, 500);
    expect([...id.subarray(0, 2)]).toEqual([0, 66]);
    await usb.transferOut(bulkOut, Uint8Array.of(0x10, 0x04, 0x01), 500);
    expect(hex(await usb.transferIn(bulkIn, 64, 500))).toBe("12");
    await expect(usb.transferIn(bulkIn, 64, 50)).rejects.toMatchObject({ code: "noAnswer" });
    await expect(usb.controlIn(unknownRequest, 8, 500)).rejects.toMatchObject({ code: "refused" });
    served.inject("stall");
    await expect(usb.transferIn(bulkIn, 64, 500)).rejects.toMatchObject({ code: "refused" });
    served.clear("stall");
    await usb.clearHalt(bulkIn);
    await usb.transferOut(bulkOut, Uint8Array.of(0x10, 0x04, 0x04), 500);
    expect(hex(await usb.transferIn(bulkIn, 64, 500))).toBe("12");
    served.inject("stuckOut");
    await expect(usb.transferOut(bulkOut, Uint8Array.of(1), 50)).rejects.toMatchObject({ code: "noAnswer" });
    served.clear();
    const reasons: string[] = [];
    usb.onClose((reason) => reasons.push(reason.code));
    const waiting = usb.transferIn(bulkIn, 64, 5_000);
    await sleep(systemClock, 30);
    await Promise.all([served.unplug(), expect(waiting).rejects.toMatchObject({ code: "portLost" })]);
    expect(reasons).toEqual(["portLost"]);
    await expect(open()).rejects.toMatchObject({ code: "portMissing" });
    await served.replug();
    const again = await open();
    expect(served.isClaimed()).toBe(true);
    await again.transferOut(bulkOut, Uint8Array.of(0x10, 0x04, 0x01), 500);
    expect(hex(await again.transferIn(bulkIn, 64, 500))).toBe("12");
    const pending = expect(again.transferIn(bulkIn, 64, 5_000)).rejects.toMatchObject({ code: "closed" });
    const before = served.releases();
    await again.close();
    expect(served.releases() - before).toBe(way === "umockdev" ? 1 : 0);
    await pending;
    await until(() => !served.isClaimed(), "the interface released");
  });
});
