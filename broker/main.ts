import { join } from "node:path";
import { type Clock, systemClock } from "../contract/index.ts";
import { makeActions } from "./actions.ts";
import type { BrokerConfig } from "./config.ts";
import { loadFees } from "./customers/fees/load-schedules.ts";
import { startDiagnostics } from "./diagnostics/index.ts";
import { loadRunbooks } from "./diagnostics/load-runbooks.ts";
import type { Downlink } from "./downlink.ts";
import type { FaultEngine } from "./faults/engine.ts";
import type { Fleet } from "./fleet/fleet.ts";
import { Gateway } from "./gateway/gateway.ts";
import { Ingest } from "./ingest/ingest.ts";
import type { Live } from "./live.ts";
import type { BrokerLog } from "./log.ts";
import type { Notify } from "./notify/index.ts";
import { Passwords } from "./people/password.ts";
import { Policies } from "./policies/policies.ts";
import { type RandomHex, systemRandom } from "./random.ts";
import { Sightings } from "./sightings/sightings.ts";
import { type Core, openGround, startCore } from "./start/core.ts";
import { startDesks, startVisits } from "./start/desks.ts";
import { startFront } from "./start/front.ts";
import { readTls } from "./start/tls.ts";
import { Stopper } from "./stopper.ts";
import type { Store } from "./store/store.ts";

export interface BrokerDeps {
  readonly log: BrokerLog;
  readonly clock?: Clock;
  readonly random?: RandomHex;
}

export interface RunningBroker {
  readonly store: Store;
  readonly live: Live;
  readonly fleet: Fleet;
  readonly faults: FaultEngine;
  readonly ingest: Ingest;
  readonly gateway: Gateway;
  readonly notify: Notify;
  readonly actions: ReturnType<typeof makeActions>;
  readonly mqttPort: number;
  readonly httpUrl: string;
  /** The first admin token, only in the run that made it. */
  readonly adminToken: string | undefined;
  /** Stops accepting, commits and answers what is on its way, closes connections and the store; at most ten seconds. */
  stop(): Promise<void>;
}

/**
 * Starts a broker and returns when it serves. Throws `AppError` with a clear sentence: `config` (folder, keys), `store` (damaged data file),
 * `listen` or `portBusy` (address taken). What was started before is stopped again.
 */
export const startBroker = async (config: BrokerConfig, deps: BrokerDeps): Promise<RunningBroker> => {
  const stopper = new Stopper(deps.log);
  const clock = deps.clock ?? systemClock;
  try {
    return await compose(config, { ...deps, clock, random: deps.random ?? systemRandom }, stopper);
  } catch (error) {
    await stopper.stop(clock);
    throw error;
  }
};

/** Opens the MQTT side in front of what is ready to take messages. It stops in order: nothing new, what is on its way is answered, then it closes. */
const openGateway = async (
  options: Parameters<typeof Gateway.start>[0],
  { clock, store, fleet, onError, stopper }: Core,
  ingest: Ingest,
): ReturnType<typeof Gateway.start> => {
  const started = await Gateway.start(options, {
    clock,
    credentialHash: (terminal) => store.read.credentialHash(terminal),
    accept: (arrival) => ingest.accept(arrival),
    onGone: (terminal) => fleet.onGone(terminal),
    onDuplicate: (terminal, takeovers) => fleet.onDuplicate(terminal, takeovers),
    onError,
  });
  stopper.add("gateway", async () => {
    started.gateway.stopAccepting();
    await ingest.drain();
    // PUBACKs and acks of the last commit are written in this turn and flushed in the next.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    await started.gateway.close();
  });
  return started;
};

const compose = async (config: BrokerConfig, deps: Required<BrokerDeps>, stopper: Stopper): Promise<RunningBroker> => {
  const ground = await openGround(config, deps, stopper);
  const tls = readTls(config.mqtt.tls, "mqtt");
  // The desks need the way down before the gateway, which must not listen before they are there.
  let gateway: Gateway | undefined;
  const downlink: Downlink = {
    send: (terminal, channel, payload) => gateway?.send(terminal, channel, payload) ?? false,
    connected: (terminal) => gateway?.connected(terminal) ?? false,
    drop: (terminal) => gateway?.drop(terminal),
  };
  const core = { ...(await startCore(ground, config, downlink)), file: ground.file };
  const { store, live, clock, random, newId, onError, fleet, faults, commands, tickets, levels, wear, history } = core;
  const sightings = new Sightings(live);
  const ingest = new Ingest({ store, live, clock, fleet, faults, downlink, wear, history, sightings, onError });
  const fees = await loadFees(levels.contracts);
  const files = join(config.dataFolder, "attachments");
  const desks = await startDesks(core, { settings: config, fees, files, passwords: new Passwords() });
  await core.loans.start();
  await ingest.recover();
  const visits = startVisits(core, config.visits);
  fleet.load(store.read, (terminal) => downlink.connected(terminal));
  await visits.load();
  const runbooks = await loadRunbooks();
  const policy = config.diagnostics;
  const diagnostics = startDiagnostics({ store, live, clock, faults, commands, runbooks, newId, onError, policy });
  stopper.add("diagnostics", () => diagnostics.stop());
  const policies = new Policies({ levels, faults, diagnostics, config, clock });

  const started = await openGateway({ ...config.mqtt, tls }, core, ingest);
  gateway = started.gateway;

  const actions = makeActions({ store, live, clock, random, fleet, commands, diagnostics, tickets, wear });
  const all = { ...desks, visits, diagnostics, policies, fees };
  const { http, adminToken } = await startFront(core, all, {
    actions,
    config,
    connected: () => started.gateway.terminals,
  });
  return {
    store,
    live,
    fleet,
    faults,
    ingest,
    gateway,
    notify: desks.notify,
    actions,
    mqttPort: started.port,
    httpUrl: http.url,
    adminToken,
    stop: () => stopper.stop(clock),
  };
};
