import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xor8 } from "./checksums.ts";
import { concat, hex } from "./fields.ts";
import { type FrameRule, frame, need, nextMark } from "./framer.ts";

/** `F2 length payload.. xor`: a small protocol with all that real ones have: a mark, a length, a checksum. */
const mark = 0xf2;
const maxLength = 40;
const rule: FrameRule = (b) => {
  if (b[0] !== mark) return { skip: nextMark(b, mark, 0) };
  const length = b[1];
  if (length === undefined) return need;
  if (length + 3 > maxLength) return { skip: 1 };
  const total = length + 3;
  if (b.length < total) return need;
  return xor8(b.subarray(0, total - 1)) === b[total - 1] ? { frame: total } : { skip: 1 };
};
const build = (payload: Uint8Array): Uint8Array => {
  const head = concat([mark, payload.length], payload);
  return concat(head, [xor8(head)]);
};

const run = (chunks: readonly Uint8Array[], by: FrameRule = rule, limit = maxLength) => {
  let rest: Uint8Array = new Uint8Array(0);
  const frames: string[] = [];
  let discarded = 0;
  let longestRest = 0;
  for (const chunk of chunks) {
    const out = frame(by, limit, rest, chunk);
    rest = out.rest;
    discarded += out.discarded;
    longestRest = Math.max(longestRest, rest.length);
    frames.push(...out.frames.map(hex));
  }
  return { rest: hex(rest), frames, discarded, longestRest };
};

const splitAt = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const at = [...new Set(cuts.map((c) => c % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
};

const payload = fc.uint8Array({ maxLength: 30 });
const noise = fc.uint8Array({ maxLength: 60 });
/** Noise that is likely to look like frames. */
const mimicry = fc
  .array(fc.constantFrom(mark, 0, 1, 2, 5, 36, 37, 38, 255), { maxLength: 60 })
  .map((a) => Uint8Array.from(a));

describe("framer", () => {
  it("gives the same frames, rest and discarded bytes however the stream is split", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(payload.map(build), noise, mimicry), { maxLength: 8 }),
        fc.array(fc.nat(500), { maxLength: 30 }),
        (parts, cuts) => {
          const stream = concat(...parts);
          const whole = run([stream]);
          const split = run(splitAt(stream, cuts));
          const bytewise = run([...stream].map((b) => Uint8Array.of(b)));
          expect({ ...split, longestRest: 0 }).toEqual({ ...whole, longestRest: 0 });
          expect({ ...bytewise, longestRest: 0 }).toEqual({ ...whole, longestRest: 0 });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("finds a valid frame behind any garbage, once the garbage's own false frames have had their bytes", () => {
    fc.assert(
      fc.property(fc.oneof(noise, mimicry), payload, (garbage, body) => {
        const good = build(body);
        const filler = new Uint8Array(maxLength); // ends whatever false frame the garbage began
        expect(run([concat(garbage, filler, good)]).frames.at(-1)).toBe(hex(good));
      }),
      { numRuns: 500 },
    );
  });

  it("after a bad checksum searches again from the byte behind the start mark", () => {
    const good = build(Uint8Array.of(1, 2, 3));
    const swallowing = concat([mark, good.length], good, [0]); // a false frame that holds a good one, with a wrong checksum
    swallowing[swallowing.length - 1] = xor8(swallowing.subarray(0, -1)) ^ 1;
    expect(run([swallowing]).frames).toEqual([hex(good)]);
  });

  it("accounts for every byte: frames + discarded + rest", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (stream) => {
        const { frames, discarded, rest } = run([stream]);
        const bytesIn = (text: string) => (text === "" ? 0 : text.split(" ").length);
        expect(frames.reduce((n, f) => n + bytesIn(f), 0) + discarded + bytesIn(rest)).toBe(stream.length);
      }),
    );
  });

  it("keeps fewer than maxLength bytes, also with a rule that always wants more", () => {
    const greedy: FrameRule = () => need;
    const out = run(
      Array.from({ length: 2000 }, (_, i) => Uint8Array.of(i & 0xff)),
      greedy,
    );
    expect(out.longestRest).toBeLessThan(maxLength);
    expect(out.discarded).toBe(2000 - out.longestRest);
  });

  it("is not stopped by a rule that names frames of no bytes, of too many, or skips nothing", () => {
    for (const bad of [
      { frame: 0 },
      { frame: -3 },
      { frame: 1e9 },
      { frame: Number.NaN },
      { skip: 0 },
      { skip: -1 },
      { skip: 1e9 },
    ])
      expect(run([new Uint8Array(100)], () => bad)).toMatchObject({ frames: [], discarded: 100 });
  });

  it("refuses a frame longer than the limit even when all its bytes are there", () => {
    const long = new Uint8Array(maxLength + 10);
    expect(run([long], (b) => (b.length < long.length ? need : { frame: long.length })).frames).toEqual([]);
  });

  it("takes a megabyte of noise in one chunk within a second", () => {
    const bytes = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 7919) & 0xff);
    const startedAt = performance.now();
    expect(run([bytes]).longestRest).toBeLessThan(maxLength);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
