import { mkdtemp, readFile, readlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../contract/index.ts";
import type { BytePort, SerialLine } from "../../drivers/api.ts";
import { openSerial } from "../../drivers/port/serial.ts";
import { hex } from "../../drivers/wire/fields.ts";
import { leaksNothing, until } from "../../tests/support/processes.ts";
import { openPty, type VirtualPort } from "./pty.ts";

const line: SerialLine = { kind: "serial", baudRates: [9600, 115200], dataBits: 8, parity: "none", stopBits: 1 };
const open: (VirtualPort | BytePort)[] = [];
const keep = <T extends VirtualPort | BytePort>(thing: T): T => {
  open.push(thing);
  return thing;
};
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});
const pair = async (over: Partial<SerialLine> = {}, baud?: number) => {
  const device = keep(await openPty());
  return { device, port: keep(await openSerial(device.path, { ...line, ...over }, systemClock, baud)) };
};
const collect = (source: { onData(l: (bytes: Uint8Array) => void): unknown }) => {
  const bytes: number[] = [];
  source.onData((chunk) => bytes.push(...chunk));
  return bytes;
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    (e: { code: string }) => e.code,
  );
const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

describe("virtual serial port", () => {
  it.each([
    ["8N1", {}, 9600],
    ["8E1", { parity: "even" } as const, 115200],
    ["8N2", { stopBits: 2 } as const, 38400],
  ])("carries all 256 byte values untouched both ways (%s)", async (_, over, baud) => {
    const { device, port } = await pair(over, baud);
    const [atDevice, atHost] = [collect(device), collect(port)];
    await port.write(everyByte);
    device.write(everyByte);
    await until(() => atDevice.length >= 256 && atHost.length >= 256);
    expect(hex(Uint8Array.from(atDevice))).toBe(hex(everyByte));
    expect(hex(Uint8Array.from(atHost))).toBe(hex(everyByte));
  });

  it("says portBusy when another holder has it, and opens once that one has closed", async () => {
    const { device, port } = await pair();
    expect(await codeOf(openSerial(device.path, line, systemClock))).toBe("portBusy");
    await port.close();
    expect(await codeOf(openSerial(device.path, line, systemClock).then(keep))).toBe("fine");
  });

  it.runIf(process.getuid?.() === 0)("says portDenied without permission", async () => {
    const device = keep(await openPty());
    process.seteuid?.(65534);
    try {
      expect(await codeOf(openSerial(device.path, line, systemClock))).toBe("portDenied");
    } finally {
      process.seteuid?.(0);
    }
  });

  it("an unplug is seen without asking, and writes fail as portLost", async () => {
    const { device, port } = await pair();
    const lost: string[] = [];
    port.onClose((e) => lost.push(e.code));
    await device.close();
    await until(() => lost.length > 0);
    expect(lost).toEqual(["portLost"]);
    expect(await codeOf(port.write(everyByte))).toBe("portLost");
    await port.close();
    await port.close();
    expect(lost).toEqual(["portLost"]);
  });

  it("a line that takes no bytes: writeTimeout, then refused at once, and close settles what hangs", async () => {
    const { path, terminal } = await deafTerminal();
    const port = keep(await openSerial(path, line, hurried));
    expect(await codeOf(port.write(new Uint8Array(256 * 1024)))).toBe("writeTimeout");
    const startedAt = performance.now();
    expect(await codeOf(port.write(Uint8Array.of(1)))).toBe("writeTimeout");
    expect(performance.now() - startedAt).toBeLessThan(20);
    await port.close();
    const again = keep(await openSerial(path, line, systemClock));
    const hanging = codeOf(again.write(new Uint8Array(256 * 1024)));
    await again.close();
    expect(await hanging).toBe("closed");
    terminal.kill("SIGKILL");
  });

  it("bytes that lay on the line before we opened it are not ours", async () => {
    const device = keep(await openPty());
    device.write(everyByte);
    await systemWait(30);
    const port = keep(await openSerial(device.path, line, systemClock));
    const got = collect(port);
    device.write(Uint8Array.of(1, 2, 3));
    await until(() => got.length >= 3);
    await systemWait(20);
    expect(got).toEqual([1, 2, 3]);
  });

  it("a replug on the same link gives the same path to a new port", async () => {
    const link = join(await mkdtemp(join(tmpdir(), "line-")), "device");
    const first = await openPty(link);
    expect(await readlink(link)).toBe(first.path);
    await first.close();
    expect(await codeOf(openSerial(link, line, systemClock))).toBe("portMissing");
    const second = keep(await openPty(link));
    const port = keep(await openSerial(link, line, systemClock));
    const got = collect(second);
    await port.write(Uint8Array.of(0x55));
    await until(() => got.length > 0);
    expect(got).toEqual([0x55]);
  });

  it("never puts its link in the place of a file", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "line-")), "precious");
    await writeFile(file, "keep me");
    expect(await codeOf(openPty(file))).toBe("pty");
    expect(await readFile(file, "utf8")).toBe("keep me");
    expect(await codeOf(openPty(join(file, "no-folder")))).toBe("pty");
  });

  it("100 open and close cycles leak no descriptor", async () => {
    const device = keep(await openPty());
    const once = async () => (await openSerial(device.path, line, systemClock)).close();
    await leaksNothing(100, once);
  });

  it("20 unplugs leak no descriptor", async () => {
    const once = async () => {
      const { device, port } = await pair();
      await device.close();
      await port.close();
      open.length = 0;
    };
    await leaksNothing(20, once);
  });
});

/** The real clock, ten times as impatient. */
const hurried: Clock = { ...systemClock, after: (ms, fn) => systemClock.after(ms / 10, fn) };

/** A terminal whose device end reads nothing after its path is known. */
const deafTerminal = async () => {
  const { spawn } = createRequire(import.meta.url)("@lydell/node-pty") as typeof import("@lydell/node-pty");
  const terminal = spawn("/bin/sh", ["-c", "stty raw -echo && tty && exec sleep 30"], { name: "raw" });
  const path = await new Promise<string>((resolve) => {
    terminal.onData((text) => resolve(text.trim()));
  });
  terminal.pause();
  return { path, terminal };
};

const systemWait = (ms: number) => new Promise<void>((resolve) => systemClock.after(ms, resolve));
