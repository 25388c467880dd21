import { expect, test } from "vitest";
import vectors from "../../../drivers/crt571/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const status = "F2 00 00 03 43 31 30 03 B0";
const leave = "F2 00 00 03 43 30 33 03 B2";

const rig = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  let said: Uint8Array[] = [];
  const device = simulated.create({ clock, random: () => 0, settings, send: (b) => said.push(b) });
  /** Everything the device says to this, glued, until its work is done. */
  const ask = async (request: string): Promise<string> => {
    said = [];
    device.receive(fromHex(request));
    await clock.advance(1_500);
    return said.map(hex).join(" ");
  };
  return { clock, device, ask };
};

/** The sheet's conversation as questions of the host and all that the device says to each. */
const turns = (section: string, title = "") => {
  const found = vectors.conversations.find((c) => c.source.endsWith(section) && c.title.startsWith(title));
  const result: { ask: string; answer: string }[] = [];
  for (const [who, frame = ""] of found?.lines ?? []) {
    const last = result.at(-1);
    if (who === "H") result.push({ ask: frame, answer: "" });
    else if (last) last.answer = `${last.answer} ${frame}`.trim();
  }
  return result;
};

const replay = async (r: ReturnType<typeof rig>, section: string, title?: string) => {
  const all = turns(section, title);
  expect(all.length).toBeGreaterThan(1);
  for (const { ask, answer } of all) expect(await r.ask(ask), ask).toBe(answer);
};

test("take a card, hand it back, byte for byte (§7)", async () => {
  const r = rig();
  for (const { ask, answer } of turns("§7", "take")) {
    if (ask === status && r.device.state().card === "gate") r.device.act("takeCard");
    if (ask === status && r.device.state().entry === true) {
      r.device.act("insertCard");
      await r.clock.advance(1_000);
    }
    expect(await r.ask(ask), ask).toBe(answer);
  }
  expect(r.device.state()).toMatchObject({ inserted: 1, taken: 1, card: "none" });
});

test("the read-only health poll (§7)", () => replay(rig({ coldStart: false }), "§7", "read-only"));

test("power was lost: B0 until INITIALISE (§8.1)", () => replay(rig(), "§8.1"));

test("a damaged command is answered NAK (§8.2)", () => replay(rig({ coldStart: false }), "§8.2"));

test("NAK of the host: the same answer again (§8.3)", async () => {
  const r = rig({ coldStart: false });
  const answer = "F2 00 00 06 50 31 30 30 32 30 03 94";
  expect(await r.ask(status)).toBe(`06 ${answer}`);
  expect(await r.ask("15")).toBe(answer);
  expect(await r.ask("06")).toBe("");
});

test("a jam that stays (§8.5)", async () => {
  const r = rig({ coldStart: false });
  r.device.inject("cardJamHard");
  await replay(r, "§8.5");
});

test("the bin full (§8.6)", async () => {
  const r = rig({ coldStart: false });
  r.device.inject("cardLeftInside");
  r.device.inject("binFull");
  expect(await r.ask("F2 00 00 03 43 32 33 03 B0")).toBe("06 F2 00 00 05 4E 32 33 41 31 03 CB");
});

test("the stacker empty (§8.7), the counter past 999 (§8.10)", async () => {
  const r = rig({ coldStart: false, stacker: 0 });
  await replay(r, "§8.7");
  r.device.inject("counterOverflow");
  await replay(r, "§8.10");
});

test("the negative head 45 (§2)", async () => {
  expect(await rig({ negativeHead: 0x45 }).ask(status)).toBe("06 F2 00 00 05 45 31 30 42 30 03 C2");
});

test("cancel: EOT for EOT, no answer (§8.9)", async () => {
  const r = rig({ coldStart: false });
  const said: string[] = [];
  const device = simulated.create({
    clock: r.clock,
    random: () => 0,
    settings: { coldStart: false },
    send: (b) => said.push(hex(b)),
  });
  device.receive(fromHex("F2 00 00 03 43 32 31 03 B2"));
  await r.clock.advance(100);
  device.receive(fromHex("04"));
  await r.clock.advance(2_000);
  expect(said).toEqual(["06", "04"]);
});

test("dispensing and retaining move the counters", async () => {
  const r = rig({ coldStart: false, stacker: 11 });
  await r.ask("F2 00 00 03 43 30 37 03 B6");
  await r.ask("F2 00 00 03 43 32 31 03 B2");
  expect(r.device.state()).toMatchObject({ stacker: 10, card: "inside" });
  await r.ask("F2 00 00 03 43 32 33 03 B0");
  expect(r.device.state()).toMatchObject({ card: "none", bin: 1, retained: 18 });
  expect(await r.ask("F2 00 00 06 43 A5 31 30 30 30 03 10")).toMatch(/^06 F2 00 00 06 50 A5 31/);
  expect(r.device.state()).toMatchObject({ retained: 0 });
});

test("another address, split and glued commands", async () => {
  const r = rig({ coldStart: false });
  expect(await r.ask("F2 05 00 03 43 31 30 03 B5")).toBe("");
  r.device.receive(fromHex("F2 00 00 03"));
  expect(await r.ask("43 31 30 03 B0")).toBe("06 F2 00 00 06 50 31 30 30 32 30 03 94");
  expect(await r.ask(`AA 00 ${status}`)).toBe("06 F2 00 00 06 50 31 30 30 32 30 03 94");
  r.device.receive(fromHex("F2 00 00 03"));
  await r.clock.advance(250);
  expect(await r.ask(status)).toBe("06 F2 00 00 06 50 31 30 30 32 30 03 94");
});

test("silent until its port is reopened", async () => {
  const r = rig({ coldStart: false });
  await r.ask(status);
  r.device.inject("silentUntilReopen");
  expect(await r.ask(status)).toBe("");
  r.device.receive(fromHex(status));
  await r.clock.advance(300);
  r.device.receive(fromHex("F2 00 00 03 43 A4 30 03 25"));
  await r.clock.advance(900);
  expect(r.device.state().faults).toEqual(["silentUntilReopen"]);
  await r.clock.advance(1_500);
  expect(await r.ask("F2 00 00 03 43 A4 30 03 25")).toMatch(/^06 F2/);
  expect(r.device.state().faults).toEqual([]);
});

test("unknown faults and actions name the known ones; INITIALISE of an unknown kind is refused", async () => {
  expect(() => rig().device.inject("nonsense")).toThrow(/cardJam/);
  expect(() => rig().device.act("nonsense")).toThrow(/insertCard/);
  expect(await rig().ask(leave.replace("33 03 B2", "32 03 B3"))).toMatch(/^06 F2 00 00 05 4E 30 32 30 31/);
});
