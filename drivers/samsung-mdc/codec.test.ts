import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import { decode, encode, errorsOf, hoursOf, maxFrame, percentOf, rule } from "./codec.ts";
import { componentsOfErrors, panelOf, powerOf } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const cut = (bytes: Uint8Array) => frame(rule, maxFrame, new Uint8Array(0), bytes);
const good = fromHex("AA FF 01 08 41 0D 00 00 00 00 26 00 7C");

describe("frames of the sheet", () => {
  it.each(vectors.requests)("request $frame ($source)", ({ command, id, data, frame: text }) => {
    expect(hex(encode(command, id, ...data))).toBe(text);
  });

  it.each(vectors.answers)("answer $frame ($source)", ({ frame: text, id, command, values }) => {
    expect(cut(fromHex(text))).toMatchObject({ discarded: 0, frames: [fromHex(text)] });
    expect(decode(fromHex(text))).toEqual({ kind: "ack", id, command, values: fromHex(values) });
  });

  it.each(vectors.refusals)("refusal $frame ($source)", ({ frame: text, id, command, error }) => {
    expect(decode(fromHex(text))).toEqual({ kind: "nak", id, command, error });
  });

  it.each(vectors.errors)("display status $frame ($source)", ({ frame: text, celsius, bad }) => {
    const answer = decode(fromHex(text));
    const errors = answer?.kind === "ack" ? errorsOf(answer.values) : undefined;
    expect(errors?.celsius).toBe(celsius);
    const components = errors ? componentsOfErrors(errors, text) : {};
    const said = Object.entries(components).filter(([, c]) => c.vendorCode !== undefined);
    expect(Object.fromEntries(said.map(([name, c]) => [name, c.state]))).toEqual(bad);
    for (const [, c] of said) expect(c.frame).toBe(text);
  });

  it.each(vectors.damaged)("damaged $frame ($source)", ({ frame: text }) => {
    expect(cut(fromHex(text)).frames).toEqual([]);
  });

  it("is not split where AA stands in data or is the checksum", () => {
    const twice = concat(
      fromHex(vectors.answers[1]?.frame ?? ""),
      fromHex("AA FF 01 08 41 0D 00 01 00 00 52 01 AA"),
      good,
    );
    expect(cut(twice).frames).toHaveLength(3);
  });
});

describe("codes", () => {
  it("every code of section 4, and those that are in no table", () => {
    const states = (bytes: number[]) => {
      const errors = errorsOf(Uint8Array.from(bytes));
      const components = errors ? componentsOfErrors(errors, "") : {};
      return Object.values(components).map((c) => c.state);
    };
    expect(states([0, 0, 0, 0, 38, 0])).toEqual(["ok", "ok", "notFitted", "present", "ok"]);
    expect(states([1, 1, 1, 1, 38, 1])).toEqual(["inoperative", "high", "inoperative", "missing", "inoperative"]);
    expect(states([0, 0, 2, 2, 38, 2])).toEqual(["ok", "ok", "ok", "notApplicable", "notFitted"]);
    expect(states([9, 9, 9, 9, 38, 9])).toEqual(["unknown", "unknown", "unknown", "unknown", "unknown"]);
    expect(errorsOf(Uint8Array.of(0, 0, 0))).toBeUndefined();
  });

  it("power, panel and figures", () => {
    expect([0, 1, 2].map((v) => powerOf(v, "").state)).toEqual(["off", "on", "unknown"]);
    expect([0, 1, 7].map((v) => panelOf(v, "").state)).toEqual(["on", "off", "unknown"]);
    expect(panelOf(undefined, "").state).toBe("unknown");
    expect(hoursOf(Uint8Array.of(0x12, 0x34))).toBe(776.7);
    expect(hoursOf(Uint8Array.of(0x01, 0x00, 0x00))).toBe(10922.7);
    expect(hoursOf(Uint8Array.of(1))).toBeUndefined();
    expect(percentOf(Uint8Array.of(100))).toBe(100);
    expect(percentOf(Uint8Array.of(0xff))).toBeUndefined();
  });
});

describe("hostile bytes", () => {
  const anyBytes = fc.uint8Array({ maxLength: 40 });

  it("R10: 100,000 random streams are cut and decoded without a crash or growth", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { rest, frames, discarded } = cut(concat([0xaa], bytes));
        for (const f of frames) decode(f);
        const kept = frames.reduce((n, f) => n + f.length, 0) + discarded + rest.length;
        return rest.length < maxFrame && kept === bytes.length + 1;
      }),
      { numRuns: 100_000 },
    );
  });

  it("R10: a good frame behind garbage is found again once the garbage cannot go on", () => {
    fc.assert(
      fc.property(anyBytes, (garbage) => {
        const { frames } = cut(concat(garbage, new Uint8Array(maxFrame), good));
        expect(frames.map(hex).at(-1)).toBe(hex(good));
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds the same frames however the bytes are split", () => {
    const stream = concat(good, [0x00, 0xaa, 0x17], good, encode(0x11, 1, 1), good);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 }), (sizes) => {
        let rest: Uint8Array = new Uint8Array(0);
        const found: string[] = [];
        let at = 0;
        for (const size of sizes) {
          const step = frame(rule, maxFrame, rest, stream.subarray(at, at + size));
          at += size;
          rest = step.rest;
          found.push(...step.frames.map(hex));
        }
        expect(found).toEqual(cut(stream).frames.map(hex));
      }),
    );
  });

  it("no single flipped bit passes for an answer", () => {
    for (let bit = 0; bit < good.length * 8; bit++) {
      const spoiled = Uint8Array.from(good);
      spoiled[bit >> 3] = (spoiled[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(cut(spoiled).frames.filter((f) => decode(f) !== undefined)).toEqual([]);
    }
  });
});
