import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { components } from "../../contract/index.ts";
import { randomBytes, seeded } from "../../tests/support/seeded.ts";
import { crc16Cms } from "../wire/checksums.ts";
import { concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import { decodeCounters, decodeSerial, decodeSetup, encode, exchangeOf, maxFrame, packetOf, rule } from "./codec.ts";
import { codes } from "./codes.ts";
import { half, keyOf, offer, power, seal, unseal } from "./essp.ts";
import { eventsOf, knownEvents } from "./events.ts";
import { type Heard, heard, nothingHeard } from "./heard.ts";
import { meanings } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

describe("frames", () => {
  test("every good frame of the sheets passes the framer whole, and is written the same again", () => {
    expect(vectors.frames.length).toBeGreaterThan(100);
    for (const { frame: text } of vectors.frames) {
      const bytes = fromHex(text);
      expect(frame(rule, maxFrame, new Uint8Array(0), bytes).frames, text).toEqual([bytes]);
      const { seq, data } = packetOf(bytes);
      expect(hex(encode(seq, data))).toBe(text);
    }
  });

  test.each(vectors.stuffing)("stuffing: $name", ({ data, seq, frame: text }) => {
    expect(hex(encode(Number.parseInt(seq, 16), fromHex(data)))).toBe(text);
    expect(hex(packetOf(fromHex(text)).data)).toBe(data);
  });

  test("any data comes back through stuffing and framing, however it is split", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 255 }), fc.boolean(), fc.nat(600), (data, flag, cut) => {
        const bytes = encode(flag ? 0x80 : 0, data);
        const first = frame(rule, maxFrame, new Uint8Array(0), bytes.slice(0, cut));
        const second = frame(rule, maxFrame, first.rest, bytes.slice(cut));
        const [whole] = [...first.frames, ...second.frames];
        expect(whole && packetOf(whole)).toEqual({ seq: flag ? 0x80 : 0, data });
      }),
    );
  });

  test("a single 7F starts a new packet, and what was collected is dropped", () => {
    const bytes = concat(fromHex("7F 80 04 F0 EE"), fromHex("7F 80 01 F0 23 80"));
    const { frames, discarded } = frame(rule, maxFrame, new Uint8Array(0), bytes);
    expect(frames.map(hex)).toEqual(["7F 80 01 F0 23 80"]);
    expect(discarded).toBe(5);
  });

  test("an exchange is a request and its answer of the same flag, never its echo", () => {
    const poll = fromHex("7F 80 01 07 12 02");
    expect(exchangeOf(poll, fromHex("7F 80 01 F0 23 80"))).toMatchObject({ seq: 0x80 });
    expect(exchangeOf(poll, fromHex("7F 00 01 F0 20 0A"))).toBeUndefined();
    expect(exchangeOf(poll, poll)).toBeUndefined();
  });

  test("setup, serial number and counters are read", () => {
    const answers = vectors.frames.map((v) => packetOf(fromHex(v.frame)).data);
    const setups = answers.flatMap((a) => (a.length > 20 && a[0] === 0xf0 && a[1] === 0 ? [decodeSetup(a)] : []));
    const [euro, pound] = setups;
    expect(euro).toEqual({
      unitType: 0,
      firmware: "0411",
      country: "EUR",
      version: 8,
      channels: [500, 1000, 2000, 5000].map((value, i) => ({ type: i + 1, currency: "EUR", value })),
    });
    // The manual's multiplier there makes no sense: channels are known, their values are not.
    expect(pound?.channels).toEqual([1, 2, 3].map((type) => ({ type, currency: "GBP" })));
    expect(decodeSerial(packetOf(fromHex("7F 80 05 F0 00 1C 96 2C D4 97")).data)).toBe("1873452");
    expect(decodeCounters(fromHex(vectors.payloads[0]?.bytes ?? ""))).toEqual({
      stacked: 300,
      stored: 210,
      dispensed: 180,
      moved: 360,
      rejected: 25,
    });
    expect(
      decodeCounters(packetOf(fromHex(vectors.frames.find((v) => v.frame.startsWith("7F 80 16"))?.frame ?? "")).data),
    ).toMatchObject({ stacked: 150, rejected: 12 });
  });
});

describe("events", () => {
  const plain = { version: 7, unitType: 0 };
  test("every event has a meaning, and every meaning an event", () => {
    expect(new Set(knownEvents)).toEqual(new Set(Object.keys(meanings).map(Number)));
  });

  test("lengths depend on the version and the unit", () => {
    const ends = (text: string, dialect = plain) => eventsOf(fromHex(text), dialect);
    expect(ends("F0 F1 E1 00 E8").events.map((e) => e.code)).toEqual([0xf1, 0xe1, 0xe8]);
    expect(ends("F0 E6 03 CC", { version: 6, unitType: 0 }).events).toHaveLength(2);
    const values = "F0 E6 01 E8 03 00 00 45 55 52 CC";
    expect(ends(values, { version: 6, unitType: 6 }).events[0]).toEqual({
      code: 0xe6,
      data: 1,
      amounts: [{ value: 1000, currency: "EUR" }],
    });
    expect(ends("F0 D2 E8 03 00 00 E8", { version: 5, unitType: 6 }).events.map((e) => e.code)).toEqual([0xd2, 0xe8]);
    expect(ends("F0 C9 E8 E8 E8 E8 E8 E8 E8 EB", { version: 6, unitType: 6 }).events.map((e) => e.code)).toEqual([
      0xc9, 0xeb,
    ]);
    expect(ends("F0 B1 00 01 E8", { version: 7, unitType: 6 }).events.map((e) => e.code)).toEqual([0xb1, 0xe8]);
  });

  test("behind an unknown or cut event nothing is read", () => {
    expect(eventsOf(fromHex("F0 E3 A5 EE 03"), plain)).toMatchObject({ events: [{ code: 0xe3 }], unread: 0xa5 });
    expect(eventsOf(fromHex("F0 EE"), plain)).toEqual({ events: [], unread: 0xee });
  });

  test("codes name only words of the vocabulary", () => {
    for (const code of codes)
      if ("component" in code) {
        const states = (components.cashAcceptor as Record<string, readonly string[]>)[code.component];
        expect(states, `${code.code} ${code.component}`).toContain(code.state);
      }
  });
});

describe("R10: hostile bytes", () => {
  test("100,000 random and mutated frames never throw, and a valid one behind them is found", () => {
    const random = seeded(11);
    const good = fromHex("7F 00 04 F0 EE 03 CC E3 44");
    let rest: Uint8Array = new Uint8Array(0);
    let state: Heard = nothingHeard({ book: undefined, unit: undefined }, 0);
    const at = { now: 0, mono: 0, sensor: true, wasUp: false };
    for (let n = 0; n < 100_000; n++) {
      const text = vectors.frames[Math.floor(random() * vectors.frames.length)]?.frame ?? "";
      const bytes = n % 3 ? fromHex(text) : randomBytes(random, 1 + Math.floor(random() * 24));
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const cut = frame(rule, maxFrame, rest, bytes);
      rest = cut.rest;
      for (const f of cut.frames) {
        const { seq, data } = packetOf(f);
        state = heard(
          state,
          { seq, request: Uint8Array.of([7, 5, 0x0c, 0x58, 0x22, 0x17][n % 6] ?? 7), answer: data, frame: f },
          at,
        ).is;
      }
      expect(rest.length).toBeLessThan(maxFrame);
    }
    const { frames } = frame(rule, maxFrame, new Uint8Array(0), concat(rest, good, good));
    expect(frames.map(hex)).toContain(hex(good));
  });
});

describe("eSSP", () => {
  test("both sides come to one key, and what is sealed is opened by it alone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        (seed, data, count) => {
          const random = seeded(seed);
          const mine = offer(random);
          const theirs = { ...mine, secret: 12_345n };
          const a = keyOf("0123456701234567", power(half(theirs), mine.secret, mine.modulus));
          const b = keyOf("0123456701234567", power(half(mine), theirs.secret, mine.modulus));
          expect(a).toEqual(b);
          expect(hex(a).startsWith("67 45 23 01 67 45 23 01")).toBe(true);
          const wire = seal({ key: a, count, data, random });
          expect((wire.length - 1) % 16).toBe(0);
          expect(unseal(b, wire)).toEqual({ count, data });
          expect(unseal(keyOf("FFFFFFFFFFFFFFFF", 1n), wire)).toBeUndefined();
        },
      ),
      { numRuns: 30 },
    );
  });

  test("the published decrypted block has the CRC that it carries", () => {
    const block = fromHex(vectors.payloads[1]?.bytes ?? "");
    expect(crc16Cms(block.subarray(0, -2))).toBe(0xf406);
  });
});
