import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { AppError, type Clock, messageOf, systemClock } from "../contract/index.ts";
import { makeActions } from "./actions.ts";
import { Assets } from "./assets/assets.ts";
import { Attachments } from "./attachments/attachments.ts";
import { AuditLog } from "./audit-log/audit-log.ts";
import { startCommands } from "./commands/index.ts";
import type { BrokerConfig } from "./config.ts";
import { startCustomers } from "./customers/customers.ts";
import { loadFees } from "./customers/fees/load-schedules.ts";
import { startDiagnostics } from "./diagnostics/index.ts";
import { loadRunbooks } from "./diagnostics/load-runbooks.ts";
import type { Downlink } from "./downlink.ts";
import { Evidence } from "./evidence/evidence.ts";
import { FaultEngine } from "./faults/engine.ts";
import { loadRules } from "./faults/load-rules.ts";
import { Settable } from "./faults/settings.ts";
import { Fleet } from "./fleet/fleet.ts";
import { Gateway } from "./gateway/gateway.ts";
import { History } from "./history/history.ts";
import { builtConsole } from "./http/console.ts";
import { type Http, startHttp } from "./http/server.ts";
import { firstAdminToken } from "./http/tokens.ts";
import { Ingest } from "./ingest/ingest.ts";
import { Inspections } from "./inspections/inspections.ts";
import { Knowledge } from "./knowledge/knowledge.ts";
import { Live } from "./live.ts";
import type { BrokerLog } from "./log.ts";
import { type Notify, startNotify } from "./notify/index.ts";
import { Feeds } from "./on-call/feeds.ts";
import { OnCall } from "./on-call/on-call.ts";
import { Pager } from "./on-call/pager.ts";
import { Roster } from "./on-call/roster.ts";
import { othersTurn } from "./others-turn.ts";
import { PastThread } from "./past/worker/run.ts";
import { Passwords } from "./people/password.ts";
import { People } from "./people/people.ts";
import { type RandomHex, systemRandom } from "./random.ts";
import { Rehearsals } from "./rehearsal/rehearsals.ts";
import { inThread } from "./rehearsal/worker/run.ts";
import { loadReports } from "./reports/load-reports.ts";
import { inProcess } from "./reports/process/run.ts";
import { Reports } from "./reports/reports.ts";
import { checkReportSettings } from "./reports/settings.ts";
import { Rules } from "./rules/rules.ts";
import { loadServiceLevels } from "./service-levels/service-levels.ts";
import { Sightings } from "./sightings/sightings.ts";
import { LoanWatch } from "./stock/overdue.ts";
import { Stock } from "./stock/stock.ts";
import { Stopper } from "./stopper.ts";
import { openStore } from "./store/sqlite/open.ts";
import type { Store } from "./store/store.ts";
import { TerminalSettings } from "./terminal-settings/terminal-settings.ts";
import { startTickets } from "./tickets/index.ts";
import { Visits } from "./visits/visits.ts";
import { Wear } from "./wear/wear.ts";

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

/** Makes a folder and those above it, one by one: Node's own `recursive` never returns where the kernel answers ENOENT (under /proc). */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o750 });
};

/** Throws `AppError("config")` if the folder cannot be made or written. */
const prepareFolder = (folder: string): void => {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new AppError(
      "config",
      `the data folder ${folder} cannot be written: ${messageOf(error)}`,
      { folder },
      { cause: error },
    );
  }
};

const readTls = (tls: BrokerConfig["mqtt"]["tls"], room: string): { cert: string; key: string } | undefined => {
  if (!tls) return undefined;
  try {
    return { cert: readFileSync(tls.certFile, "utf8"), key: readFileSync(tls.keyFile, "utf8") };
  } catch (error) {
    throw new AppError("config", `${room}.tls: ${messageOf(error)}`, {}, { cause: error });
  }
};

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

interface Behind {
  readonly clock: Clock;
  readonly store: Store;
  readonly ingest: Ingest;
  readonly fleet: Fleet;
  readonly onError: (error: unknown) => void;
}

/** Opens the MQTT side in front of what is ready to take messages. It stops in order: nothing new, what is on its way is answered, then it closes. */
const openGateway = async (
  options: Parameters<typeof Gateway.start>[0],
  { clock, store, ingest, fleet, onError }: Behind,
  stopper: Stopper,
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
  const { log, clock, random } = deps;
  const onError = (error: unknown): void => log.error({ code: (error as { code?: unknown }).code }, messageOf(error));
  prepareFolder(config.dataFolder);
  const tls = readTls(config.mqtt.tls, "mqtt");

  const file = join(config.dataFolder, "broker.db");
  const store = await openStore(file, { clock, retention: config.retention });
  stopper.add("store", () => store.close());
  const live = new Live(onError);
  const history = new History({ store, live, clock, onError });
  await history.load();
  stopper.add("history", () => history.close());
  const wear = new Wear(config.wear, clock);
  wear.load(store.read);
  const settable = new Settable(await loadRules(), config.faults.holdFactor);
  const faults = new FaultEngine({
    rules: settable.allInForce(store.read.ruleSettings()?.settings ?? {}),
    store,
    live,
    clock,
    random,
    onError,
    worn: (terminal, device, item, health) => wear.share(terminal, device, item, health),
  });
  const fleet = new Fleet({
    store,
    live,
    clock,
    faults,
    onError,
    // An opening that nobody had announced is no planned time: reports count it like the rest.
    onMaintenance: (tx, terminal, maintenance) =>
      history.maintenance(tx, terminal, maintenance?.securityShown ? undefined : maintenance),
  });
  stopper.add("faults", () => {
    fleet.close();
    faults.close();
  });

  // The desks above need the way down before the gateway, which must not listen before they are there.
  let gateway: Gateway | undefined;
  const downlink: Downlink = {
    send: (terminal, channel, payload) => gateway?.send(terminal, channel, payload) ?? false,
    connected: (terminal) => gateway?.connected(terminal) ?? false,
    drop: (terminal) => gateway?.drop(terminal),
  };
  const newId = (): string => random(10);
  const assets = new Assets({ store, live, clock });
  await assets.load();
  const { poolPercent } = config.stock;
  const { zone } = config.reports;
  const stock = new Stock({ store, live, clock, register: assets, rules: faults.rules, poolPercent, zone });
  stock.load(store.read);
  const loans = new LoanWatch({ store, live, clock, stock, onError });
  stopper.add("loans", () => loans.stop());
  const ingest = new Ingest({
    store,
    live,
    clock,
    fleet,
    faults,
    downlink,
    wear,
    history,
    sightings: new Sightings(live),
    onError,
  });
  const levels = await loadServiceLevels(config.serviceLevel.policy, config.contracts);
  const tickets = startTickets({
    store,
    live,
    clock,
    faults,
    levels,
    stock,
    assets,
    onError,
    policy: {
      incidentMinimum: config.incidents.minimum,
      incidentWithinMs: config.incidents.withinMinutes * 60_000,
    },
  });
  stopper.add("tickets", () => tickets.stop());
  const fraction = (): number => Number.parseInt(random(4), 16) / 2 ** 32;
  const roster = new Roster(levels);
  const notify = await startNotify(config.notify, {
    store,
    live,
    clock,
    faults,
    levels,
    tickets,
    newId,
    random: fraction,
    log,
    onError,
    onDuty: (rota, at) => roster.onDuty(store.read, rota, at),
  });
  stopper.add("notify", () => notify.stop());
  await loans.start();
  const pager = new Pager({ store, live, clock, roster, levels, notify, onError }).start();
  stopper.add("pager", () => pager.stop());
  const onCall = new OnCall({ store, clock, roster, notify });
  for (const { en } of onCall.view().warnings) log.warn({ room: "on-call" }, en);
  const fees = await loadFees(levels.contracts);
  const customers = startCustomers({
    store,
    live,
    clock,
    levels,
    fees,
    note: (tx, number, event) => tickets.note(tx, number, event),
    satisfaction: config.satisfaction,
    complaints: config.complaints,
    zone: config.reports.zone,
    onError,
  });
  stopper.add("customers", () => customers.stop());
  const commands = startCommands({ store, live, downlink, clock, newId, random: fraction, onError });
  stopper.add("commands", () => commands.stop());
  const terminalSettings = new TerminalSettings({ store, live, downlink, clock, onError });
  const attachments = new Attachments({
    store,
    clock,
    tickets,
    folder: join(config.dataFolder, "attachments"),
    settings: config.attachments,
    newId,
    onError,
  });
  await attachments.load();
  stopper.add("attachments", () => attachments.stop());
  const asking = { commands, downlink, attachments, settings: config.evidence, newId };
  const evidence = new Evidence({ store, live, clock, ...asking, onError });
  stopper.add("evidence", () => evidence.stop());
  const knowledge = new Knowledge({ store, live, rules: faults.rules });
  const runbooks = await loadRunbooks();
  await ingest.recover();
  const visits = new Visits({
    store,
    live,
    clock,
    fleet,
    faults,
    tickets,
    levels,
    assets,
    stock,
    wear,
    settings: config.visits,
    onError,
  });
  stopper.add("visits", () => visits.close());
  fleet.load(store.read, (terminal) => downlink.connected(terminal));
  await visits.load();
  const policy = config.diagnostics;
  const diagnostics = startDiagnostics({ store, live, clock, faults, commands, runbooks, newId, onError, policy });
  stopper.add("diagnostics", () => diagnostics.stop());

  const started = await openGateway({ ...config.mqtt, tls }, { clock, store, ingest, fleet, onError }, stopper);
  gateway = started.gateway;

  const actions = makeActions({ store, clock, random, fleet, commands, diagnostics, tickets, wear });
  const past = new PastThread({ file, clock: systemClock, settle: () => store.settle() });
  checkReportSettings(config.reports);
  const reports = new Reports({
    clock,
    settings: config.reports,
    reports: await loadReports(),
    run: inProcess({
      file,
      basis: {
        levels: levels.known,
        wear: config.wear,
        parts: stock.parts,
        poolPercent,
        terms: fees.terms,
        complaints: config.complaints,
      },
      settle: async () => {
        await Promise.all([store.settle(), history.save(), wear.save(store)]);
      },
    }),
  });
  const rules = new Rules({ store, clock, faults, settable });
  const { life: lives } = config.wear;
  const rehearsals = new Rehearsals({ store, clock, rules, settable, lives, newId, run: inThread(file) });
  const { session } = config.http;
  const http: Http = await startHttp({
    store,
    live,
    desks: {
      fleet,
      terminalSettings,
      faults,
      diagnostics,
      wear,
      levels,
      notify,
      inspections: new Inspections({ store, live, clock, levels, wear }),
      knowledge,
      reports,
      rules,
      rehearsals,
      past,
      assets,
      stock,
      visits,
      onCall,
      feeds: new Feeds({
        store,
        clock,
        roster,
        newSecret: () => Buffer.from(random(32), "hex").toString("base64url"),
      }),
      customers,
      attachments,
      evidence,
      auditLog: new AuditLog({ read: store.read, othersTurn }),
      people: new People({ store, clock, passwords: new Passwords() }),
    },
    actions,
    clock,
    log,
    config: { ...config.http, tls: readTls(config.http.tls, "http") },
    console: builtConsole(),
    limits: { sessions: { idleMs: session.idleMinutes * 60_000, longestMs: session.hours * 3_600_000 } },
    gauges: { connected: () => started.gateway.terminals },
  });
  stopper.add("http", () => http.close());
  stopper.add("reports", () => reports.stop());
  stopper.add("past", () => past.stop());
  stopper.add("rehearsals", () => rehearsals.stop());
  const adminToken = await firstAdminToken(store, clock);
  if (adminToken) writeFileSync(join(config.dataFolder, "admin-token"), `${adminToken}\n`, { mode: 0o600 });
  writeFileSync(join(config.dataFolder, "http-url"), `${http.url}\n`);
  return {
    store,
    live,
    fleet,
    faults,
    ingest,
    gateway,
    notify,
    actions,
    mqttPort: started.port,
    httpUrl: http.url,
    adminToken,
    stop: () => stopper.stop(clock),
  };
};
