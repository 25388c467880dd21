import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import type { LineQuery } from "../../api.ts";
import { fromHex, hex } from "../../wire/fields.ts";
import { askLine, maxLineLength, passedLine, readFromRelay, readToRelay } from "./messages.ts";
import { Passage } from "./passage.ts";
import { Relay } from "./relay.ts";

const poll = fromHex("02 03 06 33 DA 81");
const idling = fromHex("02 03 06 14 67 D4");
const ack = fromHex("02 03 06 00 C2 82");
const status = fromHex("02 03 0B 00 00 7F 00 00 00 14 8F");
const query: LineQuery = {
  bytes: fromHex("02 03 06 31 C8 A2"),
  idleMs: 30,
  answerMs: 300,
  answer: { mask: 0xff, value: 0x02, length: { at: 2 } },
  confirm: ack,
  restMs: 20,
};

const bench = () => {
  const clock = new FakeClock();
  const app: string[] = [];
  const dev: string[] = [];
  let paused = false;
  const relay = new Relay({
    clock,
    application: {
      write: (b) => app.push(hex(b)) > 0,
      pause: () => void (paused = true),
      resume: () => void (paused = false),
    },
    device: { write: (b) => dev.push(hex(b)) > 0 },
    memoryBytes: 4096,
    byteMs: 1,
  });
  relay.portIs(true);
  const told = () => {
    const reader = relay.passage.reader(1);
    const all: string[] = [];
    for (let p = reader.read(); p; p = reader.read()) all.push(`${p.way} ${hex(p.bytes)}`);
    return all;
  };
  return { clock, relay, app, dev, told, paused: () => paused };
};

describe("relay", () => {
  it("passes every byte both ways, at once and unchanged", () => {
    const { relay, app, dev, told } = bench();
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    relay.fromApplication(all);
    relay.fromDevice(all);
    expect([dev, app]).toEqual([[hex(all)], [hex(all)]]);
    expect(told().slice(1)).toEqual([`> ${hex(all)}`, `< ${hex(all)}`]);
  });

  it("puts a query in when the line is idle; the application never sees its answer, and waits until it is over", async () => {
    const { clock, relay, app, dev, told } = bench();
    relay.fromApplication(poll);
    relay.fromDevice(idling);
    await clock.advance(100);
    const asked = relay.ask(query);
    relay.fromApplication(poll); // in the middle: waits
    expect(dev).toEqual([hex(poll), hex(query.bytes)]);
    relay.fromDevice(status.subarray(0, 4));
    relay.fromDevice(status.subarray(4));
    expect(dev.at(-1)).toBe(hex(ack));
    await clock.advance(30);
    expect(await asked).toEqual({ answer: Uint8Array.from(status) });
    expect(dev.at(-1)).toBe(hex(poll));
    relay.fromDevice(idling);
    expect(app).toEqual([hex(idling), hex(idling)]);
    expect(told().filter((t) => t.startsWith("-") || t.startsWith("+"))).toEqual([
      `+ ${hex(query.bytes)}`,
      `- ${hex(status.subarray(0, 4))}`,
      `- ${hex(status.subarray(4))}`,
      `+ ${hex(ack)}`,
    ]);
  });

  it("not on a line that is busy, with a query under way, without a port, or again at once", async () => {
    const { clock, relay } = bench();
    relay.fromApplication(new Uint8Array(100)); // 100 ms on this line
    await clock.advance(120);
    expect(await relay.ask(query)).toEqual({ refused: "notIdle" });
    await clock.advance(20);
    const asked = relay.ask(query);
    expect(await relay.ask(query)).toEqual({ refused: "asking" });
    await clock.advance(300);
    expect(await asked).toEqual({ noAnswer: true });
    relay.portIs(false, "pulled");
    expect(await relay.ask(query)).toEqual({ refused: "noPort" });
    relay.portIs(true);
    await clock.advance(1000);
    expect(await relay.ask({ ...query, bytes: new Uint8Array(65) })).toEqual({ refused: "badQuery" });
  });

  it("an answer that comes too late is not given to an application that has asked nothing", async () => {
    const { clock, relay, app } = bench();
    await clock.advance(100);
    const asked = relay.ask(query);
    await clock.advance(301);
    expect(await asked).toEqual({ noAnswer: true });
    relay.fromDevice(status);
    expect(app).toEqual([]);
    relay.fromApplication(poll);
    relay.fromDevice(idling);
    expect(app).toEqual([hex(idling)]);
  });

  it("what is not the answer goes to the application: an automatic status beside a real-time one", async () => {
    const { clock, relay, app } = bench();
    await clock.advance(500);
    const asked = relay.ask({
      bytes: fromHex("10 04 01"),
      idleMs: 300,
      answerMs: 200,
      answer: { mask: 0x93, value: 0x12, length: 1 },
    });
    relay.fromDevice(fromHex("14 00 00 0F 16"));
    expect(await asked).toEqual({ answer: Uint8Array.of(0x16) });
    expect(app).toEqual(["14 00 00 0F"]);
  });

  it("an application that writes much meanwhile is told to wait, never longer than half a second", async () => {
    const { clock, relay, dev, paused } = bench();
    await clock.advance(100);
    const asked = relay.ask({ ...query, answerMs: 60_000 });
    relay.fromApplication(new Uint8Array(5000));
    expect(paused()).toBe(true);
    await clock.advance(501);
    expect(await asked).toEqual({ noAnswer: true });
    expect(paused()).toBe(false);
    expect(dev).toHaveLength(2);
  });
});

describe("passage", () => {
  it("remembers the newest that fits, whole and in order, whatever the sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 200 }), (chunks) => {
        const passage = new Passage(1000);
        chunks.forEach((bytes, i) => passage.add(i, ">", bytes));
        const reader = passage.reader(0);
        const got = [];
        for (let p = reader.read(); p; p = reader.read()) got.push(p);
        expect(passage.next - passage.first).toBe(got.length);
        got.forEach((p, i) => {
          expect(p.n).toBe(passage.first + i);
          expect(hex(p.bytes)).toBe(hex(chunks[p.n - 1] ?? new Uint8Array()));
        });
        if (chunks.length > 0) expect(got.at(-1)?.n).toBe(chunks.length);
      }),
    );
  });

  it("a reader that was overtaken goes on with the oldest that is known", () => {
    const passage = new Passage(1000);
    passage.add(0, ">", poll);
    const reader = passage.reader(1);
    for (let i = 0; i < 100; i++) passage.add(i, "<", idling);
    const passed = reader.read();
    expect(passed?.n).toBe(passage.first);
    expect(passage.first).toBeGreaterThan(1);
  });

  it("a chunk of any length is written down in pieces", () => {
    const passage = new Passage(64 * 1024);
    passage.add(0, ">", new Uint8Array(10_000).fill(7));
    const reader = passage.reader(1);
    let sum = 0;
    for (let p = reader.read(); p; p = reader.read()) {
      sum += p.bytes.length;
      expect(passedLine(p).length).toBeLessThan(maxLineLength);
    }
    expect(sum).toBe(10_000);
  });
});

describe("messages", () => {
  it("come through as they were", () => {
    expect(readToRelay(askLine(7, query))).toEqual({ kind: "ask", id: 7, query });
    const passed = { n: 3, t: 12.5, way: "<", bytes: idling } as const;
    expect(readFromRelay(passedLine(passed))).toEqual({ kind: "passed", passed });
  });

  it("anything else is nothing, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        readToRelay(line);
        const read = readFromRelay(line);
        expect(read === undefined || typeof read.kind === "string").toBe(true);
      }),
    );
    for (const line of ['{"from":-1}', '{"ask":1,"b":"0"}', "[]", "null", '{"ask":1,"b":"00","idleMs":1,"answerMs":1}'])
      expect(readToRelay(line)).toBeUndefined();
  });
});
