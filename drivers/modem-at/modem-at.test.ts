import { describe, expect, it } from "vitest";
import { withDefaults } from "../../contract/index.ts";
import simulated from "../../simulators/devices/modem-at/device.ts";
import { finishing, memoryIn, never, statesOf as states } from "../../tests/support/driver-bench.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { DriverEvent } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import type { Config } from "./config.ts";
import driver from "./driver.ts";

interface Given {
  readonly config?: Record<string, unknown>;
  readonly settings?: Record<string, unknown>;
  readonly values?: Map<string, unknown>;
  readonly connected?: boolean | undefined;
}

const rig = ({ config = {}, settings = {}, values = new Map(), connected }: Given = {}) => {
  const clock = new FakeClock();
  const [host, far] = memoryPair();
  const sent: string[] = [];
  const device = simulated.create({ clock, random: () => 0.5, send: (b) => void far.write(b), settings });
  let deaf = false;
  far.onData((bytes) => {
    sent.push(Buffer.from(bytes).toString().trim());
    if (!deaf) device.receive(bytes);
  });
  const broker = { connected };
  const session = driver.open(host, withDefaults(driver.config, config) as Config, {
    clock,
    random: () => 0.5,
    memory: memoryIn(values),
    facts: () => ({
      outboxRecords: 0,
      outboxDropped: 0,
      outboxState: "ok" as const,
      dataFolder: "",
      ...(broker.connected !== undefined && { brokerConnected: broker.connected }),
    }),
  });
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => void events.push(event));
  const finish = finishing(clock, 25);
  const poll = () => finish(session.poll(never));
  const run = (name: string, args = {}) => finish(session.run(name, args, never));
  return {
    clock,
    device,
    far,
    session,
    sent,
    events,
    broker,
    values,
    finish,
    poll,
    run,
    deafen: (on: boolean) => (deaf = on),
  };
};

const healthy = {
  modem: "ok",
  radio: "on",
  sim: "ok",
  signal: "ok",
  registration: "registered",
  dataSession: "active",
  power: "ok",
};

describe("happy path", () => {
  it("identifies with a masked number, and polls healthy (modem-at.md §5)", async () => {
    const { session, finish, poll, sent } = rig();
    expect(await finish(session.identify(never))).toEqual({
      manufacturer: "Quectel",
      model: "EC25",
      firmware: "EC25EFAR06A01M4G",
      serial: "00101012*****88",
    });
    const reading = await poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.components.registration?.vendorCode).toBe("CEREG 1: home, LTE, CHN-UNICOM");
    expect(reading.measures).toMatchObject({
      rssi: -67,
      rsrp: -85,
      rsrq: -10,
      sinr: 17,
      temperature: 38,
      linkErrors: 0,
    });
    // Set up once; then one question that keeps step.
    expect(sent.filter((text) => text === "ATE0")).toHaveLength(1);
    expect(sent.slice(0, 4)).toEqual(["AT", "ATE0", "ATV1", "AT+CMEE=1"]);
  });

  it("sends nothing when it is opened", async () => {
    const { clock, sent } = rig();
    await clock.advance(5000);
    expect(sent).toEqual([]);
  });

  it("a plain modem is healthy without the vendor's commands, which are asked once", async () => {
    const { poll, sent } = rig({ settings: { vendor: "plain" } });
    await poll();
    const reading = await poll();
    expect(states(reading)).toEqual(healthy);
    expect(reading.measures).toMatchObject({ rsrp: -85, rsrq: -10 });
    expect(sent.filter((text) => text.startsWith("AT+QENG"))).toHaveLength(1);
  });

  it("wakes a modem whose results are numbers", async () => {
    const { poll } = rig({ settings: { verbose: false, echo: false } });
    expect(states(await poll())).toEqual(healthy);
  });

  it("is not led astray by URCs between question and answer (§6.3)", async () => {
    const { poll } = rig({ settings: { chatty: true } });
    expect(states(await poll())).toEqual(healthy);
  });

  it("refuses what answers AT but is no mobile modem", async () => {
    const clock = new FakeClock();
    const [host, far] = memoryPair();
    far.onData((bytes) => {
      const known = /^AT(|E0|V1|\+CMEE=1)\r$/.test(Buffer.from(bytes).toString());
      void far.write(Buffer.from(known ? "\r\nOK\r\n" : "\r\nERROR\r\n"));
    });
    const env = { clock, random: () => 0.5, memory: { get: () => undefined, set: () => undefined } };
    const session = driver.open(host, withDefaults(driver.config, {}) as Config, env);
    const identified = session.identify(never);
    identified.catch(() => undefined);
    await clock.advance(5000);
    await expect(identified).rejects.toMatchObject({ code: "wrongDevice" });
  });
});

describe("every fault of the sheet is told", () => {
  it.each([
    ["simMissing", "sim", "notPresent", "CME 10"],
    ["pinAsked", "sim", "locked", "CPIN SIM PIN"],
    ["pukAsked", "sim", "blocked", "CPIN SIM PUK"],
    ["networkLocked", "sim", "locked", "CPIN PH-NET PIN"],
    ["simFailure", "sim", "inoperative", "CME 13"],
    ["simBusy", "sim", "inoperative", "CME 14"],
    ["simWrong", "sim", "inoperative", "CME 15"],
    ["searching", "registration", "searching", "CEREG 2: searching"],
    ["denied", "registration", "denied", "CEREG 3: denied"],
    ["notRegistered", "registration", "notRegistered", "CEREG 0: not registered, not searching"],
    ["emergencyOnly", "registration", "restricted", "CEREG 8: emergency only"],
    ["smsOnly", "registration", "restricted", "CEREG 6: home, SMS only"],
    ["noSignal", "signal", "none", "CSQ 99,99, QENG SEARCH"],
    ["weakSignal", "signal", "weak", "CSQ 4,99, QENG NOCONN"],
    ["noAddress", "dataSession", "inactive", "CGPADDR 1: no address"],
    ["radioOff", "radio", "off", "CFUN 4"],
    ["phoneFailure", "modem", "inoperative", "CME 0"],
  ])("%s: %s %s (%s)", async (fault, component, state, vendorCode) => {
    const { device, poll } = rig();
    device.inject(fault);
    expect((await poll()).components[component]).toMatchObject({ state, vendorCode });
    device.clear();
    expect(states(await poll())).toEqual(healthy);
  });

  it("roaming is no fault, and is told", async () => {
    const { device, poll, events } = rig();
    await poll();
    device.act("roam");
    const reading = await poll();
    expect(reading.components.registration).toMatchObject({
      state: "registered",
      vendorCode: "CEREG 5: roaming, LTE, HOME-ABROAD",
    });
    expect(events).toMatchObject([{ code: "operatorChanged", data: { from: "CHN-UNICOM", to: "HOME-ABROAD" } }]);
  });

  it("a weak signal stays weak until it is clearly better", async () => {
    const { device, poll } = rig();
    const at = async (rsrp: number) => {
      device.act("setSignal", { rsrp });
      return (await poll()).components.signal?.state;
    };
    expect([await at(-110), await at(-111), await at(-109), await at(-107)]).toEqual(["ok", "weak", "weak", "ok"]);
  });

  it("a signal that a registered modem does not measure is unknown, not none", async () => {
    const { device, poll } = rig({ settings: { vendor: "plain" } });
    device.act("setSignal", { rssi: 99 });
    expect((await poll()).components).toMatchObject({
      signal: { state: "unknown" },
      registration: { state: "registered" },
    });
  });

  it("a restart by itself is seen, counted and set up again (§6.7)", async () => {
    const { device, clock, poll, events } = rig();
    await poll();
    device.act("restart");
    await clock.advance(6000);
    const reading = await poll();
    expect(states(reading)).toEqual({ ...healthy, power: "restarted" });
    expect(reading.measures.modemRestarts).toBe(1);
    expect(events.map((e) => e.code)).toEqual(["modemRestarted"]);
    await clock.advance(60_000);
    expect(states(await poll())).toEqual(healthy);
  });

  it("what comes unasked makes the agent look at once, but not without end", async () => {
    const { device, clock, session, poll, events } = rig();
    let changes = 0;
    session.onChange?.(() => changes++);
    await poll();
    device.act("removeSim");
    await clock.advance(10);
    expect(changes).toBe(1);
    for (let i = 0; i < 50; i++) device.act("loseContext");
    await clock.advance(10);
    expect(changes).toBe(1);
    expect(events[0]?.code).toBe("simRemoved");
    expect((await poll()).components.sim?.state).toBe("notPresent");
  });

  it("a late answer does not end the next question: the modem is brought back into step", async () => {
    const { far, deafen, poll, sent, clock } = rig();
    await poll();
    const pending = poll();
    await clock.advance(110); // CMEE? is answered and CPIN? about to be asked
    deafen(true);
    for (let i = 0; i < 100 && !sent.slice(-1)[0]?.includes("CFUN?"); i++) {
      if (sent.at(-1) === "AT+CPIN?") await far.write(Buffer.from("\r\n+CPIN: READY\r\n\r\nOK\r\n"));
      await clock.advance(50);
    }
    await clock.advance(600);
    deafen(false);
    await far.write(Buffer.from("\r\nOK\r\n")); // the rest of an answer nobody waits for
    const reading = await pending;
    expect(reading.components.signal?.state).toBe("ok");
    expect(reading.components.radio?.state).toBe("unknown");
  });
});

describe("the PIN", () => {
  const pins = (sent: readonly string[]) => sent.filter((text) => text.startsWith("AT+CPIN="));

  it("is never sent unless configured", async () => {
    const { poll, sent } = rig({ settings: { pin: "1234" } });
    const reading = await poll();
    expect(reading.components.sim).toMatchObject({ state: "locked" });
    expect(reading.measures.simPinTries).toBe(3);
    expect(pins(sent)).toEqual([]);
  });

  it("opens the SIM, and again after each start", async () => {
    const { poll, sent, device, clock, events } = rig({ settings: { pin: "1234" }, config: { pin: "1234" } });
    expect(states(await poll())).toEqual(healthy);
    device.powerCycle();
    await clock.advance(6000);
    expect((await poll()).components.sim?.state).toBe("ok");
    expect(pins(sent)).toHaveLength(2);
    expect(events.filter((e) => e.code === "simUnlocked")).toHaveLength(2);
  });

  it("a wrong one is sent once, over restarts of the agent too, until the settings have another", async () => {
    const values = new Map<string, unknown>();
    const settings = { pin: "1234" };
    const first = rig({ settings, config: { pin: "9999" }, values });
    await first.poll();
    await first.poll();
    expect(pins(first.sent)).toEqual(['AT+CPIN="9999"']);
    const second = rig({ settings, config: { pin: "9999" }, values });
    await second.poll();
    expect(pins(second.sent)).toEqual([]);
    const corrected = rig({ settings, config: { pin: "1234" }, values });
    expect((await corrected.poll()).components.sim?.state).toBe("ok");
    expect(JSON.stringify([...values])).not.toMatch(/9999|1234/);
  });

  it("is not sent with one try left, nor where the modem does not tell how many are", async () => {
    const one = rig({ settings: { pin: "1234" }, config: { pin: "1234" } });
    for (const wrong of ["0000", "0001"]) one.device.receive(Buffer.from(`AT+CPIN="${wrong}"\r`));
    expect((await one.poll()).measures.simPinTries).toBe(1);
    expect(pins(one.sent)).toEqual([]);
    const silent = rig({ settings: { pin: "1234", countsTries: false }, config: { pin: "1234" } });
    expect((await silent.poll()).components.sim?.state).toBe("locked");
    expect(pins(silent.sent)).toEqual([]);
  });
});

describe("commands", () => {
  it("selfTest tells all, and nothing personal", async () => {
    const { run, device } = rig();
    const good = await run("selfTest");
    expect(good).toMatchObject({
      status: "succeeded",
      result: {
        operator: "CHN-UNICOM",
        technology: "LTE",
        band: "LTE BAND 3",
        rssi: -67,
        iccid: "898601*********1234",
      },
    });
    expect(JSON.stringify(good)).not.toMatch(/\d{11}|10\.9\.146/);
    device.inject("simMissing");
    expect(await run("selfTest")).toMatchObject({ status: "failed", reason: { text: /sim notPresent \(CME 10\)/ } });
  });

  it.each(["reset", "radioOffOn"])(
    "%s of the modem that carries the agent needs a person while the broker is in reach",
    async (name) => {
      const { run, sent, broker } = rig({ connected: true });
      expect(await run(name)).toMatchObject({ status: "failed", reason: { code: "cutsOwnLink" } });
      expect(sent.filter((text) => text.startsWith("AT+CFUN="))).toEqual([]);
      expect(await run(name, { cutOwnLink: true })).toMatchObject({ status: "succeeded" });
      broker.connected = false;
      expect(await run(name)).toMatchObject({ status: "succeeded" });
    },
  );

  it("is refused as well where nobody knows whether the broker is in reach, and free for a second way", async () => {
    expect(await rig().run("reset")).toMatchObject({ reason: { code: "cutsOwnLink" } });
    expect(await rig({ config: { carriesAgent: false } }).run("reset")).toMatchObject({ status: "succeeded" });
  });

  it("reset proves itself by an answer, and is no restart by itself", async () => {
    const { run, poll, device, events } = rig({ connected: false });
    await poll();
    expect(await run("reset")).toMatchObject({ status: "succeeded", result: { tookMs: expect.any(Number) as number } });
    expect(device.state().restarts).toBe(1);
    expect(states(await poll())).toEqual(healthy);
    expect(events).toEqual([]);
  });

  it("reset of a modem that is gone before its OK is out is proved by its RDY", async () => {
    const { run, device, far, sent } = rig({ connected: false, settings: { bootMs: 1000 } });
    far.onData((bytes) => {
      if (Buffer.from(bytes).toString().startsWith("AT+CFUN=1,1")) device.act("restart");
    });
    expect(await run("reset")).toMatchObject({ status: "succeeded" });
    expect(sent.filter((text) => text === "AT+CFUN=1,1")).toHaveLength(1);
  });

  it("reset of a modem that stays away is no success; one whose port goes away took it", async () => {
    const dead = rig({ connected: false, settings: { bootMs: 500_000 } });
    expect(await dead.run("reset")).toMatchObject({ status: "failed", reason: { code: "notReady" } });
    const usb = rig({ connected: false });
    const pending = usb.session.run("reset", {}, never);
    for (let i = 0; i < 200 && usb.sent.at(-1) !== "AT+CFUN=1,1"; i++) await usb.clock.advance(20);
    await usb.clock.advance(100);
    await usb.far.close();
    expect(await usb.finish(pending)).toMatchObject({ status: "succeeded", result: { port: "gone" } });
  });

  it("a radio cycle cut in its middle is finished by a poll", async () => {
    const values = new Map<string, unknown>();
    const { session, clock, sent, device } = rig({ connected: false, values });
    const pending = session.run("radioOffOn", {}, never);
    pending.catch(() => undefined);
    for (let i = 0; i < 200 && sent.at(-1) !== "AT+CFUN=4"; i++) await clock.advance(20);
    await clock.advance(200);
    await session.close();
    expect(device.state().cfun).toBe(4);
    const next = rig({ values });
    next.device.receive(Buffer.from("AT+CFUN=4\r"));
    await next.clock.advance(100);
    expect(states(await next.poll())).toEqual(healthy);
    expect(next.device.state().cfun).toBe(1);
  });
});

describe("cut off from the broker", () => {
  const minute = 60_000;
  const cutOff = async (given: Given, minutes: number, presence = false) => {
    const r = rig({ connected: false, ...given, config: { restartWhenCutOffMinutes: 15, ...given.config } });
    if (presence) r.session.observe?.({ kind: "presence", present: true });
    r.device.inject("searching");
    for (let m = 0; m <= minutes; m++) {
      await r.poll();
      await r.clock.advance(minute);
    }
    r.device.close();
    return r.sent.filter((text) => text === "AT+CFUN=1,1").length;
  };

  it("restarts by itself after the set time, and not again for hours", async () => {
    expect(await cutOff({}, 13)).toBe(0);
    expect(await cutOff({}, 40)).toBe(1);
  });

  it.each<[string, Given, boolean]>([
    ["unless it is set", { config: { restartWhenCutOffMinutes: 0 } }, false],
    ["while the broker is in reach", { connected: true }, false],
    ["where nobody knows", { connected: undefined }, false],
    ["if it is not the way to the broker", { config: { carriesAgent: false } }, false],
    ["before a customer", {}, true],
    ["with a SIM that a restart cannot mend", { settings: { pin: "1234" } }, false],
  ])("never %s", async (_, given, presence) => {
    expect(await cutOff(given, 20, presence)).toBe(0);
  });

  it("never a modem that has its connection: then the fault lies behind it", async () => {
    const r = rig({ connected: false, config: { restartWhenCutOffMinutes: 1 } });
    for (let m = 0; m < 10; m++) {
      await r.poll();
      await r.clock.advance(minute);
    }
    expect(r.device.state().restarts).toBe(0);
  });
});

describe("silence and ends", () => {
  it("asks three times at 1 s, then says noAnswer (§6.9); and is back with the first answer", async () => {
    const { device, clock, poll, sent } = rig();
    await poll();
    device.inject("noAnswer");
    const before = clock.mono();
    await expect(poll()).rejects.toMatchObject({ code: "noAnswer" });
    expect(clock.mono() - before).toBeLessThan(4000);
    expect(sent.slice(-3)).toEqual(["AT+CMEE?", "AT+CMEE?", "AT+CMEE?"]);
    device.clear();
    expect(states(await poll())).toEqual(healthy);
  });

  it("settles what is pending on close, abort and unplug", async () => {
    const cases: [string, (r: ReturnType<typeof rig>, abort: AbortController) => unknown][] = [
      ["closed", ({ session }) => session.close()],
      ["aborted", (_r, abort) => abort.abort()],
      ["portLost", ({ far }) => far.close()],
    ];
    for (const [code, end] of cases) {
      const r = rig();
      r.device.inject("noAnswer");
      const abort = new AbortController();
      const pending = r.session.poll(abort.signal);
      pending.catch(() => undefined);
      await r.clock.advance(150);
      await end(r, abort);
      await expect(r.finish(pending)).rejects.toMatchObject({ code });
    }
  });
});
