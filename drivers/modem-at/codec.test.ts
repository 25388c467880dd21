import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import * as answers from "./answers.ts";
import { decode, encode, fieldsOf, isShowable, maxLine, rule } from "./codec.ts";
import { codes, meaningOfError, nameOf } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const cut = (bytes: Uint8Array) => frame(rule, maxLine, new Uint8Array(0), bytes);
const textOf = (bytes: Uint8Array): string => {
  const line = decode(bytes);
  return line.kind === "ok" ? "OK" : line.kind === "text" ? line.text : line.error.text;
};

describe("lines of the sheet", () => {
  it.each(vectors.lines)("$frame ($source)", ({ frame: bytes, from, text, texts }) => {
    if (from === "host") return expect(hex(encode(text ?? ""))).toBe(bytes);
    const { frames, discarded, rest } = cut(fromHex(bytes));
    expect([discarded, rest.length]).toEqual([0, 0]);
    expect(frames.map(textOf)).toEqual(texts?.map((t) => t.replace(/^\+CM[ES] ERROR: /, "")));
  });

  it("finds the same lines however the bytes are split", () => {
    const stream = fromHex(vectors.lines.flatMap((l) => (l.from === "modem" ? [l.frame] : [])).join(" "));
    const whole = cut(stream).frames.map(hex);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 20, maxLength: 20 }), (sizes) => {
        let rest: Uint8Array = new Uint8Array(0);
        const frames: string[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          const got = frame(rule, maxLine, rest, stream.slice(at, at + size));
          rest = got.rest;
          frames.push(...got.frames.map(hex));
          at += size;
        }
        expect(frames).toEqual(whole);
      }),
    );
  });

  it("drops a line with a byte that is no text, and one whose end is damaged", () => {
    expect(cut(bytesOf("\r\n+CSQ: 2\x013,99\r\n\r\nOK\r\n")).frames.map(textOf)).toEqual(["3,99", "OK"]);
    expect(cut(bytesOf("\r\nOK\r\x0b")).frames).toEqual([]);
    expect(answers.rssiOf("3,9\x07")).toBe(-107);
  });
});

describe("information lines", () => {
  it.each(vectors.registrations)("+CEREG: $text", ({ text, solicited, ...registration }) => {
    const line = `+CEREG: ${text}`;
    expect(answers.registrationOf("+CEREG:", [line])).toEqual(registration);
    // An answer is believed before what came unasked, whichever is last.
    const other = answers.registrationOf("+CEREG:", [line, solicited ? "+CEREG: 4" : "+CEREG: 0,4"]);
    expect(other?.stat).toBe(solicited ? registration.stat : 4);
  });

  it.each(vectors.rssi)("CSQ $csq is $dBm dBm ($source)", ({ csq, dBm }) => {
    expect(answers.rssiOf(csq) ?? null).toBe(dBm);
  });

  it("reads CESQ, QCSQ and QENG to the same levels (modem-at.md §3, §4)", () => {
    expect(answers.levelsOfCesq("99,99,255,255,20,56")).toEqual({ rsrp: -85, rsrq: -10 });
    expect(answers.levelsOfCesq("99,99,255,255,255,255")).toEqual({});
    expect(answers.levelsOfQcsq('"LTE",-54,-85,185,-10')).toEqual({ rsrp: -85, rsrq: -10, sinr: 17 });
    expect(answers.levelsOfQcsq('"LTE",85,-124,55,-18')).toMatchObject({ rsrp: -124, sinr: -9 });
    expect(answers.levelsOfQcsq('"NOSERVICE"')).toEqual({ noService: true });
    expect(answers.levelsOfQcsq('"WCDMA",-70,-80,-5')).toEqual({});
    const qeng = '"servingcell","NOCONN","LTE","FDD",460,01,B57DE33,63,1850,3,5,5,B504,-85,-10,-54,17,38';
    expect(answers.servingCellOf(qeng)).toEqual({
      state: "NOCONN",
      technology: "LTE",
      band: 3,
      cell: 0xb57de33,
      area: 0xb504,
      rsrp: -85,
      rsrq: -10,
      sinr: 17,
    });
    expect(answers.servingCellOf('"servingcell","LIMSRV","LTE","FDD",460,01,-,-,-,-,-,-,-,-,-,-,-,-')).toEqual({
      state: "LIMSRV",
      technology: "LTE",
    });
    expect(answers.servingCellOf('"servingcell","SEARCH"')).toEqual({ state: "SEARCH" });
  });

  it("tells an address from none, in both families (§4)", () => {
    const has = (line: string) => answers.hasAddress(1, [`+CGPADDR: ${line}`]);
    expect([has('1,"10.9.146.175"'), has('1,"0.0.0.0"'), has("1"), has('1,""'), has('2,"10.0.0.1"')]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(has(`1,"0.0.0.0","${Array(16).fill("0").join(".")}"`)).toBe(false);
    expect(has('1,"","32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1"')).toBe(true);
  });

  it("operator, tries, band, temperature", () => {
    expect(answers.operatorOf('0,0,"CHN, UNICOM",7')).toEqual({ name: "CHN, UNICOM", technology: 7 });
    expect(answers.operatorOf("0")).toEqual({});
    expect(answers.pinTriesOf(['+QPINC: "P2",3,10', '+QPINC: "SC",2,10'])).toBe(2);
    expect(answers.bandOf('"FDD LTE","46011","LTE BAND 3",1650')).toBe("LTE BAND 3");
    expect(answers.temperatureOf(["+QTEMP: 31,255,30"])).toBe(31);
    expect(answers.temperatureOf(['+QTEMP: "soc-thermal","41"', '+QTEMP: "pa-thermal","-273"'])).toBe(41);
    expect(answers.temperatureOf(["+QTEMP: bad"])).toBeUndefined();
    expect(fieldsOf('a,"b,c",,d,')).toEqual(["a", "b,c", "", "d", ""]);
  });

  it("shows neither the modem's nor the SIM's number", () => {
    expect(answers.maskedImei(["861065031234567"])).toBe("86106503*****67");
    expect(answers.maskedImei(["garbage"])).toBeUndefined();
    expect(answers.maskedIccid(["+QCCID: 89860112345678901234"])).toBe("898601*********1234");
  });
});

describe("errors", () => {
  const errorOf = (text: string) => {
    const line = decode(bytesOf(`\r\n${text}\r\n`));
    if (line.kind !== "error") throw new Error(`${text} is no error`);
    return line.error;
  };
  it.each([
    ["+CME ERROR: 10", "CME 10", "notPresent"],
    ["+CME ERROR: SIM not inserted", "CME 10", "notPresent"],
    ["+CMS ERROR: 313", "CMS 313", "inoperative"],
    ["+CME ERROR: 777", "CME 777", undefined],
    ["+CME ERROR: no such thing", "CME no such thing", undefined],
    ["ERROR", "ERROR", undefined],
    ["COMMAND NOT SUPPORT", "COMMAND NOT SUPPORT", undefined],
  ])("%s is %s", (text, name, state) => {
    const error = errorOf(text);
    expect(nameOf(error)).toBe(name);
    expect(meaningOfError(error).says?.state).toBe(state);
  });

  it("has every code of the sheet: 17 SIM states, 12 registrations, the CME and CMS tables", () => {
    expect(codes.filter((c) => c.code.startsWith("CPIN")).length).toBe(17);
    expect(codes.filter((c) => c.code.startsWith("CREG")).length).toBe(12);
    expect(codes.filter((c) => c.code.startsWith("CME")).length).toBeGreaterThanOrEqual(85);
    expect(codes.filter((c) => c.code.startsWith("CMS")).length).toBe(10);
  });
});

describe("what may be shown", () => {
  it.each([
    ["AT+CSQ\r", true],
    ["\r\n+CSQ: 23,99\r\n\r\nOK\r\n", true],
    ["\r\n", true],
    ["AT+CGSN\r", true],
    ["\r\n861065031234567\r\n\r\nOK\r\n", false],
    ["8610650312", false],
    ["34567\r\n\r\nOK\r\n", false],
    ['AT+CPIN="1234"\r', false],
    ["+QCCID: 89860112345678901234\r\n", false],
    ['\r\n+CGPADDR: 1,"10.9.146.175"\r\n', false],
    ['\r\n+CMT: "+8613800000000"\r\n', false],
    ["hello\r\n", false],
  ])("%j: %s", (text, shown) => {
    expect(isShowable(bytesOf(text))).toBe(shown);
  });
});

describe("hostile bytes", () => {
  const lines = vectors.lines.flatMap((l) => (l.from === "modem" ? [l.frame] : []));
  const mutated = fc
    .tuple(fc.constantFrom(...lines), fc.nat(60), fc.integer({ min: 1, max: 255 }))
    .map(([text, at, flip]) => fromHex(text).map((byte, i, all) => (i === at % all.length ? byte ^ flip : byte)));
  const hostile = fc.array(fc.oneof({ weight: 3, arbitrary: mutated }, fc.uint8Array({ maxLength: 24 })), {
    minLength: 10,
    maxLength: 10,
  });
  it("R10: 10^5 fuzzed lines neither crash nor pass with a byte that is no text, and the good line behind them is found", () => {
    fc.assert(
      fc.property(hostile, (pieces) => {
        // A blank line first: without one the good line is the end of whatever text stands before it.
        const { frames, rest } = cut(concat(...pieces, bytesOf("\r\n\r\nOK\r\n")));
        expect(rest.length).toBeLessThan(maxLine);
        for (const found of frames) expect(decode(found).kind).toMatch(/ok|error|text/);
        expect(decode(frames.at(-1) ?? new Uint8Array(0)).kind).toBe("ok");
      }),
      { numRuns: 10_000, seed: 3 },
    );
  });
  it("every reader takes any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        answers.registrationOf("+CREG:", [`+CREG:${text}`]);
        answers.servingCellOf(`"servingcell","NOCONN","LTE",${text}`);
        answers.levelsOfQcsq(`"LTE",${text}`);
        answers.levelsOfCesq(text);
        answers.operatorOf(text);
        answers.hasAddress(1, [`+CGPADDR: ${text}`]);
        answers.temperatureOf([text, `+QTEMP:${text}`]);
        answers.bandOf(text);
        answers.rssiOf(text);
      }),
    );
  });
});
