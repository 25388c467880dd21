import { beforeAll, describe, expect, test } from "vitest";
import type { CommandState, DeviceHealth } from "../../contract/index.ts";
import { loadRules, type RuleIndex } from "../faults/load-rules.ts";
import { loadRunbooks } from "./load-runbooks.ts";
import type { Finding } from "./recovery.ts";
import type { Answer, Ask, Facts, Runbook } from "./runbook.ts";

type States = Readonly<Record<string, string>>;
interface World {
  readonly states?: States;
  readonly measures?: Readonly<Record<string, number>>;
  readonly availability?: DeviceHealth["availability"];
  readonly money?: "safe" | "inTransit";
}

/** How the device is while the fault is there, and what it is like when it is well. */
const cases: Readonly<Record<string, { bad: World; good: World }>> = {
  "device.silent": { bad: { availability: "offline" }, good: {} },
  "cashAcceptor.transport.jammed": {
    bad: { states: { transport: "jammed" } },
    good: { states: { transport: "ok", acceptor: "enabled" } },
  },
  "cashAcceptor.stacker.jammed": {
    bad: { states: { stacker: "jammed" } },
    good: { states: { stacker: "ok", acceptor: "enabled" } },
  },
  "cashAcceptor.banknoteReader.inoperable": {
    bad: { states: { banknoteReader: "inoperable" } },
    good: { states: { banknoteReader: "ok" } },
  },
  "cashAcceptor.transport.inoperative": {
    bad: { states: { transport: "inoperative" } },
    good: { states: { transport: "ok" } },
  },
  "cashAcceptor.stacker.inoperative": {
    bad: { states: { stacker: "inoperative" } },
    good: { states: { stacker: "ok" } },
  },
  "cashAcceptor.cashBox.inoperative": {
    bad: { states: { cashBox: "inoperative" } },
    good: { states: { cashBox: "ok" } },
  },
  "cashAcceptor.acceptor.starting": {
    bad: { states: { acceptor: "starting" } },
    good: { states: { acceptor: "enabled" } },
  },
  "cashAcceptor.acceptor.disabled": {
    bad: { states: { acceptor: "disabled" } },
    good: { states: { acceptor: "enabled" } },
  },
  "cardReader.media.jammed": { bad: { states: { media: "jammed" } }, good: { states: { media: "notPresent" } } },
  "cardReader.transport.inoperative": {
    bad: { states: { transport: "inoperative" } },
    good: { states: { transport: "ok" } },
  },
  "cardReader.power.restarted": { bad: { states: { power: "restarted" } }, good: { states: { power: "ok" } } },
  "printer.cutter.inoperative": { bad: { states: { cutter: "inoperative" } }, good: { states: { cutter: "ok" } } },
  "printer.mechanism.jammed": { bad: { states: { mechanism: "jammed" } }, good: { states: { mechanism: "ok" } } },
  "printer.mechanism.inoperative": {
    bad: { states: { mechanism: "inoperative" } },
    good: { states: { mechanism: "ok" } },
  },
  "printer.media.jammed": { bad: { states: { media: "jammed" } }, good: { states: { media: "notPresent" } } },
  "display.power.off": { bad: { states: { power: "off" } }, good: { states: { power: "on", panel: "on" } } },
  "display.panel.off": {
    bad: { states: { power: "on", panel: "off" } },
    good: { states: { power: "on", panel: "on" } },
  },
  "display.lamp.inoperative": { bad: { states: { lamp: "inoperative" } }, good: { states: { lamp: "ok" } } },
  "display.backlight.low": { bad: { measures: { backlight: 5 } }, good: { measures: { backlight: 80 } } },
  "touchscreen.controller.inoperable": {
    bad: { states: { controller: "inoperable" } },
    good: { states: { controller: "ok" } },
  },
  "touchscreen.sensor.inoperable": { bad: { states: { sensor: "inoperable" } }, good: { states: { sensor: "ok" } } },
  "touchscreen.input.mute": { bad: { states: { input: "mute" } }, good: { states: { input: "ok" } } },
  "touchscreen.settings.lost": { bad: { states: { settings: "lost" } }, good: { states: { settings: "ok" } } },
  "touchscreen.surface.stuck": { bad: { states: { surface: "stuck" } }, good: { states: { surface: "released" } } },
  "touchscreen.calibration.drifted": {
    bad: { states: { calibration: "drifted" } },
    good: { states: { calibration: "ok" } },
  },
  "touchscreen.calibration.inaccurate": {
    bad: { states: { calibration: "inaccurate" } },
    good: { states: { calibration: "ok" } },
  },
  "cabinet.module.configurationError": {
    bad: { states: { module: "configurationError" } },
    good: { states: { module: "ok" } },
  },
  "network.gateway.unreachable": {
    bad: { states: { gateway: "unreachable" } },
    good: { states: { gateway: "reachable" } },
  },
  "network.gateway.lossy": { bad: { states: { gateway: "lossy" } }, good: { states: { gateway: "reachable" } } },
  "network.nameService.failed": {
    bad: { states: { nameService: "failed" } },
    good: { states: { nameService: "ok" } },
  },
  "network.broker.unreachable": {
    bad: { states: { broker: "unreachable" } },
    good: { states: { broker: "reachable" } },
  },
  "network.broker.lossy": { bad: { states: { broker: "lossy" } }, good: { states: { broker: "reachable" } } },
  "powerSupply.utility.failed": { bad: { states: { utility: "failed" } }, good: { states: { utility: "ok" } } },
  "powerSupply.ups.inoperative": { bad: { states: { ups: "inoperative" } }, good: { states: { ups: "ok" } } },
  "powerSupply.selfTest.failed": { bad: { states: { selfTest: "failed" } }, good: { states: { selfTest: "ok" } } },
  "powerSupply.selfTest.running": { bad: { states: { selfTest: "running" } }, good: { states: { selfTest: "ok" } } },
  "powerSupply.shutdown.pending": { bad: { states: { shutdown: "pending" } }, good: { states: { shutdown: "none" } } },
  "cabinet.climateSensor.configurationError": {
    bad: { states: { climateSensor: "configurationError" } },
    good: { states: { climateSensor: "ok" } },
  },
  "cabinet.climateSensor.inoperative": {
    bad: { states: { climateSensor: "inoperative" } },
    good: { states: { climateSensor: "ok" } },
  },
  "cabinet.motionSensor.configurationError": {
    bad: { states: { motionSensor: "configurationError" } },
    good: { states: { motionSensor: "ok" } },
  },
  "cabinet.motionSensor.inoperative": {
    bad: { states: { motionSensor: "inoperative" } },
    good: { states: { motionSensor: "ok" } },
  },
  "network.modem.inoperative": { bad: { states: { modem: "inoperative" } }, good: { states: { modem: "ok" } } },
  "network.radio.off": { bad: { states: { radio: "off" } }, good: { states: { radio: "on" } } },
  "network.registration.searching": {
    bad: { states: { registration: "searching" } },
    good: { states: { registration: "registered" } },
  },
  "network.registration.notRegistered": {
    bad: { states: { registration: "notRegistered" } },
    good: { states: { registration: "registered" } },
  },
  "network.dataSession.inactive": {
    bad: { states: { dataSession: "inactive" } },
    good: { states: { dataSession: "active" } },
  },
  "cabinet.module.inoperative": { bad: { states: { module: "inoperative" } }, good: { states: { module: "ok" } } },
};

let rules: RuleIndex;
let runbooks: ReadonlyMap<string, Runbook>;
beforeAll(async () => {
  rules = await loadRules();
  runbooks = await loadRunbooks();
});

const healthOf = (world: World): DeviceHealth => ({
  deviceClass: "host",
  availability: world.availability ?? "online",
  components: Object.fromEntries(Object.entries(world.states ?? {}).map(([n, state]) => [n, { state, since: 1 }])),
  measures: { ...world.measures },
  ...(world.money ? { money: world.money } : {}),
  observedAt: 1,
  freshForMs: 60_000,
});

interface Run {
  readonly finding: Finding;
  readonly commands: string[];
}

/** Runs the runbook of a fault against a device that is `worlds(n)` after n commands have succeeded. */
const run = (code: string, worlds: (done: number) => World, state: CommandState = "succeeded"): Run => {
  const rule = rules.byId.get(code);
  const runbook = runbooks.get(rule?.runbook ?? "");
  if (!rule || !runbook) throw new Error(code);
  const fault = { code } as NonNullable<Facts["fault"]>;
  const device = { device: "d", deviceClass: "host", driver: "x", identity: {}, commands: [] } as const;
  const steps = runbook.steps({ terminal: "t", device: { ...device, commands: [] }, fault, startedAt: 0 });
  const commands: string[] = [];
  const answer = (ask: Ask): Answer => {
    if (ask.ask === "wait") return { kind: "waited" };
    if (ask.ask === "history") return { kind: "history", openings: 1 };
    if (ask.ask === "health")
      return { kind: "health", fresh: true, current: true, health: healthOf(worlds(commands.length)) };
    if (state === "succeeded") commands.push(ask.command);
    return { kind: "command", state };
  };
  let next = steps.next();
  for (let n = 0; !next.done; n++) {
    expect(n).toBeLessThan(100);
    next = steps.next(answer(next.value));
  }
  return { finding: next.value, commands };
};

describe("every runbook", () => {
  test("is tried here for every fault it handles", () => {
    expect(Object.keys(cases).sort()).toEqual([...runbooks.values()].flatMap((r) => r.handles).sort());
  });

  test.each(Object.entries(cases))("%s: the first command helps: cured", (code, { bad, good }) => {
    const { finding, commands } = run(code, (done) => (done === 0 ? bad : good));
    expect(finding.verdict).toBe("cured");
    expect(commands.length).toBeGreaterThan(0);
  });

  test.each(Object.entries(cases))("%s: nothing helps: confirmed, with words in both languages", (code, { bad }) => {
    const { finding, commands } = run(code, () => bad);
    expect(finding.verdict).toBe("confirmed");
    expect(finding.cause?.en.length).toBeGreaterThan(20);
    expect(finding.cause?.["zh-CN"]).toMatch(/[\u4e00-\u9fff]/);
    expect(new Set(commands).size).toBe(commands.length);
  });

  test.each(Object.entries(cases))("%s: every command is refused: never cured, and it says so", (code, { bad }) => {
    const { finding } = run(code, () => bad, "refused");
    expect(finding.verdict).toBe("confirmed");
  });
});

describe("in particular", () => {
  test("no reset while a note is on its way and nothing is jammed yet", () => {
    const { finding, commands } = run("cashAcceptor.transport.jammed", () => ({
      states: { transport: "ok" },
      money: "inTransit",
    }));
    expect(commands).toEqual([]);
    expect(finding.verdict).toBe("cured");
    const starting = run("cashAcceptor.acceptor.disabled", () => ({
      states: { acceptor: "disabled" },
      money: "inTransit",
    }));
    expect(starting.commands).toEqual([]);
    expect(starting.finding).toMatchObject({ verdict: "confirmed" });
    expect(starting.finding.cause?.en).toContain("not reset");
  });

  test("a shutdown on battery is in order: it is not cancelled", () => {
    const { finding, commands } = run("powerSupply.shutdown.pending", () => ({
      states: { shutdown: "pending", utility: "failed" },
    }));
    expect([finding.verdict, commands]).toEqual(["confirmed", []]);
  });

  test("the display is restarted only after the gentle things", () => {
    const { commands } = run("display.lamp.inoperative", () => ({ states: { lamp: "inoperative" } }));
    expect(commands).toEqual(["panelOn", "setBacklight", "restart"]);
  });

  test("a drifted touchscreen: the residual tells whether a calibration helps or the glass must go", () => {
    const with_ = (positioningResidual?: number) =>
      run("touchscreen.calibration.inaccurate", () => ({
        states: { calibration: "inaccurate" },
        ...(positioningResidual === undefined ? {} : { measures: { positioningResidual } }),
      })).finding;
    expect(with_(0.2)).toMatchObject({ verdict: "confirmed", parts: [] });
    expect(with_(0.2).cause?.en).toContain("a calibration repairs it");
    expect(with_(1.85)).toMatchObject({ verdict: "confirmed", parts: ["touch glass"] });
    expect(with_().cause?.en).toContain("cannot be said");
  });
});
