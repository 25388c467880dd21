import { describe, expect, it } from "vitest";
import vectors from "../../../drivers/modem-at/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const rig = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  const sent: Uint8Array[] = [];
  const device = simulated.create({ clock, random: () => 0.5, send: (b) => void sent.push(b), settings });
  const take = () => Buffer.concat(sent.splice(0));
  const bytes = async (request: Uint8Array) => {
    device.receive(request);
    await clock.advance(50);
    return hex(take());
  };
  const ask = async (text: string) => {
    await bytes(Buffer.from(`${text}\r`));
    device.receive(Buffer.from(`${text}\r`));
    await clock.advance(50);
    return take()
      .toString()
      .split(/[\r\n]+/)
      .filter((l) => l !== "");
  };
  return { clock, device, take, bytes, ask };
};

describe("request → exact answer", () => {
  it("the conversation of modem-at.md §5, byte for byte", async () => {
    const { bytes } = rig();
    for (const { ask, answer } of vectors.modem) expect([ask, await bytes(fromHex(ask))]).toEqual([ask, answer]);
  });

  it("takes split bytes and noise before a command, and forgets a line without end", async () => {
    const { bytes, device } = rig({ echo: false });
    for (const byte of fromHex("41 54 2B 43 53 51")) device.receive(Uint8Array.of(byte));
    expect(await bytes(fromHex("0D"))).toBe("0D 0A 2B 43 53 51 3A 20 32 33 2C 39 39 0D 0A 0D 0A 4F 4B 0D 0A");
    device.receive(new Uint8Array(5000).fill(0x37));
    expect(await bytes(fromHex("41 54 0D"))).toBe("0D 0A 4F 4B 0D 0A");
  });
});

describe("faults and the world", () => {
  it.each([
    ["simMissing", "AT+CPIN?", "+CME ERROR: 10"],
    ["pinAsked", "AT+CPIN?", "+CPIN: SIM PIN"],
    ["pukAsked", "AT+CPIN?", "+CPIN: SIM PUK"],
    ["searching", "AT+CEREG?", "+CEREG: 0,2"],
    ["denied", "AT+CEREG?", "+CEREG: 0,3"],
    ["noSignal", "AT+CSQ", "+CSQ: 99,99"],
    ["noSignal", 'AT+QENG="servingcell"', '+QENG: "servingcell","SEARCH"'],
    ["noAddress", "AT+CGPADDR=1", '+CGPADDR: 1,"0.0.0.0"'],
    ["radioOff", "AT+CFUN?", "+CFUN: 4"],
    ["phoneFailure", "AT+CSQ", "+CME ERROR: 0"],
  ])("%s: %s says %s", async (fault, command, line) => {
    const { device, ask } = rig({ echo: false });
    await ask("AT+CMEE=1");
    device.inject(fault);
    expect((await ask(command))[0]).toBe(line);
  });

  it("counts wrong PINs down to the PUK, and opens with the right one", async () => {
    const { ask, device } = rig({ pin: "1234", echo: false });
    device.receive(Buffer.from('AT+CPIN="9999"\r'));
    expect(await ask("AT+QPINC?")).toEqual(['+QPINC: "SC",2,10', "OK"]);
    device.receive(Buffer.from('AT+CPIN="1234"\r'));
    expect(await ask("AT+CPIN?")).toEqual(["+CPIN: READY", "OK"]);
  });

  it("starts anew: silence, then its storm, with echo on and errors plain", async () => {
    const { ask, device, clock, take } = rig();
    await ask("ATE0");
    device.act("restart");
    await clock.advance(4000);
    expect(await ask("AT")).toEqual([]);
    await clock.advance(2000);
    expect(take().toString()).toMatch(/^\r\nRDY\r\n\r\n\+CFUN: 1\r\n/);
    expect(await ask("AT")).toEqual(["AT", "OK"]);
  });

  it("names what it knows when asked for something else", () => {
    const { device } = rig();
    expect(() => device.inject("fire")).toThrow(/simMissing/);
    expect(() => device.act("dance")).toThrow(/removeSim/);
  });
});
