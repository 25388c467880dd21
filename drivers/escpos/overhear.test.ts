import fc from "fast-check";
import { describe, expect, it } from "vitest";
import simulated from "../../simulators/devices/escpos/device.ts";
import { sharedBench } from "../../tests/support/shared-line.ts";
import { concat, fromHex, hex } from "../wire/fields.ts";
import driver from "./driver.ts";
import { HostStream } from "./host-stream.ts";

const signal = new AbortController().signal;
const bench = () => {
  const b = sharedBench(driver as never, simulated, { startMs: 0 });
  return { ...b, ask: (text: string) => b.say(fromHex(text)) };
};
const states = (reading: { components: Readonly<Record<string, { state: string }>> }) =>
  Object.fromEntries(Object.entries(reading.components).map(([name, c]) => [name, c.state]));
/** GS v 0: 64 bytes wide, 100 lines: 6400 bytes of picture. */
const picture = fromHex("1D 76 30 00 40 00 64 00");
const dleEot = "10 04";

describe("an ESC/POS conversation that passes by", () => {
  it("an application that never asks: real-time status is put in, and it never sees the answers", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.say(concat([0x1b, 0x40], [...Buffer.from("RECEIPT\n")], fromHex("1D 56 00")));
    await b.clock.advance(1_000);
    const reading = await b.during(session.poll(signal));
    expect(states(reading)).toMatchObject({ paper: "full", cover: "closed", cutter: "ok" });
    expect(b.received).toEqual([]);
    b.device.act("openCover");
    await b.clock.advance(30_000);
    const open = await b.during(session.poll(signal));
    expect(states(open)).toMatchObject({ cover: "open" });
    expect(open.components["cover"]?.vendorCode).toBe("DLE EOT 2 = 16");
    expect(b.received).toEqual([]);
  });

  it("an application that asks by itself: nothing of ours is put in", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    expect(await b.ask("1D 61 FF")).toBe("10 00 00 00");
    b.device.inject("paperLow");
    await b.clock.advance(10);
    b.toDevice.length = 0;
    expect(states(await b.during(session.poll(signal)))).toMatchObject({ paper: "low" });
    await b.clock.advance(20_000);
    expect(await b.ask("10 04 01 10 04 04")).toBe("12 1E");
    b.toDevice.length = 0;
    await b.clock.advance(20_000);
    expect(states(await b.during(session.poll(signal)))).toMatchObject({ paper: "low" });
    expect(b.toDevice).toEqual([]);
  });

  it("never into a picture, a bar code or a block that is on its way, however long the pause", async () => {
    for (const begun of [
      concat(picture, new Uint8Array(6399)),
      fromHex("1D 6B 49 0C 31 32"),
      fromHex("1D 6B 04 31 32"),
      fromHex("1B 2A 21 00"),
      fromHex("1D"),
      fromHex("1C 71 01"), // in no table: nobody knows where it ends
    ]) {
      const b = bench();
      const { session } = b.agent();
      await session.identify(signal);
      await b.say(begun);
      b.toDevice.length = 0;
      await b.clock.advance(600_000);
      await b.during(session.poll(signal));
      expect([hex(begun.subarray(0, 3)), b.toDevice]).toEqual([hex(begun.subarray(0, 3)), []]);
    }
  });

  it("into the pause behind a whole picture, and after ESC @ when it had lost its place", async () => {
    for (const done of [concat(picture, new Uint8Array(6400)), fromHex("1C 71 01 55 66 1B 40 41 42")]) {
      const b = bench();
      const { session } = b.agent();
      await session.identify(signal);
      await b.say(done);
      b.toDevice.length = 0;
      await b.clock.advance(10_000);
      await b.during(session.poll(signal));
      expect(b.toDevice.length).toBeGreaterThan(0);
      expect(b.toDevice.every((t) => t.startsWith(dleEot))).toBe(true);
    }
  });

  it("a printer that is switched off is offline; identity comes from the application's own question", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.ask("1D 49 43");
    expect(await session.identify(signal)).toEqual({ model: "TM-T88V" });
    const deaf = b.relay;
    b.device.receive = () => undefined;
    for (let n = 0; n < 3; n++) {
      await b.clock.advance(30_000);
      const reading = await b.during(session.poll(signal));
      if (n > 0) expect(reading.availability === "offline" || reading.availability === "unknown").toBe(true);
    }
    expect((await b.during(session.poll(signal))).because?.code).toBe("noAnswer");
    expect(deaf.up).toBe(true);
  });

  it("the Custom profile asks for full status", async () => {
    const b = sharedBench(driver as never, simulated, { profile: "custom", startMs: 0 });
    const { session } = b.agent({ profile: "custom" });
    await session.identify(signal);
    b.device.inject("jam");
    await b.clock.advance(1_000);
    expect(states(await b.during(session.poll(signal)))).toMatchObject({ mechanism: "jammed" });
    expect(b.received).toEqual([]);
  });
});

describe("the host's stream", () => {
  const cut = (bytes: Uint8Array, sizes: readonly number[]) => {
    const stream = new HostStream();
    const items: string[] = [];
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const size = sizes.length > 0 ? (sizes[i % sizes.length] ?? 1) : bytes.length;
      for (const item of stream.read(bytes.subarray(at, at + size), 0))
        if (item.kind === "command") items.push(hex(item.bytes));
      at += size;
    }
    return { items, boundary: stream.atBoundary() };
  };
  const receipt = concat(
    fromHex("1B 40 1B 61 01"),
    [...Buffer.from("Total 5,00\n")],
    fromHex("1D 76 30 00 02 00 02 00 10 04 01 1B"), // four bytes of picture that look like commands
    fromHex("1D 6B 02 34 30 30 30 00 1D 6B 49 02 41 42"),
    fromHex("1D 28 6B 03 00 31 43 05 1B 44 08 10 00 10 04 01 1D 56 42 00 10 14 01 00 02"),
  );
  const commands = [
    "1B 40",
    "1B 61 01",
    "1D 76 30 00 02 00 02 00",
    "1D 6B 02",
    "1D 6B 49 02",
    "1D 28 6B 03 00",
    "1B 44",
    "10 04 01",
    "1D 56 42 00",
    "10 14 01 00 02",
  ];

  it("is cut the same way, however it was chunked", () => {
    expect(cut(receipt, [])).toEqual({ items: commands, boundary: true });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        expect(cut(receipt, sizes)).toEqual({ items: commands, boundary: true });
      }),
    );
  });

  it("takes any bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        const stream = new HostStream();
        let sum = 0;
        for (const chunk of chunks) for (const item of stream.read(chunk, 0)) sum += item.bytes.length;
        const all = chunks.reduce((total, c) => total + c.length, 0);
        expect(sum).toBeLessThanOrEqual(all);
        expect(all - sum).toBeLessThanOrEqual(8);
      }),
    );
  });
});
