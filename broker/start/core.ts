import { join } from "node:path";
import { type Clock, messageOf } from "../../contract/index.ts";
import { Assets } from "../assets/assets.ts";
import { type Commands, startCommands } from "../commands/index.ts";
import type { BrokerConfig } from "../config.ts";
import type { Downlink } from "../downlink.ts";
import { FaultEngine } from "../faults/engine.ts";
import { loadRules } from "../faults/load-rules.ts";
import { Settable } from "../faults/settings.ts";
import { Fleet } from "../fleet/fleet.ts";
import { History } from "../history/history.ts";
import { Live } from "../live.ts";
import type { BrokerLog } from "../log.ts";
import type { RandomHex } from "../random.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import { loadServiceLevels } from "../service-levels/service-levels.ts";
import { LoanWatch } from "../stock/overdue.ts";
import { Stock } from "../stock/stock.ts";
import type { Stopper } from "../stopper.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { startTickets, type Tickets } from "../tickets/index.ts";
import { Wear } from "../wear/wear.ts";
import { prepareFolder } from "./data-folder.ts";

/** What every room is handed. */
export interface Ground {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly newId: () => string;
  /** 0 to 1, without 1. */
  readonly fraction: () => number;
  readonly random: RandomHex;
  readonly log: BrokerLog;
  readonly onError: (error: unknown) => void;
  readonly stopper: Stopper;
}

/** Opens the data folder. What was opened is closed by the stopper. Throws `AppError`: `config` (folder), `store` (damaged data file). */
export const openGround = async (
  config: BrokerConfig,
  { log, clock, random }: { readonly log: BrokerLog; readonly clock: Clock; readonly random: RandomHex },
  stopper: Stopper,
): Promise<Ground & { readonly file: string }> => {
  const onError = (error: unknown): void => log.error({ code: (error as { code?: unknown }).code }, messageOf(error));
  prepareFolder(config.dataFolder);
  const file = join(config.dataFolder, "broker.db");
  const store = await openStore(file, { clock, retention: config.retention });
  stopper.add("store", () => store.close());
  const newId = (): string => random(10);
  const fraction = (): number => Number.parseInt(random(4), 16) / 2 ** 32;
  return { file, store, live: new Live(onError), clock, newId, fraction, random, log, onError, stopper };
};

/** From what a terminal says to a ticket. */
export interface Core extends Ground {
  readonly downlink: Downlink;
  readonly history: History;
  readonly wear: Wear;
  readonly settable: Settable;
  readonly faults: FaultEngine;
  readonly fleet: Fleet;
  readonly assets: Assets;
  readonly stock: Stock;
  readonly loans: LoanWatch;
  readonly levels: ServiceLevels;
  readonly tickets: Tickets;
  readonly commands: Commands;
}

type Judges = Pick<Core, "history" | "wear" | "settable" | "faults" | "fleet">;

const startJudges = async (ground: Ground, config: BrokerConfig): Promise<Judges> => {
  const { store, live, clock, random, onError, stopper } = ground;
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
  return { history, wear, settable, faults, fleet };
};

/** Starts what turns readings into faults and tickets. Nothing is taken from terminals yet. Throws `AppError("config")` of contracts and policies. */
export const startCore = async (ground: Ground, config: BrokerConfig, downlink: Downlink): Promise<Core> => {
  const { store, live, clock, newId, fraction, onError, stopper } = ground;
  const judges = await startJudges(ground, config);
  const { faults } = judges;
  const assets = new Assets({ store, live, clock });
  await assets.load();
  const { poolPercent } = config.stock;
  const { zone } = config.reports;
  const stock = new Stock({ store, live, clock, register: assets, rules: faults.rules, poolPercent, zone });
  stock.load(store.read);
  const loans = new LoanWatch({ store, live, clock, stock, onError });
  stopper.add("loans", () => loans.stop());
  const levels = await loadServiceLevels(config.serviceLevel.policy, config.contracts);
  const policy = {
    incidentMinimum: config.incidents.minimum,
    incidentWithinMs: config.incidents.withinMinutes * 60_000,
  };
  const tickets = startTickets({ store, live, clock, faults, levels, stock, assets, onError, policy });
  stopper.add("tickets", () => tickets.stop());
  const commands = startCommands({ store, live, downlink, clock, newId, random: fraction, onError });
  stopper.add("commands", () => commands.stop());
  return { ...ground, ...judges, downlink, assets, stock, loans, levels, tickets, commands };
};
