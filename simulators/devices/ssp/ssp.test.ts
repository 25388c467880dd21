import { expect, test } from "vitest";
import vectors from "../../../drivers/ssp/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";
import { packet } from "./frames.ts";

const rig = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  const answers: string[] = [];
  const device = simulated.create({ clock, random: () => 0.3, settings, send: (b) => answers.push(hex(b)) });
  const ask = (request: string): string => {
    answers.length = 0;
    device.receive(fromHex(request));
    return answers.join(" | ");
  };
  return { clock, device, ask, answers };
};

const conversation = (section: string) =>
  vectors.conversations
    .find((c) => c.source === `ssp.md §${section}`)
    ?.exchanges.map(([k, v]) => [k ?? "", v ?? ""] as const) ?? [];

/** Between steps 3 and 4 of §10.1, where the sheet says `(setup frame of 6.1)`. */
const setup = "7F 00 01 05 1E 08";

/** Started up as in §10.1, channels 1–4 enabled; the next flag is 0. */
const ready = (settings: Record<string, unknown> = {}) => {
  const r = rig({ maxVersion: 7, ...settings });
  for (const [n, [request]] of conversation("10.1").entries()) {
    if (n === 3) r.ask(setup);
    r.ask(request);
  }
  r.ask("7F 80 01 07 12 02");
  return r;
};

const play = async (r: ReturnType<typeof rig>, section: string, waits: Readonly<Record<number, number>> = {}) => {
  for (const [n, [request, answer]] of conversation(section).entries()) {
    await r.clock.advance(waits[n] ?? 0);
    if (section === "10.1" && n === 3) expect(fromHex(r.ask(setup))[2]).toBe(0x35);
    expect(r.ask(request), `${section} step ${n + 1}`).toBe(answer);
  }
};

test("cold start, byte for byte (§10.1)", async () => {
  const r = rig({ maxVersion: 7 });
  const steps = conversation("10.1");
  expect(steps).toHaveLength(8);
  await play(r, "10.1");
  // The setup frame of §6.1 is that of version 8.
  const eight = rig();
  eight.ask("7F 80 01 11 65 82");
  eight.ask("7F 00 02 06 08 3C 14");
  expect(eight.ask("7F 80 01 05 1D 82")).toBe(vectors.frames.find((v) => v.frame.startsWith("7F 80 35"))?.frame);
});

test("a note of channel 3 (§10.2)", async () => {
  const r = ready();
  r.device.act("insertNote", { channel: 3 });
  await play(r, "10.2", { 1: 400, 4: 400, 5: 0, 6: 400 });
  expect(r.device.state()).toMatchObject({ stacked: 1, notes: 1 });
});

test("returned by the host (§10.3), and its reason", async () => {
  const r = ready();
  r.device.act("insertNote", { channel: 2 });
  await play(r, "10.3", { 0: 400, 3: 700 });
});

test("fraud while stacking: no credit (§10.9)", async () => {
  const r = ready();
  r.device.inject("fraud");
  r.ask("7F 00 01 07 11 88");
  r.device.act("insertNote", { channel: 3 });
  await r.clock.advance(400);
  r.ask("7F 80 01 07 12 02");
  expect(r.ask("7F 00 01 07 11 88")).toBe(hex(packet(0, [0xf0, 0xcc])));
  await r.clock.advance(400);
  await play(r, "10.9", { 1: 400 });
});

test("the box out and back (§10.8)", async () => {
  const r = ready();
  r.ask("7F 00 01 07 11 88");
  r.device.act("removeCashBox");
  const steps = conversation("10.8");
  for (const [n, [request, answer]] of steps.entries()) {
    if (n === 2) r.device.act("returnCashBox");
    expect(r.ask(request), `step ${n + 1}`).toBe(answer);
  }
});

test("power came back with a note inside (§10.10)", async () => {
  const r = ready();
  r.device.inject("powerCutStacking");
  expect(r.ask("7F 00 01 07 11 88")).toBe("");
  await r.clock.advance(2_000);
  await play(r, "10.10");
});

test("the same flag again is answered by the last answer, and nothing is done twice (§2)", async () => {
  const r = ready();
  r.device.act("insertNote", { channel: 1 });
  await r.clock.advance(400);
  expect(r.ask("7F 00 01 07 11 88")).toBe(hex(packet(0, [0xf0, 0xef, 1])));
  await r.clock.advance(100);
  expect(r.ask("7F 00 01 07 11 88")).toBe(hex(packet(0, [0xf0, 0xef, 1])));
  expect(r.device.state().state).toBe("escrow");
  expect(r.ask("7F 80 01 07 12 02")).toBe("7F 80 02 F0 CC 97 A2");
});

test("a damaged request, and one for another address, get no answer (§10.13)", () => {
  const r = ready();
  expect(r.ask("7F 00 01 0A 3C 09")).toBe("");
  expect(r.ask("7F 10 01 11 FF")).toBe("");
  expect(r.ask("7F 00 01 0A 3C 08")).toBe("7F 00 01 F0 20 0A");
});

test("refusals (§10.14)", () => {
  const r = ready();
  expect(r.ask("7F 00 01 58 D3 89")).toBe("7F 00 01 F2 2F 8A");
  expect(r.ask("7F 80 02 02 FF 31 8E")).toBe("7F 80 01 F3 29 80");
  expect(r.ask("7F 00 02 06 0B 36 14")).toBe("7F 00 01 F8 13 8A");
  expect(r.ask("7F 80 01 08 30 02")).toBe("7F 80 01 F5 3D 80");
  r.device.inject("keyRequired");
  expect(r.ask("7F 00 01 05 1E 08")).toBe("7F 00 01 FA 1C 0A");
});

test("split and glued requests; 7F in a serial number is doubled", () => {
  const r = rig({ serial: 0x001c7f2c });
  expect(r.ask("7F 80 01")).toBe("");
  expect(r.ask("11 65 82")).toBe("7F 80 01 F0 23 80");
  expect(r.ask("7F 00 01 0C 28 08 7F 80 01 07 12 02")).toBe(
    "7F 00 05 F0 00 1C 7F 7F 2C DB E9 | 7F 80 03 F0 F1 E8 BF 8C",
  );
});

test("without a packet for ten seconds an escrowed note goes back, and the unit disables itself (§7)", async () => {
  const r = ready();
  r.device.act("insertNote", { channel: 1 });
  await r.clock.advance(400);
  r.ask("7F 00 01 07 11 88");
  await r.clock.advance(10_800);
  expect(r.ask("7F 80 01 07 12 02")).toBe(hex(packet(0x80, [0xf0, 0xec, 0xe8])));
  expect(r.ask("7F 00 01 17 72 08")).toContain("F0 13");
});

test("states are said once, or in every poll", () => {
  const once = rig({ style: "ga138", coldStart: false });
  expect(once.ask("7F 80 01 07 12 02")).toBe("7F 80 02 F0 E8 4F A2");
  expect(once.ask("7F 00 01 07 11 88")).toBe("7F 00 01 F0 20 0A");
  const always = rig({ coldStart: false });
  always.ask("7F 80 01 07 12 02");
  expect(always.ask("7F 00 01 07 11 88")).toBe("7F 00 02 F0 E8 70 22");
});

test("the key exchange: no primes F4, out of order F8", () => {
  const r = rig();
  r.ask("7F 80 01 11 65 82");
  const ask = (seq: number, ...data: number[]) => r.ask(hex(packet(seq, data)));
  expect(ask(0x00, 0x4c, 9, 0, 0, 0, 0, 0, 0, 0)).toBe("7F 00 01 F8 13 8A");
  expect(ask(0x80, 0x4a, 8, 0, 0, 0, 0, 0, 0, 0)).toBe(hex(packet(0x80, [0xf4])));
  expect(ask(0x00, 0x4a, 8, 0, 0)).toBe(hex(packet(0x00, [0xf3])));
  expect(r.ask("7F 80 09 4A C5 05 8F 3A 00 00 00 00 B2 73")).toBe("7F 80 01 F0 23 80");
});

test("unknown faults and actions name the known ones", () => {
  expect(() => rig().device.inject("nonsense")).toThrow(/unsafeJam/);
  expect(() => rig().device.act("nonsense")).toThrow(/insertNote/);
});
