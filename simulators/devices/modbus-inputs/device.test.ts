import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/modbus-inputs/vectors.json" with { type: "json" };
import { bytesOf, fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";
import { crcOf } from "./frame.ts";

const rig = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  const sent: string[] = [];
  const device = simulated.create({ clock, random: () => 0.5, send: (b) => void sent.push(hex(b)), settings });
  const ask = async (text: string) => {
    device.receive(fromHex(text));
    await clock.advance(100);
    return sent.splice(0).join(" | ");
  };
  return { clock, device, sent, ask };
};
const all = "01 02 00 00 00 08 79 CC";

describe("request → exact answer", () => {
  it.each(vectors.module)("$ask → $answer ($source)", async ({ ask, answer }) => {
    expect(await rig().ask(ask)).toBe(answer);
  });

  it.each(vectors.bus)("with sensors on the bus: $ask → $answer ($source)", async ({ ask, answer }) => {
    expect(await rig({ climate: 2, motion: 0x50 }).ask(ask)).toBe(answer);
  });

  it("CRC of 123456789 is 4B37", () => {
    expect(crcOf(bytesOf("123456789"))).toBe(0x4b37);
  });

  it("has 16 inputs if set so", async () => {
    expect(await rig({ count: 16 }).ask("01 02 00 00 00 10 79 C6")).toBe("01 02 02 5F 00 80 48");
  });
});

describe("line", () => {
  it("takes split, glued and noisy requests", async () => {
    const { ask, device, clock, sent } = rig();
    expect(await ask(`${all} ${all}`)).toBe("01 02 01 5F E1 B0 | 01 02 01 5F E1 B0");
    expect(await ask(`FF 01 77 ${all}`)).toBe("01 02 01 5F E1 B0");
    for (const byte of all.split(" ")) device.receive(fromHex(byte));
    await clock.advance(100);
    expect(sent).toEqual(["01 02 01 5F E1 B0"]);
  });

  it("forgets half a request after a silence", async () => {
    const { ask } = rig();
    expect(await ask("01 02 00 00")).toBe("");
    expect(await ask(all)).toBe("01 02 01 5F E1 B0");
  });

  it("says nothing to a broadcast", async () => {
    expect(await rig().ask("00 02 00 00 00 08 78 1D")).toBe("");
  });
});

describe("the physical world", () => {
  it.each([
    [["openDoor"], "5E"],
    [["turnKey", "openDoor"], "7E"],
    [["turnKey", "openDoor", "withdrawBolt"], "7A"],
    [["turnKey", "openDoor", "withdrawBolt", "openCashBoxDoor"], "78"],
    [["turnKey", "openDoor", "withdrawBolt", "openCashBoxDoor", "removeBox"], "70"],
    [["removeBox"], "57"],
    [["shock"], "4F"],
    [["openDoor", "openCashBoxDoor", "withdrawBolt", "removeBox"], "50"],
  ])("%j reads %s (cash-box.md §7.4)", async (steps, byte) => {
    const { device, clock } = rig();
    for (const step of steps) device.act(step);
    await clock.advance(60);
    expect(device.state().inputs).toBe(byte);
  });

  it.each([
    ["loopCut", "01 02 01 1F E0 40"],
    ["allZero", "01 02 01 00 A1 88"],
    ["exception4", "01 82 04 41 63"],
    ["wrongId", "02 02 01 5F E1 F4"],
    ["truncated", "01 02 01 5F"],
    ["glued", "01 02 01 5F E1 B0 01 02 01 5F E1 B0"],
    ["noAnswer", ""],
  ])("%s answers %s", async (fault, answer) => {
    const { device, ask } = rig();
    device.inject(fault);
    expect(await ask(all)).toBe(answer);
    device.clear(fault);
    expect(await ask(all)).toBe("01 02 01 5F E1 B0");
  });

  it.each([
    ["tooHot", "02 04 00 01 00 01 60 39", "02 04 02 02 BC FD E1"],
    ["tooCold", "02 04 00 01 00 01 60 39", "02 04 02 FF 33 FC D5"],
    ["climateBroken", "02 04 00 01 00 02 20 38", "02 04 04 7F FF 7F FF 81 10"],
    ["motionBusy", "50 03 00 3D 00 03 99 86", "50 83 06 90 E3"],
    ["climateSilent", "02 04 00 01 00 02 20 38", ""],
  ])("%s: %s answers %s (modbus-io.md §4, §6)", async (fault, ask, answer) => {
    const { device, ask: asked } = rig({ climate: 2, motion: 0x50 });
    device.inject(fault);
    expect(await asked(ask)).toBe(answer);
    expect(await asked(all)).toBe("01 02 01 5F E1 B0");
  });

  it("leans and is shaken", async () => {
    const { device, ask, clock } = rig({ motion: 0x50 });
    const roll = "50 03 00 3D 00 01 18 47";
    const z = "50 03 00 36 00 01 69 85";
    expect(await ask(roll)).toMatch(/^50 03 02 00 5B/);
    device.act("lean", { degrees: 20 });
    expect(await ask(roll)).toMatch(/^50 03 02 0E 94/);
    device.act("lean", { degrees: 0 });
    expect(await ask(z)).toMatch(/^50 03 02 08 00/);
    device.act("shake", { g: 1, ms: 300 });
    expect(await ask(z)).toMatch(/^50 03 02 10 00/);
    await clock.advance(300);
    expect(await ask(z)).toMatch(/^50 03 02 08 00/);
  });

  it("names what it knows when asked for something else", () => {
    const { device } = rig();
    expect(() => device.inject("fire")).toThrow(/stuckBit/);
    expect(() => device.act("dance")).toThrow(/openDoor/);
  });
});
