import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/elo-smartset/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const ack = "55 41 30 30 30 30 00 00 00 00";

const rig = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  const sent: string[] = [];
  const device = simulated.create({ clock, random: () => 0.25, send: (b) => void sent.push(hex(b)), settings });
  const ask = async (text: string, ms = 1000) => {
    device.receive(fromHex(text));
    await clock.advance(ms);
    return sent.splice(0);
  };
  return { clock, device, sent, ask };
};

describe("question → exact answer", () => {
  it.each(vectors.controller)("$ask ($source)", async ({ ask, answer }) => {
    expect(await rig().ask(ask)).toEqual(answer);
  });

  it.each([
    ["cableOff", ["55 44 20 00 00 00 00 00 00 63", "55 41 4B 30 30 30 00 00 00 1B"]],
    ["nvramLost", ["55 44 10 00 00 00 00 00 00 53", "55 41 39 30 30 30 00 00 00 09"]],
    ["romFailure", ["55 44 0C 00 00 00 00 00 00 4F", "55 41 4B 30 30 30 00 00 00 1B"]],
    ["noAnswer", []],
  ])("%s, as in §6.2", async (fault, answer) => {
    const { device, ask } = rig();
    device.inject(fault);
    expect(await ask("55 64 00 00 00 00 00 00 00 63")).toEqual(answer);
  });

  it("verifies checksums only if told to (F4)", async () => {
    const { ask } = rig({ checksumRequired: true });
    expect(await ask("55 69 00 00 00 00 00 00 00 00")).toEqual(["55 41 33 30 30 30 00 00 00 03"]);
    expect(await ask("55 69 00 00 00 00 00 00 00 68")).toHaveLength(2);
  });

  it("a 2310 refuses what it lacks (F5)", async () => {
    expect(await rig({ model: "2310" }).ask("55 63 78 00 00 00 00 00 00 DA")).toEqual([
      "55 41 42 30 30 30 00 00 00 12",
    ]);
  });

  it("resets softly with an Ack and hard without (F12)", async () => {
    const { ask } = rig();
    expect(await ask("55 52 01 00 00 00 00 00 00 52")).toEqual([ack]);
    expect(await ask("55 52 00 00 00 00 00 00 00 51")).toEqual([]);
    expect(await ask("55 69 00 00 00 00 00 00 00 68")).toHaveLength(2);
  });

  it("dumps as many settings as its identity says (P = 12)", async () => {
    expect(await rig().ask("55 67 00 00 00 00 00 00 00 66")).toHaveLength(13);
  });

  it("takes split, glued and noisy bytes", async () => {
    const { ask, device, clock, sent } = rig();
    const query = "55 69 00 00 00 00 00 00 00 68";
    expect(await ask(`00 13 55 01 ${query} ${query}`)).toHaveLength(4);
    for (const byte of query.split(" ")) device.receive(fromHex(byte));
    await clock.advance(100);
    expect(sent).toHaveLength(2);
  });
});

describe("touches", () => {
  const touch = async (
    args: Record<string, unknown>,
    prepare?: (r: ReturnType<typeof rig>) => void | Promise<void>,
  ) => {
    const r = rig();
    await prepare?.(r);
    r.sent.splice(0);
    r.device.act("touch", args);
    await r.clock.advance(1000);
    return r.sent;
  };

  it("initial, stream, untouch at the place", async () => {
    const packets = await touch({ x: 640, y: 512, ms: 104 });
    expect(packets).toHaveLength(10);
    // Half of 4095, rounded: 07FF or 0800.
    expect(packets[0]).toMatch(/^55 54 81 0[08] 08 0[08] 08 40 00/);
    expect(packets.slice(1, -1).every((p) => p.startsWith("55 54 82"))).toBe(true);
    expect(packets.at(-1)).toMatch(/^55 54 84/);
  });

  it("only what the mode lets through, raw if the mode says so", async () => {
    const quiet = (mode: string) => async (r: ReturnType<typeof rig>) => void (await r.ask(mode));
    expect(await touch({ x: 0, y: 0 }, quiet("55 4D 00 01 0C 00 00 00 00 59"))).toHaveLength(1);
    const raw = await touch({ x: 0, y: 1024 }, quiet("55 4D 00 07 00 00 00 00 00 53"));
    expect(raw[0]).toMatch(/^55 54 81 9A 01 66 0E 40 00/);
  });

  it("nothing with the cable off or in a dead strip", async () => {
    expect(await touch({ x: 500, y: 500 }, ({ device }) => device.inject("cableOff"))).toEqual([]);
    expect(await touch({ x: 100, y: 500 }, ({ device }) => device.inject("deadStrip"))).toEqual([]);
  });

  it("3 % away after a drift, back in place after a calibration", async () => {
    const xOf = (packet = "") => Number.parseInt(packet.split(" ")[4] + (packet.split(" ")[3] ?? ""), 16);
    const straight = xOf((await touch({ x: 640, y: 512 }))[0]);
    const drifted = xOf((await touch({ x: 640, y: 512 }, ({ device }) => device.inject("drift")))[0]);
    expect((drifted - straight) / 4095).toBeCloseTo(0.03, 2);
    const mended = await touch({ x: 640, y: 512 }, ({ device }) => {
      device.inject("drift");
      device.act("recalibrate");
      device.clear();
    });
    expect(xOf(mended[0])).toBe(straight);
  });

  it("names what it knows when asked for something else", () => {
    const { device } = rig();
    expect(() => device.inject("fire")).toThrow(/cableOff/);
    expect(() => device.act("dance")).toThrow(/recalibrate/);
    expect(() => rig({ model: "9999" })).toThrow(/2500S/);
  });
});
