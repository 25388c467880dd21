import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/escpos/device.ts";
import { Mischief } from "../../simulators/line/mischief.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import { finishing, memoryIn, never, statesOf as states } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { DriverEnv, Reading } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { openSerial } from "../port/serial.ts";
import { tap } from "../port/wiretap.ts";
import { fromHex, hex } from "../wire/fields.ts";
import driver from "./driver.ts";

type Config = Parameters<typeof driver.open>[1];

const configOf = (given: Partial<Config> = {}) => Value.Default(driver.config, { ...given }) as Config;

/** A session on one end of a line; what is said on it; the other end. */
const line = (config: Partial<Config> = {}) => {
  const clock = new FakeClock();
  const [host, far] = memoryPair();
  const said: string[] = [];
  const tapped = tap(host, (direction, bytes) => said.push(`${direction === "sent" ? "H" : "D"}: ${hex(bytes)}`));
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const env: DriverEnv = { clock, random, memory: memoryIn(new Map()) };
  const session = driver.open(tapped, configOf(config), env);
  let changes = 0;
  session.onChange?.(() => {
    changes += 1;
  });
  const finish = finishing(clock, 10);
  return {
    clock,
    far,
    said,
    random,
    session,
    changes: () => changes,
    finish,
    /** What was said by `work`, as in the sheet's conversations. */
    conversation: async (work: () => Promise<unknown>) => {
      said.length = 0;
      await work();
      return [...said];
    },
    poll: () => finish(session.poll(never)),
    identify: () => finish(session.identify(never)),
    run: (command: string, args: Record<string, unknown> = {}) => finish(session.run(command, args, never)),
  };
};

/** The same with a simulated printer and a spoilable line on the other end. */
const rig = (config: Partial<Config> = {}, settings: Record<string, unknown> = {}) => {
  const ends = line(config);
  const { clock, random, far } = ends;
  const mischief = new Mischief({ clock, random, send: (bytes) => void far.write(bytes).catch(() => undefined) });
  const send = (bytes: Uint8Array) => mischief.toHost(bytes);
  const profile = config.profile ?? "epson";
  const device = simulated.create({ clock, random, send, settings: { profile, ...settings } });
  far.onData((bytes) => {
    mischief.fromHost(bytes);
    device.receive(bytes);
  });
  return { ...ends, device, mischief };
};

/** A printer that answers by a list: each request once, in order; anything else gets nothing. */
const scripted = (config: Partial<Config>, script: Record<string, (string | undefined)[]>) => {
  const ends = line(config);
  ends.far.onData((bytes) => {
    const answer = script[hex(bytes)]?.shift();
    if (answer) void ends.far.write(fromHex(answer));
  });
  return ends;
};

const healthyEpson = {
  paper: "full",
  cover: "closed",
  cutter: "ok",
  head: "ok",
  mechanism: "ok",
  feedButton: "released",
};
const healthyCustom = {
  ...healthyEpson,
  media: "notPresent",
  supply: "ok",
  memory: "ok",
  interface: "ok",
  blackMark: "ok",
};

describe("a healthy printer", () => {
  it("tells who it is (§10.1)", async () => {
    const { identify, said } = rig();
    expect(await identify()).toEqual({
      manufacturer: "EPSON",
      model: "TM-T88V",
      firmware: "1.02 ESC/POS",
      serial: "J5TF012345",
    });
    expect(said.slice(0, 6)).toEqual([
      "H: 10 04 01",
      "D: 12",
      "H: 1D 49 42",
      "D: 5F 45 50 53 4F 4E 00",
      "H: 1D 49 43",
      "D: 5F 54 4D 2D 54 38 38 56 00",
    ]);
  });

  it("is read with two questions, and its counters rarely", async () => {
    const { poll, conversation, clock } = rig();
    const reading = await poll();
    expect(reading).toMatchObject({ availability: "online", money: "safe" });
    expect(states(reading)).toEqual(healthyEpson);
    expect(reading.measures).toMatchObject({ cuts: 18342, operatingTime: 9120, linkErrors: 0, linkDiscardedBytes: 0 });
    await clock.advance(30_000);
    expect(await conversation(poll)).toEqual(["H: 10 04 01", "D: 12", "H: 1D 61 FF", "D: 10 00 00 00"]);
    await clock.advance(15 * 60_000);
    expect(await conversation(poll)).toContain("H: 1D 67 32 00 B2 00");
  });

  it("opening sends nothing", async () => {
    const { said, clock } = rig();
    await clock.advance(60_000);
    expect(said).toEqual([]);
  });

  it("Custom: identity, full status and counters (§10.2)", async () => {
    const { identify, poll, conversation } = rig({ profile: "custom" });
    expect(await identify()).toEqual({ manufacturer: "Custom", model: "VKP80III", firmware: "1.16" });
    let reading: Reading | undefined;
    const said = await conversation(async () => {
      reading = await poll();
    });
    expect(said.slice(0, 5)).toEqual(["H: 10 04 01", "D: 12", "H: 10 04 14", "D: 10 0F 00 00 00 00", "H: 1D E0 0F"]);
    expect(states(reading as Reading)).toEqual(healthyCustom);
    expect(reading?.measures).toMatchObject({ paperRemaining: 8000, cuts: 18342, powerUps: 512 });
  });
});

const epsonFaults: Record<string, [component: string, state: string, code: string]> = {
  paperLow: ["paper", "low", "ASB 10 00 03 00"],
  paperOut: ["paper", "out", "ASB 18 00 0F 00"],
  coverOpen: ["cover", "open", "ASB 38 00 00 00"],
  cutterError: ["cutter", "inoperative", "ASB 18 08 00 00"],
  cutterErrorHard: ["cutter", "inoperative", "ASB 18 08 00 00"],
  mechanical: ["mechanism", "jammed", "ASB 18 04 00 00"],
  headHot: ["head", "hot", "ASB 18 40 00 00"],
  unrecoverable: ["mechanism", "inoperative", "ASB 18 20 00 00"],
  feedButton: ["feedButton", "pressed", "ASB 58 00 00 00"],
  jam: ["mechanism", "jammed", "ASB 18 04 00 00"],
  waitingRecovery: ["mechanism", "inoperative", "ASB 18 01 00 00"],
};

describe.each(Object.entries(epsonFaults))("fault %s", (fault, [component, state, code]) => {
  it("is told by the printer itself, read at once with one question, and clears", async () => {
    const { poll, device, changes, conversation, clock } = rig();
    await poll();
    await clock.advance(3_000);
    device.inject(fault);
    await clock.advance(0);
    expect(changes()).toBe(1);
    let sick: Reading | undefined;
    const said = await conversation(async () => {
      sick = await poll();
    });
    expect(said.filter((s) => s.startsWith("H"))).toEqual(["H: 10 04 01"]);
    expect(sick?.components[component]).toMatchObject({ state, vendorCode: code, frame: code.slice(4) });
    device.clear(fault);
    await clock.advance(0);
    expect(changes()).toBe(2);
    expect(states(await poll())).toEqual(healthyEpson);
  });

  it("is read by polling where automatic status is off", async () => {
    const { poll, device } = rig({ asb: false });
    await poll();
    device.inject(fault);
    const sick = await poll();
    expect(sick.components[component]?.state).toBe(state);
    expect(sick.components[component]?.vendorCode).toMatch(/^DLE EOT [1-4] = /);
    device.clear(fault);
    expect(states(await poll())).toEqual(healthyEpson);
  });
});

const customFaults: Record<string, [component: string, state: string]> = {
  paperLow: ["paper", "low"],
  paperOut: ["paper", "out"],
  coverOpen: ["cover", "open"],
  headLifted: ["head", "lifted"],
  headHot: ["head", "hot"],
  jam: ["mechanism", "jammed"],
  blackMark: ["blackMark", "notFound"],
  supplyVoltage: ["supply", "inoperative"],
  communication: ["interface", "errors"],
  cutterErrorHard: ["cutter", "inoperative"],
  memory: ["memory", "inoperative"],
  presenter: ["mechanism", "inoperative"],
  ticketNotTaken: ["media", "present"],
  feedButton: ["feedButton", "pressed"],
};

describe.each(Object.entries(customFaults))("Custom fault %s", (fault, [component, state]) => {
  it("is told by the printer itself, read and clears", async () => {
    const { poll, device, changes, clock } = rig({ profile: "custom" });
    await poll();
    device.inject(fault);
    await clock.advance(0);
    expect(changes()).toBe(1);
    const sick = await poll();
    expect(sick.components[component]).toMatchObject({ state, frame: expect.stringMatching(/^10 0F/) });
    device.clear(fault);
    expect(states(await poll())).toEqual(healthyCustom);
  });
});

describe("availability", () => {
  it("is busy, and says why, when the printer is offline and names no cause", async () => {
    const { poll } = scripted(
      { asb: false },
      {
        "10 04 01": ["1A"],
        "10 04 02": ["12"],
        "10 04 03": ["12"],
        "10 04 04": ["12"],
      },
    );
    const reading = await poll();
    expect(reading).toMatchObject({ availability: "busy", because: { code: "offlineWithoutCause" } });
  });

  it("is inoperative once it has been so for a minute, and while it waits for recovery", async () => {
    const offline = () => Array.from({ length: 3 }, () => "1A");
    const good = () => Array.from({ length: 3 }, () => "12");
    const { poll, clock } = scripted(
      { asb: false },
      {
        "10 04 01": [...offline(), "3A"],
        "10 04 02": [...good(), "12"],
        "10 04 03": [...good(), "12"],
        "10 04 04": [...good(), "12"],
      },
    );
    await poll();
    await clock.advance(30_000);
    expect((await poll()).components.mechanism?.state).toBe("ok");
    await clock.advance(31_000);
    expect((await poll()).components.mechanism).toMatchObject({ state: "inoperative", vendorCode: "DLE EOT 1 = 1A" });
    expect((await poll()).components.mechanism).toMatchObject({ state: "inoperative", vendorCode: "DLE EOT 1 = 3A" });
  });

  it("cannot tell a hot head from a cover opened while printing", async () => {
    const { poll } = scripted(
      { asb: false },
      {
        "10 04 01": ["1A"],
        "10 04 02": ["56"],
        "10 04 03": ["52"],
        "10 04 04": ["12"],
      },
    );
    expect(states(await poll())).toMatchObject({ cover: "open", head: "unknown" });
  });
});

describe("use", () => {
  it("paper runs low, then out, by printing; a new roll mends it", async () => {
    const { poll, device } = rig({}, { rollCm: 100 });
    expect((await poll()).components.paper?.state).toBe("full");
    for (let i = 0; i < 10; i++) device.act("print", { lines: 20 });
    expect((await poll()).components.paper?.state).toBe("low");
    for (let i = 0; i < 9; i++) device.act("print", { lines: 20 });
    expect((await poll()).components.paper?.state).toBe("out");
    device.act("replaceRoll");
    expect((await poll()).components.paper?.state).toBe("full");
  });
});

describe("commands", () => {
  it("recover leaves a cutter error (§10.3 F4)", async () => {
    const { run, poll, device, said } = rig();
    device.inject("cutterError");
    expect(await run("recover")).toMatchObject({ status: "succeeded", result: { changed: true } });
    expect(said.indexOf("H: 10 05 02")).toBeLessThan(said.indexOf("H: 1B 40"));
    expect(said).toContain("H: 10 05 02");
    expect(states(await poll())).toEqual(healthyEpson);
  });

  it.each([
    ["cutterErrorHard", "errorStays"],
    ["jam", "errorStays"],
    ["unrecoverable", "unrecoverable"],
    ["headHot", "headHot"],
    ["coverOpen", "coverOpen"],
    ["paperOut", "paperOut"],
  ])("recover says that %s stays", async (fault, code) => {
    const { run, device, said } = rig();
    device.inject(fault);
    expect(await run("recover")).toMatchObject({ status: "failed", reason: { code } });
    expect(said.includes("H: 10 05 02")).toBe(code === "errorStays");
  });

  it("recover does nothing to a healthy printer", async () => {
    const { run, said } = rig();
    expect(await run("recover")).toEqual({ status: "succeeded", result: { changed: false } });
    expect(said).not.toContain("H: 10 05 02");
  });

  it("testPrint prints, cuts and sees the cut counted", async () => {
    const { run, device } = rig();
    const before = device.state();
    expect(await run("testPrint")).toEqual({ status: "succeeded", result: { cutsBefore: 18342, cutsAfter: 18343 } });
    expect(device.state().lines).toBeGreaterThan(before.lines as number);
  });

  it("testPrint and cut are refused by a printer that cannot print", async () => {
    const { run, device, said } = rig();
    device.inject("paperOut");
    expect(await run("testPrint")).toMatchObject({ status: "failed", reason: { code: "paperOut" } });
    expect(await run("cut")).toMatchObject({ status: "failed", reason: { code: "paperOut" } });
    expect(said.some((s) => s.startsWith("H: 1D 56") || s.startsWith("H: 1B 40"))).toBe(false);
  });

  it("Custom: a jam is recovered, a ticket is retracted and counted", async () => {
    const { run, device } = rig({ profile: "custom" });
    device.inject("mechanical");
    expect(await run("recover")).toMatchObject({ status: "succeeded", result: { changed: true } });
    device.inject("ticketNotTaken");
    expect(await run("retract")).toMatchObject({ status: "succeeded", result: { changed: true } });
    expect(device.state().retracted).toBe(513);
    expect(await run("cut")).toMatchObject({ status: "succeeded", result: { cutsAfter: 18343 } });
  });

  it("selfTest and readCounters touch nothing", async () => {
    const { run, device } = rig();
    const before = device.state();
    expect(await run("selfTest")).toMatchObject({
      status: "succeeded",
      result: { paper: "full", status: { "DLE EOT 1": "12" } },
    });
    expect(await run("readCounters")).toMatchObject({ status: "succeeded", result: { cuts: 18342 } });
    expect({ ...device.state(), asbMask: 0 }).toEqual(before);
  });

  it("refuses what it does not know", async () => {
    const { run } = rig();
    await expect(run("drawer")).rejects.toMatchObject({ code: "badArgs" });
    await expect(run("recover", { n: 1 })).rejects.toMatchObject({ code: "badArgs" });
  });
});

describe("hostile lines", () => {
  it("drops XON and XOFF inside a name (§10.3 F7)", async () => {
    const { identify } = scripted(
      {},
      {
        "10 04 01": ["12"],
        "1D 49 42": ["5F 45 50 13 53 4F 11 4E 00"],
        "1D 49 43": ["5F 54 4D 13 2D 54 11 38 38 56 00"],
      },
    );
    expect(await identify()).toEqual({ manufacturer: "EPSON", model: "TM-T88V" });
  });

  it("asks again after silence (§10.3 F8), and gives up after three (F10)", async () => {
    const retried = scripted(
      { asb: false, countersEveryMinutes: 0 },
      {
        "10 04 01": [undefined, "12"],
        "10 04 04": ["12"],
      },
    );
    expect(states(await retried.poll())).toEqual(healthyEpson);
    const dead = scripted({}, {});
    await expect(dead.poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(dead.said).toEqual(["H: 10 04 01", "H: 10 04 01", "H: 10 04 01"]);
  });

  it("calls answers at the wrong speed damaged (§10.3 F9)", async () => {
    const { poll } = scripted({}, { "10 04 01": ["F8", "E0", "FE"] });
    await expect(poll()).rejects.toMatchObject({ code: "damagedAnswers" });
  });

  it("does not take the late answer of a buffered query for a status (§10.3 F11)", async () => {
    const { poll, far, clock, identify } = scripted(
      { asb: false, countersEveryMinutes: 0 },
      {
        "10 04 01": ["12", "12", "12"],
        "10 04 04": ["12"],
      },
    );
    expect(await identify()).toEqual({}); // busy: neither GS I nor the marker is answered
    const polled = poll();
    // "2" is 32, by its bits a DLE EOT answer that would say: paper out.
    await far.write(fromHex("5F 32 32 32 00"));
    await clock.advance(0);
    expect(states(await polled)).toEqual(healthyEpson);
  });

  it("leaves an unsupported counter alone, and knows it from a busy printer by the marker", async () => {
    const { poll, said, clock } = scripted(
      { asb: false, countersEveryMinutes: 1 },
      {
        "10 04 01": ["12", "12"],
        "10 04 04": ["12", "12"],
        "1D 72 01": ["00"],
        "1D 67 32 00 95 00": ["5F 37 00", "5F 38 00"],
        "1D 67 32 00 B2 00": ["5F 38 00", "5F 39 00"],
        "1D 67 32 00 C6 00": ["5F 39 00", "5F 39 00"],
      },
    );
    expect((await poll()).measures).toMatchObject({ headEnergisings: 7, cuts: 8, operatingTime: 9 });
    expect((await poll()).measures).not.toHaveProperty("linesFed");
    await clock.advance(120_000);
    await poll().catch(() => undefined);
    expect(said.filter((s) => s === "H: 1D 67 32 00 94 00")).toHaveLength(1);
  });

  it("hears the printer again after a power cycle that nobody saw", async () => {
    const { poll, device, clock, changes } = rig();
    await poll();
    device.powerCycle();
    await clock.advance(30_000);
    expect(device.state().asbMask).toBe(0);
    expect(states(await poll())).toEqual(healthyEpson);
    device.act("openCover");
    await clock.advance(0);
    expect(changes()).toBe(1);
  });

  it("takes XON as a hint to poll, once in five seconds however often it comes", async () => {
    const { far, changes, clock } = line();
    for (let i = 0; i < 20; i++) await far.write(fromHex("13 11"));
    await clock.advance(0);
    expect(changes()).toBe(1);
    await clock.advance(5_000);
    await far.write(fromHex("11"));
    await clock.advance(0);
    expect(changes()).toBe(2);
  });

  it.each(["epson", "custom"] as const)(
    "%s: 60 polls amid noise: a jammed cutter never reads as good",
    async (profile) => {
      const { poll, device, mischief } = rig({ profile, countersEveryMinutes: 0 });
      device.inject("cutterErrorHard");
      mischief.inject("noise");
      const said = new Map<string, number>();
      for (let i = 0; i < 60; i++) {
        const state = await poll().then(
          (reading) => reading.components.cutter?.state ?? "left out",
          (error: { code: string }) => error.code,
        );
        said.set(state, (said.get(state) ?? 0) + 1);
      }
      expect(said.has("ok")).toBe(false);
    },
  );

  it("polls a clone that answers no GS a, and stops asking", async () => {
    const answers = Array.from({ length: 6 }, () => "12");
    const { poll, said } = scripted(
      { countersEveryMinutes: 0 },
      { "10 04 01": [...answers], "10 04 04": [...answers] },
    );
    for (let i = 0; i < 5; i++) expect(states(await poll())).toEqual(healthyEpson);
    expect(said.filter((s) => s === "H: 1D 61 FF")).toHaveLength(3);
  });

  it.each(["drip", "slow", "echo"])("reads through a line that is %s", async (fault) => {
    const { poll, identify, device, mischief } = rig();
    mischief.inject(fault);
    expect(await identify()).toMatchObject({ model: "TM-T88V" });
    expect(states(await poll())).toEqual(healthyEpson);
    device.inject("cutterErrorHard");
    expect((await poll()).components.cutter?.state).toBe("inoperative");
  });

  it.each(["silent", "halfFrame", "wrongChecksum", "noise"])(
    "never calls a jammed cutter good on a line that is %s",
    async (fault) => {
      const { poll, device, mischief } = rig();
      await poll();
      device.inject("cutterErrorHard");
      mischief.inject(fault);
      for (let i = 0; i < 5; i++) {
        const reading = await poll().catch((error: { code: string }) => error.code);
        if (typeof reading === "string") expect(["noAnswer", "damagedAnswers"]).toContain(reading);
        else expect(reading.components.cutter?.state).not.toBe("ok");
      }
      mischief.clear();
      expect((await poll()).components.cutter?.state).toBe("inoperative");
    },
  );

  it("settles within the deadline, whatever the line does", async () => {
    for (const fault of ["silent", "halfFrame", "wrongChecksum", "noise", "echo", "drip", "slow", "stuck"]) {
      const { poll, identify, mischief, clock } = rig();
      mischief.inject(fault);
      for (const work of [identify, poll]) {
        const start = clock.mono();
        await work().catch(() => undefined);
        expect(clock.mono() - start).toBeLessThan(driver.poll.deadlineMs);
      }
    }
  });

  it("stops at the caller's signal and at close", async () => {
    const aborted = line();
    const controller = new AbortController();
    const polling = aborted.session.poll(controller.signal);
    controller.abort();
    await expect(polling).rejects.toMatchObject({ code: "aborted" });
    const closed = line();
    const polling2 = closed.session.poll(never);
    polling2.catch(() => undefined);
    await closed.session.close();
    await closed.session.close();
    await expect(closed.finish(polling2)).rejects.toMatchObject({ code: "closed" });
  });
});

describe("on a real pseudo terminal", () => {
  it("identifies, polls, sees a fault, cures it, loses the port and finds it again", async () => {
    const served = await serveOnPty(simulated, { clock: systemClock, random: () => 0.5 });
    const env: DriverEnv = { clock: systemClock, random: () => 0.5, memory: memoryIn(new Map()) };
    const plug = async () => {
      const port = await openSerial(served.path(), driver.line as never, systemClock);
      return { port, session: driver.open(port, configOf(), env) };
    };
    let { port, session } = await plug();
    try {
      expect(await session.identify(never)).toMatchObject({ model: "TM-T88V" });
      expect(states(await session.poll(never))).toEqual(healthyEpson);
      const changed = new Promise<void>((resolve) => session.onChange?.(resolve));
      served.inject("cutterError");
      await changed;
      expect((await session.poll(never)).components.cutter?.state).toBe("inoperative");
      expect(await session.run("recover", {}, never)).toMatchObject({ status: "succeeded" });
      expect(states(await session.poll(never))).toEqual(healthyEpson);
      await served.unplug();
      await expect(session.poll(never)).rejects.toMatchObject({ code: "portLost" });
      await session.close();
      await port.close();
      await served.replug();
      ({ port, session } = await plug());
      expect(states(await session.poll(never))).toEqual(healthyEpson);
    } finally {
      await session.close();
      await port.close();
      await served.close();
    }
  });
});
