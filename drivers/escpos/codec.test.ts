import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import {
  type Awaiting,
  asAsb,
  asBlock,
  asFull,
  type Context,
  classOf,
  decodeUnasked,
  maxFrame,
  request,
  ruleIn,
} from "./codec.ts";
import { componentsOf, componentsOfFull, fromAsb, fromRealTime } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const context = (change: Partial<Context> = {}): Context => ({
  profile: "epson",
  loose: false,
  xonXoff: true,
  awaiting: { kind: "nothing" },
  blockOwed: false,
  request: new Uint8Array(0),
  ...change,
});
const custom = (awaiting: Awaiting = { kind: "nothing" }) => context({ profile: "custom", xonXoff: false, awaiting });
const cutIn = (c: Context, text: string) =>
  frame(
    ruleIn(() => c),
    maxFrame,
    new Uint8Array(0),
    fromHex(text),
  );
const framesOf = (c: Context, text: string) => cutIn(c, text).frames.map(hex);

const bad = (components: ReturnType<typeof componentsOf>) =>
  Object.fromEntries(
    Object.entries(components)
      .filter(([, c]) => c.vendorCode !== undefined)
      .map(([name, c]) => [name, c.state]),
  );

describe("what a byte is", () => {
  it.each(vectors.classes)("$byte is $class ($source)", ({ byte, class: expected }) => {
    expect(classOf(Number.parseInt(byte, 16))).toBe(expected);
  });
});

describe("requests", () => {
  it.each(vectors.requests)("$name $args = $frame ($source)", ({ name, args, frame: bytes }) => {
    const build = request[name as keyof typeof request] as (...given: number[]) => Uint8Array;
    expect(hex(build(...(args as number[])))).toBe(bytes);
  });
});

describe("answers", () => {
  it.each(vectors.automaticStatus)("ASB $frame ($source)", ({ frame: text, bad: expected }) => {
    expect(framesOf(context(), text)).toEqual([text]);
    const asb = asAsb(fromHex(text));
    expect(asb && bad(componentsOf(fromAsb(asb)))).toEqual(expected);
  });

  it.each(vectors.realTime)("DLE EOT $answers ($source)", ({ answers, bad: expected }) => {
    const [printer = 0, cause, error, paper = 0] = answers.map((a) =>
      a === null ? undefined : Number.parseInt(a, 16),
    );
    const told = fromRealTime({
      printer,
      paper,
      ...(cause === undefined ? {} : { cause }),
      ...(error === undefined ? {} : { error }),
    });
    expect(bad(componentsOf(told))).toEqual(expected);
  });

  it.each(vectors.fullStatus)("full status $frame ($source)", ({ frame: text, bad: expected }) => {
    expect(framesOf(custom({ kind: "full" }), text)).toEqual([text]);
    expect(framesOf(custom(), text)).toEqual([text]);
    const full = asFull(fromHex(text));
    expect(full && bad(componentsOfFull(full, "cutterCover"))).toEqual(expected);
  });

  it("takes f 02 for a flash error where the configuration says so", () => {
    expect(bad(componentsOfFull([0, 0, 0, 2], "flash"))).toEqual({ memory: "inoperative" });
  });

  it.each(vectors.blocks)("block $frame ($source)", ({ frame: text, text: expected }) => {
    expect(framesOf(context({ awaiting: { kind: "block" } }), text)).toEqual([text]);
    expect(asBlock(fromHex(text))).toBe(expected);
  });

  it.each(vectors.amounts)("amount $frame ($source)", ({ frame: text, unit }) => {
    expect(framesOf(custom({ kind: "text", unit }), text)).toEqual([text]);
    expect(framesOf(custom({ kind: "text", unit: "xx" }), text)).not.toContain(text);
  });
});

describe("what stands where it should not", () => {
  const eot = (sent: string, change: Partial<Context> = {}) =>
    context({ awaiting: { kind: "eot" }, request: fromHex(sent), ...change });

  it("starts again at a byte that cannot be in an ASB group", () => {
    expect(cutIn(eot("10 04 02"), "10 00 12")).toMatchObject({ discarded: 2 });
    expect(framesOf(eot("10 04 02"), "10 00 12")).toEqual(["12"]);
  });

  it("takes an echo of the request for what it is", () => {
    expect(cutIn(eot("10 04 01"), "10 04 01 12")).toMatchObject({ discarded: 0 });
    expect(framesOf(eot("10 04 01"), "10 04 01 12")).toEqual(["10 04 01", "12"]);
  });

  it("is no block unless one is awaited or owed", () => {
    const late = "5F 31 32 30 00";
    expect(framesOf(context(), late)).not.toContain(late);
    expect(framesOf(eot("10 04 01", { blockOwed: true }), `${late} 1A`)).toEqual([late, "1A"]);
  });

  it("refuses answers of a line at the wrong speed (§10.3 F9)", () => {
    for (const byte of ["F8", "E0", "FE", "92"]) expect(framesOf(eot("10 04 01"), byte)).toEqual([]);
  });

  it("believes clones only where the configuration says so (§2)", () => {
    expect(framesOf(eot("10 04 04"), "0C")).toEqual([]);
    expect(framesOf(eot("10 04 04", { loose: true }), "0C")).toEqual(["0C"]);
    expect(framesOf(eot("10 04 04", { loose: true }), "6C")).toEqual(["6C"]);
    expect(framesOf(context({ loose: true }), "0C")).toEqual([]);
  });

  it("reads a Custom full status only for Custom printers", () => {
    expect(framesOf(context(), "10 0F 00 00 00 00")).toEqual(["10 0F 00 00"]);
    expect(decodeUnasked(fromHex("10 0F 00 00 40 00"), "custom")).toEqual({ kind: "full", bytes: [0, 0, 0x40, 0] });
  });

  it("takes a bare status of four bytes as a hint", () => {
    expect(framesOf(custom(), "00 00 40 00")).toEqual(["00 00 40 00"]);
    expect(decodeUnasked(fromHex("00 00 40 00"), "custom")).toEqual({ kind: "bare" });
  });
});

describe("hostile bytes", () => {
  const awaitings: Awaiting[] = [
    { kind: "nothing" },
    { kind: "eot" },
    { kind: "asb" },
    { kind: "byte" },
    { kind: "block" },
    { kind: "full" },
    { kind: "raw", length: 4, printable: true },
    { kind: "text", unit: "cuts" },
  ];
  const anyContext = fc.record({
    profile: fc.constantFrom("epson" as const, "custom" as const),
    loose: fc.boolean(),
    xonXoff: fc.boolean(),
    awaiting: fc.constantFrom(...awaitings),
    blockOwed: fc.boolean(),
    request: fc.constantFrom(...[1, 2, 3, 4, 20].map(request.status), request.asbOn(), request.counter(178)),
  });

  it("R10: 100,000 random streams are cut and decoded without a crash, without growth, and bounded", () => {
    fc.assert(
      fc.property(anyContext, fc.uint8Array({ maxLength: 24 }), (c, bytes) => {
        const { rest, frames, discarded } = frame(
          ruleIn(() => c),
          maxFrame,
          new Uint8Array(0),
          bytes,
        );
        const kept = frames.reduce((n, f) => n + f.length, 0) + discarded + rest.length;
        for (const f of frames) decodeUnasked(f, c.profile);
        return rest.length < maxFrame && kept === bytes.length;
      }),
      { numRuns: 100_000 },
    );
  });

  it("negative control: by its bits alone, noise passes for a status; so an answer amid garbage must not be believed", () => {
    const awaiting = context({ awaiting: { kind: "eot" }, request: request.status(2) });
    const { frames, discarded } = frame(
      ruleIn(() => awaiting),
      maxFrame,
      new Uint8Array(0),
      fromHex("F8 32 12"),
    );
    expect(frames.map(hex)[0]).toBe("32"); // paper end, where the printer said 12
    expect(discarded).toBe(1); // what the conversation sees, and asks again
  });

  it("R10: a good ASB group behind garbage is found again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (garbage) => {
        // XON between them closes no group, so three bytes that cannot be in one do.
        const { frames } = cutOf(concat(garbage, fromHex("F8 F8 F8"), fromHex("18 08 00 00")));
        expect(frames.map(hex).at(-1)).toBe("18 08 00 00");
      }),
      { numRuns: 2_000 },
    );
  });

  it("cuts the same however the bytes are split", () => {
    const stream = fromHex("10 00 03 00 11 14 13 00 00 0F 12 18 00 0F 00 F8 38 00 00 00");
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 20, maxLength: 20 }), (sizes) => {
        let rest: Uint8Array = new Uint8Array(0);
        const found: string[] = [];
        let at = 0;
        for (const size of sizes) {
          const step = frame(
            ruleIn(() => context()),
            maxFrame,
            rest,
            stream.subarray(at, at + size),
          );
          at += size;
          rest = step.rest;
          found.push(...step.frames.map(hex));
        }
        expect(found).toEqual(cutOf(stream).frames.map(hex));
      }),
    );
  });
});

const cutOf = (bytes: Uint8Array) =>
  frame(
    ruleIn(() => context()),
    maxFrame,
    new Uint8Array(0),
    bytes,
  );
