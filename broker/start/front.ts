import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../contract/index.ts";

import type { BrokerConfig } from "../config.ts";
import type { Fees } from "../customers/fees/load-schedules.ts";
import type { Actions } from "../http/actions.ts";
import { builtConsole } from "../http/console.ts";
import type { Desks } from "../http/route.ts";
import { type Http, startHttp } from "../http/server.ts";
import { firstAdminToken } from "../http/tokens.ts";
import { PastThread } from "../past/worker/run.ts";
import { Rehearsals } from "../rehearsal/rehearsals.ts";
import { inThread } from "../rehearsal/worker/run.ts";
import { loadReports } from "../reports/load-reports.ts";
import { inProcess } from "../reports/process/run.ts";
import { Reports } from "../reports/reports.ts";
import { checkReportSettings } from "../reports/settings.ts";
import type { Rules } from "../rules/rules.ts";
import type { Core } from "./core.ts";
import { readTls } from "./tls.ts";

type FrontCore = Core & { readonly file: string };
interface Beside {
  readonly past: PastThread;
  readonly reports: Reports;
  readonly rehearsals: Rehearsals;
}

/** What is too much work for the thread that serves: reports in a process, the past and rehearsals in threads. */
const startBeside = async (
  core: FrontCore,
  { rules, fees }: { readonly rules: Rules; readonly fees: Fees },
  config: BrokerConfig,
): Promise<Beside> => {
  const { store, file, clock, history, wear, levels, stock, settable, newId } = core;
  const past = new PastThread({ file, clock: systemClock, settle: () => store.settle() });
  checkReportSettings(config.reports);
  const basis = {
    levels: levels.known,
    wear: config.wear,
    parts: stock.parts,
    poolPercent: config.stock.poolPercent,
    terms: fees.terms,
    complaints: config.complaints,
  };
  const settle = async (): Promise<void> => {
    await Promise.all([store.settle(), history.save(), wear.save(store)]);
  };
  const run = inProcess({ file, basis, settle });
  const reports = new Reports({ clock, settings: config.reports, reports: await loadReports(), run });
  const { life: lives } = config.wear;
  const rehearsals = new Rehearsals({ store, clock, rules, settable, lives, newId, run: inThread(file) });
  return { past, reports, rehearsals };
};

export interface Front {
  readonly http: Http;
  /** The first admin token, only in the run that made it. */
  readonly adminToken: string | undefined;
}

/** Opens the HTTP side. Throws `AppError`: `config` (keys, report settings), `listen` or `portBusy` (address taken). */
export const startFront = async (
  core: FrontCore,
  desks: Omit<Desks, keyof Beside> & { readonly rules: Rules; readonly fees: Fees },
  { actions, config, connected }: { actions: Actions; config: BrokerConfig; connected: () => number },
): Promise<Front> => {
  const { store, live, clock, log, stopper } = core;
  const beside = await startBeside(core, desks, config);
  const { session } = config.http;
  const http = await startHttp({
    store,
    live,
    desks: { ...desks, ...beside },
    actions,
    clock,
    log,
    config: { ...config.http, tls: readTls(config.http.tls, "http") },
    console: builtConsole(),
    limits: { sessions: { idleMs: session.idleMinutes * 60_000, longestMs: session.hours * 3_600_000 } },
    gauges: { connected },
  });
  stopper.add("http", () => http.close());
  // Stopped before it: an answer that waits for one of them would hold the server open.
  for (const [name, one] of Object.entries(beside)) stopper.add(name, () => one.stop());
  const adminToken = await firstAdminToken(store, clock);
  if (adminToken) writeFileSync(join(config.dataFolder, "admin-token"), `${adminToken}\n`, { mode: 0o600 });
  writeFileSync(join(config.dataFolder, "http-url"), `${http.url}\n`);
  return { http, adminToken };
};
