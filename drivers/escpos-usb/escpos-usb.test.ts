import fc from "fast-check";
import { describe, expect, it } from "vitest";
import simulated from "../../simulators/devices/escpos-usb/device.ts";
import { never, statesOf as states } from "../../tests/support/driver-bench.ts";
import { usbBench } from "../../tests/support/usb-bench.ts";
import { setupBytes } from "../port/wiretap.ts";
import { bytesOf, fromHex, hex } from "../wire/fields.ts";
import { decodeDeviceId, decodePortStatus, request } from "./codec.ts";
import driver from "./driver.ts";
import { portCodes, readingOf } from "./status.ts";
import vectors from "./vectors.json" with { type: "json" };

type Config = Parameters<typeof driver.open>[1];

const rig = (config: Partial<Config> = {}, settings: Record<string, unknown> = {}) =>
  usbBench({ driver, simulated }, { settings, config });

describe("class requests", () => {
  it.each(vectors.setups)("$name is pinned", ({ name, length, direction, frame }) => {
    const setup = request[name as keyof typeof request](0);
    expect(hex(setupBytes(setup, direction as "in" | "out", length))).toBe(frame);
  });

  it.each(vectors.deviceIds)("device id $text", ({ text, length, id }) => {
    expect(decodeDeviceId(Uint8Array.from([...fromHex(length), ...bytesOf(text)]))).toEqual({
      ...id,
      wrongLength: false,
    });
  });

  it("uses what came of a device id whose length is wrong, and says so", () => {
    const text = bytesOf("MFG:SIM;");
    for (const length of [0, 1, 500])
      expect(decodeDeviceId(Uint8Array.from([length >> 8, length & 0xff, ...text]))).toEqual({
        manufacturer: "SIM",
        wrongLength: true,
      });
  });

  it.each(vectors.portStatus)("port status $byte says $says", ({ byte, says }) => {
    const status = decodePortStatus(fromHex(byte));
    const reading = status && readingOf(status);
    const word =
      status === undefined
        ? "nothing"
        : reading === undefined
          ? "ok"
          : reading.components.paper?.state === "out"
            ? "paper out"
            : reading.components.mechanism?.state === "inoperative"
              ? "error"
              : reading.availability === "busy"
                ? "offline"
                : "?";
    expect(word).toBe(says);
  });

  it("every port status that is bad is in the table of codes", () => {
    expect(portCodes.map((c) => c.code)).toEqual(["20", "08", "10"].map((bit) => `GET_PORT_STATUS bit ${bit}`));
  });

  it("R10: no device id and no port status can break the decoders", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        decodeDeviceId(bytes);
        const status = decodePortStatus(bytes);
        if (status) readingOf(status);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("a USB printer", () => {
  it("tells who it is, over GS I and by its device id", async () => {
    const { identify, said } = rig();
    expect(await identify()).toEqual({
      manufacturer: "EPSON",
      model: "TM-T88V",
      firmware: "1.02 ESC/POS",
      serial: "J5TF012345",
    });
    expect(said.slice(0, 4)).toEqual([
      "H: A1 00 00 00 00 00 00 04",
      `D: 00 42 ${hex(bytesOf(vectors.deviceIds[0]?.text ?? ""))}`,
      "H: 10 04 01",
      "D: 12",
    ]);
  });

  it("tells it also while it is offline, when GS I is not answered", async () => {
    const { identify, device } = rig({}, { serial: "X1" });
    device.inject("coverOpen");
    expect(await identify()).toEqual({ manufacturer: "EPSON", model: "TM-T88V", serial: "X1" });
  });

  it("opening sends nothing", async () => {
    const { said, clock } = rig();
    await clock.advance(60_000);
    expect(said).toEqual([]);
  });

  it("Custom: full status and counters over the bulk pair", async () => {
    const { poll, device } = rig({ profile: "custom" }, { profile: "custom" });
    expect(states(await poll())).toMatchObject({ paper: "full", supply: "ok", media: "notPresent" });
    device.inject("jam");
    expect((await poll()).components.mechanism).toMatchObject({ state: "jammed", frame: "10 0F 00 00 40 00" });
  });

  it("a change is told by the printer itself, through the pending read", async () => {
    const { session, poll, device, clock } = rig();
    await poll();
    let changes = 0;
    session.onChange?.(() => (changes += 1));
    device.inject("paperOut");
    await clock.advance(0);
    expect(changes).toBe(1);
    expect(states(await poll()).paper).toBe("out");
  });
});

describe("a printer that takes no more data", () => {
  it("is read from its port status: paper out", async () => {
    const { poll, device, line } = rig();
    await poll();
    device.inject("paperOut");
    line.inject("stuckOut");
    const reading = await poll();
    expect(reading).toMatchObject({ availability: "online", because: { code: "stoppedWithFullBuffer" } });
    expect(reading.components.paper).toEqual({ state: "out", vendorCode: "GET_PORT_STATUS 38", frame: "38" });
    expect(reading.components.cutter).toEqual({ state: "unknown" });
    line.clear();
    device.clear();
    expect(states(await poll()).paper).toBe("full");
  });

  it("an error without a name, and offline without one", async () => {
    const { poll, device, line } = rig();
    line.inject("silent");
    device.inject("jam");
    expect(states(await poll())).toMatchObject({ mechanism: "inoperative", paper: "unknown" });
    device.clear();
    device.inject("coverOpen");
    expect(await poll()).toMatchObject({ availability: "busy", components: { cover: { state: "unknown" } } });
  });

  it("is no answer where the port status explains nothing: always 18, refused, or deaf", async () => {
    for (const spoil of ["refuseControl", "deafControl", undefined]) {
      const { poll, line } = rig({}, { constantStatus: true });
      line.inject("silent");
      if (spoil) line.inject(spoil);
      await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    }
  });
});

describe("the bulk pair", () => {
  it("a halt is cleared, counted, and over", async () => {
    const { poll, line, clock } = rig();
    await poll();
    line.inject("stall");
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    line.clear();
    await clock.advance(500);
    const reading = await poll();
    expect(reading.availability).toBe("online");
    expect(reading.measures.linkErrors).toBeGreaterThan(5);
  });

  it("a halted endpoint is asked at most five times a second", async () => {
    const { line, clock, session } = rig();
    line.inject("stall");
    await clock.advance(10_000);
    expect(clock.pending()).toBeLessThan(3);
    await session.close();
    expect(clock.pending()).toBe(0);
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

describe("commands", () => {
  it("softReset resets and waits until the printer answers", async () => {
    const { run, said } = rig();
    expect(await run("softReset")).toEqual({ status: "succeeded", result: { status: "12" } });
    expect(said).toContain("H: 21 02 00 00 00 00 00 00");
  });

  it("softReset says when the printer does not know it, or stays silent", async () => {
    const refusing = rig();
    refusing.line.inject("refuseControl");
    expect(await refusing.run("softReset")).toMatchObject({ status: "failed", reason: { code: "notSupported" } });
    const silent = rig();
    silent.line.inject("silent");
    expect(await silent.run("softReset")).toMatchObject({ status: "failed", reason: { code: "noAnswer" } });
    await expect(silent.run("softReset", { x: 1 })).rejects.toMatchObject({ code: "badArgs" });
  });

  it("selfTest shows the port status, and the serial driver's commands are there", async () => {
    const { run } = rig();
    expect(await run("selfTest")).toMatchObject({ status: "succeeded", result: { paper: "full", portStatus: "18" } });
    expect(await run("testPrint")).toMatchObject({ status: "succeeded", result: { cutsAfter: 18343 } });
    await expect(run("drawer")).rejects.toMatchObject({ code: "badArgs" });
  });
});
