import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ui } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { type Planted, plant } from "../../tests/support/made-tree.ts";
import { pci, type UsbDevice, usbDevice, usbSerial } from "../../tests/support/made-usb.ts";
import { ports } from "./command.ts";
import { configuredDevices } from "./configured.ts";
import type { FoundPort } from "./port.ts";
import { showSurvey } from "./show.ts";
import { listPorts, survey } from "./survey.ts";
import { type Change, watchPorts } from "./watch.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "survey-"));
});
afterEach(() => {
  chmodSync(root, 0o700);
  rmSync(root, { recursive: true, force: true });
});

const byId = (name: string, tty: string) => ({ [`dev/serial/by-id/${name}`]: { to: `dev/${tty}` } });
const byPath = (name: string, tty: string) => ({ [`dev/serial/by-path/${name}`]: { to: `dev/${tty}` } });

const ch341: UsbDevice = {
  place: "1-2",
  ids: [0x1a86, 0x7523],
  texts: { product: "USB Serial" },
  classes: [255],
  drivers: ["ch341"],
};
const ftdi: UsbDevice = {
  place: "1-3",
  ids: [0x0403, 0x6001],
  texts: { manufacturer: "FTDI", product: "FT232R USB UART", serial: "A50285BI" },
  classes: [255],
  drivers: ["ftdi_sio"],
};
const cp210x: UsbDevice = {
  place: "1-4",
  ids: [0x10c4, 0xea60],
  texts: { manufacturer: "Silicon Labs", product: "CP2102 USB to UART Bridge Controller", serial: "0001" },
  classes: [255],
  drivers: ["cp210x"],
};
const modem: UsbDevice = {
  place: "1-5",
  ids: [0x2c7c, 0x0125],
  texts: { manufacturer: "Quectel", product: "EC25" },
  classes: [2, 10],
  drivers: ["cdc_acm", "cdc_acm"],
};
const printer: UsbDevice = {
  place: "1-6",
  ids: [0x04b8, 0x0202],
  texts: { manufacturer: "EPSON", product: "TM-T88V", serial: "J5TF012345" },
  classes: [7],
  drivers: ["usblp"],
};
const cardReader: UsbDevice = {
  place: "1-7",
  ids: [0x04e6, 0x5116],
  texts: { manufacturer: "SCM", product: "SCR3310" },
  classes: [11],
  drivers: [undefined],
};
const touchscreen: UsbDevice = { place: "1-8", ids: [0x04e7, 0x0020], classes: [3], drivers: ["usbhid"] };
const hub: UsbDevice = { place: "1-1", ids: [0x05e3, 0x0610], classes: [9], drivers: ["hub"] };

/** A chip on the board, as Linux before 6.5 shows it (pnp), one behind `serial-base` (since), and a name without a chip. */
const board: Record<string, Planted> = {
  "sys/devices/pnp0/00:04/driver": { to: "sys/bus/pnp/drivers/serial" },
  "sys/devices/pnp0/00:04/tty/ttyS0/type": "4\n",
  "sys/devices/pnp0/00:04/tty/ttyS0/console": "Y\n",
  "sys/devices/pnp0/00:04/tty/ttyS0/device": { to: "sys/devices/pnp0/00:04" },
  "sys/class/tty/ttyS0": { to: "sys/devices/pnp0/00:04/tty/ttyS0" },
  "sys/devices/pnp0/00:05/driver": { to: "sys/bus/pnp/drivers/serial" },
  "sys/devices/pnp0/00:05/00:05:0/driver": { to: "sys/bus/serial-base/drivers/ctrl" },
  "sys/devices/pnp0/00:05/00:05:0/00:05:0.0/driver": { to: "sys/bus/serial-base/drivers/port" },
  "sys/devices/pnp0/00:05/00:05:0/00:05:0.0/tty/ttyS1/type": "4\n",
  "sys/devices/pnp0/00:05/00:05:0/00:05:0.0/tty/ttyS1/device": { to: "sys/devices/pnp0/00:05/00:05:0/00:05:0.0" },
  "sys/class/tty/ttyS1": { to: "sys/devices/pnp0/00:05/00:05:0/00:05:0.0/tty/ttyS1" },
  "sys/devices/platform/serial8250/driver": { to: "sys/bus/platform/drivers/serial8250" },
  "sys/devices/platform/serial8250/tty/ttyS2/type": "0\n",
  "sys/devices/platform/serial8250/tty/ttyS2/device": { to: "sys/devices/platform/serial8250" },
  "sys/class/tty/ttyS2": { to: "sys/devices/platform/serial8250/tty/ttyS2" },
  "sys/devices/virtual/tty/tty0/dev": "4:0\n",
  "sys/class/tty/tty0": { to: "sys/devices/virtual/tty/tty0" },
  "dev/ttyS0": "",
  "dev/ttyS1": "",
  "dev/ttyS2": "",
  "dev/pts/0": "",
  "dev/pts/ptmx": "",
};

/** cdc-acm sits on the interface itself: `1-5:1.0/tty/ttyACM0`. */
const acm: Record<string, Planted> = {
  ...usbDevice(modem),
  [`${pci}/usb1/1-5/1-5:1.0/tty/ttyACM0/dev`]: "166:0\n",
  [`${pci}/usb1/1-5/1-5:1.0/tty/ttyACM0/device`]: { to: `${pci}/usb1/1-5/1-5:1.0` },
  "sys/class/tty/ttyACM0": { to: `${pci}/usb1/1-5/1-5:1.0/tty/ttyACM0` },
  "dev/ttyACM0": "",
  ...byId("usb-Quectel_EC25-if00", "ttyACM0"),
  ...byPath("pci-0000:00:14.0-usb-0:5:1.0", "ttyACM0"),
};

const kiosk: Record<string, Planted> = {
  ...board,
  ...acm,
  ...usbSerial(ch341, "ttyUSB0", "ch341-uart"),
  ...byId("usb-1a86_USB_Serial-if00-port0", "ttyUSB0"),
  ...byPath("pci-0000:00:14.0-usb-0:2:1.0-port0", "ttyUSB0"),
  ...byPath("pci-0000:00:14.0-usbv2-0:2:1.0-port0", "ttyUSB0"),
  ...usbSerial(ftdi, "ttyUSB1", "ftdi_sio"),
  ...byId("usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0", "ttyUSB1"),
  ...byPath("pci-0000:00:14.0-usb-0:3:1.0-port0", "ttyUSB1"),
  ...usbSerial(cp210x, "ttyUSB2", "cp210x"),
  ...usbDevice(printer),
  ...usbDevice(cardReader),
  ...usbDevice(touchscreen),
  ...usbDevice(hub),
  [`${pci}/usb1/1-6/1-6:1.0/usbmisc/lp0/dev`]: "180:0\n",
  [`${pci}/usb1/1-8/1-8:1.0/0003:04E7:0020.0001/hidraw/hidraw0/dev`]: "242:0\n",
  [`${pci}/usb1/1-8/1-8:1.0/0003:04E7:0020.0001/input/input5/event3/dev`]: "13:67\n",
  // Who has what open.
  "proc/100/comm": "kiosk-sales\n",
  "proc/100/fd/0": { to: "/dev/null", raw: true },
  "proc/100/fd/5": { to: "/dev/ttyUSB1", raw: true },
  "proc/100/fd/6": { to: "/dev/ttyUSB1", raw: true },
  "proc/101/comm": "cupsd\n",
  "proc/101/fd/9": { to: "/dev/usb/lp0", raw: true },
  "proc/102/comm": "pcscd\n",
  "proc/102/fd/7": { to: "/dev/bus/usb/001/010", raw: true },
  "proc/103/comm": "Xorg\n",
  "proc/103/fd/21": { to: "/dev/input/event3", raw: true },
  "proc/self": { to: "/proc/100", raw: true },
};

const named = (found: readonly FoundPort[], now: string): FoundPort | undefined =>
  found.find((port) => port.now === now);

describe("ports of a kiosk", () => {
  beforeEach(() => plant(root, kiosk));

  it("lists every port once, with the name to write: by its serial number, else by its place", async () => {
    const found = await listPorts({ root, all: false });
    expect(found.map(({ now, write, stable, drivers }) => [now, write, stable, drivers.join()])).toEqual([
      ["/dev/ttyACM0", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:5:1.0", "place", "cdc_acm"],
      ["/dev/ttyS0", "/dev/ttyS0", "place", "serial"],
      ["/dev/ttyS1", "/dev/ttyS1", "place", "serial"],
      ["/dev/ttyUSB0", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", "place", "ch341-uart"],
      ["/dev/ttyUSB1", "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0", "device", "ftdi_sio"],
      ["/dev/ttyUSB2", "/dev/ttyUSB2", "no", "cp210x"],
      ["usb:1-6", "usb:04b8:0202:J5TF012345", "device", "usblp"],
      ["usb:1-7", "usb:04e6:5116", "device", ""],
      ["usb:1-8", "usb:04e7:0020", "device", "usbhid"],
    ]);
    expect(named(found, "/dev/ttyUSB1")?.usb).toEqual({
      place: "1-3",
      vendorId: "0403",
      productId: "6001",
      manufacturer: "FTDI",
      product: "FT232R USB UART",
      serialNumber: "A50285BI",
    });
    expect(named(found, "usb:1-7")?.functions).toEqual(["smart card reader"]);
    expect(named(found, "/dev/ttyS0")?.console).toBe(true);
  });

  it("with all: names without a chip, hubs, adapters as USB devices, pseudo-terminals; consoles never", async () => {
    const found = await listPorts({ root, all: true });
    expect(named(found, "/dev/ttyS2")).toMatchObject({ real: false, drivers: ["serial8250"] });
    expect(found.map(({ now }) => now)).toEqual(expect.arrayContaining(["usb:1-1", "usb:1-2", "/dev/pts/0"]));
    expect(found.map(({ now }) => now)).not.toEqual(expect.arrayContaining(["/dev/tty0"]));
    expect(named(found, "/dev/pts/ptmx")).toBeUndefined();
  });

  it("says who holds a port: through its own node, the printer's, the input's, or the raw USB device", async () => {
    const { ports: found } = await survey({ root, all: false }, []);
    const held = found.filter(({ holders }) => holders.list.length > 0);
    expect(held.map(({ now, holders }) => [now, holders.list])).toEqual([
      ["/dev/ttyUSB1", [{ pid: 100, name: "kiosk-sales" }]],
      ["usb:1-6", [{ pid: 101, name: "cupsd" }]],
      ["usb:1-7", [{ pid: 102, name: "pcscd" }]],
      ["usb:1-8", [{ pid: 103, name: "Xorg" }]],
    ]);
    expect(found[0]?.holders.unseen).toBe(0);
  });

  it("names the agent's device on each port, however the settings call it, and those whose port is gone", async () => {
    const file = join(root, "agent.yaml");
    writeFileSync(
      file,
      `
terminal: T1
devices:
  - { id: cash, driver: ccnet, port: /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0 }
  - { id: doors, driver: modbus-inputs, port: /dev/ttyS1, baudRate: 9600 }
  - { id: printer, driver: escpos-usb, port: "usb:04B8:0202" }
  - { id: card, driver: ccid, port: "usb:1-7" }
  - { id: simulated, driver: crt571, port: /dev/pts/0 }
  - { id: display, driver: samsung-mdc, port: /dev/ttyUSB9 }
  - { id: host, driver: host }
`,
    );
    const found = await survey({ root, all: false }, await configuredDevices(file));
    const used = found.ports.filter(({ usedBy }) => usedBy.length > 0);
    expect(used.map(({ now, usedBy }) => [now, usedBy])).toEqual([
      ["/dev/ttyS1", ["doors"]],
      ["/dev/ttyUSB1", ["cash"]],
      ["usb:1-6", ["printer"]],
      ["usb:1-7", ["card"]],
      ["/dev/pts/0", ["simulated"]],
    ]);
    expect(found.missing.map(({ id }) => id)).toEqual(["display"]);
  });
});

describe("names that could lie", () => {
  it("two adapters that call themselves the same are named by their places", async () => {
    const twin = { ...ftdi, place: "1-9" };
    plant(root, {
      ...usbSerial(ftdi, "ttyUSB0", "ftdi_sio"),
      ...usbSerial(twin, "ttyUSB1", "ftdi_sio"),
      // Udev has one name for both: the later one wins.
      ...byId("usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0", "ttyUSB1"),
      ...byPath("pci-0000:00:14.0-usb-0:3:1.0-port0", "ttyUSB0"),
      ...byPath("pci-0000:00:14.0-usb-0:9:1.0-port0", "ttyUSB1"),
    });
    const found = await listPorts({ root, all: false });
    expect(found.map(({ write, stable }) => [write, stable])).toEqual([
      ["/dev/serial/by-path/pci-0000:00:14.0-usb-0:3:1.0-port0", "place"],
      ["/dev/serial/by-path/pci-0000:00:14.0-usb-0:9:1.0-port0", "place"],
    ]);
  });

  it("two printers without serial number are named by their sockets", async () => {
    const plain = { ...printer, texts: {} };
    plant(root, { ...usbDevice(plain), ...usbDevice({ ...plain, place: "1-9" }) });
    expect((await listPorts({ root, all: false })).map(({ write }) => write)).toEqual(["usb:1-6", "usb:1-9"]);
  });

  it("one chip with four ports: each by its own name, for the device is one", async () => {
    const quad = { ...ftdi, ids: [0x0403, 0x6011] as const, classes: [255, 255] };
    plant(root, {
      ...usbSerial(quad, "ttyUSB0", "ftdi_sio", 0),
      ...usbSerial(quad, "ttyUSB1", "ftdi_sio", 1),
      ...byId("usb-FTDI_Quad_A50285BI-if00-port0", "ttyUSB0"),
      ...byId("usb-FTDI_Quad_A50285BI-if01-port0", "ttyUSB1"),
    });
    expect((await listPorts({ root, all: false })).map(({ write }) => write)).toEqual([
      "/dev/serial/by-id/usb-FTDI_Quad_A50285BI-if00-port0",
      "/dev/serial/by-id/usb-FTDI_Quad_A50285BI-if01-port0",
    ]);
  });

  it("a machine without serial port, USB or /proc has none", async () => {
    expect(await survey({ root, all: true }, [])).toEqual({ ports: [], missing: [] });
  });
});

const collecting = (json: boolean) => {
  const lines: unknown[] = [];
  const ui: Ui = {
    json,
    interactive: false,
    language: "zh-CN",
    signal: new AbortController().signal,
    out: (text) => void lines.push(text),
    err: (text) => void lines.push(`! ${text}`),
    jsonOut: (value) => void lines.push(value),
    table: (_, rows) => void lines.push(...rows.map((row) => row.join(" | "))),
    paint: (_, text) => text,
    say: (text) => text["zh-CN"],
  };
  return { ui, lines };
};

describe("what is shown", () => {
  const port: FoundPort = {
    kind: "serial",
    now: "/dev/ttyUSB0",
    write: "/dev/ttyUSB0",
    stable: "no",
    drivers: ["ch341-uart"],
    usb: { place: "1-2", vendorId: "1a86", productId: "7523", product: "USB Serial" },
    real: true,
    nodes: ["/dev/ttyUSB0"],
  };

  it("that nobody holds a port is not claimed where processes could not be looked into", () => {
    const { ui, lines } = collecting(false);
    showSurvey(ui, { ports: [{ ...port, holders: { list: [], unseen: 12 }, usedBy: [] }], missing: [] });
    expect(lines[0]).toContain("未见占用");
    expect(lines.join("\n")).toMatch(/有 12 个进程无权查看/);
    expect(lines.join("\n")).toMatch(/没有固定名称/);
    const all = collecting(false);
    showSurvey(all.ui, { ports: [{ ...port, holders: { list: [], unseen: 0 }, usedBy: [] }], missing: [] });
    expect(all.lines[0]).toContain(" | - | ");
  });

  it("JSON is the survey itself; a configured port that is not there makes exit code 1", async () => {
    plant(root, kiosk);
    const { ui, lines } = collecting(true);
    const file = join(root, "agent.yaml");
    writeFileSync(file, "devices: [{ id: cash, driver: ccnet, port: /dev/ttyUSB7 }]");
    expect(await ports({ config: file }, ui, new FakeClock(), root)).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ missing: [{ id: "cash", driver: "ccnet", port: "/dev/ttyUSB7" }] });
    expect(await ports({}, ui, new FakeClock(), root)).toBe(0);
    await expect(ports({ config: join(root, "none.yaml") }, ui, new FakeClock(), root)).rejects.toMatchObject({
      code: "config",
    });
  });

  it("what is plugged is told when udev has named it, what is pulled when it stays away", async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const told: string[] = [];
    const plain = { ...port, write: "/dev/ttyUSB0" };
    const withName = { ...port, write: "/dev/serial/by-path/x", stable: "place" as const };
    const looks: FoundPort[][] = [[], [plain], [withName], [withName], [], [withName], [], []];
    const list = async () => looks.shift() ?? [];
    const tell = ({ what, port: p }: Change) => void told.push(`${what} ${p.write}`);
    const watching = watchPorts(list, clock, stop.signal, tell);
    for (let n = 0; n < 10; n++) await clock.advance(1_000);
    stop.abort();
    await watching;
    expect(told).toEqual(["plugged /dev/serial/by-path/x", "unplugged /dev/serial/by-path/x"]);
  });
});
