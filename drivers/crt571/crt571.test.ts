import fc from "fast-check";
import { describe, expect, test } from "vitest";
import simulated from "../../simulators/devices/crt571/device.ts";
import { never, serialBench } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { randomBytes, seeded } from "../../tests/support/seeded.ts";
import type { Reading } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import {
  commands,
  decode,
  decodeCounter,
  decodeSensors,
  decodeSerial,
  isShowable,
  maxFrame,
  request,
  rule,
} from "./codec.ts";
import driver from "./driver.ts";
import { errors, isKnownError, troubleOf } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const defaults = { address: 0, initializeOnPowerUp: true, entry: "open" as const, stacker: true, cardLeftAfterS: 120 };
const none = new Uint8Array(0);

const rig = (
  settings: Record<string, unknown> = {},
  config: Record<string, unknown> = {},
  memory = new Map<string, unknown>(),
) => {
  const bench = serialBench({ driver, simulated }, { settings, config, memory });
  return { ...bench, polls: (n: number) => bench.pollTimes(n, driver.poll.everyMs) };
};

describe("frames", () => {
  test("every frame of the sheet passes the framer whole", () => {
    const all = [
      ...vectors.frames.map((v) => v.frame),
      ...vectors.conversations.flatMap((c) => c.lines.map((l) => l[1] ?? "")),
    ];
    const broken = [
      "F2 00 00 03 43 31 30 03 4F",
      "F2 00 00 06 50 31 30 30 32 30 03 6B",
      "11 22 06 F2 00 00 06 50 31 30 30 32 30 03 94",
    ];
    for (const text of all.filter((t) => !broken.includes(t)))
      expect(frame(rule, maxFrame, none, fromHex(text)).frames.map(hex), text).toEqual([text]);
    expect(frame(rule, maxFrame, none, fromHex(broken[2] ?? "")).frames).toHaveLength(2);
    for (const text of broken.slice(0, 2))
      expect(frame(rule, maxFrame, none, fromHex(text)).frames.map(hex)).not.toContain(text);
  });

  test("requests are the sheet's, byte for byte", () => {
    const of = (name: string) => vectors.frames.find((v) => v.name === name)?.frame;
    const named: [keyof typeof commands, string][] = [
      ["initialise", "INITIALIZE, leave card"],
      ["status", "STATUS device"],
      ["sensors", "STATUS sensors"],
      ["release", "MOVE out of gate"],
      ["allowEntry", "ENTRY enable"],
      ["forbidEntry", "ENTRY disable"],
      ["serial", "SERIAL NUMBER"],
      ["configuration", "CONFIGURATION"],
      ["version", "VERSION"],
      ["counter", "BIN COUNTER read"],
    ];
    for (const [name, text] of named)
      expect(hex(request(0, commands[name][0], commands[name][1])), name).toBe(of(text));
    expect(hex(request(5, 0x31, 0x30))).toBe(of("STATUS device, address 05"));
  });

  test("both negative heads; an answer to another command or address is none", () => {
    expect(decode(request(0, 0x32, 0x39), fromHex("F2 00 00 05 4E 32 39 31 30 03 B0"))).toMatchObject({ code: "10" });
    expect(decode(request(0, 0x31, 0x30), fromHex("F2 00 00 05 45 31 30 42 30 03 C2"))).toMatchObject({ code: "B0" });
    const positive = fromHex("F2 00 00 06 50 31 30 30 32 30 03 94");
    expect(decode(request(0, 0x31, 0x30), positive)).toMatchObject({ kind: "positive", status: [0x30, 0x32, 0x30] });
    expect(decode(request(0, 0x31, 0x31), positive)).toBeUndefined();
    expect(decode(request(1, 0x31, 0x30), positive)).toBeUndefined();
    expect(decode(request(0, 0x31, 0x30), request(0, 0x31, 0x30))).toBeUndefined();
  });

  test("data: serial, counter in digits and binary, sensors", () => {
    expect(decodeSerial(fromHex("0A 53 4E 31 32 33 34 35 36 37 38"))).toBe("SN12345678");
    expect(decodeSerial(fromHex("FF 53"))).toBeUndefined();
    expect(decodeCounter(fromHex("30 31 37"))).toBe(17);
    expect(decodeCounter(fromHex("01 02"))).toBe(258);
    expect(decodeCounter(fromHex("41 42 43"))).toBeUndefined();
    expect(decodeSensors(fromHex("30 31 FF"))).toEqual([false, true, undefined]);
  });

  test("R10: 100,000 fuzzed chunks never throw, and a good frame behind them is found", () => {
    const good = fromHex("F2 00 00 06 50 31 30 30 32 30 03 94");
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const pool = randomBytes(random, 4_096);
        let longest = 0;
        let rest: Uint8Array = none;
        for (let n = 0; n < 500; n++) {
          const at = Math.floor(random() * 4_000);
          const chunk = pool.subarray(at, at + Math.floor(random() * 40));
          const framed = frame(rule, maxFrame, rest, chunk);
          rest = framed.rest;
          for (const f of framed.frames) decode(request(0, 0x31, 0x30), f);
          longest = Math.max(longest, rest.length);
        }
        expect(longest).toBeLessThan(maxFrame);
        const framed = frame(rule, maxFrame, rest, concat(new Uint8Array(maxFrame), good));
        expect(framed.frames.map(hex)).toContain(hex(good));
      }),
      { numRuns: 200 },
    );
  });
});

describe("card data is hidden", () => {
  const shown = [0x30, 0x31, 0x32, 0x33, 0xa2, 0xa3, 0xa4, 0xa5];
  const answer = (cm: number, data: readonly number[]) => {
    const body = [0xf2, 0, 0, 6 + data.length, 0x50, cm, 0x30, 0x30, 0x32, 0x30, ...data, 3];
    return Uint8Array.from([...body, body.reduce((a, b) => a ^ b, 0)]);
  };

  test("only whole frames of status commands are shown", () => {
    for (let cm = 0; cm < 256; cm++) expect(isShowable(answer(cm, [1, 2, 3])), `${cm}`).toBe(shown.includes(cm));
    expect(isShowable(concat([6], answer(0x31, [])))).toBe(true);
    expect(isShowable(answer(0x31, Array(200).fill(0x31)))).toBe(false);
  });

  test("a piece of a card frame is never shown, however it is cut", () => {
    const card = answer(
      0x51,
      Array.from("4111111111111111", (c) => c.charCodeAt(0)),
    );
    for (let from = 0; from < card.length; from++)
      for (let to = from + 1; to <= card.length; to++) {
        const piece = card.subarray(from, to);
        if (isShowable(piece)) expect([...piece].every((b) => b === 6 || b === 0x15 || b === 4)).toBe(true);
      }
  });
});

describe("tables", () => {
  test("every error code of the sheet is mapped; an unknown one says of no part that it is good", () => {
    const listed = "00 01 02 03 04 05 10 12 13 14 16 40 41 43 45 50 51 60 61 62 63 64 65 66 67 68 69 A0 A1 B0".split(
      " ",
    );
    for (const code of listed) expect(isKnownError(code), code).toBe(true);
    expect(Object.keys(errors)).toHaveLength(listed.length);
    expect(troubleOf("77").says).toEqual({});
    for (const { says } of Object.values(errors)) expect(Object.values(says)).not.toContain("ok");
  });
});

describe("conversations", () => {
  test("after power-on: B0, INITIALISE, entry opened, healthy (§8.1)", async () => {
    const r = rig();
    expect(await r.during(r.session.identify(never))).toEqual({
      model: "CRT-591-M001",
      firmware: "CRT-591-M001",
      serial: "SN12345678",
    });
    const reading = await r.poll();
    expect(r.is(reading)).toEqual({
      media: "notPresent",
      cardStacker: "ok",
      retainBin: "ok",
      transport: "ok",
      chipModule: "ok",
      sensors: "ok",
      entry: "open",
      power: "ok",
    });
    expect(reading).toMatchObject({ availability: "online", money: "safe", measures: { cardsRetained: 17 } });
    // Switched on in the morning: no power loss. One in the middle of the day is.
    expect(r.events).toEqual([]);
    r.device.powerCycle();
    expect(r.is(await r.polls(2)).power).toBe("restarted");
    expect(r.events).toMatchObject([{ code: "powerLoss" }]);
    expect(r.is(await r.polls(12)).power).toBe("ok");
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.poll()).power).toBe("restarted");
  });

  test("INITIALISE after B0 only with back-off, and not at all if the settings say so", async () => {
    const initialise = "F2 00 00 03 43 30 33 03 B2";
    const r = rig();
    for (let i = 0; i < 30; i++) {
      r.device.inject("notInitialised");
      await r.polls(1);
      await r.clock.advance(1_000);
    }
    expect(r.sent.filter((f) => f === initialise)).toHaveLength(4);
    const quiet = rig({}, { initializeOnPowerUp: false });
    const reading = await quiet.polls(3);
    expect(quiet.sent).not.toContain(initialise);
    expect(reading).toMatchObject({ availability: "starting", because: { code: "notInitialised" } });
    expect(reading.components.power).toMatchObject({ state: "restarted", vendorCode: "CRT 31/31 e1e0=B0" });
    expect(reading.components.media?.state).toBe("unknown");
  });

  test("a card comes and goes: in transit, counted once, over a restart of the agent too", async () => {
    const r = rig();
    await r.polls(2);
    r.device.act("insertCard");
    const inside = await r.polls(3);
    expect(r.is(inside).media).toBe("latched");
    expect(inside).toMatchObject({ money: "inTransit", measures: { cardInsertions: 1 } });
    const second = rig({ coldStart: false }, {}, r.memory);
    second.device.inject("cardLeftInside");
    expect((await second.polls(2)).measures.cardInsertions).toBe(1);
    r.device.act("takeCard");
    const gone = await r.polls(3);
    expect(gone.money).toBe("safe");
    expect(r.events.map((e) => e.code)).toEqual(["cardInserted", "cardTaken"]);
  });

  test("a card left inside: later nobody waits for it, and eject hands it out", async () => {
    const r = rig({ coldStart: false }, { cardLeftAfterS: 10 });
    await r.poll();
    expect(await r.run("eject")).toMatchObject({ status: "failed", reason: { code: "noCard" } });
    r.device.inject("cardLeftInside");
    expect((await r.polls(2)).money).toBe("inTransit");
    expect((await r.polls(12)).money).toBe("unknown");
    expect(await r.run("eject")).toMatchObject({ status: "succeeded", result: { card: "gate" } });
    expect(r.is(await r.poll()).media).toBe("present");
  });

  const bad: [string, Record<string, string>, string][] = [
    ["cardJam", { media: "jammed" }, "CRT 31/31 e1e0=10"],
    ["cardJamHard", { media: "jammed" }, "CRT 31/31 e1e0=10"],
    ["sensor", { sensors: "inoperative" }, "CRT 31/31 e1e0=12"],
    ["motor", { transport: "inoperative" }, "CRT 31/31 e1e0=51"],
    ["icMagnet", { chipModule: "inoperable" }, "CRT 31/31 e1e0=41"],
    ["icContact", { chipModule: "inoperable" }, "CRT 31/31 e1e0=05"],
    ["icShort", { chipModule: "inoperable" }, "CRT 31/31 e1e0=60"],
    ["strangeError", { media: "unknown", transport: "unknown", chipModule: "unknown" }, "CRT 31/31 e1e0=77"],
    ["binFull", { retainBin: "full" }, "CRT st2=31"],
    ["stackerLow", { cardStacker: "low" }, "CRT st1=31"],
    ["stackerEmpty", { cardStacker: "empty" }, "CRT st1=30"],
    ["foreignObject", { sensors: "inoperative" }, "CRT 31/31 S3 without a card"],
    ["counterOverflow", { retainBin: "full" }, "CRT A5/30 e1e0=50"],
  ];
  test.each(bad)("fault %s is told with the device's own words, and its end too", async (fault, parts, vendorCode) => {
    const r = rig({ coldStart: false });
    await r.polls(2);
    r.device.inject(fault);
    const reading = await r.polls(12);
    expect(r.is(reading)).toMatchObject(parts);
    for (const name of Object.keys(parts)) {
      expect(reading.components[name]?.vendorCode).toBe(vendorCode);
      expect(reading.components[name]?.frame).toMatch(/^F2 /);
    }
    r.device.clear();
    expect(r.is(await r.polls(12))).toMatchObject({
      media: "notPresent",
      sensors: "ok",
      transport: "ok",
      retainBin: "ok",
      cardStacker: "ok",
    });
  });

  test("a jam that INITIALISE frees is cured, one that it does not is told as such (§8.5)", async () => {
    const r = rig({ coldStart: false });
    await r.poll();
    r.device.inject("cardJam");
    expect((await r.poll()).money).toBe("safe");
    expect(await r.run("initialize")).toMatchObject({ status: "succeeded", result: { firmware: "CRT-591-M001" } });
    expect(r.is(await r.poll())).toMatchObject({ media: "notPresent", entry: "open" });
    r.device.inject("cardJamHard");
    expect(await r.run("initialize")).toMatchObject({ status: "failed", reason: { code: "deviceFault" } });
    expect(r.is(await r.poll()).media).toBe("jammed");
  });

  test("self-test, sensors and entry", async () => {
    const r = rig({ coldStart: false });
    expect(await r.run("selfTest")).toMatchObject({
      status: "succeeded",
      result: { firmware: "CRT-591-M001", serial: "SN12345678", retained: 17, card: "none" },
    });
    expect(r.sent.every((f) => /^06$|^F2 00 00 03 43 (31|A\d) /.test(f))).toBe(true);
    expect(await r.run("readSensors")).toMatchObject({ result: { sensors: Array(8).fill(false) } });
    expect(await r.run("setEntry", { open: false })).toMatchObject({ status: "succeeded" });
    expect(r.is(await r.poll()).entry).toBe("closed");
    await expect(r.run("setEntry", {})).rejects.toMatchObject({ code: "badArgs" });
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.polls(2)).entry).toBe("closed");
  });

  test("silent until its port is reopened: polling does not wake it, a new session after a pause does", async () => {
    const r = rig({ coldStart: false });
    await r.poll();
    r.device.inject("silentUntilReopen");
    for (let i = 0; i < 3; i++) {
      await expect(r.poll()).rejects.toMatchObject({ code: "noAnswer" });
      await r.clock.advance(2_000);
    }
    expect(await r.during(r.session.identify(never))).toMatchObject({ serial: "SN12345678" });
    expect((await r.poll()).availability).toBe("online");
  });

  test("silence: three tries of 300 ms, then noAnswer (§8.4)", async () => {
    const r = rig({ coldStart: false });
    await r.poll();
    r.mischief.inject("silent");
    const before = r.sent.length;
    const began = r.clock.mono();
    await expect(r.poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(r.sent.slice(before)).toEqual(Array(3).fill("F2 00 00 03 43 31 31 03 B1"));
    expect(r.clock.mono() - began).toBeLessThanOrEqual(920);
  });

  test("a damaged answer is asked for again with NAK (§8.3), a NAK means send again (§8.2)", async () => {
    const clock = new FakeClock();
    const [host, line] = memoryPair();
    const heard: string[] = [];
    const good = "F2 00 00 0E 50 31 31 30 32 30 30 30 30 30 30 30 30 30 03 9D";
    const script = ["15", `06 ${good.slice(0, -2)}00`, good];
    line.onData((bytes) => {
      heard.push(hex(bytes));
      const answer = hex(bytes) === "06" ? undefined : script.shift();
      if (answer) void line.write(fromHex(answer));
    });
    const session = driver.open(
      host,
      { ...defaults, entry: "leave" },
      { clock, random: () => 0, memory: { get: () => undefined, set: () => undefined } },
    );
    let reading: Reading | undefined;
    void session.poll(never).then(
      (r) => (reading = r),
      () => undefined,
    );
    for (let i = 0; i < 300 && !reading; i++) await clock.advance(20);
    expect(heard.slice(0, 4)).toEqual(["F2 00 00 03 43 31 31 03 B1", "F2 00 00 03 43 31 31 03 B1", "15", "06"]);
  });

  test("the head 45 of negative answers (§8.8) and ten sensor bytes", async () => {
    const r = rig({ negativeHead: 0x45, sensors: 10 });
    expect(r.is(await r.poll())).toMatchObject({ power: "ok", sensors: "ok" });
  });

  test.each(["noise", "drip", "slow", "echo"])("%s is survived", async (fault) => {
    const r = rig({ coldStart: false });
    await r.poll();
    r.mischief.inject(fault);
    expect(r.is(await r.polls(3)).media).toBe("notPresent");
  });

  test("close settles what waits; the plug pulled is portLost", async () => {
    const r = rig();
    r.mischief.inject("silent");
    const poll = r.session.poll(never);
    await r.session.close();
    await expect(poll).rejects.toMatchObject({ code: "closed" });
    const second = rig();
    await second.poll().catch(() => undefined);
    await second.line.close();
    await expect(second.poll()).rejects.toMatchObject({ code: "portLost" });
  });
});
