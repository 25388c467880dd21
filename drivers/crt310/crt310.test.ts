import fc from "fast-check";
import { describe, expect, test } from "vitest";
import simulated from "../../simulators/devices/crt310/device.ts";
import { never, serialBench } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { randomBytes, seeded } from "../../tests/support/seeded.ts";
import { memoryPair } from "../port/memory.ts";
import { bytesOf, concat, fromHex, hex } from "../wire/fields.ts";
import { frame } from "../wire/framer.ts";
import {
  commands,
  decode,
  decodeSensors,
  decodeSerial,
  decodeVersion,
  isShowable,
  maxFrame,
  request,
  rule,
} from "./codec.ts";
import driver from "./driver.ts";
import { cardPlaces, codes, frontEntry, rearEntry, refusalOf, refusals, results } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

const defaults = { entry: "open" as const, entryMode: "switch" as const, acknowledge: false, cardLeftAfterS: 120 };
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
  test("every frame of the sheet passes the framer whole, and the damaged one does not", () => {
    const all = [
      ...vectors.frames.map((v) => v.frame),
      ...vectors.conversations.flatMap((c) => c.lines.map((l) => l[1] ?? "")),
    ];
    const broken = "02 00 02 31 30 03 FD";
    for (const text of all.filter((t) => t !== broken))
      expect(frame(rule, maxFrame, none, fromHex(text)).frames.map(hex), text).toEqual([text]);
    expect(frame(rule, maxFrame, none, fromHex(broken)).frames.map(hex)).not.toContain(broken);
  });

  test("requests are the sheet's, byte for byte", () => {
    const of = (name: string) => vectors.frames.find((v) => v.name === name)?.frame;
    const named: [keyof typeof commands, string][] = [
      ["reset", "reset, leave card"],
      ["serial", "read serial number"],
      ["status", "status"],
      ["sensors", "sensors (6 + shutter + switch, V3)"],
      ["fewerSensors", "sensors (5 + shutter + switch)"],
      ["release", "eject front, released"],
      ["entryBySwitch", "entry control: switch mode in front, rear closed"],
    ];
    for (const [name, text] of named) expect(hex(request(...commands[name])), name).toBe(of(text));
  });

  test("answers, refusals, and what is neither", () => {
    const answer = fromHex("02 00 05 31 30 4E 4A 4E 03 4F");
    expect(decode(commands.status, answer)).toMatchObject({ kind: "normal", data: Uint8Array.of(0x4e, 0x4a, 0x4e) });
    expect(decode(commands.sensors, answer)).toBeUndefined();
    expect(decode(commands.release, fromHex("02 00 03 4E 32 06 03 78"))).toMatchObject({ kind: "refused", code: 6 });
    expect(decode(commands.status, fromHex("02 00 03 4E 32 06 03 78"))).toBeUndefined();
    for (const sent of Object.values(commands)) expect(decode(sent, request(...sent))).toBeUndefined(); // echo
  });

  test("the vendor's LEN 000F over a package of 14 bytes, whole, split and with something behind it", () => {
    const wrong = fromHex("02 00 0F 30 30 43 52 54 20 33 31 30 20 56 33 2E 30 03 02");
    expect(frame(rule, maxFrame, none, wrong).frames.map(hex)).toEqual([hex(wrong)]);
    const half = frame(rule, maxFrame, none, wrong.slice(0, 9));
    expect(frame(rule, maxFrame, half.rest, concat(wrong.slice(9), [0x06])).frames.map(hex)).toEqual([
      hex(wrong),
      "06",
    ]);
    const right = fromHex("02 00 0E 30 30 43 52 54 20 33 31 30 20 56 33 2E 30 03 03");
    expect(frame(rule, maxFrame, none, right).frames.map(hex)).toEqual([hex(right)]);
  });

  test("data: version, serial number, sensors of both generations", () => {
    expect(decodeVersion(bytesOf("CRT 310 V3.0"))).toBe("CRT 310 V3.0");
    expect(decodeSerial(concat([0x59], bytesOf("310A070414")))).toBe("310A070414");
    expect(decodeSerial(concat([0x4e], bytesOf("310A070414")))).toBeUndefined();
    expect(decodeSerial(concat([0x59], bytesOf("4111111111111111")))).toBeUndefined();
    expect(decodeSensors(fromHex("30 31 30 30 30 30 31 30"))).toEqual({
      seeing: [1],
      shutterOpen: true,
      entrySwitch: false,
    });
    expect(decodeSensors(fromHex("31 30 30 30 30 30 FF"))).toEqual({
      seeing: [1],
      shutterOpen: false,
      entrySwitch: undefined,
    });
    expect(decodeSensors(fromHex("31 32 30 30 30 30 30"))).toBeUndefined();
    expect(decodeSensors(fromHex("31 30"))).toBeUndefined();
  });

  test("R10: 100,000 fuzzed chunks never throw, and a good frame behind them is found", () => {
    const good = fromHex("02 00 05 31 30 4E 4A 4E 03 4F");
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const pool = randomBytes(random, 4_096).map((b) => (random() < 0.3 ? (b & 1 ? 0x02 : 0x00) : b));
        let longest = 0;
        let rest: Uint8Array = none;
        for (let n = 0; n < 500; n++) {
          const at = Math.floor(random() * 4_000);
          const framed = frame(rule, maxFrame, rest, pool.subarray(at, at + Math.floor(random() * 40)));
          rest = framed.rest;
          for (const f of framed.frames) decode(commands.status, f);
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
  test("only whole frames of status commands, and refusals of those, are shown", () => {
    for (let cm = 0; cm < 256; cm++) {
      const shown = [0x2e, 0x2f, 0x30, 0x31, 0x32, 0x46, 0x49].includes(cm);
      if (cm !== 0x4e) expect(isShowable(request(cm, 0x30, 1, 2)), `${cm}`).toBe(shown);
      expect(isShowable(request(0x4e, cm, 5)), `refused ${cm}`).toBe(shown);
    }
    expect(isShowable(concat([6], request(0x31, 0x30)))).toBe(true);
    expect(isShowable(request(0x31, 0x30, ...Array<number>(200).fill(0x31)))).toBe(false);
    expect(isShowable(request(0x4e, 0x31, 1, 2))).toBe(false);
  });

  test("a piece of a card frame is never shown, however it is cut", () => {
    const card = request(0x35, 0x32, ...bytesOf("4111111111111111"));
    for (let from = 0; from < card.length; from++)
      for (let to = from + 1; to <= card.length; to++) {
        const piece = card.subarray(from, to);
        if (isShowable(piece)) expect([...piece].every((b) => [4, 5, 6, 0x15].includes(b))).toBe(true);
      }
  });
});

describe("tables", () => {
  test("every code of the sheet is mapped; an unknown one says of no part that it is good", () => {
    expect(Object.keys(refusals).map(Number)).toEqual([0, 1, 2, 4, 5, 6, 7]);
    expect(Object.keys(cardPlaces).map(Number)).toEqual([0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e]);
    expect(Object.keys(frontEntry).map(Number)).toEqual([0x49, 0x4a, 0x4b, 0x4e]);
    expect(Object.keys(rearEntry).map(Number)).toEqual([0x4a, 0x4e]);
    expect(Object.keys(results).map(Number)).toEqual([0x30, 0x31, 0x32, 0x33, 0x34, 0x45, 0x4e, 0x57, 0x59]);
    expect(refusalOf(0x99).says).toEqual({});
    expect(new Set(codes.map((c) => c.code)).size).toBeGreaterThanOrEqual(7 + 9 + 4 + 2 + 9 + 3);
  });
});

describe("conversations", () => {
  test("identify, entry set, healthy; nothing is said good that was not told", async () => {
    const r = rig();
    expect(await r.during(r.session.identify(never))).toEqual({ manufacturer: "Creator", serial: "310A070414" });
    expect(r.sent).toEqual(["02 00 02 30 3A 03 09", "05"]);
    await r.poll();
    const reading = await r.poll();
    expect(r.is(reading)).toEqual({
      media: "notPresent",
      entry: "open",
      sensors: "ok",
      shutter: "ok",
      power: "ok",
      supply: "ok",
    });
    expect(reading).toMatchObject({ availability: "online", money: "safe" });
    expect(r.events).toEqual([]);
  });

  test("the version is known from the first reset on, over restarts of the agent too", async () => {
    const r = rig({ versionLengthWrong: true });
    expect(await r.run("initialize")).toMatchObject({
      status: "succeeded",
      result: { firmware: "CRT 310 V3.0", card: "no card" },
    });
    const second = rig({}, {}, r.memory);
    expect(await second.during(second.session.identify(never))).toMatchObject({ model: "CRT 310 V3.0" });
  });

  test("settings: the mode of entry, closed, left alone; ACK after answers", async () => {
    const magnetic = rig({}, { entryMode: "magnetic" });
    expect(magnetic.is(await magnetic.polls(2)).entry).toBe("open");
    expect(magnetic.sent).toContain(hex(request(0x2f, 0x34, 0x31)));
    const closed = rig({}, { entry: "closed" });
    expect(closed.is(await closed.polls(2)).entry).toBe("closed");
    const alone = rig({}, { entry: "leave" });
    await alone.polls(40);
    expect(alone.sent.filter((f) => f.startsWith("02 00 03 2F"))).toEqual([]);
    const polite = rig({}, { acknowledge: true });
    await polite.polls(2);
    expect(polite.sent.slice(0, 3)).toEqual(["02 00 02 31 30 03 02", "05", "06"]);
  });

  test("entry answers with Y and N swapped are believed only by the status after them", async () => {
    const r = rig({ entryDone: 0x4e });
    expect(await r.run("setEntry", { open: false })).toMatchObject({ status: "succeeded" });
    expect(r.is(await r.poll()).entry).toBe("closed");
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.polls(2)).entry).toBe("closed");
    await expect(r.run("setEntry", {})).rejects.toMatchObject({ code: "badArgs" });
  });

  test("a card comes and goes: in transit, counted once, over a restart of the agent too", async () => {
    const r = rig();
    await r.polls(2);
    r.device.act("insertCard");
    const inside = await r.polls(3);
    expect(r.is(inside)).toMatchObject({ media: "latched" });
    expect(inside).toMatchObject({ money: "inTransit", measures: { cardInsertions: 1 } });
    const second = rig({}, {}, r.memory);
    second.device.inject("cardLeftInside");
    expect((await second.polls(2)).measures.cardInsertions).toBe(1);
    r.device.act("takeCard");
    expect((await r.polls(3)).money).toBe("safe");
    expect(r.events.map((e) => e.code)).toEqual(["cardInserted", "cardTaken"]);
  });

  test("a captured card is counted and is no card in the reader", async () => {
    const r = rig();
    await r.polls(2);
    r.device.act("insertCard");
    await r.polls(3);
    r.device.act("captureCard");
    const after = await r.polls(2);
    expect(after).toMatchObject({ money: "safe", measures: { cardsRetained: 1 } });
    expect(after.components.media).toMatchObject({ state: "notPresent", vendorCode: "CRT-310 S1=4D" });
    expect(r.events.map((e) => e.code)).toEqual(["cardInserted", "cardRetained"]);
  });

  test("a card left inside: later nobody waits for it, and eject hands it out", async () => {
    const r = rig({}, { cardLeftAfterS: 10 });
    await r.poll();
    expect(await r.run("eject")).toMatchObject({ status: "failed", reason: { code: "noCard" } });
    r.device.inject("cardLeftInside");
    expect((await r.polls(2)).money).toBe("inTransit");
    expect((await r.polls(12)).money).toBe("unknown");
    expect(await r.run("eject")).toMatchObject({
      status: "succeeded",
      result: { card: "card at the front, released" },
    });
    expect(r.is(await r.poll())).toMatchObject({ media: "present", transport: "ok" });
  });

  const bad: [string, Record<string, string>, string, number][] = [
    ["longCard", { media: "jammed" }, "CRT-310 S1=46", 3],
    ["shortCard", { media: "jammed" }, "CRT-310 S1=47", 3],
    ["supplyRange", { supply: "outOfRange" }, "CRT-310 2F/33 31 E=05", 35],
    ["backupSupply", { supply: "failed" }, "CRT-310 2F/33 31 E=07", 35],
    ["foreignObject", { sensors: "inoperative" }, "CRT-310 PSS3=31, no card", 4],
    ["switchStuck", { sensors: "inoperative" }, "CRT-310 KSW=31, no card", 34],
    ["strangePlace", { media: "unknown" }, "CRT-310 S1=55", 2],
    ["strangeRefusal", { media: "unknown", sensors: "unknown", transport: "unknown" }, "CRT-310 31/30 E=33", 2],
    ["statusJam", { media: "jammed", sensors: "unknown" }, "CRT-310 31/30 E=06", 2],
  ];
  test.each(bad)(
    "fault %s is told with the device's own words, and its end too",
    async (fault, parts, vendorCode, n) => {
      const r = rig();
      await r.polls(3);
      r.device.inject(fault);
      const reading = await r.polls(n);
      expect(r.is(reading)).toMatchObject(parts);
      for (const name of Object.keys(parts)) {
        expect(reading.components[name]?.vendorCode).toBe(vendorCode);
        expect(reading.components[name]?.frame).toMatch(/^02 00 /);
      }
      r.device.clear();
      expect(r.is(await r.polls(35))).toMatchObject({ media: "notPresent", sensors: "ok", supply: "ok", power: "ok" });
    },
  );

  test("the shutter counts only while entry is forbidden", async () => {
    const r = rig();
    r.device.inject("shutterStuck");
    expect(r.is(await r.polls(6)).shutter).toBe("ok");
    await r.run("setEntry", { open: false });
    expect((await r.polls(4)).components.shutter).toMatchObject({
      state: "inoperative",
      vendorCode: "CRT-310 CTSW=31, no card",
    });
  });

  test("a move that fails once is tried again (§7.6); one that fails twice is told, until one succeeds", async () => {
    const r = rig();
    r.device.inject("cardLeftInside");
    r.device.inject("moveFailsOnce");
    expect(await r.run("eject")).toMatchObject({ status: "succeeded" });
    r.device.inject("moveFails");
    expect(await r.run("eject")).toMatchObject({
      status: "failed",
      reason: { code: "notMoved", text: "failure (CRT-310 32/30 P=4E)" },
    });
    expect((await r.polls(3)).components.transport).toMatchObject({
      state: "inoperative",
      vendorCode: "CRT-310 32/30 P=4E",
    });
    r.device.clear("moveFails");
    await r.run("initialize");
    expect(r.is(await r.poll()).transport).toBe("ok");
  });

  test("a long card: initialise cannot cure it, and says so (§7.4)", async () => {
    const r = rig();
    r.device.inject("longCard");
    expect((await r.polls(2)).money).toBe("safe");
    expect(await r.run("initialize")).toMatchObject({
      status: "failed",
      reason: { code: "deviceFault", text: "card of wrong length inside (CRT-310 30/30 E=06)" },
    });
    expect(await r.run("eject")).toMatchObject({ status: "failed", reason: { code: "deviceFault" } });
  });

  test("power lost: seen by the entry it sets at power-on, entry is set again", async () => {
    const r = rig();
    await r.polls(2);
    r.device.powerCycle();
    const reading = await r.poll();
    expect(reading.components.power).toMatchObject({ state: "restarted", vendorCode: "CRT-310 S3=4A" });
    expect(r.events).toMatchObject([{ code: "powerLoss" }]);
    expect(r.is(await r.polls(12))).toMatchObject({ power: "ok", entry: "open" });
    expect(r.events).toHaveLength(1);
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.poll()).power).toBe("restarted");
    const morning = rig({}, {}, new Map());
    expect(morning.is(await morning.poll()).power).toBe("ok");
  });

  test("self-test and sensors change nothing; an older unit has five sensors", async () => {
    const r = rig();
    expect(await r.run("selfTest")).toMatchObject({
      status: "succeeded",
      result: { card: "no card", serial: "310A070414", seeing: [], shutterOpen: false },
    });
    expect(r.sent.every((f) => /^05$|^02 00 02 (31|30 3A) /.test(f))).toBe(true);
    const old = rig({ generation: 2 });
    old.device.inject("foreignObject");
    expect(await old.run("readSensors")).toMatchObject({ result: { seeing: [3] } });
    expect(old.is(await old.polls(4)).sensors).toBe("inoperative");
  });

  test("the unit still waits for the ENQ of an earlier host: EOT frees it (§7.2)", async () => {
    const r = rig();
    r.device.receive(fromHex("02 00 02 32 30 03 01"));
    await r.clock.advance(100);
    expect((await r.poll()).availability).toBe("online");
    expect(r.sent.slice(0, 4)).toEqual(["02 00 02 31 30 03 02", "04", "02 00 02 31 30 03 02", "05"]);
  });

  test("NAK means send again (§7.1); a damaged answer to a question is asked for again, after EOT", async () => {
    const clock = new FakeClock();
    const [host, line] = memoryPair();
    const heard: string[] = [];
    const good = "02 00 05 31 30 4E 4A 4E 03 4F";
    const script: (string | undefined)[] = ["15", "06", `${good.slice(0, -2)}00`, "04", "06", good];
    line.onData((bytes) => {
      heard.push(hex(bytes));
      const answer = script.shift();
      if (answer) void line.write(fromHex(answer));
    });
    const memory = { get: () => undefined, set: () => undefined };
    const session = driver.open(host, { ...defaults, entry: "leave" }, { clock, random: () => 0, memory });
    void session.poll(never).catch(() => undefined);
    await clock.advance(1_500);
    const ask = "02 00 02 31 30 03 02";
    expect(heard.slice(0, 6)).toEqual([ask, ask, "05", "04", ask, "05"]);
    await session.close();
  });

  test("a move that was accepted and not answered is never repeated", async () => {
    const r = rig();
    r.device.inject("cardLeftInside");
    await r.poll();
    const before = r.sent.length;
    const run = r.run("eject");
    run.catch(() => undefined);
    while (!r.sent.slice(before).includes("02 00 02 32 30 03 01")) await r.clock.advance(1);
    await r.clock.advance(1);
    r.mischief.inject("silent");
    await expect(run).rejects.toMatchObject({ code: "noAnswer" });
    expect(r.sent.slice(before).filter((f) => f === "02 00 02 32 30 03 01")).toHaveLength(1);
  });

  test("silence: three tries, then noAnswer", async () => {
    const r = rig();
    await r.poll();
    r.mischief.inject("silent");
    const before = r.sent.length;
    const began = r.clock.mono();
    await expect(r.poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(r.sent.slice(before).filter((f) => f !== "04")).toEqual(Array(3).fill("02 00 02 31 30 03 02"));
    expect(r.clock.mono() - began).toBeLessThanOrEqual(1_540);
  });

  test.each(["noise", "drip", "slow", "echo"])("%s is survived", async (fault) => {
    const r = rig();
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
    await second.poll();
    await second.line.close();
    await expect(second.poll()).rejects.toMatchObject({ code: "portLost" });
  });
});
