import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/escpos-usb/vectors.json" with { type: "json" };
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const make = (settings: Record<string, unknown> = {}) => {
  const sent: number[][] = [];
  const device = simulated.create({
    clock: new FakeClock(),
    random: () => 0.5,
    send: (bytes) => sent.push([...bytes]),
    settings,
  });
  const ask = (requestType: number, request: number, length = 1024) =>
    device.control?.({ requestType, request, value: 0, index: 0, length }, new Uint8Array(0));
  return { device, ask, sent };
};

describe("the simulated USB printer", () => {
  it("has the descriptors of the sheet (§8.2)", () => {
    const { device, configuration } = simulated.usb?.({}) ?? {};
    expect(Buffer.from(device ?? []).toString("hex")).toBe("12010002000000" + "40b80402020001" + "01020301");
    expect(Buffer.from(configuration ?? []).toString("hex")).toBe(
      "09022000010100c000" + "090400000207010200" + "07050102400000" + "07058202400000",
    );
  });

  it("tells its device id with its length", () => {
    const [epson] = vectors.deviceIds;
    expect(Buffer.from(make().ask(0xa1, 0) ?? []).toString("latin1")).toBe(`\x00\x42${epson?.text}`);
  });

  it("tells its port status by the state of the printer (§8, F13)", () => {
    const { device, ask } = make();
    expect(ask(0xa1, 1)?.[0]).toBe(0x18);
    device.inject("paperOut");
    expect(ask(0xa1, 1)?.[0]).toBe(0x38);
    device.inject("jam");
    expect(ask(0xa1, 1)?.[0]).toBe(0x30);
    device.clear();
    device.inject("coverOpen");
    expect(ask(0xa1, 1)?.[0]).toBe(0x08);
    expect(make({ constantStatus: true }).ask(0xa1, 1)?.[0]).toBe(0x18);
  });

  it("is reset in both forms of the request, and refuses any other", () => {
    const { ask } = make();
    expect(ask(0x21, 2)).toEqual(new Uint8Array(0));
    expect(ask(0x23, 2)).toEqual(new Uint8Array(0));
    expect(ask(0xa1, 9)).toBeUndefined();
  });

  it("answers ESC/POS as the serial one", () => {
    const { device, sent } = make();
    device.receive(Uint8Array.of(0x10, 0x04, 0x01));
    expect(sent).toEqual([[0x12]]);
  });
});
