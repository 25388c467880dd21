import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../contract/index.ts";
import type { UsbLine } from "../../api.ts";
import { fromHex } from "../../wire/fields.ts";
import { functionOf, interfaceFor, nameOf, parseDescriptors } from "./descriptors.ts";
import { openUsbip } from "./usbip.ts";
import { deviceBlock, opReply, opRequest, readDevice, readHeader, submitHeader, unlinkHeader } from "./usbip-codec.ts";

const device = "12 01 00 02 00 00 00 40 B8 04 02 02 00 01 01 02 03 01";
const printer = "09 04 00 00 02 07 01 02 00 07 05 01 02 40 00 00 07 05 82 02 40 00 00";
const configuration = `09 02 20 00 01 01 00 C0 00 ${printer}`;
const line: UsbLine = { kind: "usb", interfaceClass: 7 };

describe("descriptors", () => {
  it("an interface with its endpoints, and class descriptors behind it or behind an endpoint", () => {
    const reader = "09 04 01 00 01 0B 00 00 00 05 21 AA BB CC 07 05 83 02 40 00 00 04 22 DD EE 06 30 00 00 00 00";
    const parsed = parseDescriptors(fromHex(`${device} ${configuration} ${reader}`));
    expect(parsed?.interfaces.map((i) => [i.number, i.interfaceClass, i.endpoints.length])).toEqual([
      [0, 7, 2],
      [1, 11, 1],
    ]);
    expect(parsed?.interfaces[1]?.extra).toEqual(fromHex("05 21 AA BB CC 04 22 DD EE"));
  });

  it("only the configuration in force, and only first alternate settings", () => {
    const other = "09 02 12 00 01 02 00 C0 00 09 04 00 00 00 FF 00 00 00";
    const alternate = "09 04 00 01 00 08 06 50 00";
    const bytes = fromHex(`${device} ${configuration} ${alternate} ${other}`);
    expect(parseDescriptors(bytes)?.interfaces.map((i) => i.interfaceClass)).toEqual([7]);
    expect(parseDescriptors(bytes, 2)?.interfaces.map((i) => i.interfaceClass)).toEqual([0xff]);
    expect(parseDescriptors(bytes, 9)).toBeUndefined();
  });

  it("a known device of the vendor class is taken for its bulk pair", () => {
    const parsed = parseDescriptors(fromHex(`${device} ${configuration.replace("07 01 02 00", "FF 00 00 00")}`));
    if (!parsed) throw new Error("unreadable");
    expect(interfaceFor(line, parsed)).toBeUndefined();
    const known = { ...line, orDevices: [{ vendorId: 0x04b8, productId: 0x0202 }] };
    const one = interfaceFor(known, parsed);
    expect(one?.number).toBe(0);
    if (one) expect(nameOf(functionOf(parsed, one, { serialNumber: "X" }))).toBe("usb:04b8:0202:X");
  });

  it("hostile ones are read as far as they go, in bounded time", () => {
    const good = fromHex(`${device} ${configuration}`);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(60), (noise, at) => {
        parseDescriptors(noise);
        parseDescriptors(Uint8Array.from([...good.subarray(0, at), ...noise]));
        parseDescriptors(Uint8Array.from([...good, ...noise]));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("USB/IP headers", () => {
  it("are those of the kernel's document (usbip_protocol.rst)", () => {
    expect(opRequest(0x8005).toString("hex")).toBe("0111800500000000");
    expect(opRequest(0x8003, "1-1").toString("hex")).toBe(`0111800300000000${"312d31".padEnd(64, "0")}`);
    const submit = submitHeader({
      seq: 5,
      device: 0x10002,
      isIn: true,
      endpoint: 2,
      length: 64,
      setup: new Uint8Array(8),
    });
    expect(submit.toString("hex")).toBe(
      `00000001000000050001000200000001000000020000000000000040${"0".repeat(24)}${"0".repeat(16)}`,
    );
    expect(readHeader(submit)).toMatchObject({ command: 1, seq: 5, device: 0x10002, isIn: true, endpoint: 2, b: 64 });
    expect(unlinkHeader(6, 0x10002, 5)).toHaveLength(48);
    const shared = {
      path: "/sys/x",
      busId: "1-1",
      bus: 1,
      address: 2,
      speed: 2,
      vendorId: 0x04b8,
      productId: 0x0202,
      release: 0x0100,
      numbers: [0, 0, 0, 1, 1] as const,
      interfaces: [[7, 1, 2]] as const,
    };
    const { interfaces: _, ...rest } = shared;
    expect(readDevice(deviceBlock(shared))).toEqual({ ...rest, interfaceCount: 1 });
  });
});

describe("a USB/IP server that is none", () => {
  let folder = "";
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    await rm(folder, { recursive: true, force: true });
  });
  const against = async (answer: (socket: Socket) => void) => {
    folder = await mkdtemp(join(tmpdir(), "usbip-"));
    const path = join(folder, "s");
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      answer(socket);
    });
    await new Promise<void>((resolve) => server?.listen(path, resolve));
    return openUsbip({ by: "usbip", server: path, line }, systemClock).then(
      () => "opened",
      (e: { code: string; message: string }) => `${e.code}: ${e.message}`,
    );
  };

  it("talks something else", async () => {
    expect(await against((s) => s.write("HTTP/1.1 400 Bad Request\r\n\r\n"))).toMatch(
      /^portMissing: .*no USB\/IP server/,
    );
  });

  it("says nothing", { timeout: 10_000 }, async () => {
    expect(await against(() => undefined)).toMatch(/^portLost: .*nothing useful within 3000 ms/);
  });

  it("hangs up", async () => {
    expect(await against((s) => s.end())).toMatch(/^portLost/);
  });

  it("has nothing plugged in, whatever it claims", async () => {
    expect(await against((s) => s.end(Buffer.concat([opReply(5), Buffer.alloc(4)])))).toMatch(
      /^portMissing: .*no such device/,
    );
    expect(await against((s) => s.end(Buffer.concat([opReply(5), Buffer.alloc(4, 0xff)])))).toMatch(/^portLost/);
  });
});
