import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Type } from "typebox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { plant } from "../../tests/support/made-tree.ts";
import { usbDevice, usbSerial } from "../../tests/support/made-usb.ts";
import { type Driver, DriverError, type Line, type Recognised } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { planFor } from "./plan.ts";
import { type DetectOptions, detect } from "./ports.ts";
import { entriesFor, linesOf } from "./settings.ts";

/** A driver of which only the table matters here. */
const driver = (name: string, line: Line, more: Partial<Driver> = {}): Driver => ({
  name,
  title: name,
  deviceClass: "printer",
  protocol: "none",
  models: ["any"],
  maturity: "experimental",
  line,
  codes: [],
  config: Type.Object({}, { additionalProperties: false }),
  poll: { everyMs: 1_000, deadlineMs: 1_000 },
  commands: [],
  open: () => {
    throw new DriverError("portMissing", "not opened in this test");
  },
  ...more,
});

const serial = (...baudRates: [number, ...number[]]): Line => ({
  kind: "serial",
  baudRates,
  dataBits: 8,
  parity: "none",
  stopBits: 1,
});

const probing = (loudness: 0 | 1 | 2, found?: Recognised): Partial<Driver> => ({
  detect: {
    loudness,
    silentMs: 100,
    async probe({ ask }) {
      await ask(Uint8Array.of(loudness), 100, () => undefined);
      return found;
    },
  },
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "detect-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (drivers: readonly Driver[], more: Partial<DetectOptions> = {}) => {
  const clock = new FakeClock();
  const opened: string[] = [];
  const searching = detect({
    root,
    drivers,
    clock,
    signal: new AbortController().signal,
    open: async (path, _line, baudRate) => {
      opened.push(`${path} ${baudRate}`);
      return memoryPair(path)[0];
    },
    ...more,
  });
  let over = false;
  const end = searching.finally(() => {
    over = true;
  });
  end.catch(() => undefined); // told by whoever awaits the result
  // The system is read in real time, ports are asked in the clock's.
  while (!over) {
    await clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { ...(await end), opened };
};

const adapter = {
  place: "1-2",
  ids: [0x1a86, 0x7523] as const,
  texts: { product: "USB Serial" },
  classes: [255],
  drivers: ["ch341"],
};
const printer = {
  place: "1-6",
  ids: [0x04b8, 0x0202] as const,
  texts: { manufacturer: "EPSON", product: "TM-T88V", serial: "J5TF012345" },
  classes: [7],
  drivers: ["usblp"],
};

describe("which ports are asked", () => {
  const anything = driver("anything", serial(9600), probing(1, { confidence: "certain", identity: { model: "M" } }));

  it("a free one is; one that a program holds and the kernel's console are not opened at all", async () => {
    plant(root, {
      ...usbSerial(adapter, "ttyUSB0", "ch341-uart"),
      ...usbSerial({ ...adapter, place: "1-3" }, "ttyUSB1", "ch341-uart"),
      "sys/devices/pnp0/00:04/tty/ttyS0/type": "4\n",
      "sys/devices/pnp0/00:04/tty/ttyS0/console": "Y\n",
      "sys/devices/pnp0/00:04/tty/ttyS0/device": { to: "sys/devices/pnp0/00:04" },
      "sys/class/tty/ttyS0": { to: "sys/devices/pnp0/00:04/tty/ttyS0" },
      "proc/77/comm": "kiosk-sales\n",
      "proc/77/fd/5": { to: "/dev/ttyUSB0", raw: true },
    });
    const { ports, opened } = await run([anything]);
    expect(ports.map(({ now, outcome }) => [now, outcome.kind])).toEqual([
      ["/dev/ttyS0", "console"],
      ["/dev/ttyUSB0", "held"],
      ["/dev/ttyUSB1", "found"],
    ]);
    expect(opened).toEqual(["/dev/ttyUSB1 9600"]);
  });

  it("only the one that is named, under the name it was given", async () => {
    plant(root, {
      ...usbSerial(adapter, "ttyUSB0", "ch341-uart"),
      ...usbSerial({ ...adapter, place: "1-3" }, "ttyUSB1", "ch341-uart"),
      "dev/serial/by-path/x": { to: "dev/ttyUSB1" },
    });
    const { ports, opened } = await run([anything], { port: "/dev/serial/by-path/x" });
    expect(ports).toMatchObject([{ port: "/dev/serial/by-path/x", now: "/dev/ttyUSB1", outcome: { kind: "found" } }]);
    expect(opened).toEqual(["/dev/serial/by-path/x 9600"]);
  });

  it("a port that cannot be opened is told, and the others go on", async () => {
    plant(root, {
      ...usbSerial(adapter, "ttyUSB0", "ch341-uart"),
      ...usbSerial({ ...adapter, place: "1-3" }, "ttyUSB1", "ch341-uart"),
    });
    const open = async (path: string) => {
      if (path.endsWith("0")) throw new DriverError("portBusy", `${path}: another program holds the port`);
      return memoryPair(path)[0];
    };
    const { ports } = await run([anything], { open });
    expect(ports.map(({ outcome }) => outcome.kind)).toEqual(["failed", "found"]);
  });
});

describe("devices on no serial line", () => {
  const usbPrinter = driver("printer", { kind: "usb", interfaceClass: 7 });
  const reader = driver(
    "reader",
    { kind: "usb", interfaceClass: 11 },
    { recognise: () => ({ confidence: "certain" }) },
  );
  const notEpson = driver("picky", { kind: "usb", interfaceClass: 7 }, { recognise: () => undefined });

  it("USB devices are known by their descriptors, as surely as their driver says, and nothing is opened", async () => {
    plant(root, {
      ...usbDevice(printer),
      ...usbDevice({ place: "1-7", ids: [0x04e6, 0x5116], classes: [11], drivers: [undefined] }),
    });
    const { elsewhere, opened } = await run([usbPrinter, reader, notEpson]);
    expect(
      elsewhere.map(({ driver: { name }, port, confidence, identity }) => [name, port, confidence, identity]),
    ).toEqual([
      [
        "printer",
        "usb:04b8:0202:J5TF012345",
        "likely",
        { manufacturer: "EPSON", model: "TM-T88V", serial: "J5TF012345" },
      ],
      ["reader", "usb:04e6:5116", "certain", {}],
    ]);
    expect(opened).toEqual([]);
    const one = await run([usbPrinter, reader], { port: "usb:1-7" });
    expect(one.elsewhere.map(({ driver: { name } }) => name)).toEqual(["reader"]);
    await expect(run([usbPrinter], { port: "usb:1-9" })).rejects.toThrow(/no such USB device/);
  });

  it("what the system has is there if its driver can tell what it is", async () => {
    const session = (identify: () => Promise<{ model: string }>) => ({
      identify,
      poll: () => Promise.reject(new DriverError("closed", "not polled")),
      run: () => Promise.reject(new DriverError("closed", "not run")),
      close: async () => undefined,
    });
    const there = driver("there", { kind: "system" }, { open: () => session(async () => ({ model: "EDID" })) });
    const gone = driver(
      "gone",
      { kind: "system" },
      {
        open: () => session(() => Promise.reject(new DriverError("portMissing", "no display"))),
      },
    );
    const slow = driver("slow", { kind: "system" }, { open: () => session(() => new Promise(() => undefined)) });
    const { elsewhere } = await run([there, gone, slow]);
    expect(elsewhere.map(({ driver: { name }, identity }) => [name, identity])).toEqual([["there", { model: "EDID" }]]);
  });
});

describe("the plan", () => {
  it("the quietest first; the usual speed before others; other places last", () => {
    const loud = driver("loud", serial(2400), probing(2));
    const quiet = driver("quiet", serial(9600, 4800), probing(0));
    const usual = driver("usual", serial(9600, 19_200), probing(1));
    const placed = { ...usual, name: "placed", detect: { ...usual.detect, places: [{}, { unit: 2 }] } } as Driver;
    const plan = planFor([loud, placed, usual, quiet] as never);
    expect(plan.map((s) => [s.driver.name, s.baudRate, s.place, s.tries])).toEqual([
      ["quiet", 9600, {}, 2],
      ["quiet", 4800, {}, 1],
      ["placed", 9600, {}, 2],
      ["usual", 9600, {}, 2],
      ["placed", 19_200, {}, 1],
      ["usual", 19_200, {}, 1],
      ["placed", 9600, { unit: 2 }, 1],
      ["loud", 2400, {}, 2],
    ]);
  });
});

describe("lines to paste", () => {
  it("only what differs from the defaults; ids are unique; what YAML would misread is quoted", () => {
    const cash = { ...driver("ccnet", serial(9600, 19_200)), deviceClass: "cashAcceptor" as const };
    const usb = driver("escpos-usb", { kind: "usb", interfaceClass: 7 });
    const entries = entriesFor([
      { driver: cash, port: "/dev/ttyUSB0", baudRate: 9600, config: {} },
      { driver: cash, port: "/dev/serial/by-id/a #1: b", baudRate: 19_200, config: { unit: 2, profile: "custom" } },
      { driver: usb, port: "usb:04b8:0202:J5TF" },
    ]);
    const text = ["devices:", ...entries.flatMap(linesOf)].join("\n");
    expect(parse(text)).toEqual({ devices: entries });
    expect(entries).toEqual([
      { id: "cash-acceptor", driver: "ccnet", port: "/dev/ttyUSB0" },
      {
        id: "cash-acceptor-2",
        driver: "ccnet",
        port: "/dev/serial/by-id/a #1: b",
        baudRate: 19_200,
        config: { unit: 2, profile: "custom" },
      },
      { id: "printer", driver: "escpos-usb", port: "usb:04b8:0202:J5TF" },
    ]);
  });
});
