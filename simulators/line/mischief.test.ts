import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { hex } from "../../drivers/wire/fields.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { seeded } from "../../tests/support/seeded.ts";
import { isLineFault, type LineFault, lineFaults, Mischief } from "./mischief.ts";

let clock: FakeClock;
let line: Mischief;
let out: { at: number; bytes: string }[];
const frame = Uint8Array.of(0x10, 0x20, 0x30, 0x41);

beforeEach(() => {
  clock = new FakeClock();
  out = [];
  line = new Mischief({ clock, random: seeded(1), send: (b) => out.push({ at: clock.mono(), bytes: hex(b) }) });
});
const after = async (fault: LineFault, ...sent: Uint8Array[]) => {
  line.inject(fault);
  for (const bytes of sent) line.toHost(bytes);
  await clock.advance(1000);
  return out.map((o) => o.bytes);
};

describe("mischief on a line", () => {
  it("without a fault passes everything at once, and never changes what the device keeps", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const before = hex(bytes);
        out.length = 0;
        line.toHost(bytes);
        expect(out.map((o) => o.bytes)).toEqual([before]);
        expect(hex(bytes)).toBe(before);
      }),
    );
  });

  it("silent", async () => expect(await after("silent", frame)).toEqual([]));
  it("wrongChecksum", async () => expect(await after("wrongChecksum", frame)).toEqual(["10 20 30 40"]));
  it("halfFrame", async () => expect(await after("halfFrame", frame)).toEqual(["10 20"]));
  it("stuck: the first answer since, again and again", async () =>
    expect(await after("stuck", frame, Uint8Array.of(1), Uint8Array.of(2))).toEqual(Array(3).fill("10 20 30 41")));
  it("drip: one byte at a time, in order, also over several answers", async () => {
    expect((await after("drip", frame, Uint8Array.of(0x55))).join(" ")).toBe("10 20 30 41 55");
    expect(out.map((o) => o.at)).toEqual([2, 4, 6, 8, 10]);
  });
  it("slow: 150 ms late, and later bytes never overtake", async () => {
    line.inject("slow");
    line.toHost(frame);
    line.clear("slow");
    line.toHost(Uint8Array.of(0x55));
    await clock.advance(1000);
    expect(out).toEqual([
      { at: 150, bytes: "10 20 30 41" },
      { at: 150, bytes: "55" },
    ]);
  });
  it("noise comes before the answer, and the answer is whole behind it", async () => {
    const [bytes = ""] = await after("noise", frame);
    expect(bytes.endsWith(" 10 20 30 41")).toBe(true);
    expect(bytes.split(" ").length).toBeLessThanOrEqual(9);
  });
  it("echo sends back what the host says", () => {
    line.inject("echo");
    line.fromHost(frame);
    line.clear();
    line.fromHost(frame);
    expect(out.map((o) => o.bytes)).toEqual(["10 20 30 41"]);
  });

  it("the device's own bytes stay as they were", async () => {
    const mine = Uint8Array.from(frame);
    for (const fault of Object.keys(lineFaults)) line.inject(fault);
    line.toHost(mine);
    expect(mine).toEqual(frame);
  });

  it("names what there is when asked for what there is not", () => {
    expect(() => line.inject("gremlins")).toThrow(/no line fault gremlins; there are silent, wrongChecksum/);
    expect(isLineFault("toString")).toBe(false);
    line.inject("drip");
    line.inject("noise");
    expect(line.active()).toEqual(["drip", "noise"]);
    line.clear("noise");
    expect(line.active()).toEqual(["drip"]);
  });
});
