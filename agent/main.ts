import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Clock, systemClock } from "../contract/index.ts";
import type { AgentFacts, Driver } from "../drivers/api.ts";
import type { PortOpener } from "../drivers/port/open.ts";
import { ResetBudget } from "./commands/budget.ts";
import { Commands } from "./commands/commands.ts";
import { idFile } from "./commands/id-file.ts";
import { journalIn } from "./commands/journal.ts";
import { brokerAddress } from "./config/broker-address.ts";
import { desiredSettings } from "./config/desired.ts";
import type { LoadedSettings } from "./config/load.ts";
import { settingsReport } from "./config/report.ts";
import { type Devices, devicesOf } from "./devices/devices.ts";
import { Evidence } from "./evidence/evidence.ts";
import { keepingLog } from "./evidence/recent-log.ts";
import { type CustomerLease, customerLease } from "./kiosk/customer.ts";
import type { KioskServer } from "./kiosk/server.ts";
import type { AgentLog } from "./log.ts";
import { lockFolder } from "./outbox/lock.ts";
import { Outbox } from "./outbox/outbox.ts";
import type { NewRecord } from "./outbox/record.ts";
import { type ClockSkew, clockSkew } from "./uplink/skew.ts";
import { Uplink } from "./uplink/uplink.ts";
import { agentVersion } from "./version.ts";

/** What comes in from outside; all but the drivers and the way to ports has its natural value. */
export interface AgentDeps {
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly openPort: PortOpener;
  readonly log: AgentLog;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface RunningAgent {
  readonly outbox: Outbox;
  /** Where the sales application finds its API, if there is one. */
  readonly kioskAddress: string | undefined;
  connected(): boolean;
  /** Stops polling, flushes the outbox, says goodbye; within ten seconds. Idempotent. */
  stop(): Promise<void>;
}

const housekeepingMs = 5 * 60_000;
const stopMs = 8_000;

const within = (clock: Clock, ms: number, work: Promise<unknown>, late: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => {
      late();
      resolve();
    });
    work.then(
      () => {
        timer.cancel();
        resolve();
      },
      (error: unknown) => {
        timer.cancel();
        reject(error as Error);
      },
    );
  });

/** Calls `work` every `ms`, until the answer is called. */
const every = (clock: Clock, ms: number, work: () => void): (() => void) => {
  let timer = clock.after(ms, function tick() {
    work();
    timer = clock.after(ms, tick);
  });
  return () => timer.cancel();
};

/** What the parts of one running agent share. */
interface Core {
  readonly loaded: LoadedSettings;
  readonly deps: AgentDeps & { readonly clock: Clock; readonly random: () => number };
  readonly boot: string;
  readonly version: string;
  readonly outbox: Outbox;
  readonly skew: ClockSkew;
  readonly customer: CustomerLease;
  readonly desired: ReturnType<typeof desiredSettings>;
  readonly evidence: Evidence;
}

const openOutbox = ({ settings }: LoadedSettings, parts: { clock: Clock; boot: string; log: AgentLog }) => {
  const folder = settings.dataFolder;
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const lock = lockFolder(folder);
  try {
    return { outbox: new Outbox({ folder, ...settings.outbox, ...parts }), release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
};

const devicesIn = (
  { loaded, deps, outbox, skew, desired, evidence }: Core,
  uplink: { readonly inventoryChanged: () => void; readonly connected: () => boolean },
): Devices => {
  const broker = brokerAddress(loaded.settings.broker.url);
  const facts = (): AgentFacts => {
    const clockSkewMs = skew.ms();
    return {
      ...(broker && { broker }),
      ...(clockSkewMs !== undefined && { clockSkewMs }),
      outboxRecords: outbox.records,
      outboxDropped: outbox.dropped,
      outboxState: outbox.state,
      dataFolder: loaded.settings.dataFolder,
      brokerConnected: uplink.connected(),
    };
  };
  const { settings } = loaded;
  const onInventory = uplink.inventoryChanged;
  const emit = (record: NewRecord) => {
    evidence.noted(record);
    outbox.add(record);
  };
  return devicesOf({ ...deps, settings, outbox, facts, onInventory, emit, refreshMs: desired.refreshMs });
};

const commandsIn = (core: Core, devices: Devices, budget: ResetBudget): Commands => {
  const { loaded, deps, outbox, customer, skew, evidence } = core;
  const { clock, log } = deps;
  const ids = idFile(join(loaded.settings.dataFolder, "commands.ids"));
  return new Commands({
    terminal: loaded.settings.terminal,
    clock,
    outbox,
    journal: journalIn(outbox, ids, (text) => log.warn(text)),
    budget,
    devices,
    evidence,
    customerPresent: customer.present,
    brokerTime: (at) => skew.heard(at, clock.now()),
    log,
  });
};

const uplinkIn = (core: Core, devices: Devices, commands: Commands): Uplink => {
  const { loaded, deps, outbox, skew, desired, customer, boot, version } = core;
  const report = settingsReport(loaded.settings, deps.drivers, outbox);
  const { terminal, broker } = loaded.settings;
  const { clock, random, log } = deps;
  return new Uplink({
    link: {
      url: broker.url,
      terminal,
      keepaliveSeconds: broker.keepaliveSeconds,
      ...(loaded.password !== undefined && { password: loaded.password }),
      ...(loaded.ca !== undefined && { ca: loaded.ca }),
    },
    windowBatches: broker.windowBatches,
    resendMs: broker.resendSeconds * 1_000,
    historyPerSecond: desired.historyPerSecond,
    backoffMaxMs: broker.backoffMaxSeconds * 1_000,
    clock,
    random,
    log,
    boot,
    agentVersion: version,
    outbox,
    inventory: () => devices.inventory(),
    settings: () => report(desired),
    customer: customer.said,
    onCommand: (payload) => commands.receive(payload),
    onConfig: (config) => desired.apply(config),
    configRev: desired.rev,
    brokerTime: (at) => skew.heard(at, clock.now()),
  });
};

/** The server is loaded only where it is used: it takes memory. */
const kioskIn = async ({ loaded, customer, outbox }: Core, devices: Devices): Promise<KioskServer | undefined> => {
  const { kiosk } = loaded.settings;
  if (!kiosk) return undefined;
  const { startKiosk } = await import("./kiosk/server.ts");
  const { socket, port } = kiosk;
  return startKiosk({
    customer,
    devices,
    outbox,
    ...(socket !== undefined && { socket }),
    ...(port !== undefined && { port }),
  });
};

/** Everything that runs, and how it ends: sources first, then the way out, then the store. */
const stopper =
  (
    { deps, outbox, customer }: Core,
    parts: { kiosk: KioskServer | undefined; devices: Devices; commands: Commands; uplink: Uplink },
  ) =>
  async (): Promise<void> => {
    const { clock, log } = deps;
    const late = (what: string) => () => log.warn(`agent: ${what} does not end, going on without it`);
    log.info("agent: stopping");
    await parts.kiosk?.close();
    customer.close();
    const devicesEnd = Promise.all([parts.commands.stop(), parts.devices.stop()]);
    await within(clock, stopMs / 2, devicesEnd, late("a device"));
    outbox.commit();
    await within(clock, stopMs / 2, parts.uplink.stop(), late("the connection"));
    outbox.close();
    log.info("agent: stopped");
  };

const coreOf = async (loaded: LoadedSettings, given: AgentDeps): Promise<Core & { release: () => void }> => {
  const clock = given.clock ?? systemClock;
  const { log, recent } = keepingLog(given.log, clock);
  const deps = { random: Math.random, ...given, clock, log };
  const boot = randomUUID();
  const version = await agentVersion();
  const { outbox, release } = openOutbox(loaded, { clock: deps.clock, boot, log: deps.log });
  const desired = desiredSettings(loaded.settings, outbox, deps.log);
  const customer = customerLease(deps.clock, desired.leaseMs);
  const { terminal } = loaded.settings;
  const fares = () => ({ records: outbox.records, dropped: outbox.dropped, state: outbox.state });
  const evidence = new Evidence({ terminal, version, clock, log: recent, outbox: fares });
  return { loaded, deps, boot, version, outbox, release, skew: clockSkew(), customer, desired, evidence };
};

/**
 * Starts the agent. Throws `AppError`: `dataFolderInUse`, `storage`, `socketInUse`, `kiosk`; then nothing is left running. A dead device or broker
 * is no reason not to start.
 */
export const startAgent = async (loaded: LoadedSettings, given: AgentDeps): Promise<RunningAgent> => {
  const core = await coreOf(loaded, given);
  const { deps, outbox, version, boot, release } = core;
  try {
    const devices = devicesIn(core, {
      inventoryChanged: () => uplink.inventoryChanged(),
      connected: () => uplink.connected,
    });
    const budget = new ResetBudget(outbox, deps.clock);
    const commands = commandsIn(core, devices, budget);
    const uplink = uplinkIn(core, devices, commands);
    const kiosk = await kioskIn(core, devices);
    core.customer.onSaid((present) => {
      if (!present) commands.freed();
      uplink.customerChanged();
      for (const runner of devices.all.values()) runner.observe({ kind: "presence", present });
    });
    const text = `agent ${version} started`;
    outbox.add({ kind: "event", body: { code: "agentStarted", text, data: { boot, version } } });
    commands.recover();
    devices.start();
    uplink.start();
    const stopHousekeeping = every(deps.clock, housekeepingMs, () => budget.save());
    deps.log.info(`${text}: ${devices.all.size} devices${kiosk ? `, local API on ${kiosk.address}` : ""}`);
    const end = stopper(core, { kiosk, devices, commands, uplink });
    let ending: Promise<void> | undefined;
    const stop = () => {
      stopHousekeeping();
      budget.save();
      return end().finally(release);
    };
    return {
      outbox,
      kioskAddress: kiosk?.address,
      connected: () => uplink.connected,
      stop: () => (ending ??= stop()),
    };
  } catch (error) {
    outbox.close();
    release();
    throw error;
  }
};
