import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/escpos/vectors.json" with { type: "json" };
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const hex = (bytes: Iterable<number>) =>
  Array.from(bytes, (b) => b.toString(16).toUpperCase().padStart(2, "0")).join(" ");
const bytes = (text: string) => Uint8Array.from(text.split(" ").filter(Boolean), (b) => Number.parseInt(b, 16));

const make = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  let said: string[] = [];
  const device = simulated.create({ clock, random: () => 0.5, settings, send: (b) => said.push(hex(b)) });
  const heard = () => {
    const all = said;
    said = [];
    return all;
  };
  const ask = (text: string) => {
    device.receive(bytes(text));
    return heard().join(" ");
  };
  return { clock, device, ask, heard };
};

describe("conversations of the sheet (escpos-status.md)", () => {
  it("§10.1 happy path, Epson", () => {
    const { ask } = make();
    const conversation = [
      ["10 04 01", "12"],
      ["10 04 02", "12"],
      ["10 04 03", "12"],
      ["10 04 04", "12"],
      ["1D 49 42", "5F 45 50 53 4F 4E 00"],
      ["1D 49 43", "5F 54 4D 2D 54 38 38 56 00"],
      ["1D 49 41", "5F 31 2E 30 32 20 45 53 43 2F 50 4F 53 00"],
      ["1D 49 44", "5F 4A 35 54 46 30 31 32 33 34 35 00"],
      ["1D 67 32 00 B2 00", "5F 31 38 33 34 32 00"],
      ["1D 67 32 00 C6 00", "5F 39 31 32 30 00"],
      ["1D 61 FF", "10 00 00 00"],
    ];
    for (const [request = "", answer] of conversation) expect(ask(request)).toBe(answer);
  });

  it("§10.2 happy path, Custom", () => {
    const { ask } = make({ profile: "custom", paperCm: 510, cuts: 785 });
    const conversation = [
      ["10 04 01", "12"],
      ["10 04 14", "10 0F 04 00 00 00"],
      ["1D 49 FF", "02 05"],
      ["1D 49 03", "31 2E 31 36"],
      ["1D E1", "35 31 30 63 6D"],
      ["1D E2", "37 38 35 63 75 74 73"],
      ["1D E3", "33 38 38 39 30 63 6D"],
      ["1D E4", "35 31 32 72 65 74"],
      ["1D E5", "35 31 32 6F 6E"],
    ];
    for (const [request = "", answer] of conversation) expect(ask(request)).toBe(answer);
  });

  it.each([
    ["paperLow", "10 00 03 00", ["12", "12", "12", "1E"], "F1"],
    ["paperOut", "18 00 0F 00", ["1A", "32", "12", "7E"], "F2"],
    ["coverOpen", "38 00 00 00", ["1A", "16", "12", "12"], "F3"],
    ["cutterError", "18 08 00 00", ["1A", "52", "1A", "12"], "F4"],
    ["headHot", "18 40 00 00", ["1A", "52", "52", "12"], "F5"],
    ["unrecoverable", "18 20 00 00", ["1A", "52", "32", "12"], "F6"],
    ["mechanical", "18 04 00 00", ["1A", "52", "16", "12"], "§4"],
  ])("%s: ASB %s, DLE EOT %s (%s)", (fault, asb, answers) => {
    const { device, ask, heard } = make();
    ask("1D 61 FF");
    device.inject(fault);
    expect(heard()).toEqual([asb]);
    expect([1, 2, 3, 4].map((n) => ask(`10 04 0${n}`))).toEqual(answers);
    device.clear(fault);
    expect(heard()).toEqual(["10 00 00 00"]);
  });

  it("F4, F6: DLE ENQ leaves a cutter error whose cause is gone, and no other", () => {
    const { device, ask } = make();
    ask("1D 61 FF");
    device.inject("cutterError");
    ask("");
    expect(ask("10 05 02")).toContain("10 00 00 00");
    for (const fault of ["cutterErrorHard", "unrecoverable", "headHot"]) {
      device.inject(fault);
      ask("");
      expect(ask("10 05 02")).not.toContain("10 00 00 00");
      device.clear(fault);
    }
  });

  it("F11: a buffered query waits while offline; a real-time one does not", () => {
    const { device, ask, heard } = make();
    device.inject("paperOut");
    expect(ask("1D 72 01")).toBe("");
    expect(ask("10 04 01")).toBe("1A");
    device.act("replaceRoll");
    expect(heard()).toEqual(["00"]);
  });

  it.each([
    ["jam", "10 0F 00 00 40 00"],
    ["ticketNotTaken", "10 0F 20 00 00 00"],
    ["headHot", "10 0F 00 00 01 00"],
    ["supplyVoltage", "10 0F 00 00 08 00"],
    ["cutterErrorHard", "10 0F 00 00 00 01"],
    ["paperOut", "10 0F 05 00 00 00"],
  ])("F12, Custom: %s is told by %s", (fault, frame) => {
    const { device, ask, heard } = make({ profile: "custom" });
    expect(ask("1D E0 0F")).toBe("");
    device.inject(fault);
    expect(heard()).toEqual([frame]);
    expect(ask("10 04 14")).toBe(frame);
    expect(vectors.fullStatus.map((v) => v.frame)).toContain(frame);
  });
});

describe("a printer", () => {
  it("takes its bytes split and glued", () => {
    const { device, ask, heard } = make();
    for (const b of bytes("10 04 01")) device.receive(Uint8Array.of(b));
    expect(heard()).toEqual(["12"]);
    expect(ask("10 04 01 10 04 04 1D 49 42")).toBe("12 12 5F 45 50 53 4F 4E 00");
  });

  it("finds a real-time command inside image data, and keeps it there", () => {
    const { ask } = make();
    expect(ask("1D 76 30 00 03 00 01 00 10 04 01")).toBe("12");
    expect(ask("1D 72 01")).toBe("00");
  });

  it("says nothing to a counter it does not know, or to text", () => {
    const { ask } = make();
    expect(ask("1D 67 32 00 99 00 41 42 43 0A 1B 40")).toBe("");
  });

  it("tells only what it was asked to tell", () => {
    const { device, ask, heard } = make();
    ask("1D 61 04"); // errors only
    device.act("openCover");
    expect(heard()).toEqual([]);
    device.inject("cutterError");
    expect(heard()).toEqual(["38 08 00 00"]);
  });

  it("loses automatic status when power goes, and starts again", async () => {
    const { device, ask, heard, clock } = make();
    ask("1D 61 FF");
    device.powerCycle();
    expect(heard()).toEqual([]);
    expect(ask("10 04 01")).toBe("1A");
    await clock.advance(1_000);
    expect(ask("10 04 01")).toBe("12");
    device.act("openCover");
    expect(heard()).toEqual([]);
  });

  it("says XOFF and XON where its line uses them", () => {
    const { device, heard } = make({ xonXoff: true });
    device.act("openCover");
    device.act("closeCover");
    expect(heard()).toEqual(["13", "11"]);
  });

  it("counts lines, cuts and paper with use, and stops where the roll ends", () => {
    const { device } = make({ rollCm: 50 });
    device.act("print", { lines: 10 });
    expect(device.state()).toMatchObject({ cuts: 18343, lines: 1204341, paperCm: 44.3 });
    device.act("print", { lines: 1000 });
    expect(device.state()).toMatchObject({ paperCm: 0, offline: true });
  });

  it("names what it knows when asked for what it does not", () => {
    const { device } = make();
    expect(() => device.inject("fire")).toThrow(/paperOut/);
    expect(() => device.act("fly")).toThrow(/replaceRoll/);
  });
});
