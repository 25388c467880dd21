import fc from "fast-check";
import { describe, expect, it } from "vitest";
import simulated from "../../simulators/devices/ccid/device.ts";
import { never } from "../../tests/support/driver-bench.ts";
import { usbBench } from "../../tests/support/usb-bench.ts";
import { fromHex, hex } from "../wire/fields.ts";
import { frame as cutFrames } from "../wire/framer.ts";
import { judgeAtr } from "./atr.ts";
import { command, decode, decodeNotice, encode, isShowable, maxMessage, rule } from "./codec.ts";
import { parseClassDescriptor } from "./descriptor.ts";
import driver from "./driver.ts";
import { codes, errors } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

type Config = Parameters<typeof driver.open>[1];

const rig = ({ settings = {}, config = {} }: { settings?: Record<string, unknown>; config?: Partial<Config> } = {}) =>
  usbBench({ driver, simulated }, { settings, config });

describe("messages", () => {
  it.each(vectors.requests)("$name is pinned", ({ name, seq, frame }) => {
    expect(hex(encode(command[name as keyof typeof command], 0, seq))).toBe(frame);
  });

  it.each(vectors.answers)("$name", ({ frame, icc, outcome }) => {
    const bytes = fromHex(frame);
    expect(rule(bytes)).toEqual({ frame: 10 });
    expect(decode(bytes)).toMatchObject({ icc, outcome });
  });

  it("a DataBlock carries its data, and its header does not", () => {
    const bytes = fromHex(vectors.atr.frame);
    expect(rule(bytes)).toEqual({ frame: 22 });
    const { data, header } = decode(bytes);
    expect([data.length, header.length]).toEqual([12, 10]);
  });

  it.each(vectors.notices)("notice $frame", ({ frame, present }) => {
    const notice = decodeNotice(fromHex(frame));
    expect(notice?.kind === "slotChange" && notice.slots[0]).toEqual({ present, changed: true });
  });

  it("overcurrent is a notice of its own", () => {
    expect(decodeNotice(fromHex(vectors.overcurrent.frame))).toEqual({
      kind: "hardwareError",
      slot: 0,
      seq: 8,
      code: 1,
    });
  });

  it("headers that cannot be start no message", () => {
    for (const bad of [
      "81 00 00 00 00 00 00 03 00 00",
      "81 00 00 00 00 00 00 C2 00 00",
      "81 00 00 00 00 00 00 02 00 04",
    ])
      expect(rule(fromHex(bad))).toEqual({ skip: 1 });
    expect(rule(fromHex("80 FF FF FF FF 00 00 00 00 00"))).toEqual({ skip: 1 });
  });

  it("R10: 100,000 random frames and chunks never break the codec", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        for (const found of cutFrames(rule, maxMessage, new Uint8Array(0), bytes).frames) decode(found);
        decodeNotice(bytes);
        judgeAtr(bytes);
        isShowable(bytes);
        parseClassDescriptor(bytes);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("descriptor and answer to reset", () => {
  it("the class descriptor of the sheet", () => {
    expect(parseClassDescriptor(fromHex(vectors.classDescriptor.bytes))).toEqual({
      version: "1.10",
      slots: 1,
      voltages: ["5 V", "3 V", "1.8 V"],
      protocols: ["T=0", "T=1"],
      picksVoltage: true,
      exchange: "extended APDU",
      maxMessage: 271,
    });
    expect(parseClassDescriptor(fromHex("36 21 10"))).toBeUndefined();
  });

  it.each(vectors.atrs)("ATR $bytes", ({ bytes, protocols, checkByte }) => {
    expect(judgeAtr(fromHex(bytes))).toEqual({ valid: true, protocols, checkByte });
  });

  it("a wrong check byte is told and not held against the card; a cut or odd ATR is not valid", () => {
    expect(judgeAtr(fromHex("3B 80 01 82"))).toEqual({ valid: true, protocols: ["T=1"], checkByte: "wrong" });
    for (const bad of ["", "3B", "3C 00", "3B 68 00", "3B 80", "3B 00 00"])
      expect(judgeAtr(fromHex(bad)).valid).toBe(false);
  });
});

describe("S7: what may be shown", () => {
  it("headers, notices and setup packets; no data of a card, no pieces", () => {
    for (const shown of [
      "65 00 00 00 00 00 00 00 00 00",
      "81 00 00 00 00 00 00 02 00 00 50 03",
      "51 00 08 01",
      "A1 02 00 00 00 00 00 01",
    ])
      expect(isShowable(fromHex(shown))).toBe(true);
    for (const hidden of [
      vectors.atr.frame,
      "80 00 00",
      "3B 68 00",
      "6F 05 00 00 00 00 03 00 00 00 00 CA 00 00 05",
      "50 34",
      "A1 34 31 31 31 31 31 31",
    ])
      expect(isShowable(fromHex(hidden))).toBe(false);
  });

  it("no byte of an answer to reset comes out of a test", async () => {
    const { run, poll, events, device } = rig();
    device.act("insertCard", { atr: "3B 89 80 01 4A 43 4F 50 34 31 56 32 32 4D" });
    const told = JSON.stringify([await run("testCard"), await poll(), await run("selfTest"), events]);
    expect(told).not.toMatch(/JCOP|4A ?43 ?4F|3B ?89|74,67,79/i);
  });
});

describe("a smart card reader", () => {
  it("tells who it is", async () => {
    const { identify, said } = rig();
    expect(await identify()).toEqual({
      manufacturer: "HID Global",
      model: "OMNIKEY 3x21 Smart Card Reader",
      serial: "SIM0001",
      firmware: "1.01",
    });
    expect(said).toEqual(["H: 65 00 00 00 00 00 01 00 00 00", "D: 81 00 00 00 00 00 01 02 00 00"]);
  });

  it("refuses a slot that the reader does not have", async () => {
    await expect(rig({ config: { slot: 3 } }).identify()).rejects.toMatchObject({ code: "wrongDevice" });
  });

  it("opening sends nothing, and a poll asks for the slot only: no card is powered", async () => {
    const { said, clock, poll, device } = rig();
    await clock.advance(60_000);
    expect(said).toEqual([]);
    device.act("insertCard");
    await poll();
    expect(said.filter((s) => s.startsWith("H"))).toEqual(["H: 65 00 00 00 00 00 01 00 00 00"]);
    expect(device.state().powerOns).toBe(0);
  });

  it("a card comes and goes: told at once, counted, and kept over a restart", async () => {
    const { poll, device, clock, events, session } = rig();
    expect((await poll()).components.media).toEqual({ state: "notPresent" });
    let changes = 0;
    session.onChange?.(() => (changes += 1));
    device.act("insertCard");
    await clock.advance(0);
    expect(changes).toBe(1);
    expect(await poll()).toMatchObject({
      components: { media: { state: "present" } },
      measures: { cardInsertions: 1 },
    });
    device.act("takeCard");
    await poll();
    expect(events.map((e) => e.code)).toEqual(["cardInserted", "cardTaken"]);
  });

  it("a reader without notices is polled", async () => {
    const { poll, device, events } = rig();
    device.inject("noNotices");
    await poll();
    device.act("insertCard");
    await poll();
    expect(events.map((e) => e.code)).toEqual(["cardInserted"]);
  });

  it("time extensions are waited for, late answers dropped (§7.3, §7.6)", async () => {
    const { poll, device } = rig();
    device.inject("timeExtension");
    device.inject("lateAnswers");
    expect((await poll()).components.chipModule).toEqual({ state: "ok" });
  });

  it("silence: the abort sequence on both pipes, then once more", async () => {
    const { session, said, line, clock, device } = rig();
    line.inject("silent");
    const poll = session.poll(never);
    await clock.advance(2_900);
    line.clear();
    await clock.advance(2_000);
    expect((await poll).availability).toBe("online");
    expect(said.filter((s) => s.startsWith("H"))).toEqual([
      "H: 65 00 00 00 00 00 01 00 00 00",
      "H: 21 01 00 01 00 00 00 00",
      "H: 72 00 00 00 00 00 01 00 00 00",
      "H: 65 00 00 00 00 00 02 00 00 00",
    ]);
    expect(device.state().aborts).toBe(1);
  });

  it("a busy slot is asked again, and then it is busy", async () => {
    const { poll, device, said } = rig();
    device.inject("slotBusy");
    expect(await poll()).toMatchObject({ availability: "busy", because: { code: "slotBusy" } });
    expect(said.filter((s) => s.startsWith("H: 65"))).toHaveLength(3);
  });

  it("a hardware error is the chip module's, and over with it", async () => {
    const { poll, device } = rig();
    device.inject("hardwareError");
    expect((await poll()).components.chipModule).toEqual({
      state: "inoperable",
      vendorCode: "CCID bError FB hardware error of the reader",
      frame: "81 00 00 00 00 00 01 42 FB 00",
    });
    device.clear();
    expect((await poll()).components.chipModule).toEqual({ state: "ok" });
  });

  it("pulled in the middle of a poll: portLost", async () => {
    const { session, pull, clock, line } = rig();
    line.inject("silent");
    const poll = expect(session.poll(never)).rejects.toMatchObject({ code: "portLost" });
    await clock.advance(100);
    pull();
    await poll;
  });
});

describe("testCard", () => {
  it("powers a card on and off, and says whether its answer to reset is valid", async () => {
    const { run, device, said } = rig({ settings: { card: true } });
    expect(await run("testCard")).toEqual({
      status: "succeeded",
      result: { atr: "valid", protocols: ["T=0"], checkByte: "none" },
    });
    expect(said.filter((s) => s.startsWith("H")).map((s) => s.slice(3, 5))).toEqual(["65", "62", "63"]);
    expect(device.state().powered).toBe(false);
  });

  it.each([
    [undefined, "noCard"],
    ["mute", "cardUnreadable"],
    ["otherProtocol", "cardUnreadable"],
    ["wrongAtr", "cardUnreadable"],
    ["shortCircuit", "shortCircuit"],
    ["hardwareError", "deviceFault"],
    ["slotBusy", "busy"],
  ])("with %s says %s", async (fault, code) => {
    const { run, device } = rig({ settings: { card: fault !== undefined } });
    if (fault) device.inject(fault);
    expect(await run("testCard")).toMatchObject({ status: "failed", reason: { code } });
    expect(device.state().powered).toBe(false);
  });

  it("three cards in a row that cannot be read are the reader's fault; one tested thrice is not", async () => {
    const { run, device, poll } = rig();
    const state = async () => (await poll()).components.chipModule?.state;
    device.inject("mute");
    device.act("insertCard");
    for (let n = 0; n < 4; n++) await run("testCard");
    expect(await state()).toBe("ok");
    for (let n = 0; n < 2; n++) {
      device.act("takeCard");
      await poll();
      device.act("insertCard");
      await run("testCard");
    }
    expect(await state()).toBe("inoperable");
    device.clear();
    await run("testCard");
    expect(await state()).toBe("ok");
  });

  it("tries the voltages where the reader does not choose", async () => {
    const { run, device, said } = rig({ settings: { card: true, picksVoltage: false } });
    device.inject("noVoltageChoice");
    expect(await run("testCard")).toMatchObject({ status: "succeeded" });
    expect(said.filter((s) => s.startsWith("H: 62")).map((s) => s.split(" ")[8])).toEqual(["00", "01", "02"]);
  });

  it("takes no arguments; other commands are refused", async () => {
    const { run } = rig();
    await expect(run("testCard", { n: 1 })).rejects.toMatchObject({ code: "badArgs" });
    await expect(run("transfer")).rejects.toMatchObject({ code: "badArgs" });
  });
});

describe("the table of codes", () => {
  it("has a row for every error code", () => {
    for (const code of Object.keys(errors)) {
      const name = `bError ${Number(code).toString(16).toUpperCase().padStart(2, "0")}`;
      expect(codes.some((c) => c.code === name)).toBe(true);
    }
  });
});
