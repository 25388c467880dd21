import { Attachments } from "../attachments/attachments.ts";
import { AuditLog } from "../audit-log/audit-log.ts";
import type { BrokerConfig } from "../config.ts";
import { startCustomers } from "../customers/customers.ts";
import type { Fees } from "../customers/fees/load-schedules.ts";
import { Evidence } from "../evidence/evidence.ts";
import { Inspections } from "../inspections/inspections.ts";
import { Knowledge } from "../knowledge/knowledge.ts";
import { startNotify } from "../notify/index.ts";
import { Feeds } from "../on-call/feeds.ts";
import { OnCall } from "../on-call/on-call.ts";
import { Pager } from "../on-call/pager.ts";
import { Roster } from "../on-call/roster.ts";
import { othersTurn } from "../others-turn.ts";
import type { Passwords } from "../people/password.ts";
import { People } from "../people/people.ts";
import { Rules } from "../rules/rules.ts";
import { TerminalSettings } from "../terminal-settings/terminal-settings.ts";
import { Visits } from "../visits/visits.ts";
import type { Core } from "./core.ts";

type Base = Omit<Core, "history" | "loans">;
type Settings = Pick<BrokerConfig, "notify" | "satisfaction" | "complaints" | "attachments" | "evidence" | "reports">;

interface Outfit {
  readonly settings: Settings;
  readonly fees: Fees;
  /** Where files kept with tickets and visits lie. */
  readonly files: string;
  readonly passwords: Passwords;
}

/** Who is told and called. */
const startCalling = async (core: Base, settings: Settings) => {
  const { store, live, clock, faults, levels, tickets, newId, fraction, log, onError, stopper } = core;
  const roster = new Roster(levels);
  const notify = await startNotify(settings.notify, {
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
  const pager = new Pager({ store, live, clock, roster, levels, notify, onError }).start();
  stopper.add("pager", () => pager.stop());
  const onCall = new OnCall({ store, clock, roster, notify });
  for (const { en } of onCall.view().warnings) log.warn({ room: "on-call" }, en);
  const newSecret = (): string => Buffer.from(core.random(32), "hex").toString("base64url");
  return { notify, onCall, feeds: new Feeds({ store, clock, roster, newSecret }) };
};

/** What is kept with tickets: files, and evidence of the terminals. */
const startKeeping = async (core: Base, { settings, files }: Outfit) => {
  const { store, live, clock, tickets, commands, downlink, newId, onError, stopper } = core;
  const attachments = new Attachments({
    store,
    clock,
    tickets,
    folder: files,
    settings: settings.attachments,
    newId,
    onError,
  });
  await attachments.load();
  stopper.add("attachments", () => attachments.stop());
  const asking = { commands, downlink, attachments, settings: settings.evidence, newId };
  const evidence = new Evidence({ store, live, clock, ...asking, onError });
  stopper.add("evidence", () => evidence.stop());
  return { attachments, evidence };
};

/** Starts the desks at which people work, apart from visits. Throws `AppError("config")` of channels that cannot be had. */
export const startDesks = async (core: Base, outfit: Outfit) => {
  const { store, live, clock, faults, settable, fleet, levels, tickets, wear, assets, stock, downlink } = core;
  const { onError, stopper } = core;
  const { settings, fees, passwords } = outfit;
  const calling = await startCalling(core, settings);
  const customers = startCustomers({
    store,
    live,
    clock,
    levels,
    fees,
    note: (tx, number, event) => tickets.note(tx, number, event),
    satisfaction: settings.satisfaction,
    complaints: settings.complaints,
    zone: settings.reports.zone,
    onError,
  });
  stopper.add("customers", () => customers.stop());
  return {
    ...calling,
    ...(await startKeeping(core, outfit)),
    customers,
    faults,
    fleet,
    levels,
    wear,
    assets,
    stock,
    terminalSettings: new TerminalSettings({ store, live, downlink, clock, onError }),
    inspections: new Inspections({ store, live, clock, levels, wear }),
    knowledge: new Knowledge({ store, live, rules: faults.rules }),
    rules: new Rules({ store, live, clock, faults, settable }),
    auditLog: new AuditLog({ read: store.read, othersTurn }),
    people: new People({ store, clock, passwords }),
  };
};

/** Starts the desk of visits; what it must know of the past it loads by `load`, once the fleet is loaded. */
export const startVisits = (core: Base, settings: BrokerConfig["visits"]): Visits => {
  const { store, live, clock, fleet, faults, tickets, levels, assets, stock, wear, onError, stopper } = core;
  const room = { store, live, clock, onError, settings };
  const visits = new Visits({ ...room, fleet, faults, tickets, levels, assets, stock, wear });
  stopper.add("visits", () => visits.close());
  return visits;
};
