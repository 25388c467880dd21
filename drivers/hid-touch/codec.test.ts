import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withDefaults } from "../../contract/index.ts";
import { randomBytes, seeded } from "../../tests/support/seeded.ts";
import { concat, fromHex } from "../wire/fields.ts";
import { type Cut, cut, type InputRecord, noTail, rangesOf } from "./codec.ts";
import { Config } from "./config.ts";
import { type Change, Contacts } from "./contacts.ts";
import { bitsOf, driverOf, hidIdOf, inputDevicesOf, isMultiTouch, isTouchscreen, pairOf, pairText } from "./kernel.ts";
import { toPixelOf } from "./place.ts";
import { Timeline } from "./timeline.ts";
import vectors from "./vectors.json" with { type: "json" };

const all = (bytes: Uint8Array, chunk = bytes.length): Cut => {
  let tail = noTail;
  let discarded = 0;
  const records: InputRecord[] = [];
  for (let at = 0; at < bytes.length; at += chunk) {
    const part = cut(tail, bytes.subarray(at, at + chunk));
    tail = part.tail;
    discarded += part.discarded;
    records.push(...part.records);
  }
  return { records, tail, discarded };
};
const streamOf = (name: keyof Omit<typeof vectors.streams, "source">): Uint8Array =>
  fromHex(vectors.streams[name].frame);
/** The same records with the times of a 32-bit kernel. */
const narrow = (bytes: Uint8Array): Uint8Array => {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += 24)
    out.push(...bytes.subarray(at, at + 4), ...bytes.subarray(at + 8, at + 12), ...bytes.subarray(at + 16, at + 24));
  return Uint8Array.from(out);
};
const changesOf = (records: readonly InputRecord[], multi = true): Change[] => {
  const contacts = new Contacts(multi);
  return records.flatMap((record) => contacts.take(record));
};

describe("records", () => {
  it.each(vectors.records.list)("$name", ({ frame, type, code, value }) => {
    const syn = fromHex(vectors.records.list[6]?.frame ?? "");
    const { records } = all(concat(fromHex(frame), syn));
    expect(records[0]).toEqual({ timeUs: 1_700_000_000_123_456, type, code, value });
  });

  it.each([1, 5, 23, 24, 25, 47, 100])("in pieces of %i bytes", (chunk) => {
    const whole = all(streamOf("tap"));
    expect(whole.records).toHaveLength(10);
    expect(all(streamOf("tap"), chunk)).toMatchObject({ records: whole.records, discarded: 0 });
  });

  it.each([1, 15, 16, 1000])("of a 32-bit kernel, in pieces of %i bytes", (chunk) => {
    expect(all(narrow(streamOf("tap")), chunk)).toMatchObject({
      records: all(streamOf("tap")).records,
      tail: { stride: 16 },
      discarded: 0,
    });
  });

  it("damage is skipped, counted, and makes what is touched unknown; the records behind it are found", () => {
    const tap = streamOf("tap");
    const { records, discarded } = all(concat(tap.subarray(0, 72), [1, 2, 3, 4, 5], tap.subarray(72)));
    expect(discarded).toBeGreaterThanOrEqual(5);
    expect(records.some((r) => r.type === 0 && r.code === 3)).toBe(true);
    expect(records.at(-1)).toMatchObject({ type: 0, code: 0 });
  });

  it("R10: 10^5 fuzzed records neither crash nor grow, and a whole stream behind them is found", () => {
    const random = seeded(7);
    let tail = noTail;
    const contacts = new Contacts(false);
    for (let n = 0; n < 100_000 / 20; n++) {
      const part = cut(tail, randomBytes(random, 480));
      tail = part.tail;
      expect(tail.bytes.length).toBeLessThan(48);
      for (const record of part.records) contacts.take(record);
    }
    const { records } = cut(tail, concat(new Uint8Array(100).fill(0xff), streamOf("tap")));
    expect(records.slice(-10)).toEqual(all(streamOf("tap")).records);
  });
});

describe("contacts", () => {
  it("a tap (§6.1)", () => {
    const changes = changesOf(all(streamOf("tap")).records);
    expect(changes.filter((c) => c.kind !== "frame")).toEqual([
      { kind: "down", touch: 1, timeUs: 1_700_000_000_100_000, raw: { x: 2048, y: 1024 } },
      { kind: "up", touch: 1, timeUs: 1_700_000_000_180_000 },
    ]);
    expect(changes.filter((c) => c.kind === "frame")).toHaveLength(2);
  });

  it("the same tap of a device that tells one contact only", () => {
    const single = all(streamOf("tap")).records.filter(({ type, code }) => !(type === 3 && code > 0x2f));
    expect(changesOf(single, false).map((c) => c.kind)).toEqual(["down", "frame", "up", "frame"]);
  });

  it("a lost release is two touches and an anomaly (F5)", () => {
    expect(changesOf(all(streamOf("lostRelease")).records).filter((c) => c.kind !== "frame")).toMatchObject([
      { kind: "down", touch: 1 },
      { kind: "up", touch: 1, lost: true },
      { kind: "down", touch: 2 },
    ]);
  });

  it("an overflow forgets everything until SYN_REPORT (F4); what moves then was there before", () => {
    const tap = all(streamOf("tap")).records;
    const [id, x, y, , , , syn] = tap;
    if (!id || !x || !y || !syn) throw new Error("vectors");
    const overflow = all(streamOf("overflow")).records;
    expect(changesOf([...overflow.slice(0, 1), id, x, ...overflow.slice(1), x, y, syn]).map((c) => c.kind)).toEqual([
      "overflow",
      "down",
      "frame",
    ]);
    expect(changesOf([...overflow, x, y, syn]).find((c) => c.kind === "down")).toMatchObject({ resumed: true });
  });

  it("two fingers in two slots, each with what was last said of it", () => {
    const at = { timeUs: 0, type: 3 };
    const e = (code: number, value: number): InputRecord => ({ ...at, code, value });
    const syn: InputRecord = { timeUs: 0, type: 0, code: 0, value: 0 };
    const frames = [
      [e(0x2f, 0), e(0x39, 1), e(0x35, 10), e(0x36, 20), e(0x2f, 1), e(0x39, 2), e(0x35, 30), e(0x36, 40), syn],
      [e(0x2f, 0), e(0x35, 11), syn],
      [e(0x39, -1), syn],
      [e(0x39, 3), syn],
    ];
    const changes = changesOf(frames.flat());
    expect(changes.filter((c) => c.kind !== "frame")).toMatchObject([
      { kind: "down", touch: 1, raw: { x: 10, y: 20 } },
      { kind: "down", touch: 2, raw: { x: 30, y: 40 } },
      { kind: "move", touch: 1, raw: { x: 11, y: 20 } },
      { kind: "up", touch: 1 },
      { kind: "down", touch: 3, raw: { x: 11, y: 20 } },
    ]);
  });
});

describe("report descriptors", () => {
  it.each(vectors.descriptors.list)("$name", ({ frame, length, ranges }) => {
    const bytes = fromHex(frame);
    expect(bytes).toHaveLength(length);
    expect(rangesOf(bytes)).toEqual(ranges);
  });

  it("pushed and popped globals, a maximum without a sign, negative minima, long items", () => {
    expect(
      rangesOf(fromHex("05 01 A4 15 00 26 FF FF 09 30 81 02 B4 FE 02 00 11 22 16 00 80 26 FF 7F 09 31 81 02")),
    ).toEqual({
      x: { low: 0, high: 65_535 },
      y: { low: -32_768, high: 32_767 },
    });
  });

  it("hostile bytes: never throws, never hangs", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void rangesOf(bytes)));
  });

  it.each(vectors.pixels.list)("$raw of $descriptor", ({ descriptor, raw, pixel }) => {
    const found = vectors.descriptors.list.find((d) => d.name === descriptor);
    const toPixel = toPixelOf(withDefaults(Config, {}) as Config, rangesOf(fromHex(found?.frame ?? "")));
    const { x = 0, y = 0 } = toPixel?.({ x: raw[0] ?? 0, y: raw[1] ?? 0 }) ?? {};
    expect([Math.round(x), Math.round(y)]).toEqual(pixel);
  });

  it("edges of the settings go before the descriptor; without either nothing is known", () => {
    const config = withDefaults(Config, { xLow: 4095, xHigh: 0, yLow: 0, yHigh: 4095 }) as Config;
    expect(toPixelOf(config, {})?.({ x: 0, y: 0 })).toEqual({ x: 1279, y: 0 });
    expect(toPixelOf(withDefaults(Config, {}) as Config, {})).toBeUndefined();
    const turned = withDefaults(Config, { swapAxes: true }) as Config;
    expect(toPixelOf(turned, { x: { low: 0, high: 100 }, y: { low: 0, high: 100 } })?.({ x: 100, y: 0 })).toEqual({
      x: 0,
      y: 1023,
    });
  });
});

const block = `I: Bus=0003 Vendor=04e7 Product=0022 Version=0110
N: Name="Elo TouchSystems TS2515"
P: Phys=usb-0000:00:14.0-2/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:04E7:0022.0001/input/input15
U: Uniq=
H: Handlers=mouse1 event5
B: PROP=2
B: EV=b
B: KEY=400 0 0 0 0 0
B: ABS=260800000000003
`;

describe("texts of the kernel", () => {
  it.each(vectors.bitmaps.list)("bitmap $text", ({ text, bits }) => {
    expect([...bitsOf(text)].sort((a, b) => a - b)).toEqual(bits);
  });

  it("/proc/bus/input/devices", () => {
    const [device] = inputDevicesOf(`${block}\n`);
    expect(device).toMatchObject({ vendorId: 0x04e7, productId: 0x22, event: "event5", isDirect: true });
    expect(device?.sysfs).toContain("/1-2:1.0/");
    expect(device && [isTouchscreen(device), isMultiTouch(device)]).toEqual([true, true]);
    const [pad] = inputDevicesOf(block.replace("PROP=2", "PROP=5"));
    expect(pad && isTouchscreen(pad)).toBe(false);
    const [mute] = inputDevicesOf(block.replace("mouse1 event5", "mouse1"));
    expect(mute?.event).toBeUndefined();
  });

  it("uevent files and pairs", () => {
    expect(hidIdOf("DRIVER=hid-multitouch\nHID_ID=0003:000004E7:00000009\n")).toEqual({
      vendorId: 0x04e7,
      productId: 9,
    });
    expect(hidIdOf("MODALIAS=x")).toBeUndefined();
    expect([driverOf("DEVTYPE=usb_interface\nDRIVER=usbhid\n"), driverOf("DEVTYPE=usb_interface\n")]).toEqual([
      "usbhid",
      undefined,
    ]);
    expect(pairText(pairOf("04E7:0009") ?? { vendorId: 0, productId: 0 })).toBe("04e7:0009");
    expect(pairOf("usb")).toBeUndefined();
  });

  it("hostile texts: never throw", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 9 }), (text, at) => {
        const lines = block.split("\n");
        lines[at] = `${lines[at]?.slice(0, 3)}${text}`;
        inputDevicesOf(lines.join("\n"));
        bitsOf(text);
      }),
    );
  });
});

describe("times of records", () => {
  it("the time between two records is the kernel's, however late and together they came", () => {
    const line = new Timeline();
    line.arrived(1_000_125_000, 5_000);
    expect(line.at(1_000_125_000) - line.at(1_000_000_000)).toBe(0); // never back
    const other = new Timeline();
    other.arrived(1_000_125_000, 5_000);
    expect([other.at(1_000_000_000), other.at(1_000_125_000)]).toEqual([4_875, 5_000]);
  });

  it("R9: a step of the wall clock in the middle of a touch makes it neither long nor negative", () => {
    const line = new Timeline();
    line.arrived(1_000_000_000, 5_000);
    const down = line.at(1_000_000_000);
    line.arrived(4_600_050_000, 5_050); // an hour on
    const move = line.at(4_600_050_000);
    line.arrived(1_000_100_000, 5_100); // and back
    expect([move - down, line.at(1_000_100_000) - down]).toEqual([50, 100]);
  });
});
