import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sum8 } from "../wire/checksums.ts";
import { concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import { decode, encode, looksLegacy, packetLength, rule } from "./codec.ts";
import { failuresOf, isRefusal, meaningOfAck, partsOf } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const cut = (bytes: Uint8Array, rest: Uint8Array = new Uint8Array(0)) => frame(rule, packetLength, rest, bytes);
const good = fromHex("55 54 81 E8 03 D0 07 40 00 D6");

describe("packets of the sheet", () => {
  it.each(vectors.frames)("$meaning: $frame", ({ frame: text, command, data }) => {
    expect(hex(encode(command, data))).toBe(text);
  });

  it.each(vectors.packets)("$meaning: $frame", ({ frame: text, packet }) => {
    expect(cut(fromHex(text)).frames.map(hex)).toEqual([text]);
    expect(decode(fromHex(text))).toEqual(packet);
  });

  it("resynchronises behind noise with lead-ins in it (F9)", () => {
    const { frames, discarded } = cut(fromHex("54 81 13 55 55 54 81 E8 03 D0 07 40 00 D6"));
    expect(frames.map(hex)).toEqual([hex(good)]);
    expect(discarded).toBe(4);
  });

  it("knows the old six-byte touches, three in a row (§4)", () => {
    const old = fromHex("CF A8 5F 10 00 04");
    expect(looksLegacy(concat([1, 2], old, old, old))).toBe(true);
    expect(looksLegacy(concat(old, old, [9]))).toBe(false);
  });
});

describe("hostile bytes", () => {
  it("R10: 10^5 fuzzed packets neither crash nor pass with a wrong sum, and the good packet behind them is found", () => {
    const mutated = fc
      .tuple(fc.constantFrom(...vectors.packets.map((p) => p.frame)), fc.nat(9), fc.integer({ min: 0, max: 255 }))
      .map(([text, at, flip]) => fromHex(text).map((byte, i) => (i === at ? byte ^ flip : byte)));
    const pieces = fc.array(fc.oneof(mutated, fc.uint8Array({ maxLength: 20 })), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(pieces, (list) => {
        // Nine bytes end any packet that a lead-in in the garbage could have begun.
        const { frames, rest } = cut(concat(...list, new Uint8Array(9), good));
        expect(rest.length).toBeLessThan(packetLength);
        for (const found of frames) {
          expect(found[9]).toBe(sum8(found.subarray(0, 9), 0xaa));
          decode(found);
        }
        for (const piece of list) decode(piece);
        expect(hex(frames.at(-1) ?? new Uint8Array(0))).toBe(hex(good));
      }),
      { numRuns: 10_000, seed: 4 },
    );
  });

  it("cuts the same packets however the bytes are split", () => {
    const stream = concat(...vectors.packets.map((p) => fromHex(p.frame)));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 5, maxLength: 5 }), (sizes) => {
        let rest: Uint8Array = new Uint8Array(0);
        let count = 0;
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          const got = cut(stream.slice(at, at + size), rest);
          rest = got.rest;
          count += got.frames.length;
          at += size;
        }
        expect(count).toBe(vectors.packets.length);
      }),
    );
  });
});

describe("codes", () => {
  it("every acknowledge code has a meaning, reserved and new ones are unknown, never ok (§3.1)", () => {
    for (const code of "123456789ABCDEFGHIJKLMN") expect(meaningOfAck(code).text).toBeTruthy();
    for (const code of ["7", ":", "?", "@", "O", "\\x1"]) {
      const parts = partsOf({ diagnostics: { mask: 0, frame: "" }, held: [{ code, frame: "" }] });
      expect(parts.controller).toMatchObject({ state: "unknown", vendorCode: `Ack ${code}` });
    }
    expect(isRefusal(["B"])).toBe(true);
    expect(isRefusal(["K", "M"])).toBe(false);
  });

  it("every bit of the diagnostics has a component (§3.2)", () => {
    const states = Array.from({ length: 8 }, (_, bit) => {
      const parts = partsOf({ diagnostics: { mask: 1 << bit, frame: "" }, held: [] });
      return Object.entries(parts).flatMap(([name, { state }]) => (state === "ok" ? [] : [`${name} ${state}`]));
    });
    expect(states.flat()).toEqual([
      ...Array.from({ length: 4 }, () => "controller inoperable"),
      "settings lost",
      "sensor inoperable",
      "controller inoperable",
      "controller unknown",
    ]);
    expect(failuresOf(0xff)).toHaveLength(8);
  });
});
