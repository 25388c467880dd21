import { describe, expect, it } from "vitest";
import simulated from "../../simulators/devices/ssp/device.ts";
import { sharedBench } from "../../tests/support/shared-line.ts";
import { hex } from "../wire/fields.ts";
import { encode } from "./codec.ts";
import driver from "./driver.ts";
import { ear } from "./overhear.ts";

const signal = new AbortController().signal;

/** The sales application of these tests: turns the sequence flag after each answer, as a master does. */
const bench = () => {
  const b = sharedBench(driver as never, simulated);
  let flag = 0x80;
  const packet = (...data: number[]) => encode(flag, data);
  const say = async (...data: number[]) => {
    if (data[0] === 0x11) flag = 0x80;
    const answer = await b.say(packet(...data));
    flag = data[0] === 0x11 ? 0x00 : flag ^ 0x80;
    await b.clock.advance(150);
    return answer;
  };
  return {
    ...b,
    say,
    again: () => {
      flag ^= 0x80;
    },
    async start() {
      for (const data of [[0x11], [0x06, 6], [0x05], [0x0c], [0x02, 0xff, 0xff], [0x0a], [0x07]]) await say(...data);
      for (let n = 0; n < 40; n++) await say(0x07);
    },
  };
};

describe("an SSP conversation that passes by", () => {
  it("says everything, and nothing of ours is ever put in", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.start();
    b.device.act("insertNote", { channel: 1 });
    for (let n = 0; n < 40; n++) await b.say(0x07);
    const reading = await session.poll(signal);
    expect(reading).toMatchObject({ availability: "online", money: "safe", measures: { notesStacked: 1 } });
    expect(await session.identify(signal)).toMatchObject({ manufacturer: "Innovative Technology" });
    expect(b.events.filter((e) => e.code === "noteStacked")).toHaveLength(1);
    const reader = b.relay.passage.reader(1);
    for (let p = reader.read(); p; p = reader.read()) expect(p.way).not.toMatch(/[+-]/);
    await b.clock.advance(20_000);
    expect(await session.poll(signal)).toMatchObject({
      availability: "unknown",
      because: { code: "applicationSilent" },
    });
  });

  it("an agent that was away at any moment counts each note once", async () => {
    for (let stopAfter = 0; stopAfter < 40; stopAfter += 3) {
      const b = bench();
      const first = b.agent();
      await first.session.identify(signal);
      await b.start();
      b.device.act("insertNote", { channel: 1 });
      for (let n = 0; n < 40; n++) {
        if (n === stopAfter) void first.line.close();
        await b.say(0x07);
      }
      const { session } = b.agent();
      expect([stopAfter, (await session.poll(signal)).measures["notesStacked"]]).toEqual([stopAfter, 1]);
      expect(b.events.filter((e) => e.code === "noteStacked")).toHaveLength(1);
    }
  });

  it("names both directions", () => {
    const listening = ear();
    const chunk = (toDevice: boolean, bytes: Uint8Array, at: number) => ({ toDevice, ours: false, bytes, at });
    const texts = [
      chunk(true, encode(0x80, [0x07]), 0),
      chunk(false, encode(0x80, [0xf0, 0xe8]), 10),
      chunk(true, encode(0x00, [0x02, 0xff, 0x00]), 200),
      chunk(false, encode(0x00, [0xf0]), 210),
    ]
      .flatMap((c) => listening.hear(c))
      .map((f) => `${f.toDevice ? ">" : "<"} ${listening.describe(f)}`);
    expect(texts).toEqual(["> poll", expect.stringMatching(/^< SSP E8/), "> set inhibits", "< OK"]);
    expect(hex(encode(0x80, [0x07]))).toMatch(/^7F 80 01 07/);
  });
});
