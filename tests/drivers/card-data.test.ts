import { describe, expect, it } from "vitest";
import { loadDrivers } from "../../drivers/catalog.ts";
import { bytesOf, fromHex, hex } from "../../drivers/wire/fields.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { envelope as crt310 } from "../../simulators/devices/crt310/frames.ts";
import { envelope as crt571 } from "../../simulators/devices/crt571/frames.ts";
import { leaksIn, testPans } from "../support/card-numbers.ts";
import { seedOfRun } from "../support/seeded.ts";
import { type CardLine, cardLeaks, ways } from "./card-data.ts";

const seed = seedOfRun();
const drivers = await loadDrivers();
const simulators = await loadSimulators();

/** What each protocol's frames look like with tracks in them; single control bytes stay as they are. */
const protocols: Readonly<Record<string, Pick<CardLine, "envelope" | "trackFrame">>> = {
  crt571: {
    envelope: (frame, text) => {
      const start = frame.indexOf(0xf2);
      if (start < 0) return frame;
      const length = ((frame[start + 2] ?? 0) << 8) | (frame[start + 3] ?? 0);
      const body = frame.slice(start + 4, start + 4 + length);
      return Uint8Array.from([...frame.slice(0, start), ...crt571(frame[start + 1] ?? 0, [...body, ...text])]);
    },
    trackFrame: (text) => crt571(0, [...bytesOf("P60"), ...bytesOf("200"), ...text]),
  },
  crt310: {
    // A package has 267 bytes at most: the three cards' tracks do not fit behind the answer, two of them do.
    envelope: (frame, text) => (frame.length < 8 ? frame : crt310([...frame.slice(3, -2), ...text.subarray(0, 240)])),
    trackFrame: (text) => crt310([...bytesOf("52"), ...text.subarray(0, 264)]),
  },
  ccid: {
    envelope: (frame, text) => dataBlock(frame[6] ?? 0, [...frame.subarray(10), ...text.subarray(0, 240)]),
    trackFrame: (text) => dataBlock(7, [...text.subarray(0, 261)]),
  },
};

/** A CCID DataBlock: it could hold what a card says. */
const dataBlock = (seq: number, data: readonly number[]): Uint8Array =>
  Uint8Array.from([0x80, data.length & 0xff, data.length >> 8, 0, 0, 0, seq, 0, 0, 0, ...data]);

const lines = Object.entries(protocols).map(([name, protocol]): CardLine => {
  const driver = drivers.get(name);
  const simulated = simulators.get(name);
  if (!driver || !simulated) throw new Error(`no card reader ${name}`);
  return { driver, simulated, ...protocol };
});
const [line] = lines;
if (!line) throw new Error("no card reader");
const { driver } = line;
const cases = lines.flatMap((each) => ways.map((way) => [each.driver.name, way, each] as const));

describe("S7: card data never leaves the card reader's driver", () => {
  it.each(cases)("%s: tracks %s", async (_, way, each) => {
    expect(await cardLeaks(each, way, seed)).toEqual([]);
  });

  it("every driver of a card reader says which frames may be shown, and has been put through this", async () => {
    const readers = [...drivers.values()].filter((d) => d.deviceClass === "cardReader");
    expect(readers.filter((d) => !d.showFrame).map((d) => d.name)).toEqual([]);
    expect(readers.filter((d) => d.line.kind !== "system").map((d) => d.name)).toEqual(
      Object.keys(protocols).sort((a, b) => a.localeCompare(b)),
    );
  });
});

describe("S7 control", () => {
  it("a driver whose frames are all shown fails", async () => {
    const { showFrame: _, ...open } = driver;
    expect((await cardLeaks({ ...line, driver: open }, "in a frame nobody asked for", seed)).join()).toMatch(
      /bytes that are shown/,
    );
  });

  it("a driver that repeats what it read fails", async () => {
    const repeating = {
      ...driver,
      open: (...args: Parameters<typeof driver.open>) => {
        const session = driver.open(...args);
        let heard = "";
        if (args[0] && "onData" in args[0]) args[0].onData((bytes) => (heard += hex(bytes)));
        return {
          identify: async () => ({ model: heard }),
          poll: (s: AbortSignal) => session.poll(s),
          run: async () => ({ status: "failed" as const, reason: { code: "x", text: heard } }),
          close: () => session.close(),
        };
      },
    };
    expect((await cardLeaks({ ...line, driver: repeating }, "before every answer", seed)).join()).toMatch(
      /came out of the driver/,
    );
  });

  it.each([
    ["digits", (pan: string) => `x${pan}y`],
    ["hex", (pan: string) => hex(bytesOf(pan))],
    ["packed", (pan: string) => hex(fromHex(pan.padEnd(16, "0")))],
    ["base64", (pan: string) => Buffer.from(`${pan}=99`).toString("base64")],
  ])("finds a number written as %s", (_, write) => {
    for (const pan of testPans.filter((p) => p.length === 16)) expect(leaksIn(write(pan))).toEqual([pan]);
  });
});
