import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/ccid/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const make = (settings: Record<string, unknown> = {}) => {
  const said: string[] = [];
  const device = simulated.create({
    clock: new FakeClock(),
    random: () => 0.5,
    send: (bytes) => said.push(`D> ${hex(bytes)}`),
    interrupt: (bytes) => said.push(`I> ${hex(bytes)}`),
    settings,
  });
  const tell = (frame: string) => {
    said.length = 0;
    device.receive(fromHex(frame));
    return said.join(", ");
  };
  return { device, said, tell };
};

describe("the simulated smart card reader", () => {
  it("has the class descriptor of the sheet (§1)", () => {
    const { configuration = new Uint8Array(0) } = simulated.usb?.({}) ?? {};
    expect(hex(configuration)).toContain(vectors.classDescriptor.bytes);
    expect(configuration.length).toBe(configuration[2]);
  });

  it("holds the happy path (§6)", () => {
    const { device, said, tell } = make();
    expect(tell("65 00 00 00 00 00 00 00 00 00")).toBe("D> 81 00 00 00 00 00 00 02 00 00");
    said.length = 0;
    device.act("insertCard");
    expect(said).toEqual(["I> 50 03"]);
    expect(tell("65 00 00 00 00 00 01 00 00 00")).toBe("D> 81 00 00 00 00 00 01 01 00 01");
    expect(tell("62 00 00 00 00 00 02 00 00 00")).toBe(
      "D> 80 0C 00 00 00 00 02 00 00 00 3B 68 00 00 00 73 C8 40 12 00 90 00",
    );
    expect(tell("6F 05 00 00 00 00 03 00 00 00 00 CA 00 00 05")).toBe(
      "D> 80 07 00 00 00 00 03 00 00 00 01 02 03 04 05 90 00",
    );
    expect(tell("63 00 00 00 00 00 04 00 00 00")).toBe("D> 81 00 00 00 00 00 04 01 00 01");
    said.length = 0;
    device.act("takeCard");
    expect(said).toEqual(["I> 50 02"]);
  });

  it.each([
    ["mute", "62 00 00 00 00 00 05 00 00 00", "D> 80 00 00 00 00 00 05 41 FE 00"],
    ["hardwareError", "62 00 00 00 00 00 08 00 00 00", "D> 80 00 00 00 00 00 08 41 FB 00"],
  ])("fault %s (§7)", (fault, frame, answer) => {
    const { device, tell } = make({ card: true });
    device.inject(fault);
    expect(tell(frame)).toBe(answer);
  });

  it("power-on without a card, an unknown slot, overcurrent, a late answer, more time (§3, §7)", () => {
    const { device, said, tell } = make();
    expect(tell("62 00 00 00 00 00 01 00 00 00")).toBe("D> 80 00 00 00 00 00 01 42 FE 00");
    expect(tell("65 00 00 00 00 05 0B 00 00 00")).toBe("D> 81 00 00 00 00 05 0B 42 05 00");
    said.length = 0;
    device.inject("overcurrent");
    expect(said).toEqual(["I> 51 00 08 01"]);
    device.inject("lateAnswers");
    expect(tell("65 00 00 00 00 00 0A 00 00 00")).toBe(
      "D> 81 00 00 00 00 00 09 02 00 00, D> 81 00 00 00 00 00 0A 02 00 00",
    );
    device.clear();
    device.act("insertCard");
    device.inject("timeExtension");
    expect(tell("62 00 00 00 00 00 07 00 00 00")).toMatch(/^D> 80 00 00 00 00 00 07 80 01 00, .*, D> 80 0C/);
  });

  it("takes split and glued commands, and refuses a length that cannot be", () => {
    const { device, said } = make();
    device.receive(fromHex("65 00 00 00"));
    device.receive(fromHex("00 00 01 00 00 00 65 00 00 00 00 00 02 00 00 00"));
    expect(said).toEqual(["D> 81 00 00 00 00 00 01 02 00 00", "D> 81 00 00 00 00 00 02 02 00 00"]);
    said.length = 0;
    device.receive(fromHex("6F FF FF 00 00 00 03 00 00 00"));
    expect(said).toEqual(["D> 81 00 00 00 00 00 03 42 01 00"]);
  });
});
