import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { makeActions } from "../../broker/actions.ts";
import { BrokerConfig } from "../../broker/config.ts";
import { loadFees } from "../../broker/customers/fees/load-schedules.ts";
import { defineRunbook } from "../../broker/diagnostics/runbook.ts";
import type { Downlink } from "../../broker/downlink.ts";
import { loadRules } from "../../broker/faults/load-rules.ts";
import type { FaultRule } from "../../broker/faults/rule.ts";
import type { Fleet } from "../../broker/fleet/fleet.ts";
import type { AttemptLimits } from "../../broker/http/attempts.ts";
import { startHttp } from "../../broker/http/server.ts";
import type { StreamLimits } from "../../broker/http/stream.ts";
import { createToken } from "../../broker/http/tokens.ts";
import type { Live } from "../../broker/live.ts";
import { tell } from "../../broker/past/job.ts";
import { type Cost, Passwords } from "../../broker/people/password.ts";
import type { People } from "../../broker/people/people.ts";
import type { SessionLimits } from "../../broker/people/sessions.ts";
import { Policies } from "../../broker/policies/policies.ts";
import { systemRandom } from "../../broker/random.ts";
import { Rehearsals } from "../../broker/rehearsal/rehearsals.ts";
import { walk } from "../../broker/rehearsal/walk.ts";
import { loadReports } from "../../broker/reports/load-reports.ts";
import { makeFile } from "../../broker/reports/make.ts";
import type { Report } from "../../broker/reports/report.ts";
import { Reports } from "../../broker/reports/reports.ts";
import type { ContractSettings } from "../../broker/service-levels/contracts.ts";
import { startDesks, startVisits } from "../../broker/start/desks.ts";
import { Stopper } from "../../broker/stopper.ts";
import type { Store, Tx } from "../../broker/store/store.ts";
import { Wear } from "../../broker/wear/wear.ts";
import {
  AppError,
  type Clock,
  type CommandEnvelope,
  collectEvidence,
  type DesiredConfig,
  type Presence,
  type Role,
  systemClock,
  withDefaults,
} from "../../contract/index.ts";
import { faultId, fillFleet } from "./fleet-rows.ts";
import { ServiceDesk } from "./service-desk.ts";

/** A broker without its MQTT side: store, faults, fleet, commands, diagnostics, tickets and HTTP, with a small fleet in it. */
export interface ServedFleet {
  readonly url: string;
  readonly store: Store;
  readonly live: Live;
  readonly tokens: Readonly<Record<Role, string>>;
  readonly faultId: string;
  readonly people: People;
  /** What a terminal says of itself: a customer, settings in force. */
  hear(terminal: string, said: Partial<Presence>): Promise<void>;
  /** The data file. */
  readonly file: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly clock?: Clock;
  readonly stream?: StreamLimits;
  readonly attempts?: AttemptLimits;
  readonly port?: number;
  /** Limits of signing in, and of sessions. */
  readonly accounts?: AttemptLimits;
  readonly sessions?: SessionLimits;
  /** Folder of the built web console. */
  readonly console?: string;
  /** Cost of a password; cheap unless a test measures it. */
  readonly cost?: Cost;
  /** Section `notify` of the broker's settings; without it there are no channels. */
  readonly notify?: unknown;
  /** Section `contracts`, with the fees they name; none if left out. */
  readonly contracts?: readonly ContractSettings[];
  /** How a terminal answers that is asked for evidence; left out: it has none. */
  readonly evidence?: (desk: ServiceDesk, envelope: CommandEnvelope) => Promise<void>;
  /** More rows than the three terminals of `fillFleet`. */
  readonly fill?: (tx: Tx, now: number) => void;
}

const paperRunbook = defineRunbook({
  id: "printer-paper",
  title: { en: "Check the paper", "zh-CN": "检查纸张" },
  handles: ["printer.paper.out"],
  deviceClass: "printer",
  disturbs: "nothing",
  *steps() {
    const answer = yield { ask: "health", withinMs: 0 };
    const out = answer.kind === "health" && answer.health?.components.paper?.state === "out";
    return {
      verdict: out ? "confirmed" : "cannotTell",
      cause: { en: "the roll is used up", "zh-CN": "纸卷已用完" },
      advice: [],
      parts: [],
    };
  },
});

/** The real rule, with a runbook that needs no waiting. */
const paperRule = async (): Promise<FaultRule> => {
  const rule = (await loadRules()).byId.get("printer.paper.out");
  if (!rule) throw new AppError("rules", "no rule printer.paper.out");
  return { ...rule, runbook: paperRunbook.id };
};

/** The terminal at the far end: prints, unless it is asked to fail. */
const answer = async (desk: ServiceDesk, { terminal, id, command, args }: CommandEnvelope): Promise<void> => {
  const reason = { code: "customerPresent", text: "a customer is being served" };
  await desk.outcome(terminal, { id, command, status: "accepted" });
  if (args.fail === undefined)
    await desk.outcome(terminal, { id, command, status: "succeeded", frames: ["> 1b 40"], tookMs: 640 });
  else await desk.outcome(terminal, { id, command, status: "refused", reason });
};

/** The terminal at the far end takes settings into force, unless it is asked to be silent. */
const settle = async ({ store, live, fleet }: ServiceDesk, terminal: string, config: DesiredConfig): Promise<void> => {
  const { rev, desired } = config;
  const { presence: said, inventory } = store.read.terminal(terminal) ?? {};
  await store.write((tx) => {
    if (!said || !inventory || said.configRev === rev) return;
    if (desired.logLevel !== "silent") {
      const { settings } = inventory;
      const report = settings && { settings: { ...settings, rev, inForce: { ...settings.file, ...desired } } };
      fleet?.onPresence(tx, terminal, { ...said, configRev: rev });
      fleet?.onInventory(tx, terminal, { ...inventory, ...report });
      return;
    }
    const event = { code: "configRefused", text: `revision ${rev}: not here`, data: { rev, why: "leaseTooShort" } };
    live.inform(tx, "deviceEvent", { terminal, event, at: said.since });
  });
};

/** The way down for settings; commands go their own, to the script. */
const downlinkOf = (desk: ServiceDesk): Downlink => ({
  connected: (terminal) => desk.online.has(terminal),
  drop: () => undefined,
  send: (terminal, _channel, payload) => {
    if (!desk.online.has(terminal)) return false;
    void setImmediate().then(() => settle(desk, terminal, payload as DesiredConfig));
    return true;
  },
});

/** Starts it on a free port with a data folder of its own; `close` ends and removes both. */
export const serveFleet = async ({
  clock = systemClock,
  stream,
  attempts,
  accounts,
  sessions,
  console: folder,
  cost = { log2N: 4, r: 8, p: 1 },
  fill,
  notify: notifySettings = {},
  contracts = [],
  evidence,
  port = 0,
}: ServeOptions = {}): Promise<ServedFleet> => {
  const desk = await ServiceDesk.open({
    time: clock,
    fill: (tx) => {
      fillFleet(tx, clock.now());
      fill?.(tx, clock.now());
    },
    fleet: true,
    contracts,
    rules: [await paperRule()],
    runbooks: [paperRunbook],
  });
  desk.online.add("kiosk-001");
  desk.script = (envelope) =>
    envelope.command === collectEvidence && evidence ? evidence(desk, envelope) : answer(desk, envelope);
  const { store, live, faults, commands, diagnostics, tickets } = desk;
  const tokens = {
    admin: await createToken(store, clock, "admin", "admin"),
    engineer: await createToken(store, clock, "eva", "engineer"),
    dispatcher: await createToken(store, clock, "dana", "dispatcher"),
    technician: await createToken(store, clock, "tom", "technician"),
    viewer: await createToken(store, clock, "vera", "viewer"),
  };
  const fleet = desk.fleet as Fleet;
  const wear = new Wear({ life: {} }, clock);
  wear.load(store.read);
  const onError = (error: unknown) => void desk.errors.push(error);
  const log = { info: () => undefined, warn: () => undefined, error: onError };
  const stopper = new Stopper(log);
  const config = withDefaults(BrokerConfig, { notify: notifySettings });
  const { assets, stock, levels, settable } = desk;
  const core = {
    store,
    live,
    clock,
    newId: () => systemRandom(10),
    fraction: () => 0,
    random: systemRandom,
    log,
    onError,
    stopper,
    downlink: downlinkOf(desk),
    wear,
    settable,
    faults,
    fleet,
    assets,
    stock,
    levels,
    tickets,
    commands,
  };
  const files = mkdtempSync(join(tmpdir(), "served-files-"));
  const fees = await loadFees(levels.contracts);
  const desks = await startDesks(core, { settings: config, fees, files, passwords: new Passwords(cost) });
  const visits = startVisits(core, config.visits);
  const known = await loadReports();
  const sources = {
    read: store.read,
    levels,
    wear,
    parts: stock.parts,
    poolPercent: 5,
    terms: fees.terms,
    complaints: config.complaints,
  };
  const reports = new Reports({
    clock,
    settings: {},
    reports: known,
    run: (job) => makeFile(sources, known.get(job.id) as Report, job),
  });
  const rehearsals = new Rehearsals({
    store,
    clock,
    rules: desks.rules,
    settable,
    lives: {},
    newId: core.newId,
    run: (wish, { progress, signal }) =>
      walk(wish, {
        open: () => ({ read: store.read, close: () => undefined }),
        settable,
        clock,
        progress,
        stopped: () => signal.aborted,
        breathe: () => setImmediate(),
      }),
  });
  stopper.add("rehearsals", () => rehearsals.stop());
  const http = await startHttp({
    store,
    live,
    desks: {
      ...desks,
      visits,
      diagnostics,
      reports,
      rehearsals,
      policies: new Policies({ levels, faults, diagnostics, config, clock }),
      past: { tell: async (name, wish) => tell(store.read, name, wish) },
    },
    actions: makeActions({ store, live, clock, random: systemRandom, fleet, commands, diagnostics, tickets, wear }),
    clock,
    log,
    config: { host: "127.0.0.1", port },
    console: folder,
    limits: {
      ...(stream ? { stream } : {}),
      ...(attempts ? { attempts } : {}),
      ...(accounts ? { accounts } : {}),
      ...(sessions ? { sessions } : {}),
    },
  });
  stopper.add("http", () => http.close());
  const hear = async (terminal: string, said: Partial<Presence>): Promise<void> => {
    await store.write((tx) => {
      const { presence } = tx.read.terminal(terminal) ?? {};
      if (presence) fleet.onPresence(tx, terminal, { ...presence, ...said });
    });
  };
  const close = async (): Promise<void> => {
    await stopper.stop(systemClock);
    await desk.close();
    rmSync(files, { recursive: true, force: true });
  };
  return { url: http.url, store, live, tokens, faultId, people: desks.people, hear, file: desk.file, close };
};
