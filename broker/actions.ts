import { AppError, type Clock, hasCode, saidOf } from "../contract/index.ts";
import type { Commands } from "./commands/index.ts";
import type { Diagnostics } from "./diagnostics/index.ts";
import { enrolTerminal } from "./fleet/enrol.ts";
import type { Fleet } from "./fleet/fleet.ts";
import { tagTerminals } from "./fleet/tags.ts";
import type { Actions } from "./http/actions.ts";
import type { Live } from "./live.ts";
import type { RandomHex } from "./random.ts";
import { meetSite } from "./sites/register.ts";
import type { Store } from "./store/store.ts";
import type { Tickets } from "./tickets/index.ts";
import { unknown } from "./unknown.ts";
import type { Wear } from "./wear/wear.ts";

export interface ActionDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly random: RandomHex;
  readonly fleet: Fleet;
  readonly commands: Commands;
  readonly diagnostics: Diagnostics;
  readonly tickets: Tickets;
  readonly wear: Wear;
}

const inHttpWords: Readonly<Record<string, string>> = {
  unknownTerminal: "notFound",
  unknownDevice: "notFound",
  unknownCommand: "notFound",
  unknownRunbook: "notFound",
  unknownTicket: "notFound",
  badArgs: "invalid",
  tooManyCommands: "refused",
};

/** The rooms below speak of terminals and tickets; the API speaks of what was found and what was allowed. */
const asHttp = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (!hasCode(error, ...Object.keys(inHttpWords))) throw error;
    const code = inHttpWords[error.code] as string;
    throw new AppError(code, saidOf(error), { ...error.context }, { cause: error });
  }
};

/** What a person may ask of this broker; each asking is in the audit log, in the transaction of the change. */
export const makeActions = ({
  store,
  live,
  clock,
  random,
  fleet,
  commands,
  diagnostics,
  tickets,
  wear,
}: ActionDeps): Actions => ({
  enrol: (request, by) =>
    store.write((tx) => {
      const { row, password } = enrolTerminal(tx, request, { clock, random });
      meetSite(tx, row.site, live);
      const detail = { name: row.name, site: row.site };
      tx.addAudit({ at: clock.now(), actor: by, action: "terminal.enrol", target: row.id, detail });
      return { id: row.id, password };
    }),
  tag: (request, by) => store.write((tx) => ({ changed: tagTerminals(tx, request, { fleet, at: clock.now(), by }) })),
  setMaintenance: (terminal, { minutes, reason = "" }, by) =>
    store.write((tx) => {
      if (!tx.read.terminal(terminal)) throw unknown("terminal", terminal);
      const until = clock.now() + minutes * 60_000;
      fleet.setMaintenance(tx, terminal, minutes > 0 ? { until, by, reason } : undefined);
      const action = minutes > 0 ? "maintenance.start" : "maintenance.end";
      tx.addAudit({ at: clock.now(), actor: by, action, target: terminal, detail: { minutes, reason } });
    }),
  runCommand: (terminal, device, request, by) => asHttp(commands.request({ ...request, terminal, device, by })),
  approveCommand: (terminal, id, request, by) => {
    if (store.read.command(id)?.terminal !== terminal)
      throw new AppError("notFound", {
        en: `${terminal} was asked for no command ${id}`,
        "zh-CN": `${terminal} 没有命令 ${id}`,
      });
    return asHttp(commands.decide(id, { ...request, by }));
  },
  diagnose: (terminal, device, request, by) => asHttp(diagnostics.diagnose({ ...request, terminal, device, by })),
  renewPart: ({ terminal, device, part, note = "" }, by) =>
    store.write((tx) => {
      const forecast = wear.renew(tx, { terminal, device, part, by });
      const detail = { part, at: forecast.usage.base, note };
      tx.addAudit({ at: clock.now(), actor: by, action: "part.renew", target: `${terminal}/${device}`, detail });
      return forecast;
    }),
  ticketAction: (number, request, by) => asHttp(tickets.act(number, request, by)),
  openTicket: (request, by) => asHttp(tickets.open(request, by)),
});
