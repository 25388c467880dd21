import { describe, expect, test } from "vitest";
import { measures } from "../../contract/index.ts";
import simulated from "../../simulators/devices/ssp/device.ts";
import { never, serialBench } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { seeded } from "../../tests/support/seeded.ts";
import { memoryPair } from "../port/memory.ts";
import { fromHex, hex } from "../wire/fields.ts";
import { encode, packetOf } from "./codec.ts";
import driver from "./driver.ts";
import { eventsOf } from "./events.ts";
import vectors from "./vectors.json" with { type: "json" };

const defaults = {
  acceptance: true,
  channels: 0xffff,
  address: 0,
  protocolVersion: 8,
  encryption: "whenAsked" as "off" | "whenAsked" | "always",
  fixedKey: "0123456701234567",
  cashBoxSensor: true,
  capacity: 600,
  highPercent: 80,
  rejectLimit: 10,
};

const rig = (
  settings: Record<string, unknown> = {},
  config: Record<string, unknown> = {},
  memory = new Map<string, unknown>(),
) => {
  let forge = (bytes: Uint8Array): Uint8Array | undefined => bytes;
  const bench = serialBench(
    { driver, simulated },
    { settings, config, memory, random: seeded(3), deviceRandom: seeded(7), forge: (bytes) => forge(bytes) },
  );
  return {
    ...bench,
    polls: (ms: number) => bench.pollFor(ms, 200),
    forging: (next: typeof forge) => void (forge = next),
    told: () => bench.events.map((e) => e.code),
  };
};

const insert = (r: ReturnType<typeof rig>, channel: number) => r.device.act("insertNote", { channel });

describe("eSSP", () => {
  test("a unit that insists: keys are exchanged once it says FA, and a note is credited once under POLL WITH ACK", async () => {
    const r = rig({ insistsOnKey: true });
    await r.polls(1_000);
    expect(r.is(await r.poll())).toMatchObject({ acceptor: "enabled", banknoteReader: "ok" });
    expect(r.device.state()).toMatchObject({ encrypted: true, enabled: true });
    insert(r, 2);
    const reading = await r.polls(4_000);
    expect(r.told()).toEqual(["noteStacked"]);
    expect(reading.measures).toMatchObject({ notesStacked: 1, cashBoxValue: 1000 });
    expect((await r.run("selfTest")).result).toMatchObject({ encrypted: true });
  });

  test("encryption off: FA is said, and nothing is reported well", async () => {
    const r = rig({ insistsOnKey: true }, { encryption: "off" });
    const reading = await r.poll();
    expect(reading.because?.code).toBe("keyNotSet");
    expect(r.is(reading)).toMatchObject({ acceptor: "disabled", banknoteReader: "unknown", cashBox: "unknown" });
    expect(reading.components.acceptor?.vendorCode).toBe("SSP FA");
  });

  test("an encrypted answer that is lost is asked for again with the same packet and count", async () => {
    const r = rig({ insistsOnKey: true });
    await r.polls(1_000);
    let n = 0;
    r.forging((b) => (n++ % 4 === 1 ? undefined : b));
    insert(r, 4);
    for (let k = 0; k < 40; k++) {
      await r.clock.advance(200);
      await r.poll().catch(() => undefined);
    }
    expect(r.told()).toEqual(["noteStacked"]);
    expect(r.device.state()).toMatchObject({ notes: 1 });
  });

  test("a unit that takes keys and still says FA is refused, not asked for ever", async () => {
    const clock = new FakeClock();
    const [host, line] = memoryPair();
    const env = { clock, random: seeded(5), memory: { get: () => undefined, set: () => undefined } };
    const session = driver.open(host, defaults, env);
    line.onData((bytes) => {
      const { seq, data } = packetOf(bytes);
      const [command = 0] = data;
      const keys = command === 0x4c ? [0xf0, 3, 0, 0, 0, 0, 0, 0, 0] : [0xf0];
      void line.write(encode(seq, [0x11, 0x4a, 0x4b, 0x4c].includes(command) ? keys : [0xfa]));
    });
    await expect(session.poll(never)).rejects.toMatchObject({ code: "refused" });
    await session.close();
  });

  test("a wrong fixed key is silence, never ok", async () => {
    const r = rig({ fixedKey: "00000000DEADBEEF" }, { encryption: "always" });
    await expect(r.poll()).rejects.toMatchObject({ code: expect.stringMatching(/noAnswer|damagedAnswers/) });
  });

  test("always: also where nobody asks for it; after a power cycle keys are exchanged anew", async () => {
    const r = rig({}, { encryption: "always" });
    await r.polls(1_000);
    expect(r.device.state()).toMatchObject({ encrypted: true });
    r.device.powerCycle();
    await r.polls(8_000).catch(() => undefined);
    for (let n = 0; n < 8; n++) await r.poll().catch(() => undefined);
    expect(r.is(await r.polls(2_000))).toMatchObject({ acceptor: "enabled" });
    expect(r.device.state()).toMatchObject({ encrypted: true });
  });
});

describe("conversation", () => {
  test("cold start, byte for byte as in §10.1 with a unit that knows version 7", async () => {
    const r = rig({ maxVersion: 7 });
    const steps = vectors.conversations.find((c) => c.source.endsWith("§10.1"))?.exchanges ?? [];
    const reading = await r.poll();
    const host = steps.map(([k]) => k);
    expect(r.sent.slice(0, 3)).toEqual(host.slice(0, 3));
    expect(r.sent.slice(3, 5)).toEqual(["7F 00 01 05 1E 08", "7F 80 01 0C 2B 82"]);
    expect(r.sent.slice(5, 9)).toEqual(host.slice(4, 8));
    expect(r.answers[5]).toBe("7F 00 03 F0 F1 E8 BC 30");
    expect(r.is(reading)).toMatchObject({ acceptor: "enabled", cashBox: "ok", power: "ok" });
    expect(reading.availability).toBe("online");
    expect(reading.money).toBe("safe");
  });

  test("identity", async () => {
    const r = rig();
    expect(await r.during(r.session.identify(never))).toEqual({
      manufacturer: "Innovative Technology",
      model: "note validator",
      serial: "1873452",
      firmware: "4.11",
    });
    const hopper = rig({ unitType: 3 });
    await expect(hopper.during(hopper.session.identify(never))).rejects.toMatchObject({ code: "wrongDevice" });
  });

  test.each(["ga973", "ga138"])(
    "a note of channel 3, style %s: one credit, in the ledger, flag by flag",
    async (style) => {
      const r = rig({ style });
      await r.polls(500);
      r.sent.length = 0;
      insert(r, 3);
      const reading = await r.polls(3_000);
      expect(r.events).toEqual([
        { code: "noteStacked", text: "a note was stacked", data: { type: 3, value: 2000, currency: "EUR" } },
      ]);
      expect(reading.measures).toMatchObject({ notesStacked: 1, cashBoxNotes: 1, cashBoxValue: 2000 });
      const flags = r.sent.map((s) => s.slice(3, 5));
      expect(flags.every((flag, i) => i === 0 || flag !== flags[i - 1])).toBe(true);
      expect(r.is(reading)).toMatchObject({ escrow: "empty", acceptor: "enabled" });
      expect(reading.money).toBe("safe");
    },
  );

  test("in escrow: held, in transit, written down before the poll that accepts", async () => {
    const r = rig();
    await r.polls(500);
    insert(r, 2);
    await r.clock.advance(500);
    const reading = await r.poll();
    expect(r.is(reading).escrow).toBe("held");
    expect(reading.money).toBe("inTransit");
    expect(r.memory.get("book")).toMatchObject({ cycle: { phase: "escrow", type: 2 } });
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "billInPath" } });
    expect(r.memory.get("book")).toMatchObject({ cycle: { phase: "stacking", type: 2 } });
  });

  test("watching only: a note in escrow is handed back, because the next poll would accept it", async () => {
    const r = rig({ coldStart: false }, { acceptance: false });
    await r.poll();
    r.device.receive(fromHex("7F 80 03 02 0F 00 28 06"));
    r.device.receive(fromHex("7F 00 01 0A 3C 08"));
    insert(r, 1);
    await r.polls(3_000);
    expect(r.told()).toEqual(["noteRejected"]);
    expect(r.events[0]?.data).toEqual({ reason: 8 });
    expect(r.device.state()).toMatchObject({ notes: 0 });
  });

  test("a rejected note has its reason; host's doings do not count against the unit", async () => {
    const r = rig({}, { rejectLimit: 2 });
    await r.polls(500);
    r.device.inject("rejectAll");
    for (let n = 0; n < 2; n++) {
      insert(r, 1);
      await r.polls(2_000);
    }
    expect(r.events.map((e) => [e.code, e.data])).toEqual([
      ["noteRejected", { reason: 0x19 }],
      ["noteRejected", { reason: 0x19 }],
    ]);
    const reading = await r.poll();
    expect(reading.components.banknoteReader).toMatchObject({ state: "inoperable", vendorCode: "SSP 17 19" });
    r.device.clear();
    insert(r, 1);
    expect(r.is(await r.polls(3_000)).banknoteReader).toBe("ok");
  });

  test("§10.12: a damaged answer is repeated with the same flag, and the credit is booked once", async () => {
    const r = rig();
    await r.polls(500);
    let spoilt = 0;
    r.forging((b) => {
      if (!hex(b).includes("EE 03") || spoilt > 0) return b;
      spoilt += 1;
      return b.map((x, i) => (i === b.length - 1 ? x ^ 1 : x));
    });
    insert(r, 3);
    await r.polls(5_000);
    expect(spoilt).toBe(1);
    expect(r.told()).toEqual(["noteStacked"]);
    // After a gap the serial number is asked for: another device may be at the line.
    expect(r.sent.filter((s) => / 01 0C /.test(s)).length).toBeGreaterThan(1);
  });

  test("§7: an answer lost over a whole poll is fetched by the next one with the same packet, not lost", async () => {
    const r = rig();
    await r.polls(500);
    insert(r, 3);
    let lost = 0;
    r.forging((b) => {
      if (!hex(b).includes("EE 03") || lost > 5) return b;
      lost += 1;
      return undefined;
    });
    let failures = 0;
    for (let n = 0; n < 25; n++) {
      await r.clock.advance(200);
      await r.poll().catch(() => (failures += 1));
    }
    expect(failures).toBeGreaterThan(0);
    expect(r.told()).toEqual(["noteStacked"]);
    expect(r.device.state()).toMatchObject({ notes: 1 });
  });

  test("§10.11: after 20 tries SYNC opens anew, and the gap is told", async () => {
    const r = rig();
    await r.polls(500);
    r.mischief.inject("silent");
    for (let n = 0; n < 5; n++) await expect(r.poll()).rejects.toMatchObject({ code: "noAnswer" });
    r.mischief.clear();
    r.sent.length = 0;
    await r.polls(3_000);
    expect(r.sent[0]).toBe("7F 80 01 11 65 82");
    expect(r.told()).toContain("unreconciled");
    expect(r.is(await r.poll()).acceptor).toBe("enabled");
  });

  test("an echo is told, and nothing is taken for an answer", async () => {
    const r = rig();
    r.mischief.inject("echo");
    await expect(r.poll()).rejects.toMatchObject({ code: "damagedAnswers", context: { echo: true } });
  });

  test("another serial number behind a gap is another device", async () => {
    const r = rig();
    await r.polls(500);
    r.device.inject("deviceSwapped");
    for (let n = 0; n < 12; n++) await r.poll().catch(() => undefined);
    expect(r.told()).toContain("deviceExchanged");
  });
});

describe("faults", () => {
  const at = async (fault: string, settings: Record<string, unknown> = {}, config: Partial<typeof defaults> = {}) => {
    const r = rig(settings, config);
    await r.polls(500);
    r.device.inject(fault);
    return { r, reading: await r.polls(500) };
  };

  test("§10.5: an unsafe jam, with its evidence; RESET frees it and the note comes out at the front", async () => {
    const { r, reading } = await at("unsafeJam");
    expect(reading.components.transport).toEqual({
      state: "jammed",
      vendorCode: "SSP E9",
      frame: expect.stringMatching(/F0 E9 E8/),
    });
    expect(reading.components.stacker?.state).toBe("unknown");
    expect(reading.money).toBe("safe");
    expect(await r.run("reset")).toMatchObject({ status: "succeeded", result: { accepting: true } });
    expect(r.is(await r.poll())).toMatchObject({ transport: "ok", acceptor: "enabled", power: "ok" });
    expect(r.told()).toContain("noteReturned");
  });

  test("§10.6: a safe jam in the middle of stacking disputes the note; RESET does not help", async () => {
    const r = rig();
    await r.polls(500);
    insert(r, 4);
    await r.polls(600);
    r.device.inject("safeJam");
    const reading = await r.polls(500);
    expect(r.is(reading)).toMatchObject({ stacker: "jammed", transport: "unknown" });
    expect(r.events.at(-1)).toMatchObject({ code: "noteDisputed", data: { type: 4, value: 5000 } });
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "deviceFault" } });
  });

  test.each(["ga973", "ga138"])(
    "§10.7: full after the last note, style %s; latched until the box was out",
    async (style) => {
      const r = rig({ capacity: 1, style });
      await r.polls(500);
      insert(r, 1);
      const reading = await r.polls(4_000);
      expect(r.is(reading)).toMatchObject({ cashBox: "full", acceptor: "disabled" });
      expect(r.told()).toEqual(["noteStacked"]);
      r.device.powerCycle();
      for (let n = 0; n < 5; n++) await r.poll().catch(() => undefined);
      expect(r.is(await r.polls(3_000)).cashBox).toBe("full");
      r.device.clear("stackerFull");
      const after = await r.polls(4_000);
      expect(r.is(after)).toMatchObject({ cashBox: "ok", acceptor: "enabled" });
      expect(r.told()).toContain("cashBoxRemoved");
      expect(after.measures.cashBoxNotes).toBe(0);
    },
  );

  test("§10.8: the box out and back: the period is closed with its count", async () => {
    const r = rig();
    await r.polls(500);
    insert(r, 2);
    await r.polls(3_000);
    r.device.act("removeCashBox");
    const out = await r.polls(500);
    expect(r.is(out).cashBox).toBe("missing");
    expect(out.measures.cashBoxNotes).toBeUndefined();
    r.device.act("returnCashBox");
    expect(r.is(await r.polls(3_000))).toMatchObject({ cashBox: "ok", acceptor: "enabled" });
    expect(r.told()).toEqual(["noteStacked", "cashBoxRemoved", "cashBoxReturned"]);
    expect(r.events[1]?.data).toMatchObject({ notes: 1, denominations: [{ currency: "EUR", value: 1000, count: 1 }] });
  });

  test("a unit that does not see its box: never said to be ok, and a person closes the period", async () => {
    const r = rig({ boxSensor: false }, { cashBoxSensor: false });
    await r.polls(500);
    insert(r, 1);
    expect((await r.polls(3_000)).components.cashBox).toBeUndefined();
    expect(await r.run("boxExchanged")).toMatchObject({ status: "succeeded", result: { closed: { notes: 1 } } });
    expect((await r.poll()).measures.cashBoxNotes).toBe(0);
    const other = rig();
    await other.poll();
    expect(await other.run("boxExchanged")).toMatchObject({ status: "failed" });
  });

  test("§10.9: fraud while stacking: a security event, no credit, no dispute", async () => {
    const r = rig();
    await r.polls(500);
    r.device.inject("fraud");
    insert(r, 3);
    await r.polls(1_500);
    const reading = await r.polls(1_500);
    expect(reading.components.security).toMatchObject({
      state: "fraudAttempt",
      vendorCode: expect.stringMatching(/SSP E6/),
    });
    expect(r.told().filter((c) => c !== "cheated")).toEqual([]);
    expect(reading.measures.notesStacked).toBe(0);
    expect(r.is(await r.polls(15_000)).security).toBe("ok");
  });

  test("strimming told by LAST REJECT CODE is a fraud attempt too", async () => {
    const { r } = await at("strimming");
    insert(r, 1);
    expect((await r.polls(2_000)).components.security).toMatchObject({
      state: "fraudAttempt",
      vendorCode: "SSP 17 0E",
    });
    expect(r.told()).toEqual(["noteRejected", "cheated"]);
  });

  test("§10.10: a power cut while stacking: credited once as recovered; one that was credited before is not", async () => {
    const cut = async (untilMs: number) => {
      const r = rig();
      await r.polls(500);
      insert(r, 2);
      await r.polls(untilMs);
      r.device.powerCycle();
      for (let n = 0; n < 5; n++) await r.poll().catch(() => undefined);
      await r.polls(2_000);
      return r;
    };
    const before = await cut(600);
    expect(before.events.filter((e) => e.code === "noteStacked")).toEqual([
      expect.objectContaining({ data: { type: 2, value: 1000, currency: "EUR", recovered: true } }),
    ]);
    expect(before.told()).toContain("powerLoss");
    const after = await cut(1_100);
    expect(after.told().filter((c) => c === "noteStacked")).toHaveLength(1);
    expect(after.memory.get("book")).toMatchObject({ stacked: 1, ledger: { recovered: 0, disputed: [] } });
  });

  test("§10.15: a restart that nobody asked for is seen and the unit started up again", async () => {
    const r = rig();
    await r.polls(500);
    r.device.powerCycle();
    for (let n = 0; n < 3; n++) await r.poll().catch(() => undefined);
    const reading = await r.polls(1_000);
    expect(reading.components.power).toMatchObject({ state: "restarted", vendorCode: "SSP F1" });
    expect(r.is(reading).acceptor).toBe("enabled");
    expect(r.is(await r.polls(12_000)).power).toBe("ok");
  });

  test("an open head, seen repeatedly, closes when it is no longer said", async () => {
    const { r, reading } = await at("notePathOpen");
    expect(reading.components.cover).toMatchObject({ state: "open", vendorCode: "SSP E0" });
    r.device.clear();
    for (let n = 0; n < 3; n++) await r.poll().catch(() => undefined);
    expect(r.is(await r.polls(3_000)).cover).toBe("closed");
  });

  test("an event of unknown length makes the rest unknown, with its code", async () => {
    const { reading } = await at("strangeEvent");
    expect(reading.components.transport).toMatchObject({ state: "unknown", vendorCode: "SSP A5" });
    expect(reading.money).toBe("unknown");
  });

  test("F6 is a failed reader, and RESET is tried and told", async () => {
    const { r, reading } = await at("softwareError");
    expect(reading.components.banknoteReader).toMatchObject({ state: "inoperable", vendorCode: "SSP F6" });
    expect(reading.components.transport?.state).toBe("unknown");
    expect(await r.run("reset")).toMatchObject({ status: "failed" });
  });

  test("B5 and its cure: the inhibits are sent again", async () => {
    const { r, reading } = await at("inhibited");
    expect(reading.components.acceptor).toMatchObject({ state: "disabled", vendorCode: "SSP B5" });
    r.device.clear();
    expect(r.is(await r.polls(4_000)).acceptor).toBe("enabled");
  });
});

describe("no note is lost or counted twice", () => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
    "a line that loses and spoils every fifth frame, seed %i",
    async (seed) => {
      const random = seeded(seed);
      const r = rig({ style: seed % 2 ? "ga973" : "ga138", insistsOnKey: seed % 3 === 0 });
      await r.polls(1_000);
      r.forging((b) => {
        const chance = random();
        if (chance < 0.12) return undefined;
        return chance < 0.2 ? b.map((x, i) => (i === Math.floor(random() * b.length) ? x ^ (1 << (seed % 8)) : x)) : b;
      });
      for (let n = 0; n < 150; n++) {
        if (random() < 0.3) insert(r, 1 + Math.floor(random() * 4));
        await r.clock.advance(200);
        await r.poll().catch(() => undefined);
      }
      r.forging((b) => b);
      for (let n = 0; n < 5; n++) await r.poll().catch(() => undefined);
      const { measures: said } = await r.polls(5_000);
      const device = r.device.state();
      expect(device.stacked).toBeGreaterThan(3);
      expect(said).toMatchObject({
        notesStacked: device.stacked,
        cashBoxNotes: device.notes,
        notesRejected: device.rejected,
      });
      expect(r.memory.get("book")).toMatchObject({ ledger: { disputed: [], unknown: 0 } });
    },
  );

  test("control: a master that opens a new packet after a lost answer does lose credits", async () => {
    const clock = new FakeClock();
    const random = seeded(1);
    let credits = 0;
    const send = (b: Uint8Array) => {
      if (
        random() >= 0.2 &&
        eventsOf(packetOf(b).data, { version: 7, unitType: 0 }).events.some((e) => e.code === 0xee)
      )
        credits += 1;
    };
    const device = simulated.create({ clock, random: seeded(7), send });
    device.receive(encode(0x80, [0x11]));
    for (const [n, data] of [[6, 7], [2, 0x0f, 0], [0x0a]].entries()) device.receive(encode(n % 2 ? 0x80 : 0, data));
    for (let n = 0; n < 300; n++) {
      if (random() < 0.3) device.act("insertNote", { channel: 1 });
      device.receive(encode(n % 2 ? 0 : 0x80, [0x07]));
      await clock.advance(200);
    }
    expect(credits).toBeLessThan(Number(device.state()["stacked"]));
    device.close();
  });

  test.each(["ga973", "ga138"])("the agent is restarted at any moment of a note's way, style %s", async (style) => {
    for (let at = 0; at < 2_400; at += 150) {
      const r = rig({ style });
      await r.polls(500);
      insert(r, 2);
      await r.polls(at);
      await r.session.close();
      const again = r.reopen();
      for (let n = 0; n < 20; n++) {
        await r.clock.advance(200);
        await r.during(again.session.poll(never));
      }
      const stacked = [...r.events, ...again.events].filter((e) => e.code === "noteStacked");
      expect(
        stacked.map((e) => e.data?.["type"]),
        `closed after ${at} ms`,
      ).toEqual([2]);
      expect(r.memory.get("book")).toMatchObject({ stacked: 1, ledger: { disputed: [] } });
      await again.session.close();
    }
  });
});

describe("a unit that pays out", () => {
  const paying = { unitType: 6, counters: true };
  test("notes for the store are credited and not counted into the box; its counts are measures", async () => {
    const r = rig({ ...paying, storeMask: 0b0010 });
    await r.polls(500);
    insert(r, 2);
    await r.polls(3_000);
    insert(r, 3);
    await r.polls(3_000);
    expect(r.told()).toEqual(["noteStacked", "noteStored", "noteStacked"]);
    const reading = await r.polls(61_000);
    expect(reading.measures).toMatchObject({ notesStacked: 2, cashBoxNotes: 1, cashBoxValue: 2000, noteStoreNotes: 1 });
    expect(Object.keys(reading.measures).filter((m) => !(m in measures))).toEqual([]);
    expect(reading.components.noteStore).toEqual({ state: "ok" });
    expect((await r.run("readStatistics")).result).toMatchObject({ counters: { stored: 1, stacked: 1 } });
  });

  test.each([
    ["payoutJam", "jammed", "SSP D5"],
    ["payoutOutOfService", "inoperative", "SSP C6"],
    ["storeFull", "full", "SSP CF"],
    ["storeRemoved", "missing", "SSP C7"],
  ])("%s", async (fault, state, vendorCode) => {
    const r = rig(paying);
    await r.polls(500);
    r.device.inject(fault);
    expect((await r.polls(500)).components.noteStore).toMatchObject({
      state,
      vendorCode: expect.stringContaining(vendorCode),
    });
  });

  test("none of the commands it may send moves stored money", async () => {
    const r = rig(paying);
    await r.polls(1_000);
    for (const { name } of driver.commands) await r.run(name).catch(() => undefined);
    await r.polls(65_000);
    const sent = new Set(r.sent.map((s) => packetOf(fromHex(s)).data[0] ?? 0));
    const harmless = [0x01, 0x02, 0x05, 0x06, 0x07, 0x09, 0x0a, 0x0c, 0x11, 0x17, 0x20, 0x21, 0x22, 0x58];
    expect([...sent].filter((c) => !harmless.includes(c))).toEqual([]);
  });
});
