import { describe, expect, it } from "vitest";
import { crc16Cms, crc16Kermit, crc16Modbus, sum8, xor8 } from "./checksums.ts";
import { bytesOf, fromHex } from "./fields.ts";

const check = bytesOf("123456789");

describe("checksums", () => {
  it.each([
    ["CRC-16/KERMIT", crc16Kermit, 0x2189],
    ["CRC-16/MODBUS", crc16Modbus, 0x4b37],
    ["CRC-16/CMS", crc16Cms, 0xaee7],
    ["XOR", xor8, 0x31],
    ["sum", sum8, 0xdd],
  ])("%s of 123456789 is the published check value", (_, sum, expected) => {
    expect(sum(check)).toBe(expected);
  });

  it.each([
    ["CCNET poll 02 03 06 33", crc16Kermit(fromHex("02 03 06 33")), 0x81da],
    ["Modbus read 01 02 00 00 00 08", crc16Modbus(fromHex("01 02 00 00 00 08")), 0xcc79],
    ["SSP sync 80 01 11", crc16Cms(fromHex("80 01 11")), 0x8265],
    ["Elo start value AA", sum8(fromHex("55 69"), 0xaa), 0x68],
  ])("%s", (_, value, expected) => {
    expect(value).toBe(expected);
  });

  it.each([crc16Cms, crc16Kermit, crc16Modbus, xor8, sum8])("sees every single flipped bit", (sum) => {
    const bytes = fromHex("02 03 06 33 DA 81 00 FF 55");
    const before = sum(bytes);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(sum(flipped)).not.toBe(before);
    }
  });

  it("of no bytes is the start value", () => {
    const none = new Uint8Array(0);
    expect([crc16Kermit(none), crc16Modbus(none), xor8(none), sum8(none), sum8(none, 0xaa)]).toEqual([
      0, 0xffff, 0, 0, 0xaa,
    ]);
  });
});
