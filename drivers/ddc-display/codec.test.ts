import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex } from "../wire/fields.ts";
import { decodeEdid, identityOf, identityText } from "./codec.ts";
import { detectedIn, valuesOf } from "./ddcutil-text.ts";
import { cable, codes, complaints, dpms, enabled, hoursOf, percentOf, powerModes } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const bytesNamed = (name: string) => fromHex(vectors.edids.find((v) => v.name === name)?.frame ?? "");
const textNamed = (name: string) => vectors.texts.find((t) => t.name === name)?.stdout ?? "";
/** Makes the sum of a block right again. */
const summed = (bytes: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  for (let at = 0; at + 128 <= copy.length; at += 128) {
    const sum = copy.subarray(at, at + 127).reduce((a, b) => a + b, 0);
    copy[at + 127] = (0x100 - (sum & 0xff)) & 0xff;
  }
  return copy;
};
const changed = (name: string, ...changes: [at: number, byte: number][]): Uint8Array => {
  const bytes = bytesNamed(name);
  for (const [at, byte] of changes) bytes[at] = byte;
  return bytes;
};

describe("EDID", () => {
  test.each(vectors.edids)("$name", ({ frame, edid }) => {
    expect(decodeEdid(fromHex(frame))).toEqual({ kind: "ok", edid });
  });

  test("the manufacturer's letters and the serial number that is none (§2)", () => {
    expect(decodeEdid(summed(changed("elo", [8, 0x16])))).toMatchObject({ edid: { manufacturer: "ETO" } });
    const samsung = decodeEdid(bytesNamed("samsung"));
    expect(samsung.kind === "ok" && "serialNumber" in samsung.edid).toBe(false);
    const elo = decodeEdid(bytesNamed("elo"));
    if (elo.kind !== "ok") throw new Error("no EDID");
    expect(identityText(identityOf(elo.edid))).toBe("ELO 1939 12345678/SN0012345678");
  });

  test.each<[string, Uint8Array, string]>([
    ["F2: byte 10 changed", changed("elo", [10, 0x38]), "wrong checksum of block 0"],
    ["extension damaged", changed("csw-mne007qs3-8", [200, 0x11]), "wrong checksum of block 1"],
    ["cut", bytesNamed("elo").slice(0, 100), "100 bytes, no multiple of 128"],
    ["header", summed(changed("elo", [1, 0])), "wrong header"],
    ["blocks announced", summed(changed("elo", [126, 1])), "2 blocks announced, 1 there"],
    ["extension lost", bytesNamed("csw-mne007qs3-8").slice(0, 128), "2 blocks announced, 1 there"],
    ["letters", summed(changed("elo", [8, 0], [9, 0])), "manufacturer is no letters"],
    ["timing", summed(changed("elo", [54, 0], [55, 0])), "no detailed timing"],
  ])("damaged: %s", (_, bytes, why) => {
    expect(decodeEdid(bytes)).toEqual({ kind: "damaged", why });
  });

  test("nothing there is nothing, and no damage", () =>
    expect(decodeEdid(new Uint8Array(0))).toEqual({ kind: "none" }));

  test("R10: 100,000 damaged ones never throw, and one changed byte never passes unseen", () => {
    const good = vectors.edids.map((v) => fromHex(v.frame));
    const edit = fc.record({ of: fc.nat(good.length - 1), at: fc.nat(255), by: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 20, maxLength: 20 }), fc.nat(300), (edits, length) => {
        for (const { of, at, by } of edits) {
          const bytes = Uint8Array.from(good[of] ?? []);
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ by;
          expect(decodeEdid(bytes).kind).toBe("damaged");
          decodeEdid(bytes.slice(0, length));
          decodeEdid(summed(bytes));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("what ddcutil prints", () => {
  test("values by the letters of their kind", () => {
    const values = valuesOf(textNamed("all values"));
    expect(percentOf(values.get("10"))).toBe(75);
    expect(values.get("D6")).toMatchObject({ kind: "bytes", sl: 1, line: "VCP D6 SNC x01" });
    expect(values.get("C9")).toMatchObject({ sh: 1, sl: 2 });
    expect(valuesOf(textNamed("two-byte form of 2.x")).get("C9")).toMatchObject({ sh: 1, sl: 2 });
    expect(valuesOf(textNamed("not supported")).get("C0")).toEqual({ kind: "error", line: "VCP C0 ERR" });
    expect(hoursOf(values.get("C0"), 2)).toBe(7_777);
    expect(hoursOf(valuesOf("VCP C0 C 4464 1\n").get("C0"), 3)).toBe(70_000);
    expect(hoursOf(valuesOf("VCP C0 CNC xff xff x1e x61\n").get("C0"), 2)).toBe(7_777);
  });

  test("half a line, other lines, impossible values are none", () => {
    const text = textNamed("all values");
    for (let length = 0; length < text.length; length++) {
      const cut = valuesOf(text.slice(0, length));
      for (const [code, value] of cut) expect(value).toEqual(valuesOf(text).get(code));
    }
    expect(valuesOf("VCP 10 C 75\nVCP 1 C 5 100\nvcp 10 C 5 100\nVCP 10 C 5 100 7\nVCP D6 SNC 01\n\0\xff\n").size).toBe(
      0,
    );
    expect(percentOf(valuesOf("VCP 10 C 75 0\n").get("10"))).toBeUndefined();
    expect(percentOf(valuesOf("VCP 10 C 101 100\n").get("10"))).toBeUndefined();
    expect(percentOf(undefined)).toBeUndefined();
  });

  test("displays by connector, those without DDC left out", () => {
    const one = { bus: 3, connector: "card0-HDMI-A-1", monitor: "ELO:KIOSK-19:SN0012345678" };
    expect(detectedIn(textNamed("one display"))).toEqual([one]);
    expect(detectedIn(textNamed("one that speaks no DDC"))).toEqual([]);
    expect(detectedIn(textNamed("no display"))).toEqual([]);
    const second = textNamed("one display")
      .replace("Display 1", "Display 2")
      .replace("i2c-3", "i2c-12")
      .replace(/ +DRM.*\n/, "");
    expect(detectedIn(textNamed("one that speaks no DDC") + second + textNamed("one display"))).toEqual([
      { bus: 12, monitor: one.monitor },
      one,
    ]);
    expect(detectedIn("Display 1\n   I2C bus:          /dev/i2c-")).toEqual([]);
  });

  test("fuzzed text never throws", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("VCP", " ", "10", "C", "x01", "ERR", "\n", "Display 1\n", "   I2C bus:  /dev/i2c-3\n", "\0"),
        ),
        (parts) => {
          valuesOf(parts.join(""));
          detectedIn(parts.join(""));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

test("every word of the sheet is mapped", () => {
  expect(Object.keys(cable)).toEqual(["connected", "disconnected", "unknown"]);
  expect(Object.keys(enabled)).toEqual(["enabled", "disabled"]);
  expect(Object.keys(dpms)).toEqual(["On", "Standby", "Suspend", "Off"]);
  expect(Object.keys(powerModes).map(Number)).toEqual([1, 2, 3, 4, 5]);
  for (const { name, stdout = "", stderr = "" } of vectors.texts.filter((t) => t.name.startsWith("no ")))
    expect(
      complaints.some(([pattern]) => pattern.test(stdout + stderr)),
      name,
    ).toBe(true);
  expect(codes.length).toBeGreaterThan(30);
});
