import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/megatec/vectors.json" with { type: "json" };
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const hex = (text: string) =>
  Array.from(text, (c) => c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")).join(" ");

const make = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  let said = "";
  const device = simulated.create({
    clock,
    random: () => 0.5,
    settings,
    send: (bytes) => {
      said += String.fromCharCode(...bytes);
    },
  });
  const feed = (text: string) => {
    said = "";
    device.receive(Uint8Array.from(text, (c) => c.charCodeAt(0)));
    return said;
  };
  return { clock, device, feed, ask: (command: string) => feed(`${command}\r`) };
};
const frameOf = (text: string) => [...vectors.status, ...vectors.ratings].find((v) => v.text === text)?.frame;

describe("conversations of the sheet (megatec-ups.md)", () => {
  it("§4: the answers that NUT was tried with, byte for byte", () => {
    const { ask, device } = make({ ratedVolts: 220, volts: 226, hertz: 49, loadPercent: 14, celsius: 30 });
    device.act("glitch", { volts: 195 });
    // The sheet's battery floats at 27.5 V, ours at 27.4 V.
    expect(ask("Q1")).toBe("(226.0 195.0 226.0 014 49.0 27.4 30.0 00001000\r");
    expect(hex(ask("F"))).toBe(frameOf("#220.0 000 024.0 50.0"));
    expect(hex(ask("I"))).toBe(vectors.vendors[0]?.frame);
  });

  it("§5: happy path; the lowest voltage is told once", () => {
    const { ask, device } = make({ volts: 230.1 });
    device.act("glitch", { volts: 190 });
    expect(ask("Q1")).toBe("(230.1 190.0 230.1 021 50.0 27.4 29.5 00001000\r");
    expect(ask("Q1")).toBe("(230.1 230.1 230.1 021 50.0 27.4 29.5 00001000\r");
  });

  it("§6.1: on battery, beeping, then low", async () => {
    const { ask, device, clock } = make({ capacityWh: 40 });
    device.act("mainsFail");
    expect(ask("Q1")).toMatch(/^\(000\.0 000\.0 230\.0 021 00\.0 24\.9 29\.5 10001001\r$/);
    await clock.advance(22 * 60_000);
    expect(ask("Q1")).toMatch(/ 11001001\r$/);
    await clock.advance(20 * 60_000);
    expect(ask("Q1")).toBe("");
    device.act("mainsReturn");
    expect(ask("Q1")).toMatch(/ 01001000\r$/);
  });

  it("§6.2, §6.3, §6.7, §6.9: failed, overloaded, unmeasured, shutting down", () => {
    const said = (fault: string, settings: Record<string, unknown> = {}) => {
      const { ask, device } = make(settings);
      device.inject(fault);
      return hex(ask("Q1"));
    };
    expect(said("upsFailed")).toBe(frameOf("(230.0 230.0 000.0 000 50.0 27.4 48.0 00011000"));
    expect(said("overload", { celsius: 41 })).toBe(frameOf("(230.0 230.0 230.0 118 50.0 27.4 41.0 00101001"));
    expect(said("fieldsMissing")).toBe(frameOf("(230.0 @@@.@ 230.0 021 50.0 27.4 @@.@ 00001000"));
    expect(said("shutdownRunning")).toBe(frameOf("(230.0 230.0 230.0 021 50.0 27.4 29.5 00001010"));
  });

  it("§6.5: what it does not know comes back", () => {
    const { ask, device } = make();
    expect(ask("FW?")).toBe("FW?\r");
    device.inject("mixedCase");
    expect(ask("FW?")).toBe("fw?\r");
    expect(make({ vendorCommand: "FW?" }).ask("FW?")).toMatch(/^#SimCo/);
  });

  it("§6.6: a test of 10 s, in silence; a worn battery is low behind it, for a while", async () => {
    const { ask, device, clock } = make();
    expect(ask("T")).toBe("");
    expect(ask("Q1")).toMatch(/ 24\.9 29\.5 00001100\r$/);
    await clock.advance(10_000);
    expect(ask("Q1")).toMatch(/ 27\.4 29\.5 00001000\r$/);
    device.inject("batteryWorn");
    ask("T");
    expect(ask("Q1")).toMatch(/ 24\.9 29\.5 00001100\r$/);
    await clock.advance(6_000);
    expect(ask("Q1")).toMatch(/ 2[01]\.\d 29\.5 01001000\r$/);
    await clock.advance(20_000);
    expect(ask("Q1")).toMatch(/ 00001000\r$/);
  });
});

describe("orders", () => {
  it("tests in minutes and until low, and stops them", async () => {
    const { ask, clock } = make({ capacityWh: 40 });
    ask("T02");
    await clock.advance(110_000);
    expect(ask("Q1")).toMatch(/1\d{2}\r$/);
    await clock.advance(11_000);
    expect(ask("Q1")).toMatch(/0\d{2}\r$/);
    ask("TL");
    ask("CT");
    expect(ask("Q1")).toMatch(/0\d{2}\r$/);
    ask("TL");
    await clock.advance(20 * 60_000);
    expect(ask("Q1")).toMatch(/0\d{2}\r$/);
  });

  it.each([
    ["S.5R0003", 30_000, 180_000],
    ["S01R0004", 60_000, 240_000],
    ["S10", 600_000, 10_000],
    ["S00R0005", 0, 300_000],
  ])("%s: off after its delay, on again after its wait", async (command, delayMs, offMs) => {
    const { ask, device, clock } = make();
    expect(ask(command)).toBe("");
    if (delayMs > 2_000) {
      await clock.advance(delayMs - 2_000);
      expect(device.state()).toMatchObject({ outputVolts: 230, shuttingDown: true });
    }
    await clock.advance(3_000);
    expect(device.state()).toMatchObject({ outputVolts: 0 });
    await clock.advance(offMs + 2_000);
    expect(device.state()).toMatchObject({ outputVolts: 230, shuttingDown: false });
  });

  it("R0000 stays off until C; C cancels one that has not cut yet at once", async () => {
    const { ask, device, clock } = make();
    ask("S.2R0000");
    await clock.advance(24 * 3_600_000);
    expect(device.state()).toMatchObject({ outputVolts: 0 });
    ask("C");
    await clock.advance(2_000);
    expect(device.state()).toMatchObject({ outputVolts: 230 });
    ask("S05");
    ask("C");
    expect(device.state()).toMatchObject({ shuttingDown: false });
  });

  it("a battery that runs low before the delay is over cuts at once", async () => {
    const { ask, device, clock } = make({ capacityWh: 20 });
    device.act("mainsFail");
    await clock.advance(8 * 60_000);
    ask("S10R0003");
    await clock.advance(3 * 60_000);
    expect(device.state()).toMatchObject({ outputVolts: 0, dead: false });
  });

  it("does not test on battery, and says it in silence", () => {
    const { ask, device } = make();
    device.act("mainsFail");
    expect(ask("T")).toBe("");
    expect(device.state()).toMatchObject({ testing: false });
  });
});

describe("a unit", () => {
  it("takes its bytes split and glued, ignores LF, keeps no more than a line", () => {
    const { feed } = make();
    expect(feed("Q")).toBe("");
    expect(feed("1\r\nF\r").match(/\r/g)).toHaveLength(2);
    feed("x".repeat(100_000));
    expect(feed("\r")).toBe(`${"x".repeat(64)}\r`);
  });

  it("an on-line type sends volts of a cell and b3 = 0; boost and buck by the mains", () => {
    expect(make({ online: true }).ask("Q1")).toBe("(230.0 230.0 230.0 021 50.0 2.28 29.5 00000000\r");
    expect(make({ volts: 190 }).ask("Q1")).toBe("(190.0 190.0 218.5 021 50.0 27.4 29.5 00101000\r");
    expect(make({ volts: 260 }).ask("Q1")).toBe("(260.0 260.0 226.2 021 50.0 27.4 29.5 00101000\r");
  });

  it("a power cycle ends tests and shutdowns; unknown names are refused with the known ones", () => {
    const { device, ask } = make();
    ask("TL");
    ask("S10R0003");
    device.powerCycle();
    expect(device.state()).toMatchObject({ testing: false, shuttingDown: false });
    expect(() => device.inject("fire")).toThrow(/mainsFailed/);
    expect(() => device.act("fly")).toThrow(/pressTest/);
    expect(() => device.act("toString")).toThrow(/pressTest/);
    device.close();
  });
});
