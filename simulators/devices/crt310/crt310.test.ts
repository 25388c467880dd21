import { expect, test } from "vitest";
import vectors from "../../../drivers/crt310/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import simulated from "./device.ts";

const status = "02 00 02 31 30 03 02";
/** The unit of the sheet's conversations: entry by switch, rear forbidden. */
const asInSheet = "02 00 03 2F 33 31 03 2F";

const rig = (settings: Record<string, unknown> = {}) => {
  const clock = new FakeClock();
  let said: Uint8Array[] = [];
  const device = simulated.create({ clock, random: () => 0, settings, send: (b) => said.push(b) });
  const ask = async (request: string): Promise<string> => {
    said = [];
    device.receive(fromHex(request));
    await clock.advance(1_500);
    return said.map(hex).join(" ");
  };
  /** Command, ACK, ENQ, answer. */
  const run = async (request: string): Promise<string> => {
    expect(await ask(request)).toBe("06");
    return ask("05");
  };
  return { clock, device, ask, run };
};

/** The sheet's conversation as bytes of the host and all that the device says to each. */
const turns = (section: string) => {
  const result: { ask: string; answer: string }[] = [];
  for (const [who, frame = ""] of vectors.conversations.find((c) => c.source.endsWith(section))?.lines ?? []) {
    const last = result.at(-1);
    if (who === "H") result.push({ ask: frame, answer: "" });
    else if (last) last.answer = `${last.answer} ${frame}`.trim();
  }
  expect(result.length).toBeGreaterThan(1);
  return result;
};

const replay = async (r: ReturnType<typeof rig>, section: string) => {
  for (const { ask, answer } of turns(section)) expect(await r.ask(ask), ask).toBe(answer);
};

test("take a card, power it, hand it back, byte for byte (§6)", async () => {
  const r = rig();
  for (const { ask, answer } of turns("§6")) {
    if (ask === status) {
      r.device.act("insertCard");
      await r.clock.advance(1_000);
    }
    expect(await r.ask(ask), ask).toBe(answer);
  }
  r.device.act("takeCard");
  expect(r.device.state()).toMatchObject({ inserted: 1, taken: 1, card: "none" });
});

test.each<[string, string, string[], boolean]>([
  ["a bad BCC is answered NAK", "§7.1", [], false],
  ["silent until ENQ, and EOT for EOT", "§7.2", [], false],
  ["supply out of range", "§7.3", ["supplyRange"], true],
  ["a long card is stuck", "§7.4", ["longCard"], true],
  ["a move with no card", "§7.5", [], false],
  ["a move fails, then succeeds", "§7.6", ["moveFailsOnce"], true],
  ["running on the backup supply", "§7.7", ["backupSupply"], false],
])("%s (%s)", async (_, section, broken, card) => {
  const r = rig();
  await r.run(asInSheet);
  if (card) r.device.act("insertCard");
  await r.clock.advance(1_000);
  for (const fault of broken) r.device.inject(fault);
  await replay(r, section);
});

test("while it waits for ENQ no other command is heard", async () => {
  const r = rig();
  expect(await r.ask(status)).toBe("06");
  expect(await r.ask(asInSheet)).toBe("");
  expect(await r.ask("05")).toBe("02 00 05 31 30 4E 4A 4A 03 4B");
});

test("a running move is cancelled by EOT", async () => {
  const r = rig();
  r.device.act("insertCard");
  await r.clock.advance(1_000);
  await r.ask("02 00 02 32 30 03 01");
  r.device.receive(fromHex("05"));
  expect(await r.ask("04")).toBe("04");
  expect(r.device.state()).toMatchObject({ card: "inside" });
});

test("sensors of both generations, serial number, the vendor's wrong length", async () => {
  const r = rig({ versionLengthWrong: true });
  expect(await r.run("02 00 02 31 2E 03 1C")).toMatch(/^02 00 0A 31 2E( 30){8} 03 /);
  expect(await r.run("02 00 02 31 2F 03 1D")).toMatch(/^02 00 09 31 2F( 30){7} 03 /);
  expect(await r.run("02 00 02 30 3A 03 09")).toMatch(/^02 00 0D 30 3A 59 33 31 30 41/);
  expect(await r.run("02 00 02 30 30 03 03")).toBe("02 00 0F 30 30 43 52 54 20 33 31 30 20 56 33 2E 30 03 02");
  expect(await rig({ generation: 2 }).run("02 00 02 31 2E 03 1C")).toBe("02 00 03 4E 31 01 03 7C");
});

test("split and glued bytes, garbage, a half command, an unknown one", async () => {
  const r = rig();
  r.device.receive(fromHex("02 00 02"));
  expect(await r.ask("31 30 03 02")).toBe("06");
  expect(await r.ask("04")).toBe("04");
  expect(await r.ask(`AA 00 ${status} 05`)).toBe("06 02 00 05 31 30 4E 4A 4A 03 4B");
  r.device.receive(fromHex("02 00 02"));
  await r.clock.advance(250);
  expect(await r.ask(status)).toBe("06");
  await r.ask("04");
  expect(await r.run("02 00 02 77 30 03 44")).toBe("02 00 03 4E 77 00 03 3B");
});

test("power-on sets entry back; a captured card is counted", async () => {
  const r = rig();
  await r.run(asInSheet);
  r.device.act("insertCard");
  await r.clock.advance(1_000);
  expect(await r.run("02 00 02 32 33 03 02")).toBe("02 00 03 32 33 59 03 5A");
  expect(await r.run(status)).toBe("02 00 05 31 30 4D 4A 4E 03 4C");
  expect(r.device.state()).toMatchObject({ captured: 1 });
  r.device.powerCycle();
  expect(await r.run(status)).toBe("02 00 05 31 30 4E 4A 4A 03 4B");
});

test("unknown faults and actions name the known ones", () => {
  expect(() => rig().device.inject("nonsense")).toThrow(/longCard/);
  expect(() => rig().device.act("nonsense")).toThrow(/insertCard/);
});
