import { describe, expect, it } from "vitest";
import simulated from "../../simulators/devices/ccnet/device.ts";
import { sharedBench } from "../../tests/support/shared-line.ts";
import { fromHex, hex } from "../wire/fields.ts";
import { enableRequest, request } from "./codec.ts";
import driver from "./driver.ts";
import { ear } from "./overhear.ts";

const signal = new AbortController().signal;
const poll = request(0x33);
const ack = request(0x00);
const settings = { coldStart: false, initialiseMs: 200, scanMs: 100, stackMs: 100 };

/** The sales application of these tests. */
const bench = (over: Record<string, unknown> = {}) => {
  const b = sharedBench(driver as never, simulated, { ...settings, ...over });
  const look = async () => {
    const answer = await b.say(poll);
    b.relay.fromApplication(ack);
    await b.clock.advance(50);
    return answer.split(" ")[3];
  };
  return {
    ...b,
    look,
    async start() {
      await look();
      for (const question of [0x37, 0x41]) {
        await b.say(request(question));
        b.relay.fromApplication(ack);
      }
      await b.say(enableRequest(0xffffff, 0));
      await look();
    },
    /** Polls until the note is in the box. */
    async note(type: number) {
      b.device.act("insertNote", { type });
      for (let n = 0; n < 20; n++) if ((await look()) === "81") return;
      throw new Error("no credit");
    },
  };
};

describe("a CCNET conversation that passes by", () => {
  it("says everything: state, identity, notes with their values; and nothing of ours is on the line", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.start();
    await b.note(3);
    await b.look();
    const reading = await b.during(session.poll(signal));
    expect(reading).toMatchObject({
      availability: "online",
      money: "safe",
      components: { acceptor: { state: "enabled" }, cashBox: { state: "ok" } },
      measures: { notesStacked: 1, cashBoxNotes: 1, cashBoxValue: 5000 },
    });
    expect(await session.identify(signal)).toEqual({ model: "FLS-EU10-693639", serial: "07KI41AS7482" });
    expect(b.events.map((e) => e.code)).toEqual(["noteStacked"]);
    b.device.inject("billJamHard");
    await b.look();
    expect((await session.poll(signal)).components["transport"]).toMatchObject({
      state: "jammed",
      vendorCode: "CCNET 43",
    });
    expect(b.relay.passage.next).toBeGreaterThan(10);
    const reader = b.relay.passage.reader(1);
    for (let p = reader.read(); p; p = reader.read()) expect(p.way).not.toMatch(/[+-]/);
  });

  it("an agent that was away counts what passed meanwhile, once, wherever it was stopped", async () => {
    for (let stopAfter = 0; stopAfter < 40; stopAfter++) {
      const b = bench();
      let { session, line } = b.agent();
      await session.identify(signal);
      await b.start();
      b.device.act("insertNote", { type: 1 });
      for (let n = 0; n < 40; n++) {
        if (n === stopAfter) void line.close(); // killed: no last word
        if (n === 30) b.device.act("insertNote", { type: 2 });
        await b.look();
      }
      ({ session, line } = b.agent());
      const { measures } = await b.during(session.poll(signal));
      expect([stopAfter, measures["notesStacked"], measures["cashBoxValue"]]).toEqual([stopAfter, 2, 3000]);
      expect(b.events.filter((e) => e.code === "noteStacked")).toHaveLength(2);
      expect(b.events.map((e) => e.code)).not.toContain("conversationMissed");
    }
  });

  it("control: a place that is not kept with the book counts twice, and this test would see it", async () => {
    const b = bench();
    const first = b.agent();
    await first.session.identify(signal);
    await b.start();
    await b.note(1);
    const { place: _, ...book } = b.memory.get("book") as { place: unknown };
    b.memory.set("book", book);
    b.memory.delete("place");
    const { session } = b.agent();
    expect((await b.during(session.poll(signal))).measures["notesStacked"]).toBe(2);
  });

  it("an application that falls silent is news, and nothing is known any more", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.start();
    await b.clock.advance(14_000);
    expect((await session.poll(signal)).availability).toBe("online");
    await b.clock.advance(2_000);
    const reading = await session.poll(signal);
    expect(reading).toMatchObject({
      availability: "unknown",
      because: { code: "applicationSilent" },
      money: "unknown",
    });
    expect(new Set(Object.values(reading.components).map((c) => c.state))).toEqual(new Set(["unknown"]));
    expect(await session.run("selfTest", {}, signal)).toMatchObject({ reason: { code: "applicationSilent" } });
    await b.look();
    expect((await session.poll(signal)).availability).toBe("online");
  });

  it("a device that answers the application nothing is offline", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.start();
    for (let n = 0; n < 60; n++) {
      b.relay.portIs(true);
      b.relay.passage.add(b.clock.mono(), ">", poll); // asked on a cut wire
      await b.clock.advance(100);
    }
    b.relay.fromApplication(ack);
    expect(await session.poll(signal)).toMatchObject({ availability: "offline", because: { code: "noAnswer" } });
  });

  it("asks who the unit is only while it takes no bills, and never polls", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.look(); // 19: disabled, and nobody asked for its name
    b.toDevice.length = 0;
    await b.during(session.poll(signal));
    expect(b.toDevice).toEqual([hex(request(0x37)), hex(ack)]);
    expect(await session.identify(signal)).toMatchObject({ serial: "07KI41AS7482" });
    await b.say(enableRequest(0xffffff, 0xffffff));
    b.device.act("insertNote", { type: 1 });
    for (let n = 0; n < 4; n++) await b.look();
    b.toDevice.length = 0;
    await b.clock.advance(700_000);
    await b.look(); // in escrow
    b.toDevice.length = 0;
    await b.during(session.poll(signal));
    expect(b.toDevice).toEqual([]);
  });

  it("commands that would disturb the application are refused", async () => {
    const b = bench();
    const { session } = b.agent();
    expect(await session.run("reset", {}, signal)).toMatchObject({ status: "failed", reason: { code: "sharedPort" } });
    await b.start();
    expect(await session.run("selfTest", {}, signal)).toMatchObject({
      status: "succeeded",
      result: { state: "CCNET 14" },
    });
  });

  it("a relay that was restarted: nothing is claimed of what was not heard, unless we listened to its end", async () => {
    const b = bench();
    const { session, line } = b.agent();
    await session.identify(signal);
    await b.start();
    await b.note(1);
    await b.look();
    line.lose();
    b.restartRelay();
    const second = b.agent();
    await second.session.identify(signal);
    await b.note(1);
    expect(b.events.map((e) => e.code)).toEqual(["noteStacked", "noteStacked"]);
    await second.line.close(); // killed
    b.memory.set("place", { ...(b.memory.get("place") as object), ended: undefined });
    b.restartRelay();
    const third = b.agent();
    await third.session.identify(signal);
    await b.look();
    expect(b.events.at(-1)?.code).toBe("conversationMissed");
    expect((await third.session.poll(signal)).measures["notesStacked"]).toBe(2);
    b.device.act("removeCassette");
    await b.look();
    expect(b.events.at(-1)).toMatchObject({ code: "cashBoxRemoved", data: { notes: 2, gaps: 1 } });
  });

  it("a port that the relay has lost is a lost port", async () => {
    const b = bench();
    const { session } = b.agent();
    await session.identify(signal);
    await b.start();
    b.relay.portIs(false, "pulled");
    await expect(session.poll(signal)).rejects.toMatchObject({ code: "portLost" });
    b.relay.portIs(true);
    expect((await session.poll(signal)).availability).toBe("online");
  });
});

describe("the ear", () => {
  const heard = (toDevice: boolean, frame: string, at: number) => ({
    toDevice,
    ours: false,
    at,
    bytes: fromHex(frame),
  });
  it("names both directions, whole or in pieces", () => {
    const listening = ear();
    const texts = [
      heard(true, "02 03 06 33 DA 81", 0),
      heard(false, "02 03", 5),
      heard(false, "07 80 03 17 01", 7),
      heard(true, "02 03 06 00 C2 82", 9),
      heard(true, "02 03 06 35 EC E4", 30),
      heard(false, "02 03 06 00 C2 82", 33),
      heard(true, "02 03 0C 34 00 00 7C 00 00 00 66 C1", 60),
      heard(false, "02 03 06 30 41 B3", 63),
      heard(true, "02 03 06 30 41 B3", 80),
      heard(false, "02 03 06 14 67 D4", 90),
    ]
      .flatMap((chunk) => listening.hear(chunk))
      .map((f) => `${f.toDevice ? ">" : "<"} ${listening.describe(f)}`);
    expect(texts).toEqual([
      "> POLL",
      "< CCNET 80 03 bill in escrow",
      "> ACK",
      "> STACK",
      "< ACK",
      "> ENABLE BILL TYPES 00007C, escrow 000000",
      "< ILLEGAL COMMAND",
      "> RESET",
      "< no answer to anything that was asked",
    ]);
    expect(listening.settled()).toBe(false);
  });
});
