import { describe, expect, it } from "vitest";
import { fromHex } from "../../drivers/wire/fields.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { exchangeOf, RecentFrames, type RecentFramesOptions } from "./recent-frames.ts";

const setUp = (more: Partial<RecentFramesOptions> = {}) => {
  const clock = new FakeClock();
  const frames = new RecentFrames({ mono: () => clock.mono(), ...more });
  const say = async (sent: string, received: string, pauseMs = 200) => {
    frames.heard("sent", fromHex(sent));
    await clock.advance(5);
    if (received) frames.heard("received", fromHex(received));
    await clock.advance(pauseMs);
  };
  const lines = (since = Number.NEGATIVE_INFINITY) =>
    frames
      .since(since)
      .exchanges.map((e) => exchangeOf(e, (mono) => Math.round(mono)))
      .map(({ frames: f, times }) => `${f.join(" | ")}${times ? ` ×${times}` : ""}`);
  return { clock, frames, say, lines };
};
const hexOf = (text: string): string => Buffer.from(text).toString("hex");

describe("recent frames of a device", () => {
  it("counts what is asked and answered again, and keeps what was different", async () => {
    const t = setUp();
    for (let i = 0; i < 500; i++) {
      await t.say("020333", "020614");
      await t.say("100401", "12");
    }
    await t.say("020333", "020643");
    await t.say("020333", "020614");
    expect(t.lines()).toEqual([
      "> 02 03 33 | < 02 06 14 ×500",
      "> 10 04 01 | < 12 ×500",
      "> 02 03 33 | < 02 06 43",
      "> 02 03 33 | < 02 06 14",
    ]);
  });

  it("a jam of three minutes ago is still there though the device was polled five times a second since", async () => {
    const t = setUp({ maxBytes: 2_000 });
    await t.say("020333", "020614");
    await t.say("020333", "020643");
    for (let i = 0; i < 900; i++) await t.say("020333", "020614");
    expect(t.lines()).toContain("> 02 03 33 | < 02 06 43");
    expect(t.lines(t.clock.mono() - 60_000)).toEqual(["> 02 03 33 | < 02 06 14 ×900"]);
  });

  it("a silent device, one that speaks by itself, and pieces of one answer", async () => {
    const t = setUp();
    await t.say("0203", "");
    await t.say("0203", "");
    await t.clock.advance(5_000);
    t.frames.heard("received", fromHex("aa"));
    t.frames.heard("received", fromHex("bb"));
    expect(t.lines()).toEqual(["> 02 03 ×2", "< AA BB"]);
  });

  it("is bounded, gives up the oldest and says that it did", async () => {
    const t = setUp({ maxBytes: 10_000 });
    for (let i = 0; i < 1_500; i++) await t.say(i.toString(16).padStart(8, "a"), "01".repeat(300));
    const { exchanges, leftOut } = t.frames.since(0);
    expect(exchanges.length).toBeLessThan(50);
    expect(leftOut).toBe(1_500 - exchanges.length);
    expect(t.frames.since(t.clock.mono() - 1_000).leftOut).toBe(0);
    expect(t.lines().at(-1)).toMatch(/…\+110$/);
  });

  it("S7: bytes that its driver does not let through are not held, only counted", async () => {
    const t = setUp({ mayShow: (frame) => frame[0] === 0x02 });
    await t.say("0201", "3132333435");
    await t.say("0201", "0299");
    expect(t.lines()).toEqual(["> 02 01 | < ‹5 bytes hidden›", "> 02 01 | < 02 99"]);
  });

  it("S7: a card number is hidden, also packed, in pieces and across exchanges", async () => {
    const pan = "4111111111111111";
    for (const pieces of [[hexOf(pan)], [pan], [hexOf(pan.slice(0, 7)), hexOf(pan.slice(7))]]) {
      const t = setUp();
      await t.say("0201", "0614");
      for (const piece of pieces) await t.say("0205", piece);
      expect(t.lines().filter((line) => line.includes("hidden")).length).toBeGreaterThanOrEqual(pieces.length);
      expect(t.lines().join()).not.toMatch(/31 31 31|11 11 11/);
    }
    const digits = setUp();
    for (const digit of pan) await digits.say("0205", hexOf(digit));
    expect(digits.lines().join()).not.toMatch(/3[0-9]/);
  });
});
