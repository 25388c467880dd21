import { describe, expect, test } from "vitest";
import simulated from "../../simulators/devices/id003/device.ts";
import { never, serialBench } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { DriverEvent } from "../api.ts";
import type { Book } from "../cash-box/book.ts";
import { memoryPair } from "../port/memory.ts";
import { fromHex, hex } from "../wire/fields.ts";
import driver from "./driver.ts";

const defaults = {
  acceptance: true,
  stack: "stack1" as const,
  types: 0xffff,
  capacity: 600,
  highPercent: 80,
  minorUnitDigits: 2,
  rejectLimit: 10,
};

const status = "FC 05 11 27 56";
const reset = "FC 05 40 2B 15";
const stack1 = "FC 05 41 A2 04";
const ack = "FC 05 50 AA 05";
const readInhibit = "FC 05 83 BC E1";
const allEnabled = "FC 07 C0 01 FF"; // 61 and 69–70 are not in the table

const rig = (
  settings: Record<string, unknown> = {},
  config: Record<string, unknown> = {},
  memory = new Map<string, unknown>(),
) => {
  const bench = serialBench({ driver, simulated }, { settings, config, memory });
  return {
    ...bench,
    polls: (ms: number) => bench.pollFor(ms, driver.poll.everyMs),
    count: (frame: string) => bench.sent.filter((f) => f.startsWith(frame)).length,
    book: () => memory.get("book") as Book,
  };
};

const ready = async (...args: Parameters<typeof rig>) => {
  const r = rig(...args);
  await r.polls(3_000);
  return r;
};

const codes = (events: readonly DriverEvent[]) => events.map((e) => e.code);

describe("start", () => {
  test("cold start to ready: RESET once, identity and currencies, settings, then bills are taken (§9.1)", async () => {
    const r = rig();
    expect(await r.during(r.session.identify(never))).toEqual({
      model: "i(EUR5)100-SS",
      firmware: "ID003-05V300-45 28JUN23 7F23",
      serial: "231000760443",
    });
    const well = await r.polls(3_000);
    expect(r.is(well)).toMatchObject({ acceptor: "enabled", transport: "ok", cashBox: "ok", power: "ok" });
    expect(well).toMatchObject({ availability: "online", money: "safe" });
    expect(r.count(reset)).toBe(1);
    const settings = r.sent.filter((f) => f.slice(6, 7) === "C").map((f) => f.slice(0, 14).trim());
    expect(settings).toEqual([allEnabled, "FC 06 C2 00 DC", "FC 06 C3 00 04"]);
  });

  test("only the notes of the settings are taken; another one is rejected, which says nothing against the reader", async () => {
    const r = await ready({}, { types: 0b110 });
    expect(r.count("FC 07 C0 F9 FF")).toBe(1);
    r.device.act("insertNote", { code: 0x65 });
    const after = await r.polls(2_000);
    expect(r.events).toMatchObject([{ code: "noteRejected", data: { reason: 0x79 } }]);
    expect(after.measures).toMatchObject({ notesRejected: 1, notesStacked: 0 });
    expect(r.book().rejectStreak).toBe(0);
  });

  test("a unit in interrupt mode is polled at once when it speaks, and set back to polled mode", async () => {
    const r = await ready();
    let changes = 0;
    r.session.onChange?.(() => changes++);
    r.device.receive(fromHex("FC 06 C2 01 55 DE"));
    const before = r.count("FC 06 C2 00");
    r.device.act("insertNote", { type: 0 });
    await r.clock.advance(100);
    expect(changes).toBeGreaterThan(0);
    await r.polls(5_000);
    expect(r.count("FC 06 C2 00")).toBe(before + 1);
    expect(codes(r.events)).toEqual(["noteStacked"]);
  });

  test("switched on in the morning is no power loss; gone for a moment in the middle of the day is one", async () => {
    const r = rig();
    expect(r.is(await r.poll()).power).toBe("ok");
    await r.polls(3_000);
    expect(r.events).toEqual([]);
    r.device.powerCycle();
    expect(r.is(await r.poll()).power).toBe("restarted");
    const second = rig({}, {}, r.memory);
    expect(second.is(await second.poll()).power).toBe("restarted");
    expect([...codes(r.events), ...codes(second.events)]).toEqual(["powerLoss", "powerLoss"]);
  });

  test("another unit on the same cable is told by its serial number, and its notes are read anew", async () => {
    const r = await ready();
    const second = await ready({ serial: "990000000001" }, {}, r.memory);
    expect(second.events).toMatchObject([
      { code: "powerLoss" },
      { code: "deviceExchanged", data: { was: "231000760443", is: "990000000001" } },
    ]);
  });
});

describe("a note", () => {
  test("13, STACK, 14, 15, ACK: one credit with its value; the box counts (§9.2)", async () => {
    const r = await ready({}, { capacity: 2 });
    r.device.act("insertNote", { code: 0x65 });
    expect((await r.poll()).money).toBe("inTransit");
    const after = await r.polls(3_000);
    expect(r.events).toMatchObject([{ code: "noteStacked", data: { type: 4, value: 5000, currency: "EUR" } }]);
    expect(after.measures).toMatchObject({ notesStacked: 1, cashBoxNotes: 1, cashBoxFill: 50, cashBoxValue: 5000 });
    expect(after.money).toBe("safe");
    r.device.act("insertNote", { type: 0 });
    expect(r.is(await r.polls(3_000)).cashBox).toBe("high");
    expect(r.device.state()).toMatchObject({ stacked: 2, acks: 2 });
  });

  test("the note is in the book before STACK, and the credit before ACK", async () => {
    const r = await ready();
    const at: Record<string, unknown> = {};
    r.line.onData((bytes) => {
      if (hex(bytes) === stack1 || hex(bytes) === ack) at[hex(bytes)] = structuredClone(r.book());
    });
    r.device.act("insertNote", { code: 0x64 });
    await r.polls(3_000);
    expect(at[stack1]).toMatchObject({ stacked: 0, cycle: { phase: "stacking", type: 3 } });
    expect(at[ack]).toMatchObject({ stacked: 1, cycle: { phase: "credited" } });
  });

  test("an ACK that was lost: 15 comes again, is acknowledged again, and is one credit (§9.14)", async () => {
    const r = await ready();
    r.device.act("insertNote", { type: 1 });
    const receive = r.device.receive.bind(r.device);
    let lost = 0;
    r.device.receive = (bytes) => {
      if (hex(bytes) === ack && ++lost <= 2) return;
      receive(bytes);
    };
    await r.polls(4_000);
    expect(r.count(ack)).toBe(3);
    expect(r.events).toMatchObject([{ code: "noteStacked", data: { value: 1000 } }]);
    expect(r.device.state()).toMatchObject({ stacked: 1, state: "11" });
  });

  test("an agent that died between the credit and its ACK acknowledges without a second credit", async () => {
    const r = await ready();
    r.device.act("insertNote", { type: 1 });
    const receive = r.device.receive.bind(r.device);
    r.device.receive = (bytes) => void (hex(bytes) === ack || receive(bytes));
    await r.polls(1_500);
    expect(r.book()).toMatchObject({ stacked: 1, cycle: { phase: "credited" } });
    await r.session.close();
    const again = driver.open(r.host, defaults, {
      clock: r.clock,
      random: () => 0.4,
      memory: { get: (k) => r.memory.get(k), set: (k, v) => void r.memory.set(k, structuredClone(v)) },
    });
    r.device.receive = receive;
    const reading = await r.during(again.poll(never));
    expect(reading.measures.notesStacked).toBe(1);
    await r.clock.advance(1_000);
    expect(r.device.state()).toMatchObject({ stacked: 1, state: "11" });
  });

  test("a watcher acknowledges nothing, stacks nothing, sets nothing", async () => {
    const r = await ready({}, { acceptance: false });
    r.device.inject("billJam");
    await r.polls(1_000);
    expect(new Set(r.sent.map((f) => f.slice(6, 8)))).toEqual(new Set(["11", "88", "91", "8A"]));
    expect(await r.run("enable")).toMatchObject({ reason: { code: "monitorOnly" } });
  });

  test("stack2 and the escrow code in 15 are other ways to the same credit", async () => {
    const r = await ready({ codeInVendValid: true }, { stack: "stack2" });
    r.device.act("insertNote", { type: 2 });
    await r.polls(3_000);
    expect(r.count("FC 05 42 39 36")).toBeGreaterThan(0);
    expect(r.events).toMatchObject([{ code: "noteStacked", data: { value: 2000 } }]);
  });

  test("nobody wants it: it is not stacked, and the unit hands it back after its time in escrow (§9.3)", async () => {
    const r = await ready();
    r.device.act("insertNote", { type: 2 });
    await r.during(r.session.run("disable", {}, never));
    const held = await r.polls(1_000);
    expect(r.is(held).escrow).toBe("held");
    expect(held.money).toBe("inTransit");
    await r.polls(11_000);
    expect(r.count(stack1)).toBe(0);
    expect(r.events).toMatchObject([{ code: "noteRejected", data: { reason: 0x79 } }]);
    expect(r.is(await r.poll()).acceptor).toBe("disabled");
  });

  test("a ticket is left alone, and its barcode is in no evidence", async () => {
    const r = await ready();
    r.device.receive(fromHex("FC 06 C7 FC 87 8C"));
    r.device.act("insertTicket", { barcode: "123456789012345678" });
    const held = await r.polls(1_000);
    expect(held.components.escrow).toEqual({ state: "held", vendorCode: "ID-003 13 6F" });
    await r.polls(11_000);
    expect(r.count(stack1)).toBe(0);
    expect(r.is(await r.poll()).acceptor).toBe("enabled");
  });

  test("a restart of the agent keeps the ledger", async () => {
    const r = await ready();
    r.device.act("insertNote", { type: 1 });
    await r.polls(3_000);
    const second = await ready({ coldStart: false }, {}, r.memory);
    const reading = await second.poll();
    expect(reading.measures).toMatchObject({ notesStacked: 1, cashBoxValue: 1000 });
    expect(second.is(reading).acceptor).toBe("enabled");
  });
});

describe("power cut with a note on its way", () => {
  test("42, RESET, no word of the value: it counts with the value it had in escrow (§9.9)", async () => {
    const r = await ready();
    r.device.act("insertNote", { code: 0x66 });
    await r.polls(700);
    r.device.powerCycle();
    const cut = await r.poll();
    expect(cut).toMatchObject({ availability: "starting", money: "inTransit" });
    expect(r.is(cut)).toMatchObject({ power: "restarted", acceptor: "starting", escrow: "notEmpty" });
    await r.polls(4_000);
    expect(codes(r.events)).toEqual(["powerLoss", "noteStacked"]);
    expect(r.events[1]?.data).toEqual({ type: 5, value: 10_000, currency: "EUR", recovered: true, assumed: true });
    expect(r.book().ledger).toMatchObject({ recovered: 1, assumed: 1, disputed: [] });
    expect(r.device.state().stacked).toBe(1);
  });

  test("42, RESET, and a unit that says VEND VALID: acknowledged, one credit, nothing assumed", async () => {
    const r = await ready({ vendValidAfterPowerCut: true, codeInVendValid: true });
    r.device.act("insertNote", { code: 0x66 });
    await r.polls(700);
    r.device.powerCycle();
    await r.polls(4_000);
    expect(r.events[1]?.data).toEqual({ type: 5, value: 10_000, currency: "EUR", recovered: true });
    expect(r.device.state()).toMatchObject({ stacked: 1, acks: 1 });
    expect(r.book()).toMatchObject({ stacked: 1, ledger: { recovered: 1, assumed: 0 } });
  });

  test("42 of a note that was credited before the cut is a repeat", async () => {
    const r = await ready({ vendValidAfterPowerCut: true, storeMs: 2_000 });
    r.device.act("insertNote", { code: 0x64 });
    await r.polls(1_400);
    expect(r.book().cycle.phase).toBe("credited");
    r.device.powerCycle();
    await r.polls(6_000);
    expect(codes(r.events)).toEqual(["noteStacked", "powerLoss"]);
    expect(r.book()).toMatchObject({ stacked: 1, cycle: { phase: "idle" } });
  });

  test("42 before we ever saw a note: one of unknown value", async () => {
    const r = rig();
    r.device.inject("powerUpBillInStacker");
    await r.polls(5_000);
    expect(r.book().ledger).toMatchObject({ unknown: 1, recovered: 1, assumed: 1, denominations: [] });
  });

  test("41: it is handed back, no credit (§9.10)", async () => {
    const r = await ready();
    r.device.inject("powerUpBillInHead");
    const well = await r.polls(6_000);
    expect(codes(r.events)).toEqual(["powerLoss", "noteReturned"]);
    expect(well.measures.notesStacked).toBe(0);
    expect(r.is(well).acceptor).toBe("enabled");
  });

  test("a VEND VALID that waited too long: the unit falls silent, and RESET is the one thing that helps (§7)", async () => {
    const r = await ready();
    r.device.act("insertNote", { type: 0 });
    const receive = r.device.receive.bind(r.device);
    r.device.receive = (bytes) => void (hex(bytes) === ack || receive(bytes));
    await r.polls(62_000);
    r.device.receive = receive;
    await r.poll();
    await expect(r.poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(r.device.state().mute).toBe(true);
    expect(await r.run("reset")).toMatchObject({ status: "succeeded", result: { accepting: true } });
    expect(r.book().stacked).toBe(1);
  });
});

describe("faults", () => {
  const bad: [string, Record<string, string>, string][] = [
    ["billJam", { transport: "jammed" }, "ID-003 45"],
    ["billJamHard", { transport: "jammed" }, "ID-003 45"],
    ["cassetteJam", { stacker: "jammed" }, "ID-003 46"],
    ["cassetteFull", { cashBox: "full" }, "ID-003 43"],
    ["cassetteRemoved", { cashBox: "missing" }, "ID-003 44"],
    ["cassetteNotReady", { cashBox: "missing" }, "ID-003 49 AB"],
    ["cassetteLock", { cashBox: "inoperative" }, "ID-003 49 03"],
    ["pause", { acceptor: "paused" }, "ID-003 47"],
    ["motorStacker", { stacker: "inoperative" }, "ID-003 49 A2"],
    ["motorSpeed", { transport: "inoperative" }, "ID-003 49 A5"],
    ["motor", { transport: "inoperative" }, "ID-003 49 A6"],
    ["motorAligning", { transport: "inoperative" }, "ID-003 49 A7"],
    ["solenoid", { transport: "inoperative" }, "ID-003 49 A8"],
    ["board", { banknoteReader: "inoperable" }, "ID-003 49 A9"],
    ["opticSensor", { banknoteReader: "inoperable" }, "ID-003 49 AC"],
    ["magneticSensor", { banknoteReader: "inoperable" }, "ID-003 49 AD"],
    ["headOpen", { banknoteReader: "inoperable" }, "ID-003 49 AF"],
    ["bootRom", { banknoteReader: "inoperable" }, "ID-003 49 B0"],
    ["externalRom", { banknoteReader: "inoperable" }, "ID-003 49 B1"],
    ["rom", { banknoteReader: "inoperable" }, "ID-003 49 B2"],
    ["romWrite", { banknoteReader: "inoperable" }, "ID-003 49 B3"],
    ["genericFailure", { banknoteReader: "inoperable" }, "ID-003 49 E1"],
    ["recyclerError", { stacker: "inoperative" }, "ID-003 4C"],
    ["cheat", { security: "fraudAttempt" }, "ID-003 48"],
  ];
  test.each(bad)("fault %s is told with the device's own words", async (fault, components, vendorCode) => {
    const r = await ready();
    r.device.inject(fault);
    const reading = await r.poll();
    expect(r.is(reading)).toMatchObject(components);
    for (const name of Object.keys(components)) {
      expect(reading.components[name]?.vendorCode).toBe(vendorCode);
      expect(reading.components[name]?.frame).toMatch(/^FC 0/);
    }
    r.device.clear();
    expect(r.is(await r.polls(15_000))).toEqual({
      transport: "ok",
      stacker: "ok",
      cashBox: "ok",
      banknoteReader: "ok",
      acceptor: "enabled",
      escrow: "empty",
      security: "ok",
      power: "ok",
    });
  });

  test("the table of this test names every fault that a status tells", () => {
    const others = ["rejectAll", "powerUpBillInStacker", "powerUpBillInHead", "invalidCommands", "wrongParity"];
    expect([...bad.map(([name]) => name), ...others].sort()).toEqual(simulated.faults.map((f) => f.name).sort());
  });

  test("a jam that RESET frees is cured, settings are sent again, bills are taken again (§9.4)", async () => {
    const r = await ready();
    r.device.inject("billJam");
    expect((await r.poll()).money).toBe("safe");
    expect(await r.run("reset")).toMatchObject({
      status: "succeeded",
      result: { accepting: true, before: "ID-003 45" },
    });
    expect(r.is(await r.poll())).toMatchObject({ transport: "ok", acceptor: "enabled" });
    expect(r.count("FC 07 C0")).toBe(2);
  });

  test("a jam that stays is told as such (§9.4)", async () => {
    const r = await ready();
    r.device.inject("billJamHard");
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "deviceFault" } });
    expect(r.is(await r.poll()).transport).toBe("jammed");
  });

  test("a note jammed while it was stacked is disputed, and stays so: the unit never said VEND VALID", async () => {
    const r = await ready();
    r.device.act("insertNote", { code: 0x66 });
    await r.polls(700);
    r.device.inject("billJam");
    await r.poll();
    expect(r.events).toMatchObject([{ code: "noteDisputed", data: { value: 10_000 } }]);
    await r.run("reset");
    expect(r.book()).toMatchObject({ stacked: 0, ledger: { disputed: [{ type: 5 }] } });
  });

  test("the string trick: 14, 48, no VEND VALID, no credit (§9.7)", async () => {
    const r = await ready();
    r.device.inject("cheat");
    await r.poll();
    r.device.act("insertNote", { type: 0 });
    const after = await r.polls(3_000);
    expect(codes(r.events)).toEqual(["cheated", "cheated"]);
    expect(after.measures).toMatchObject({ cheatAttempts: 2, notesStacked: 0 });
  });

  test("endless rejecting is the reader's fault, until a note is taken", async () => {
    const r = await ready({ scanMs: 100 }, { rejectLimit: 3 });
    r.device.inject("rejectAll");
    for (let i = 0; i < 3; i++) {
      r.device.act("insertNote", { type: 0 });
      await r.polls(1_000);
    }
    const reading = await r.poll();
    expect(reading.components.banknoteReader).toMatchObject({ state: "inoperable", vendorCode: "ID-003 17 77" });
    r.device.clear("rejectAll");
    r.device.act("insertNote", { type: 0 });
    expect(r.is(await r.polls(3_000)).banknoteReader).toBe("ok");
  });

  test("the box: full by count, out, back, counted from zero, set up again (§9.5, §9.6)", async () => {
    const r = await ready({ capacity: 1 });
    r.device.act("insertNote", { type: 3 });
    expect(r.is(await r.polls(3_000)).cashBox).toBe("full");
    r.device.act("removeCassette");
    const out = await r.poll();
    expect(r.is(out).cashBox).toBe("missing");
    expect(out.measures.cashBoxNotes).toBeUndefined();
    r.device.act("returnCassette");
    const back = await r.polls(5_000);
    expect(r.is(back)).toMatchObject({ cashBox: "ok", acceptor: "enabled" });
    expect(back.measures.cashBoxNotes).toBe(0);
    expect(codes(r.events)).toEqual(["noteStacked", "cashBoxRemoved", "cashBoxReturned"]);
  });

  test("a full box that the unit forgot stays full and closed, until somebody says it is empty", async () => {
    const r = await ready();
    r.device.inject("cassetteFull");
    await r.poll();
    const second = await ready({}, {}, r.memory);
    expect(second.is(await second.poll())).toMatchObject({ cashBox: "full", acceptor: "disabled" });
    await second.run("enable");
    expect(second.is(await second.poll())).toMatchObject({ cashBox: "ok", acceptor: "enabled" });
  });
});

describe("commands", () => {
  test("RESET is refused with a bill in the path, and is not sent", async () => {
    const r = await ready();
    const before = r.count(reset);
    r.device.act("insertNote", { type: 1 });
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "billInPath" } });
    expect(r.count(reset)).toBe(before);
  });

  test("a unit that hangs in 1B may be reset after 30 s, not before (§10)", async () => {
    const r = rig({ initialiseMs: 40_000 });
    await r.polls(10_000);
    expect(await r.run("reset")).toMatchObject({ reason: { code: "notNow" } });
    await r.polls(25_000);
    const before = r.count(reset);
    await r.run("reset").catch(() => undefined);
    expect(r.count(reset)).toBe(before + 1);
  });

  test("disable lasts over a restart of the agent, enable ends it", async () => {
    const r = await ready();
    expect((await r.run("disable")).status).toBe("succeeded");
    expect(r.is(await r.polls(3_000)).acceptor).toBe("disabled");
    const second = await ready({}, {}, r.memory);
    expect(second.is(await second.poll()).acceptor).toBe("disabled");
    expect((await second.run("enable")).status).toBe("succeeded");
    expect(second.is(await second.poll()).acceptor).toBe("enabled");
  });

  test("self-test reads the settings and changes nothing", async () => {
    const r = await ready();
    const acts = () => r.sent.filter((f) => ["4", "C"].includes(f.slice(6, 7))).length;
    const before = acts();
    expect(await r.run("selfTest")).toMatchObject({
      status: "succeeded",
      result: { settings: { inhibit: "00", denominations: "01 FF", bootVersion: "42 30 35 20" } },
    });
    expect(acts()).toBe(before);
    r.device.inject("opticSensor");
    expect(await r.run("selfTest")).toMatchObject({ status: "failed", reason: { code: "deviceFault" } });
  });

  test("a unit that refuses everything but STATUS REQUEST is no crash and is not said to be enabled", async () => {
    const r = rig({ coldStart: false });
    r.device.inject("invalidCommands");
    expect(await r.during(r.session.identify(never))).toEqual({});
    expect(r.is(await r.polls(5_000)).acceptor).toBe("disabled");
    expect(await r.run("reset")).toMatchObject({ status: "failed", reason: { code: "illegalCommand" } });
  });
});

describe("the line", () => {
  test("silence: three tries, then noAnswer, inside the deadline (§9.11)", async () => {
    const r = await ready();
    r.mischief.inject("silent");
    const began = r.clock.mono();
    const sentBefore = r.sent.length;
    await expect(r.poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(r.sent.slice(sentBefore)).toEqual(Array(3).fill(status));
    expect(r.clock.mono() - began).toBeLessThan(driver.poll.deadlineMs);
    r.mischief.clear();
    expect((await r.poll()).availability).toBe("online");
  });

  test("damage: simply asked again, there is no NAK (§9.12)", async () => {
    const r = await ready();
    r.mischief.inject("wrongChecksum");
    const sentBefore = r.sent.length;
    await expect(r.poll()).rejects.toMatchObject({ code: "damagedAnswers" });
    expect(r.sent.slice(sentBefore)).toEqual(Array(3).fill(status));
  });

  test("our frames arrive damaged: 4A, three tries, counted as link errors (§9.13)", async () => {
    const r = await ready();
    const receive = r.device.receive.bind(r.device);
    r.device.receive = (bytes) => receive(bytes.map((b, i) => (i === bytes.length - 1 ? b ^ 1 : b)));
    await expect(r.poll()).rejects.toMatchObject({ code: "refused" });
    r.device.receive = receive;
    expect((await r.poll()).measures.linkErrors).toBe(3);
  });

  test("wrong parity is damage, never a reading", async () => {
    const r = await ready();
    r.device.inject("wrongParity");
    await expect(r.poll()).rejects.toMatchObject({ code: "damagedAnswers" });
  });

  test("a bridged cable is no healthy idle acceptor, from the first poll and within 5 s in service (§2)", async () => {
    const clock = new FakeClock();
    const [host, line] = memoryPair();
    line.onData((bytes) => void line.write(bytes));
    const memory = { get: () => undefined, set: () => undefined };
    const session = driver.open(host, defaults, { clock, random: () => 0.4, memory });
    await expect(session.poll(never)).rejects.toMatchObject({ code: "damagedAnswers", context: { echo: true } });
    await expect(session.identify(never)).rejects.toMatchObject({ code: "damagedAnswers" });

    const r = await ready();
    r.mischief.inject("echo");
    await expect(r.polls(6_000)).rejects.toMatchObject({ code: "damagedAnswers", context: { echo: true } });
    expect(r.sent.at(-1)).toBe(readInhibit);
  });

  test.each(["noise", "drip", "slow"])("%s is survived", async (fault) => {
    const r = await ready();
    r.mischief.inject(fault);
    expect(r.is(await r.polls(3_000)).acceptor).toBe("enabled");
  });

  test("close settles what waits, abort too", async () => {
    const r = rig();
    r.mischief.inject("silent");
    const poll = r.session.poll(never);
    await r.session.close();
    await expect(poll).rejects.toMatchObject({ code: "closed" });
    const second = rig();
    const stop = new AbortController();
    second.mischief.inject("silent");
    const aborted = second.session.poll(stop.signal);
    stop.abort();
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  });

  test("the plug pulled: portLost", async () => {
    const r = rig();
    await r.poll();
    await r.line.close();
    await expect(r.poll()).rejects.toMatchObject({ code: "portLost" });
  });
});
