import fc from "fast-check";
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { bytesOf, concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import { type Bits, decode, encode, maxFrame, rule, shutdownCommand } from "./codec.ts";
import { codes } from "./codes.ts";
import { Config } from "./config.ts";
import { batteryAgeOf, batteryVoltsOf, componentsOf, type Known, type Looked, measuresOf } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const cut = (bytes: Uint8Array) => frame(rule, maxFrame, new Uint8Array(0), bytes);
const config = Value.Default(Config, {}) as Config;
const rated = (volts = 230, batteryVolts = 24, hertz = 50): Known => ({ volts, batteryVolts, hertz });
const good = fromHex(vectors.status[0]?.frame ?? "");

/** What a status frame says with the given ratings, and nothing known from before. */
const looked = (bytes: Uint8Array, known = rated(), more: Partial<Looked> = {}): Looked => {
  const line = decode(bytes);
  if (line?.kind !== "status") throw new Error("no status");
  const battery = batteryVoltsOf(line.status.battery, known, 0);
  return { status: line.status, frame: hex(bytes), known, battery, was: {}, lastTest: undefined, ...more };
};
const statesOf = (of: Looked) =>
  Object.fromEntries(Object.entries(componentsOf(of, config)).map(([name, c]) => [name, c.state]));
const well = {
  utility: "ok",
  battery: "ok",
  output: "on",
  ups: "ok",
  load: "ok",
  temperature: "ok",
  selfTest: "ok",
  shutdown: "none",
};

describe("lines of the sheet", () => {
  it.each(vectors.requests)("asks $command ($source)", ({ command, frame: text }) => {
    expect(hex(encode(command))).toBe(text);
  });

  it.each(vectors.status)("reads $text ($source)", (vector) => {
    const bytes = fromHex(vector.frame);
    expect(cut(bytes)).toMatchObject({ frames: [bytes], discarded: 0 });
    const line = decode(bytes);
    if (line?.kind !== "status") throw new Error(`no status: ${vector.text}`);
    const { bits, ...values } = line.status;
    expect(JSON.parse(JSON.stringify(values))).toEqual(vector.values);
    expect(Object.keys(bits).filter((name) => bits[name as keyof Bits])).toEqual(vector.bits);
  });

  it.each(vectors.status)("means of $text ($source)", ({ frame: text, states, rating, absent }) => {
    const expected = { ...well, ...states };
    for (const name of absent ?? []) delete (expected as Record<string, string>)[name];
    const of = looked(fromHex(text), rating ? rated(...(rating as [number, number, number])) : rated());
    expect(statesOf(of)).toEqual(expected);
    for (const [name, c] of Object.entries(componentsOf(of, config)))
      if (Object.hasOwn(states, name)) expect(c, name).toMatchObject({ vendorCode: expect.any(String), frame: text });
  });

  it.each(vectors.ratings)("ratings $text ($source)", ({ frame: text, rating }) => {
    expect(cut(fromHex(text)).frames.map(decode)).toEqual([{ kind: "rating", rating }]);
  });

  it.each(vectors.vendors)("vendor $frame ($source)", ({ frame: text, vendor }) => {
    expect(cut(fromHex(text)).frames.map(decode)).toEqual([{ kind: "vendor", vendor }]);
  });

  it.each(vectors.verdicts)("verdict $frame ($source)", ({ frame: text, kind }) => {
    expect(cut(fromHex(text)).frames.map((f) => decode(f)?.kind)).toEqual([kind]);
  });

  it.each(vectors.damaged)("nothing of $frame ($source)", ({ frame: text }) => {
    expect(cut(concat(fromHex(text), [0x0d])).frames).toEqual([]);
  });

  it("a shutdown is never sooner than asked, and only as the unit can count", () => {
    const of = (seconds: number) => shutdownCommand(seconds, 3);
    expect([12, 13, 54, 55, 60, 61, 600].map(of)).toEqual(
      [".2", ".3", ".9", "01", "01", "02", "10"].map((n) => `S${n}R0003`),
    );
    expect(shutdownCommand(30, 1234)).toBe("S.5R1234");
  });
});

describe("judging", () => {
  const line = (text: string) => bytesOf(`${text}\r`);

  it("every bit of the sheet that says something of health is in the table of codes", () => {
    const names = codes.filter((c) => "component" in c).map((c) => c.code);
    expect(new Set(names).size).toBe(names.length);
    for (const bit of ["b7", "b7+b6", "b6", "b5", "b4", "b2", "b1"]) expect(names).toContain(`Q1 ${bit}`);
  });

  it("the battery's age is days since its date, and none without one", () => {
    const now = Date.UTC(2026, 10, 21, 9);
    expect(["2026-11-21", "2025-11-21", "", "2027-01-01", "2026-02-31"].map((d) => batteryAgeOf(d, now))).toEqual([
      0,
      365,
      undefined,
      undefined,
      263,
    ]);
  });

  it.each([
    [27.5, 24, 27.5],
    [2.27, 24, 27.24],
    [2.05, 96, 98.4],
    [13.6, 48, 54.4],
    [0.4, 24, undefined],
    [undefined, 24, undefined],
  ])("battery figure %s of a %s V battery is %s V in all", (raw, batteryVolts, volts) => {
    expect(batteryVoltsOf(raw, rated(230, batteryVolts), 0)).toBe(volts);
  });

  it("a battery figure without a rating is not guessed, with a factor it is reckoned", () => {
    const known: Known = { volts: undefined, hertz: undefined, batteryVolts: undefined };
    expect(batteryVoltsOf(2.27, known, 0)).toBeUndefined();
    expect(batteryVoltsOf(2.27, known, 12)).toBe(27.24);
  });

  it("a ratio that means nothing is passed over, an unmeasured one is unknown (sheet 3)", () => {
    const output = (text: string) => componentsOf(looked(line(text)), config).output?.state;
    expect(output("(100.0 100.0 230.0 014 50.0 27.4 30.0 00101000")).toBe("on");
    expect(output("(@@@.@ 230.0 230.0 014 50.0 27.4 30.0 00101000")).toBe("unknown");
    expect(output("(230.0 230.0 @@@.@ 014 50.0 27.4 30.0 00101000")).toBe("unknown");
    expect(output("(230.0 230.0 @@@.@ 014 50.0 27.4 30.0 00001000")).toBeUndefined();
    expect(output("(260.0 260.0 226.0 014 50.0 27.4 30.0 00101000")).toBe("regulated");
  });

  it("b7 while a test runs and the mains is there is the test, not a failure of the mains", () => {
    const utility = (text: string) => componentsOf(looked(line(text)), config).utility?.state;
    expect(utility("(230.0 230.0 230.0 014 50.0 24.9 30.0 10001101")).toBe("ok");
    expect(utility("(000.0 000.0 230.0 014 50.0 24.9 30.0 10001101")).toBe("failed");
    expect(utility("(230.0 230.0 230.0 014 50.0 24.9 30.0 10001001")).toBe("failed");
  });

  it("limits have a dead band", () => {
    const states = (text: string, was: Looked["was"]) => statesOf(looked(line(text), rated(), { was }));
    const at = (volts: string, load: string, celsius: string) =>
      `(${volts} 230.0 230.0 ${load} 50.0 27.4 ${celsius} 00001000`;
    const bad = { utility: { state: "outOfRange" }, load: { state: "overload" }, temperature: { state: "high" } };
    const between = at("196.5", "098", "043.5".slice(1));
    expect(states(between, {})).toMatchObject({ utility: "ok", load: "high", temperature: "ok" });
    expect(states(between, bad)).toMatchObject({ utility: "outOfRange", load: "overload", temperature: "high" });
    expect(states(at("230.0", "060", "30.0"), bad)).toMatchObject({ utility: "ok", load: "ok", temperature: "ok" });
    expect(states(at("180.0", "101", "45.1"), {})).toMatchObject({
      utility: "outOfRange",
      load: "overload",
      temperature: "high",
    });
  });

  it("the charge is NUT's guess: 100 % for the vectors it was tried with, 0 at 20.8 V", () => {
    expect(measuresOf(looked(good))).toMatchObject({ batteryVoltage: 27.5, batteryCharge: 100, outputLoad: 14 });
    expect(measuresOf(looked(line("(230.0 230.0 230.0 014 50.0 20.8 30.0 00001000"))).batteryCharge).toBe(0);
    expect(measuresOf(looked(line("(230.0 @@@.@ 230.0 014 50.0 27.4 @@.@ 00001000")))).not.toHaveProperty(
      "temperature",
    );
  });
});

describe("hostile bytes", () => {
  const printable = fc.string({ minLength: 0, maxLength: 60 }).map(bytesOf);
  const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), printable);

  it("R10: 100,000 random streams are cut and decoded without a crash or growth", () => {
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(0x28, 0x23, 0x54), (bytes, first) => {
        const { rest, frames, discarded } = cut(concat([first], bytes, [0x0d]));
        for (const f of frames) decode(f);
        const kept = frames.reduce((n, f) => n + f.length, 0) + discarded + rest.length;
        return rest.length < maxFrame && kept === bytes.length + 2;
      }),
      { numRuns: 100_000 },
    );
  });

  it("R10: a good line behind garbage is found again", () => {
    fc.assert(
      fc.property(anyBytes, (garbage) => {
        expect(
          cut(concat(garbage, new Uint8Array(maxFrame), good))
            .frames.map(hex)
            .at(-1),
        ).toBe(hex(good));
      }),
      { numRuns: 2_000 },
    );
  });

  it("a good line right behind a cut one or behind noise is found (sheet 6.4, 6.10)", () => {
    expect(cut(concat(bytesOf("(230.1 230.1 23"), good)).frames.map(hex)).toEqual([hex(good)]);
    expect(cut(concat(bytesOf("x~"), good, [0x0a], good)).frames).toHaveLength(2);
    expect(cut(concat([0x81], good)).discarded).toBe(1);
  });

  it("finds the same lines however the bytes are split", () => {
    const stream = concat(good, [0x0a], bytesOf("T\r"), fromHex(vectors.vendors[0]?.frame ?? ""), good);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 150, maxLength: 150 }), (sizes) => {
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

  it("a lost or a doubled byte never passes for a status, but for a doubled space", () => {
    for (let at = 0; at < good.length; at++) {
      const lost = concat(good.slice(0, at), good.slice(at + 1), good);
      expect(cut(lost).frames.filter((f) => f.length !== good.length)).toEqual([]);
      const doubled = concat(good.slice(0, at), [good[at] ?? 0], good.slice(at));
      if (good[at] !== 0x20) for (const f of cut(doubled).frames) expect(hex(f), `doubled ${at}`).toBe(hex(good));
    }
  });
});
