import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Clock, type DesiredConfig, systemClock } from "../contract/index.ts";
import type { Driver } from "../drivers/api.ts";
import { ResetBudget } from "./commands/budget.ts";
import { Commands } from "./commands/commands.ts";
import { idFile } from "./commands/id-file.ts";
import { journalIn } from "./commands/journal.ts";
import { desiredSettings } from "./config/desired.ts";
import type { LoadedSettings } from "./config/load.ts";
import type { PortOpener } from "./devices/connection.ts";
import { devicesOf } from "./devices/devices.ts";
import { customerLease } from "./kiosk/customer.ts";
import type { KioskServer } from "./kiosk/server.ts";
import type { AgentLog } from "./log.ts";
import { lockFolder } from "./outbox/lock.ts";
import { Outbox } from "./outbox/outbox.ts";
import { clockSkew } from "./uplink/skew.ts";
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

/**
 * Starts the agent. Throws `AppError`: `dataFolderInUse`, `storage`, `socketInUse`, `kiosk`; then nothing is left running. A dead device or broker
 * is no reason not to start.
 */
export const startAgent = async (loaded: LoadedSettings, deps: AgentDeps): Promise<RunningAgent> => {
  const { settings } = loaded;
  const { drivers, openPort, log, clock = systemClock, random = Math.random } = deps;
  const boot = randomUUID();
  const version = await agentVersion();
  const folder = settings.dataFolder;
  const { outbox, release } = openOutbox(settings, { clock, boot, log });
  const skew = clockSkew();
  const heardBroker = (at: number) => skew.heard(at, clock.now());
  const desired = desiredSettings(settings, outbox, log);
  const customer = customerLease(clock, (settings.kiosk?.customerLeaseMinutes ?? 5) * 60_000);
  const facts = () => {
    const clockSkewMs = skew.ms();
    return {
      ...(clockSkewMs !== undefined && { clockSkewMs }),
      outboxRecords: outbox.records,
      outboxDropped: outbox.dropped,
      outboxState: outbox.state,
      dataFolder: folder,
    };
  };
  const onInventory = () => uplink.inventoryChanged();
  const devices = devicesOf({
    settings,
    drivers,
    outbox,
    clock,
    random,
    openPort,
    log,
    facts,
    onInventory,
    refreshMs: desired.refreshMs,
  });
  const budget = new ResetBudget(outbox, clock);
  const journal = journalIn(outbox, idFile(join(folder, "commands.ids")), (text) => log.warn(text));
  const commands = new Commands({
    terminal: settings.terminal,
    clock,
    outbox,
    journal,
    budget,
    devices,
    customerPresent: customer.present,
    brokerTime: heardBroker,
    log,
  });
  const uplink = new Uplink({
    link: {
      url: settings.broker.url,
      terminal: settings.terminal,
      keepaliveSeconds: settings.broker.keepaliveSeconds,
      ...(loaded.password !== undefined && { password: loaded.password }),
      ...(loaded.ca !== undefined && { ca: loaded.ca }),
    },
    windowBatches: settings.broker.windowBatches,
    resendMs: settings.broker.resendSeconds * 1_000,
    historyPerSecond: settings.broker.historyPerSecond,
    backoffMaxMs: settings.broker.backoffMaxSeconds * 1_000,
    clock,
    random,
    boot,
    agentVersion: version,
    outbox,
    inventory: () => devices.inventory(),
    onCommand: (payload) => commands.receive(payload),
    onConfig: (config: DesiredConfig) => desired.apply(config),
    configRev: desired.rev,
    brokerTime: heardBroker,
    log,
  });

  let kiosk: KioskServer | undefined;
  try {
    if (settings.kiosk) {
      const { startKiosk } = await import("./kiosk/server.ts");
      const { socket, port } = settings.kiosk;
      kiosk = await startKiosk({
        customer,
        devices,
        outbox,
        ...(socket !== undefined && { socket }),
        ...(port !== undefined && { port }),
      });
    }
  } catch (error) {
    outbox.close();
    release();
    throw error;
  }
  outbox.add({
    kind: "event",
    body: { code: "agentStarted", text: `agent ${version} started`, data: { boot, version } },
  });
  commands.recover();
  devices.start();
  uplink.start();
  const stopHousekeeping = every(clock, housekeepingMs, () => budget.save());
  log.info(
    `agent ${version}: ${devices.all.size} devices, outbox ${folder}${kiosk ? `, local API on ${kiosk.address}` : ""}`,
  );

  const end = async (): Promise<void> => {
    log.info("agent: stopping");
    stopHousekeeping();
    budget.save();
    await kiosk?.close();
    const devicesEnd = Promise.all([commands.stop(), devices.stop()]);
    await within(clock, stopMs / 2, devicesEnd, () => log.warn("agent: a device does not let go, going on without it"));
    outbox.commit();
    await within(clock, stopMs / 2, uplink.stop(), () =>
      log.warn("agent: the connection does not end, going on without it"),
    );
    outbox.close();
    release();
    log.info("agent: stopped");
  };
  let ending: Promise<void> | undefined;
  return {
    outbox,
    kioskAddress: kiosk?.address,
    connected: () => uplink.connected,
    stop: () => (ending ??= end()),
  };
};

const openOutbox = (
  settings: LoadedSettings["settings"],
  parts: { clock: Clock; boot: string; log: AgentLog },
): { outbox: Outbox; release: () => void } => {
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
