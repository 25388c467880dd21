import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc16Modbus } from "../wire/checksums.ts";
import { concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import { decode, encode, maxFrame, type Question, ruleFor } from "./codec.ts";
import vectors from "./vectors.json" with { type: "json" };

const question: Question = { unit: 1, fn: 2, start: 0, count: 8 };
const cut = (bytes: Uint8Array, asked = question) => frame(ruleFor(asked), maxFrame, new Uint8Array(0), bytes);
const asked = (count: number): Question => ({ ...question, count });
const good = fromHex("01 02 01 5F E1 B0");

describe("frames of the sheets", () => {
  it.each(vectors.requests)("request $frame ($source)", ({ frame: bytes, unit, start, count, ...rest }) => {
    const fn = "fn" in rest ? (rest.fn as Question["fn"]) : 2;
    expect(hex(encode({ unit, fn, start, count }))).toBe(bytes);
  });

  it.each(vectors.inputs)("inputs $frame ($source)", ({ frame: text, count, bits }) => {
    const { frames, discarded } = cut(fromHex(text), asked(count));
    expect(discarded).toBe(0);
    expect(frames.map(hex)).toEqual([text]);
    expect(decode(fromHex(text), asked(count))).toEqual({
      kind: "bits",
      bits: Array.from(bits).map((b) => b === "1"),
    });
  });

  it.each(vectors.registers)("registers $frame ($source)", ({ frame: text, unit, fn, start, registers }) => {
    const ask: Question = { unit, fn: fn as Question["fn"], start, count: registers.length };
    expect(cut(fromHex(text), ask).frames.map(hex)).toEqual([text]);
    expect(decode(fromHex(text), ask)).toEqual({ kind: "registers", registers });
  });

  it.each(vectors.exceptions)("exception $frame ($source)", ({ frame: text, code }) => {
    expect(cut(fromHex(text)).frames.map(hex)).toEqual([text]);
    expect(decode(fromHex(text), question)).toEqual({ kind: "exception", code });
  });

  it.each(vectors.damaged)("damaged $frame ($source)", ({ frame: text }) => {
    expect(cut(fromHex(text)).frames).toEqual([]);
    expect(decode(fromHex(text), question)).toEqual({ kind: "damaged" });
  });

  it.each(vectors.foreign)("foreign $frame ($source)", ({ frame: text, unit, fn }) => {
    expect(cut(fromHex(text)).frames.map(hex)).toEqual([text]);
    expect(decode(fromHex(text), question)).toEqual({ kind: "foreign", unit, fn });
  });
});

describe("framing by the known answer length", () => {
  it("cuts the echo of the request off as a frame of its own (modbus-io.md §6.7)", () => {
    const { frames } = cut(fromHex("01 02 00 00 00 08 79 CC 01 02 01 27 E1 92"));
    expect(frames.map((f) => decode(f, question).kind)).toEqual(["echo", "bits"]);
  });

  it("passes a late answer of another module and goes on (modbus-io.md §6.8)", () => {
    const { frames } = cut(fromHex("02 04 04 00 E9 01 C7 59 72 01 02 01 27 E1 92"));
    expect(frames.map((f) => decode(f, question).kind)).toEqual(["foreign", "bits"]);
  });

  it("is not delayed by noise that looks like a long frame", () => {
    const { frames, discarded } = cut(concat(fromHex("07 03 F8 11"), good));
    expect(frames.map(hex)).toEqual([hex(good)]);
    expect(discarded).toBe(4);
  });

  it("refuses a byte count that the question does not allow", () => {
    expect(cut(fromHex("01 02 02 5F 00 80 48")).frames).toEqual([]);
  });

  it("finds the same frames however the bytes are split", () => {
    const stream = concat(encode(question), good, fromHex("02 02 01 5F E1 F4"), good);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 30, maxLength: 30 }), (sizes) => {
        let rest: Uint8Array = new Uint8Array(0);
        const frames: string[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          const got = frame(ruleFor(question), maxFrame, rest, stream.slice(at, at + size));
          rest = got.rest;
          frames.push(...got.frames.map(hex));
          at += size;
        }
        expect(frames).toEqual([hex(encode(question)), hex(good), "02 02 01 5F E1 F4", hex(good)]);
      }),
    );
  });
});

describe("hostile bytes", () => {
  const mutated = fc
    .tuple(fc.constantFrom(...vectors.module.map((m) => m.answer)), fc.nat(20), fc.integer({ min: 1, max: 255 }))
    .map(([text, at, flip]) => fromHex(text).map((byte, i, all) => (i === at % all.length ? byte ^ flip : byte)));
  const hostile = fc.array(fc.oneof({ weight: 3, arbitrary: mutated }, fc.uint8Array({ maxLength: 24 })), {
    minLength: 10,
    maxLength: 10,
  });

  it("R10: 10^5 fuzzed frames neither crash nor pass without a good CRC, and the good frame behind them is found", () => {
    fc.assert(
      fc.property(hostile, (pieces) => {
        const { frames, rest } = frame(ruleFor(question), maxFrame, concat(...pieces), good);
        expect(rest.length).toBeLessThanOrEqual(maxFrame);
        for (const found of frames) expect(crc16Modbus(found)).toBe(0);
        expect(hex(frames.at(-1) ?? new Uint8Array(0))).toBe(hex(good));
      }),
      { numRuns: 10_000, seed: 2 },
    );
  });

  it("R10: one call on 64 KiB of noise ends and keeps no more than a frame", () => {
    const noise = Uint8Array.from({ length: 65_536 }, (_, i) => (i * 7919) >> 3);
    const { rest } = cut(noise);
    expect(rest.length).toBeLessThan(maxFrame);
  });
});
