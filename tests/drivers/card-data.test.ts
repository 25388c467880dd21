import { describe, expect, it } from "vitest";
import { loadDrivers } from "../../drivers/catalog.ts";
import { bytesOf, fromHex, hex } from "../../drivers/wire/fields.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { envelope } from "../../simulators/devices/crt571/frames.ts";
import { seedOfRun } from "../support/seeded.ts";
import { type CardLine, cardLeaks, leaksIn, testPans, ways } from "./card-data.ts";

const seed = seedOfRun();
const driver = (await loadDrivers()).get("crt571");
const simulated = (await loadSimulators()).get("crt571");
if (!driver || !simulated) throw new Error("no card reader");

/** An `F2` answer with tracks behind its own data; single control bytes stay as they are. */
const withText = (frame: Uint8Array, text: Uint8Array): Uint8Array => {
  const start = frame.indexOf(0xf2);
  if (start < 0) return frame;
  const length = ((frame[start + 2] ?? 0) << 8) | (frame[start + 3] ?? 0);
  const body = frame.slice(start + 4, start + 4 + length);
  return Uint8Array.from([...frame.slice(0, start), ...envelope(frame[start + 1] ?? 0, [...body, ...text])]);
};
const line: CardLine = {
  driver,
  simulated,
  envelope: withText,
  trackFrame: (text) => envelope(0, [...bytesOf("P60"), ...bytesOf("200"), ...text]),
};

describe("S7: card data never leaves the card reader's driver", () => {
  it.each(ways)("tracks %s", async (way) => {
    expect(await cardLeaks(line, way, seed)).toEqual([]);
  });

  it("every driver of a card reader says which frames may be shown, and has been put through this", async () => {
    const readers = [...(await loadDrivers()).values()].filter((d) => d.deviceClass === "cardReader");
    expect(readers.filter((d) => !d.showFrame).map((d) => d.name)).toEqual([]);
    expect(readers.map((d) => d.name)).toEqual(["crt571"]);
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
