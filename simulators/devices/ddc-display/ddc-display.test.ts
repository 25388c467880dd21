import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import vectors from "../../../drivers/ddc-display/vectors.json" with { type: "json" };
import { hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import { serveInFolder } from "../../line/folder/serve.ts";
import type { ServedDevice } from "../../line/serve.ts";
import { ddcutil } from "./ddcutil.ts";
import simulated from "./device.ts";
import { Display, settingsFrom } from "./display.ts";
import { edidOf } from "./edid.ts";
import { panels } from "./panels.ts";

const textNamed = (name: string) => vectors.texts.find((t) => t.name === name);

test("EDIDs are those of the sheet, byte for byte; an extension is summed", () => {
  for (const [name, panel] of Object.entries(panels))
    expect(hex(edidOf(panel)), name).toBe(vectors.edids.find((v) => v.name === name)?.frame);
  const long = edidOf(panels.elo, 2);
  expect(long.length).toBe(384);
  for (const at of [0, 128, 256]) expect(long.slice(at, at + 128).reduce((a, b) => (a + b) & 0xff, 0)).toBe(0);
});

test("ddcutil prints what the real one prints", () => {
  const display = new Display(new FakeClock(), settingsFrom());
  const run = (text: string) => ddcutil(display, text.split(" "));
  expect(run("getvcp 10 12 60 C0 C8 C9 D6 DF --terse --bus 3")).toMatchObject({
    stdout: textNamed("all values")?.stdout,
    exit: 0,
  });
  expect(run("getvcp D6 10 --terse --bus 3").stdout).toBe("VCP 10 C 75 100\nVCP D6 SNC x01\n");
  expect(run("detect --brief")).toEqual({ stdout: textNamed("one display")?.stdout });
  expect(run("getvcp 10 --terse --bus 4")).toMatchObject({ stdout: "Bus /dev/i2c-4 not found\n", exit: 1 });
  expect(run("getvcp ZZ --bus 3 --terse")).toMatchObject({
    exit: 1,
    stderr: "Invalid feature code(s) or subset: ZZ\n",
  });
  expect(run("frobnicate")).toMatchObject({ exit: 1, stderr: "Unrecognized command: frobnicate\n" });
  display.broken.add("noHours");
  expect(run("getvcp C0 --terse --bus 3")).toMatchObject({ stdout: textNamed("not supported")?.stdout, exit: 1 });
  display.broken.add("ddcDead");
  expect(run("getvcp 10 --terse --bus 3")).toMatchObject({ stdout: textNamed("no DDC")?.stdout, exit: 1 });
  expect(run("detect --brief").stdout).toBe(textNamed("one that speaks no DDC")?.stdout);
  display.plugged = false;
  expect(run("getvcp 10 --terse --bus 3")).toMatchObject({ stdout: textNamed("no monitor")?.stdout, exit: 1 });
  expect(run("detect --brief").stdout).toBe(textNamed("no display")?.stdout);
  display.broken.add("noI2c");
  expect(run("getvcp 10 --terse --bus 3")).toEqual({ stdout: "", stderr: textNamed("no i2c-dev")?.stderr, exit: 1 });
});

test("values are set, read back, refused; hours count, in three bytes from MCCS 3 on", async () => {
  const clock = new FakeClock();
  const display = new Display(clock, settingsFrom({ hours: 70_000, mccs: [3, 0] }));
  const run = (text: string) => ddcutil(display, text.split(" "));
  expect(run("setvcp 10 40 --bus 3")).toEqual({});
  expect(run("getvcp 10 --terse --bus 3").stdout).toBe("VCP 10 C 40 100\n");
  expect(run("setvcp 10 x50 --bus 3")).toEqual({});
  expect(display.luminance).toBe(80);
  display.broken.add("dark");
  expect(run("setvcp 10 40 --bus 3")).toMatchObject({ exit: 1, stderr: "Verification failed for feature 10\n" });
  expect(run("setvcp C0 1 --bus 3")).toMatchObject({ exit: 1 });
  await clock.advance(2 * 3_600_000);
  expect(run("getvcp C0 --terse --bus 3").stdout).toBe("VCP C0 C 4466 1\n");
});

let served: ServedDevice;
beforeEach(async () => {
  served = await serveInFolder(simulated, { clock: new FakeClock(), random: () => 0.5 });
});
afterEach(() => served.close());
const file = (name: string) =>
  readFileSync(join(served.path(), "sys/class/drm/card0-HDMI-A-1", name), name === "edid" ? null : "utf8");

test("the tree is that of §1, and follows cable, display and computer", async () => {
  expect([file("status"), file("enabled"), file("dpms")]).toEqual(["connected\n", "enabled\n", "On\n"]);
  expect(file("modes")).toMatch(/^1280x1024\n/);
  expect(hex(file("edid") as Buffer)).toBe(vectors.edids[0]?.frame);
  await served.unplug();
  expect([file("status"), file("modes"), (file("edid") as Buffer).length]).toEqual(["disconnected\n", "", 0]);
  await served.replug();
  served.device.act("swapDisplay", { panel: "samsung" });
  expect(hex(file("edid") as Buffer)).toBe(vectors.edids[1]?.frame);
  served.inject("edidDamaged");
  expect((file("edid") as Buffer)[10]).toBe(0x64);
  served.inject("connectorGone");
  expect(readdirSync(join(served.path(), "sys/class"))).toEqual([]);
  served.clear();
  served.inject("outputAsleep");
  expect(file("dpms")).toBe("Off\n");
  expect(served.device.state()).toMatchObject({ connected: true, unplugged: 1, faults: ["outputAsleep"] });
});

test("power button, luminance, and what is not known", () => {
  served.device.act("pressPower");
  expect(served.device.state()).toMatchObject({ powerMode: 4 });
  served.device.powerCycle();
  served.device.act("setLuminance", { percent: 20 });
  expect(served.device.state()).toMatchObject({ powerMode: 1, luminance: 20 });
  expect(() => served.device.act("swapDisplay", { panel: "none" })).toThrow(/elo, samsung, dell/);
  expect(() => served.device.act("setLuminance")).toThrow(/percent/);
  expect(() => served.device.inject("nonsense")).toThrow(/cableOut/);
  expect(() => served.device.act("nonsense")).toThrow(/pullCable/);
});
