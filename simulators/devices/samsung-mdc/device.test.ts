import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/samsung-mdc/vectors.json" with { type: "json" };
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";
import { takeRequests } from "./frame.ts";

const hex = (bytes: Iterable<number>) =>
  Array.from(bytes, (b) => b.toString(16).toUpperCase().padStart(2, "0")).join(" ");
const bytes = (text: string) => Uint8Array.from(text.split(" ").filter(Boolean), (b) => Number.parseInt(b, 16));

const make = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  let said: string[] = [];
  const device = simulated.create({ clock, random: () => 0.5, settings, send: (b) => said.push(hex(b)) });
  const ask = (text: string) => {
    said = [];
    device.receive(bytes(text));
    return said.join(" ");
  };
  return { clock, device, ask };
};

describe("conversations of the sheet (samsung-mdc.md)", () => {
  it.each(vectors.requests)("understands $frame ($source)", ({ frame, command, id, data }) => {
    expect(takeRequests([...bytes(frame)])).toEqual({ requests: [{ command, id, data }], rest: [] });
  });

  it("§7.1 happy path", () => {
    const { ask } = make();
    const conversation = [
      ["AA 00 01 00 01", "AA FF 01 09 41 00 01 14 00 21 10 00 00 90"],
      ["AA 8A 01 00 8B", "AA FF 01 07 41 8A 51 4D 34 33 52 29"],
      ["AA 0B 01 00 0C", "AA FF 01 14 41 0B 30 31 32 33 48 34 5A 4D 31 30 30 30 30 31 4A 00 00 00 B5"],
      ["AA 0E 01 00 0F", "AA FF 01 12 41 0E 4D 2D 50 35 4C 44 57 57 43 2D 31 30 31 35 2E 37 3A"],
      ["AA 0D 01 00 0E", "AA FF 01 08 41 0D 00 00 00 00 26 00 7C"],
      ["AA 83 01 00 84", "AA FF 01 04 41 83 12 34 0E"],
      ["AA 25 01 00 26", "AA FF 01 03 41 25 2D 96"],
      ["AA 25 01 01 3C 63", "AA FF 01 03 41 25 3C A5"],
      ["AA 25 01 01 2D 54", "AA FF 01 03 41 25 2D 96"],
      ["AA 58 01 00 59", "AA FF 01 03 41 58 50 EC"],
      ["AA F9 01 00 FA", "AA FF 01 03 41 F9 00 3D"],
      ["AA 11 01 00 12", "AA FF 01 03 41 11 01 56"],
      ["AA 11 01 01 00 13", "AA FF 01 03 41 11 00 55"],
      ["AA 11 01 01 01 14", "AA FF 01 03 41 11 01 56"],
    ];
    for (const [request = "", answer] of conversation) expect(ask(request)).toBe(answer);
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ["lampDead", {}, "AA FF 01 08 41 0D 01 00 00 00 26 00 7D", "F1"],
    ["noSignal", { celsius: 36 }, "AA FF 01 08 41 0D 00 00 00 01 24 00 7B", "F3"],
    ["lightSensorError", { fan: false }, "AA FF 01 08 41 0D 00 00 01 00 26 02 7F", "F4"],
  ])("%s with %o: %s (%s)", (fault, settings, frame) => {
    const { device, ask } = make(settings);
    device.inject(fault);
    expect(ask("AA 0D 01 00 0E")).toBe(frame);
    device.clear(fault);
    expect(ask("AA 0D 01 00 0E").split(" ").slice(6, 10)).toEqual(["00", "00", "00", "00"]);
  });

  it("F2: 82 degrees with a fan error", () => {
    const { device, ask } = make();
    device.inject("overheated");
    device.inject("fanError");
    expect(ask("AA 0D 01 00 0E")).toBe("AA FF 01 08 41 0D 00 01 00 00 52 01 AA");
  });

  it("F5: refuses what is out of range or unknown", () => {
    const { ask } = make();
    expect(ask("AA 12 01 01 65 79")).toBe("AA FF 01 03 4E 12 01 64");
    expect(ask("AA 1B 01 01 85 A2")).toBe("AA FF 01 03 4E 1B 01 6D");
  });

  it("F6, F7, F10: standby, panel, source", () => {
    const { device, ask } = make();
    device.inject("poweredOff");
    expect(ask("AA 00 01 00 01")).toBe("AA FF 01 09 41 00 00 14 00 21 10 00 00 8F");
    expect(ask("AA 0D 01 00 0E")).toBe("AA FF 01 03 4E 0D 01 5F");
    device.clear();
    device.inject("panelOff");
    expect(ask("AA F9 01 00 FA")).toBe("AA FF 01 03 41 F9 01 3E");
    expect(ask("AA F9 01 01 00 FB")).toBe("AA FF 01 03 41 F9 00 3D");
    expect(ask("AA 14 01 01 14 2A")).toBe("AA FF 01 03 41 14 14 6C");
    expect(ask("AA 14 01 01 21 37")).toBe("AA FF 01 03 41 14 21 79");
  });
});

describe("a display", () => {
  it("takes its bytes split, glued, noisy, and says nothing to a wrong checksum or another ID", () => {
    const { device, ask } = make();
    for (const b of bytes("AA 11 01 00")) device.receive(Uint8Array.of(b));
    expect(ask("12")).toBe("AA FF 01 03 41 11 01 56");
    expect(ask("0D 0A 55 AA 11 01 00 12 0D 0A AA F9 01 00 FA")).toBe("AA FF 01 03 41 11 01 56 AA FF 01 03 41 F9 00 3D");
    expect(ask("AA 11 01 00 13")).toBe("");
    expect(ask("AA 11 02 00 13")).toBe("");
  });

  it("does what all are told, and answers nothing (ID FE)", () => {
    const { device, ask } = make();
    expect(ask("AA 11 FE 01 00 10")).toBe("");
    expect(device.state().power).toBe(0);
  });

  it("is silent while it starts", async () => {
    const { device, ask, clock } = make({ bootMs: 1_000 });
    device.inject("poweredOff");
    expect(ask("AA 11 01 01 01 14")).toBe("AA FF 01 03 41 11 01 56");
    expect(ask("AA 00 01 00 01")).toBe("");
    await clock.advance(1_000);
    expect(ask("AA 11 01 00 12")).toBe("AA FF 01 03 41 11 01 56");
    device.powerCycle();
    expect(ask("AA 11 01 00 12")).toBe("");
  });

  it("ignores, in mute standby, all but status, power and serial number", () => {
    const { device, ask } = make();
    device.inject("standbyMute");
    expect(ask("AA 0D 01 00 0E AA 8A 01 00 8B")).toBe("");
    expect(ask("AA 0B 01 00 0C")).toContain("41 0B");
  });

  it("lamp and schedule switch each other off (§10)", () => {
    const { ask } = make();
    const maintenance = () => ask("AA 08 01 00 09").split(" ");
    expect(ask("AA 57 01 08 07 00 01 64 0A 00 00 14 EA")).toContain("41 57");
    expect(maintenance()[17]).toBe("FF");
    ask("AA 58 01 01 50 AA");
    expect(maintenance().slice(16, 18)).toEqual(["FF", "50"]);
  });

  it("counts panel-on time, only while it is lit", async () => {
    const { device, clock } = make();
    await clock.advance(20 * 60_000);
    expect(device.state().panelUnits).toBe(4662);
    device.inject("panelOff");
    await clock.advance(20 * 60_000);
    expect(device.state().panelUnits).toBe(4662);
  });

  it("signal goes and comes; unknown names are refused with the known ones", () => {
    const { device } = make();
    device.act("signalLost");
    expect(device.state().faults).toEqual(["noSignal"]);
    device.act("signalBack");
    expect(device.state().faults).toEqual([]);
    expect(() => device.inject("fire")).toThrow(/lampDead/);
    expect(() => device.act("fly")).toThrow(/signalBack/);
  });
});
