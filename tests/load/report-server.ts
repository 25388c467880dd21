import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { defaultBrokerConfig } from "../../broker/config.ts";
import { enrolTerminal } from "../../broker/fleet/enrol.ts";
import { stderrLog } from "../../broker/log.ts";
import { startBroker } from "../../broker/main.ts";
import { systemRandom } from "../../broker/random.ts";
import { loadReports } from "../../broker/reports/load-reports.ts";
import { makeFile } from "../../broker/reports/make.ts";
import { rangeOf } from "../../broker/reports/period.ts";
import { sourcesOf } from "../../broker/reports/process/basis.ts";
import { loadServiceLevels } from "../../broker/service-levels/service-levels.ts";
import { sleep, systemClock } from "../../contract/index.ts";
import { makeQuarter } from "../support/made-quarter.ts";

/** What a report did to the broker that it was made beside, or in. */
export interface LoopDelay {
  readonly p99: number;
  readonly longest: number;
  readonly seconds: number;
}
/** `none`: nothing is made for a while; `within`: in the broker's own thread, as it once was; `beside`: as it is. */
export type How = "none" | "within" | "beside";

const zone = "UTC";
const wish = { from: "2026-Q3", zone, format: "html" } as const;
const range = { from: Date.UTC(2026, 6, 1), to: Date.UTC(2026, 9, 1) };
const now = range.to + 86_400_000;

const start = async (folder: string, terminals: number) => {
  const config = defaultBrokerConfig();
  const broker = await startBroker(
    {
      ...config,
      dataFolder: folder,
      retention: { ...config.retention, historyDays: 10_000, samplesDays: 10_000 },
      mqtt: { ...config.mqtt, port: 0, keepaliveLimitS: 600 },
      http: { ...config.http, port: 0 },
    },
    // The made quarter is over.
    { log: stderrLog("error"), clock: { ...systemClock, now: () => Math.max(now, systemClock.now()) } },
  );
  await broker.store.write((tx) => makeQuarter(tx, { terminals, ...range }));
  const { password } = await broker.store.write((tx) =>
    enrolTerminal(tx, { id: "pulse", site: "bench" }, { clock: systemClock, random: systemRandom }),
  );
  const levels = await loadServiceLevels(config.serviceLevel.policy, []);
  const reports = await loadReports();

  const within = async (): Promise<void> => {
    const basis = {
      levels: levels.known,
      wear: config.wear,
      parts: new Map(),
      poolPercent: 5,
      terms: new Map(),
      complaints: config.complaints,
    };
    const job = { id: "quarterly", wish, range: rangeOf(wish, { zone, usual: "quarter", now }), now, settings: {} };
    const report = reports.get("quarterly");
    if (report) await makeFile(sourcesOf(broker.store.read, basis, now), report, job);
  };
  const beside = async (): Promise<void> => {
    const query = new URLSearchParams(wish).toString();
    const answer = await fetch(`${broker.httpUrl}/api/reports/quarterly?${query}`, {
      headers: { authorization: `Bearer ${broker.adminToken}` },
    });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.text();
  };
  const make: Readonly<Record<How, () => Promise<void>>> = {
    none: () => sleep(systemClock, 3000),
    within,
    beside,
  };
  return { broker, password, make };
};

const measured = async (work: () => Promise<void>): Promise<LoopDelay> => {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  // The first of its readings is none: what blocks at once would not be seen.
  await sleep(systemClock, 50);
  const begun = systemClock.mono();
  await work();
  delay.disable();
  return { p99: delay.percentile(99) / 1e6, longest: delay.max / 1e6, seconds: (systemClock.mono() - begun) / 1000 };
};

if (process.send && process.argv[2] === "report-server") {
  const folder = mkdtempSync(join(tmpdir(), "roundsman-bench-"));
  const { broker, password, make } = await start(folder, Number(process.argv[3]));
  process.send({ port: broker.mqttPort, password });
  process.on("message", (how: How | "stop") => {
    if (how !== "stop") return void measured(make[how]).then((delay) => process.send?.(delay));
    return void broker.stop().then(() => {
      rmSync(folder, { recursive: true, force: true });
      process.send?.("stopped", () => process.exit(0));
    });
  });
}
