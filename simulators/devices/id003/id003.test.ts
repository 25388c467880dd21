import { expect, test } from "vitest";
import vectors from "../../../drivers/id003/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const status = "FC 05 11 27 56";
const reset = "FC 05 40 2B 15";
const ack = "FC 05 50 AA 05";
const stack1 = "FC 05 41 A2 04";
const accept = "FC 06 C3 00 04 D6";
const invalid = "FC 05 4B F8 AB";
const inhibited = "FC 05 1A F4 E8";

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

/** Started up and taking bills. */
const ready = async (settings: Record<string, unknown> = {}) => {
  const r = rig(settings);
  r.ask(reset);
  await r.clock.advance(2_000);
  expect(r.ask(accept)).toBe(accept);
  return r;
};

const conversation = (title: string) => {
  const found = vectors.conversations.find((c) => c.title.startsWith(title));
  expect(found, title).toBeDefined();
  return found?.exchanges.map(([q = "", a = ""]) => [q, a] as const) ?? [];
};

type Waits = Readonly<Record<string, number>>;
/** Plays a conversation, letting the given time pass before the answers that need it. */
const plays = async (r: ReturnType<typeof rig>, title: string, waits: Waits = {}) => {
  for (const [request, answer] of conversation(title)) {
    await r.clock.advance(waits[answer] ?? 0);
    expect([request, r.ask(request)]).toEqual([request, answer]);
  }
};

test("cold start, byte for byte (§9.1)", async () => {
  const r = rig();
  for (const [request, answer] of conversation("Cold start")) {
    if (request.startsWith("FC 06 C3")) await r.clock.advance(2_000);
    expect([request, r.ask(request)]).toEqual([request, answer]);
  }
});

test("10 EUR into escrow, stacked by the controller (§9.2)", async () => {
  const r = await ready();
  r.device.act("insertNote", { code: 0x63 });
  await plays(r, "Happy path", {
    "FC 06 13 63 A2 D8": 400,
    "FC 05 15 03 10": 500,
    "FC 05 11 27 56": 300,
  });
  expect(r.device.state()).toMatchObject({ stacked: 1, notes: 1 });
});

test("a return, and the end of the time in escrow (§9.3)", async () => {
  const r = await ready();
  r.device.act("insertNote", { code: 0x64 });
  await r.clock.advance(400);
  for (const [request, answer] of conversation("Return, escrow").slice(0, 4)) {
    if (answer === status) await r.clock.advance(700);
    expect(r.ask(request)).toBe(answer);
  }
  r.device.act("insertNote", { code: 0x64 });
  for (let n = 0; n < 11; n++) {
    await r.clock.advance(950);
    r.ask(status);
  }
  expect(r.ask(status)).toBe("FC 06 17 79 19 00");
});

test("a jam that a reset does not free (§9.4)", async () => {
  const r = await ready();
  r.device.inject("billJamHard");
  const [jam, resets, starts, still] = conversation("Jam in acceptor");
  for (const [request, answer] of [jam, resets, starts].filter((e) => e !== undefined))
    expect(r.ask(request)).toBe(answer);
  await r.clock.advance(2_000);
  expect(r.ask(status)).toBe(still?.[1]);
});

test("the box goes out and comes back: 44, 1B, and settings are wanted again (§9.6)", async () => {
  const r = await ready();
  r.device.act("removeCassette");
  expect(r.ask(status)).toBe("FC 05 44 0F 53");
  r.device.act("returnCassette");
  expect(r.ask(status)).toBe("FC 05 1B 7D F9");
  await r.clock.advance(2_000);
  expect(r.ask(status)).toBe(inhibited);
  expect(r.ask(accept)).toBe(accept);
  expect(r.ask(status)).toBe(status);
});

test("42: after RESET the bill is stored, with or without VEND VALID (§9.9); 41: handed back (§9.10)", async () => {
  const silent = rig();
  silent.device.inject("powerUpBillInStacker");
  for (const [request, answer] of conversation("Power came back with a bill in the stacker").slice(0, 3))
    expect(silent.ask(request)).toBe(answer);
  await silent.clock.advance(2_000);
  expect(silent.ask(status)).toBe(inhibited);
  expect(silent.device.state()).toMatchObject({ stacked: 1 });

  const telling = rig({ vendValidAfterPowerCut: true });
  telling.device.inject("powerUpBillInStacker");
  telling.ask(reset);
  await telling.clock.advance(2_000);
  expect(telling.ask(status)).toBe("FC 05 15 03 10");

  const head = rig();
  head.device.inject("powerUpBillInHead");
  for (const [request, answer] of conversation("Power came back with a bill in the acceptor")) {
    if (answer === "FC 05 1B 7D F9") await head.clock.advance(700);
    expect(head.ask(request)).toBe(answer);
  }
});

test("VEND VALID stays until ACK; an ACK a minute late silences the unit until RESET (§7, §9.14)", async () => {
  const r = await ready();
  r.device.act("insertNote", { code: 0x63 });
  await r.clock.advance(400);
  expect(r.ask(stack1)).toBe(ack);
  await r.clock.advance(600);
  await plays(r, "VEND VALID not");
  await r.clock.advance(1_000);

  r.device.act("insertNote", { code: 0x63 });
  await r.clock.advance(400);
  r.ask(stack1);
  await r.clock.advance(61_000);
  expect(r.ask(status)).toBe("FC 05 15 03 10");
  expect(r.ask(ack)).toBe("");
  expect(r.ask(status)).toBe("");
  expect(r.ask(reset)).toBe(ack);
});

test("a damaged request: 4A, or silence; a stray ACK: nothing; STACK without a bill: 4B (§9.13)", () => {
  const r = rig({ coldStart: false });
  expect(r.ask("FC 05 11 27 57")).toBe("FC 05 4A 71 BA");
  expect(rig({ answersDamage: false }).ask("FC 05 11 27 57")).toBe("");
  expect(r.ask(ack)).toBe("");
  expect(r.ask(stack1)).toBe(invalid);
  expect(r.ask("FC 05 DC CE 4B")).toBe(invalid);
});

test("a real unit's log: settings are refused before RESET, 83 reads inhibited, RETURN twice is refused", async () => {
  const r = rig();
  const exchanges = conversation("Real unit");
  const start = exchanges.findIndex(([q]) => q === reset);
  for (const [request, answer] of exchanges.slice(0, start + 2))
    expect([request, r.ask(request)]).toEqual([request, answer]);
  await r.clock.advance(2_000);
  for (const [request, answer] of exchanges.slice(start + 4, start + 8)) expect(r.ask(request)).toBe(answer);
  r.device.act("insertNote", { code: 0x64 });
  await r.clock.advance(400);
  expect([r.ask("FC 05 43 B0 27"), r.ask("FC 05 43 B0 27")]).toEqual([ack, invalid]);
});

test("nobody polls for 3 s: the bill is given back (§7)", async () => {
  const r = await ready();
  r.ask(status);
  r.device.act("insertNote", { code: 0x63 });
  await r.clock.advance(2_900);
  expect(r.device.state().state).toBe("13");
  await r.clock.advance(200);
  expect(r.device.state().state).toBe("18");
});

test("a disabled denomination is rejected with 79; with all disabled the unit is closed (§4.2)", async () => {
  const r = await ready();
  expect(r.ask("FC 07 C0 04 00 4D D2")).toBe("FC 07 C0 04 00 4D D2");
  expect(r.ask("FC 05 80 27 D3")).toMatch(/^FC 07 80 04 00/);
  r.device.act("insertNote", { code: 0x63 });
  await r.clock.advance(400);
  expect(r.ask(status)).toBe("FC 06 17 79 19 00");
  await r.clock.advance(400);
  r.ask("FC 07 C0 FF FF 95 45");
  expect(r.ask(status)).toBe(inhibited);
});

test("interrupt mode 1: ENQ at each change of status, and only then (§7)", async () => {
  const r = await ready();
  expect(r.ask("FC 06 C2 01 55 DE")).toBe("FC 06 C2 01 55 DE");
  r.answers.length = 0;
  r.device.act("insertNote", { code: 0x63 });
  expect(r.answers).toEqual(["FC 05 05 82 00"]);
  await r.clock.advance(400);
  expect(r.answers).toHaveLength(2);
  await r.clock.advance(1_000);
  expect(r.answers).toHaveLength(2);
});

test("split, glued and old requests", async () => {
  const r = rig();
  expect(r.ask("FC 05 11")).toBe("");
  r.device.receive(fromHex("27 56"));
  expect(r.answers).toEqual([reset]);
  expect(r.ask(`AA 55 ${status} ${status}`)).toBe(`${reset} | ${reset}`);
  expect(r.ask("FC 05 11")).toBe("");
  await r.clock.advance(60);
  expect(r.ask(status)).toBe(reset);
});

test("unknown faults and actions name the known ones", () => {
  expect(() => rig().device.inject("nonsense")).toThrow(/billJam/);
  expect(() => rig().device.act("nonsense")).toThrow(/insertNote/);
});
