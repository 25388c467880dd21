import { expect, test } from "vitest";
import vectors from "../../../drivers/ccnet/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const poll = "02 03 06 33 DA 81";
const reset = "02 03 06 30 41 B3";
const ack = "02 03 06 00 C2 82";

const rig = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  const answers: string[] = [];
  const device = simulated.create({ clock, random: () => 0, settings, send: (b) => answers.push(hex(b)) });
  const ask = (request: string): string => {
    answers.length = 0;
    device.receive(fromHex(request));
    return answers.join(" | ");
  };
  return { clock, device, ask, answers };
};

/** Started up, all seven types enabled. */
const ready = async (escrow: string, settings: Record<string, unknown> = {}) => {
  const r = rig(settings);
  r.ask(reset);
  await r.clock.advance(2_000);
  expect(r.ask(escrow)).toBe(ack);
  return r;
};
const withEscrow = "02 03 0C 34 00 00 7F 00 00 7F DB 6F";

const conversation = (section: string) =>
  vectors.conversations.find((c) => c.source.endsWith(section))?.exchanges.map(([q, a]) => [q, a] as const) ?? [];

test("cold start, byte for byte (§9.1)", async () => {
  const r = rig();
  const steps = conversation("§9.1");
  expect(steps).toHaveLength(7);
  for (const [request, answer] of steps) {
    if (answer === "02 03 06 19 82 0F") await r.clock.advance(2_000);
    expect(r.ask(request ?? "")).toBe(answer);
  }
  expect(r.ask("02 03 06 41 4F D1")).toBe("02 03 06 30 41 B3");
});

test("the bill table has 24 records, or 25 as in the sheet's example (§6.3)", () => {
  expect(fromHex(rig().ask("02 03 06 41 4F D1"))).toHaveLength(125);
  const example = vectors.frames.find((v) => v.frame.startsWith("02 03 82"))?.frame;
  expect(rig({ tableRecords: 25 }).ask("02 03 06 41 4F D1")).toBe(example);
});

test("a note into escrow, stacked by the host (§9.2)", async () => {
  const r = await ready(withEscrow);
  r.device.act("insertNote", { type: 3 });
  const waits: Record<string, number> = { "02 03 07 80 03 17 01": 400, "02 03 07 81 03 CF 18": 700 };
  for (const [request, answer] of conversation("§9.2")) {
    await r.clock.advance(waits[answer ?? ""] ?? 0);
    expect(r.ask(request ?? "")).toBe(answer);
  }
});

test("escrow ends by itself after 10 s; a late STACK is illegal (§9.4)", async () => {
  const r = await ready(withEscrow);
  r.device.act("insertNote", { type: 3 });
  await r.clock.advance(400);
  expect(r.ask(poll)).toBe("02 03 07 80 03 17 01");
  await r.clock.advance(10_000);
  expect(r.ask(poll)).toBe("02 03 06 18 0B 1E");
  await r.clock.advance(700);
  expect(r.ask(poll)).toBe("02 03 07 82 03 A7 32");
  expect(r.ask("02 03 06 35 EC E4")).toBe("02 03 06 30 41 B3");
});

test("a type that is not enabled is rejected with 68 (§9.5)", async () => {
  const r = await ready("02 03 0C 34 00 00 7C 00 00 00 66 C1");
  r.device.act("insertNote", { type: 0 });
  expect(r.ask(poll)).toBe("02 03 06 15 EE C5");
  await r.clock.advance(400);
  expect(r.ask(poll)).toBe("02 03 07 1C 68 3F 6C");
  expect(r.ask(poll)).toBe("02 03 06 14 67 D4");
});

test("a damaged request is answered by NAK; NAK by the last answer; ACK by nothing (§9.15)", () => {
  const r = rig();
  expect(r.ask("02 03 06 33 DA 80")).toBe("02 03 06 FF BA 8D");
  expect(r.ask(poll)).toBe("02 03 06 10 43 92");
  expect(r.ask("02 03 06 FF BA 8D")).toBe("02 03 06 10 43 92");
  expect(r.ask(ack)).toBe("");
});

test("split, glued and foreign requests", async () => {
  const r = rig();
  expect(r.ask("02 03 06")).toBe("");
  r.device.receive(fromHex("33 DA 81"));
  expect(r.answers).toEqual(["02 03 06 10 43 92"]);
  expect(r.ask(`AA 55 ${poll} ${poll}`)).toBe("02 03 06 10 43 92 | 02 03 06 10 43 92");
  expect(r.ask("02 03 06")).toBe("");
  await r.clock.advance(60);
  expect(r.ask(poll)).toBe("02 03 06 10 43 92");
});

test("an extra byte 41 with RESET is taken; commands it does not know are illegal", () => {
  const r = rig();
  expect(r.ask("02 03 06 50 47 D0")).toBe("02 03 06 30 41 B3");
  expect(r.ask("02 03 07 30 41 6F 5A")).toBe(ack);
  expect(r.ask(poll)).toBe("02 03 06 13 D8 A0");
});

test("the counters move with use, and the box gets full after its last note (§9.7)", async () => {
  const r = await ready("02 03 0C 34 FF FF FF 00 00 00 B5 C1", { capacity: 1 });
  r.device.act("insertNote", { type: 2 });
  await r.clock.advance(1_200);
  for (const [request, answer] of conversation("§9.7")) expect(r.ask(request ?? "")).toBe(answer);
  expect(r.device.state()).toMatchObject({ stacked: 1, notes: 1 });
});

test("unknown faults and actions name the known ones", () => {
  expect(() => rig().device.inject("nonsense")).toThrow(/billJam/);
  expect(() => rig().device.act("nonsense")).toThrow(/insertNote/);
});
