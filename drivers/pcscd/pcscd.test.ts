import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/pcscd/device.ts";
import { serveInFolder } from "../../simulators/line/folder/serve.ts";
import type { ServedDevice } from "../../simulators/line/serve.ts";
import type { DeviceSession, DriverEvent } from "../api.ts";
import { bytesOf, fromHex, hex } from "../wire/fields.ts";
import { decodeStates, decodeVersion, request, statesLength } from "./codec.ts";
import driver from "./driver.ts";
import vectors from "./vectors.json" with { type: "json" };

const never = new AbortController().signal;
const record = (name: string): Uint8Array =>
  Uint8Array.from([...bytesOf(name.padEnd(128, "\0")), ...fromHex(vectors.record.behindTheName)]);

describe("the daemon's protocol", () => {
  it("requests and answers are pinned", () => {
    expect(hex(request.version())).toBe(vectors.version.request.frame);
    expect(hex(request.readersState())).toBe(vectors.statesRequest.frame);
    expect(decodeVersion(fromHex(vectors.version.answer.frame))).toEqual({ major: 4, minor: 4, refusal: 0 });
    expect(record("x")).toHaveLength(statesLength / 16);
  });

  it("a record as Debian's daemon sent it, without the answer to reset in it", () => {
    const [reader] = decodeStates(record(vectors.record.name));
    expect(reader).toEqual({
      name: vectors.record.name,
      events: 0,
      card: "present",
      isMute: false,
      sharing: "free",
      state: 0x34,
    });
    expect(JSON.stringify(reader)).not.toMatch(/3b.?68|73.?c8/i);
  });

  it("hostile answers are read as far as they go", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        for (const { name } of decodeStates(bytes)) if (name.length > 128) throw new Error("too long");
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("a reader behind the daemon", () => {
  let served: ServedDevice | undefined;
  let session: DeviceSession | undefined;
  const events: DriverEvent[] = [];
  afterEach(async () => {
    await session?.close();
    await served?.close();
    events.length = 0;
  });
  const open = async (settings: Record<string, unknown> = {}, reader = "") => {
    served = await serveInFolder(simulated, { clock: systemClock, random: () => 0.5, settings });
    const values = new Map<string, unknown>();
    const memory = { get: (k: string) => values.get(k), set: (k: string, v: unknown) => void values.set(k, v) };
    session = driver.open({ root: served.path() }, { reader }, { clock: systemClock, random: () => 0.5, memory });
    session.onEvent?.((event) => void events.push(event));
    return { served, session };
  };

  it("is known by the daemon's name of it", async () => {
    const { session: s } = await open();
    expect(await s.identify(never)).toEqual({ model: "OMNIKEY AG CardMan 3121", serial: "SIM0001" });
  });

  it("tells a card that comes and goes, and that an application holds it", async () => {
    const {
      session: s,
      served: { device },
    } = await open();
    expect(await s.poll(never)).toMatchObject({
      availability: "online",
      components: { media: { state: "notPresent" }, chipModule: { state: "ok" } },
      money: "safe",
    });
    device.act("insertCard");
    device.act("connect", { exclusive: true });
    expect(await s.poll(never)).toMatchObject({
      components: { media: { state: "present", vendorCode: "pcscd state 0034" } },
      measures: { cardInsertions: 1 },
      money: "inTransit",
    });
    device.act("disconnect");
    expect((await s.poll(never)).money).toBe("safe");
    device.act("takeCard");
    await s.poll(never);
    expect(events.map((e) => e.code)).toEqual(["cardInserted", "cardTaken"]);
  });

  it("three mute cards in a row are the reader's fault; one that stays in is one", async () => {
    const {
      session: s,
      served: { device },
    } = await open();
    const state = async () => (await s.poll(never)).components.chipModule?.state;
    device.inject("mute");
    const said: (string | undefined)[] = [];
    for (let n = 0; n < 3; n++) {
      device.act("insertCard");
      said.push(await state(), await state());
      device.act("takeCard");
      await state();
    }
    expect(said).toEqual(["ok", "ok", "ok", "ok", "inoperable", "inoperable"]);
    device.clear();
    device.act("insertCard");
    expect(await state()).toBe("ok");
  });

  it.each([
    ["readerGone", "portMissing", /no such reader.*its readers: none/],
    ["stopped", "portMissing", /pcscd is not running/],
    ["otherVersion", "refused", /speaks version 4.9/],
    ["hangsUp", "damagedAnswers", /hung up/],
    ["deaf", "noAnswer", /no answer within 3000 ms/],
  ])("fault %s: %s", { timeout: 10_000 }, async (fault, code, text) => {
    const {
      session: s,
      served: { device },
    } = await open();
    device.inject(fault);
    await expect(s.poll(never)).rejects.toMatchObject({ code, message: expect.stringMatching(text) });
    device.clear();
    expect((await s.poll(never)).availability).toBe("online");
  });

  it("a setting that fits no reader names those there are; closed and aborted questions end at once", async () => {
    const {
      session: s,
      served: { device },
    } = await open({}, "Identiv");
    await expect(s.poll(never)).rejects.toMatchObject({
      code: "portMissing",
      message: expect.stringMatching(/OMNIKEY/),
    });
    device.inject("deaf");
    const stop = new AbortController();
    const aborted = expect(s.poll(stop.signal)).rejects.toMatchObject({ code: "aborted" });
    stop.abort();
    await aborted;
    const closed = expect(s.poll(never)).rejects.toMatchObject({ code: "aborted" });
    await s.close();
    await closed;
    await expect(s.poll(never)).rejects.toMatchObject({ code: "closed" });
  });

  it("selfTest shows every reader, and nothing of a card", async () => {
    const { session: s } = await open({ card: true });
    const told = await s.run("selfTest", {}, never);
    expect(told).toMatchObject({ status: "succeeded", result: { readers: [{ card: "present", sharing: "free" }] } });
    expect(JSON.stringify(told)).not.toMatch(/atr|3b68/i);
    await expect(s.run("eject", {}, never)).rejects.toMatchObject({ code: "badArgs" });
    await expect(s.run("selfTest", { x: 1 }, never)).rejects.toMatchObject({ code: "badArgs" });
  });
});

it("an empty root has no daemon", async () => {
  const root = await mkdtemp(join(tmpdir(), "no-pcscd-"));
  const memory = { get: () => undefined, set: () => undefined };
  const session = driver.open({ root }, { reader: "" }, { clock: systemClock, random: () => 0.5, memory });
  await expect(session.identify(never)).rejects.toMatchObject({ code: "portMissing" });
  await rm(root, { recursive: true });
});
