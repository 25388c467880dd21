import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import vectors from "../../../drivers/hid-touch/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import { seeded } from "../../../tests/support/seeded.ts";
import type { SimulatedFolder } from "../../api.ts";
import { Folder } from "../../line/folder/folder.ts";
import { serveInFolder } from "../../line/folder/serve.ts";
import type { ServedDevice } from "../../line/serve.ts";
import device from "./device.ts";
import { models } from "./models.ts";
import { record } from "./records.ts";

let clock: FakeClock;
let served: ServedDevice;
const text = (path: string) => readFileSync(join(served.path(), path), "utf8");
const there = (path: string) => existsSync(join(served.path(), path));

beforeEach(async () => {
  clock = new FakeClock();
  served = await serveInFolder(device, { clock, random: seeded(1) });
});
afterEach(() => served.close());

describe("records", () => {
  it.each(vectors.records.list)("$name", ({ frame, type, code, value }) => {
    expect(hex(record(1_700_000_000_123_456, type, code, value))).toBe(frame);
  });

  it("its report descriptors are those of the sheet", () => {
    expect([models["single"], models["multi"]].map((m) => m && hex(m.descriptor))).toEqual(
      vectors.descriptors.list.map(({ frame }) => frame),
    );
  });
});

describe("what the kernel shows of it", () => {
  it("files as in the sheet", () => {
    expect(text("sys/bus/usb/devices/1-2/idVendor")).toBe("04e7\n");
    expect(text("sys/bus/usb/devices/1-2:1.0/uevent")).toContain("DRIVER=usbhid\n");
    expect(text("sys/class/hidraw/hidraw1/device/uevent")).toContain("HID_ID=0003:000004E7:00000022\n");
    expect(text("proc/bus/input/devices")).toMatch(
      /H: Handlers=mouse1 event5\nB: PROP=2\nB: EV=b\n.*\nB: ABS=260800000000003\n/,
    );
    expect(there("dev/input/event5")).toBe(true);
  });

  it("unplugged nothing is left; plugged in again it has other numbers", async () => {
    await served.unplug();
    expect([there("sys/bus/usb/devices/1-2"), there("dev/input/event5")]).toEqual([false, false]);
    expect(text("proc/bus/input/devices")).not.toContain("04e7");
    await served.replug();
    expect(text("sys/bus/usb/devices/1-2/devnum")).toBe("6\n");
    expect([there("dev/input/event5"), there("dev/input/event6")]).toEqual([false, true]);
  });

  it("names the faults and actions there are", () => {
    expect(() => served.inject("fire")).toThrow(/there are stuckTouch/);
    expect(() => served.device.act("kick")).toThrow(/there are touch, hold/);
  });
});

/** The folder of a device whose event node writes into a list. */
const listening = (folder: Folder, written: string[]): SimulatedFolder => ({
  path: folder.path,
  write: (path, content) => folder.write(path, content),
  remove: (path) => folder.remove(path),
  program: () => undefined,
  watch: () => undefined,
  stream: () => ({ write: (bytes) => void written.push(hex(bytes)), end: () => undefined }),
});

describe("touches", () => {
  it("a tap is told as in §6.1: what changes, once, in frames", async () => {
    const written: string[] = [];
    const folder = new Folder({ path: served.path(), clock, random: seeded(1) });
    const own = device.create({ clock, random: () => 0.5, send: () => undefined, folder: listening(folder, written) });
    own.act("touch", { x: 80, y: 32, ms: 80 });
    await clock.advance(100);
    own.close();
    const events = written.flatMap((frame) => {
      const bytes = fromHex(frame);
      return Array.from({ length: bytes.length / 24 }, (_, n) => hex(bytes.subarray(24 * n + 16, 24 * n + 20)));
    });
    // tracking id, x, y, BTN_TOUCH, ABS_X, ABS_Y, SYN; then the lift: nothing moved between.
    const place = ["03 00 35 00", "03 00 36 00", "01 00 4A 01", "03 00 00 00", "03 00 01 00"];
    expect(events).toEqual(["03 00 39 00", ...place, "00 00 00 00", "03 00 39 00", "01 00 4A 01", "00 00 00 00"]);
  });
});
