import type { Browser, CDPSession } from "playwright-core";
import type { Tx } from "../../broker/store/store.ts";
import { sleep, systemClock } from "../../contract/index.ts";
import { paperFault } from "../support/fleet-rows.ts";
import { launch } from "../web/browser.ts";
import { type Desk, openDesk, signIn, visit } from "../web/rig.ts";
import type { Bench, Row } from "./row.ts";

const terminals = 10_000;
/** Changes a second, over the whole fleet: ten thousand terminals with a change of state every ten minutes each. */
const perSecond = 16;
const samples = 60;
/** What is loaded lazily and filled once is no leak: the first fifth is not counted. */
const warmUp = 0.2;
const day = 86_400_000;
/** Nobody touches these pages; a session that ended for that would leave nothing to measure. */
const sessions = { idleMs: day, longestMs: day };
const mib = 1024 * 1024;
/** Path of each page that stays open, and what must be there before it is measured. */
const pages: Readonly<Record<string, readonly [path: string, ready: string]>> = {
  fleet: ["/", ".matrix-row"],
  faults: ["/faults", ".queue-list li"],
  terminal: ["/terminals/kiosk-500", ".module-card"],
  tickets: ["/tickets", ".line-connected"],
  ticket: ["/tickets/1", ".ticket-head"],
  map: ["/?view=map", ".line-connected"],
  wall: ["/wall", ".wall-counts"],
};

const fillMany = (tx: Tx): void => {
  const one = tx.read.terminal("kiosk-001");
  if (!one) return;
  for (let n = 100; n < 97 + terminals; n++)
    tx.saveTerminal({ ...one, id: `kiosk-${n}`, name: `Kiosk ${n}`, site: `Site ${n % 40}` });
};

/** Of a rule that makes no ticket: one with the history of an hour's faults would be measured, not the page. */
const code = "printer.media.notTaken";
/** Terminals have a fault and lose it, one after the other and kiosk-500 often; at any time two hundred have one. */
const change = ({ fleet }: Desk, n: number): Promise<void> => {
  const now = Date.now();
  const of = (k: number): string => (k % 10 === 0 ? "kiosk-500" : `kiosk-${600 + (k % 4000)}`);
  const told = (k: number, out: boolean) => {
    const { ticket: _, ...fault } = { ...paperFault(`${of(k)}-fault`, now), code, terminal: of(k) };
    return out ? fault : { ...fault, state: "closed" as const, closedAt: now };
  };
  return fleet.store.write((tx) => {
    for (const [fault, what] of [
      [told(n, true), "opened"],
      [told(Math.max(0, n - 200), false), "closed"],
    ] as const) {
      tx.saveFault(fault);
      fleet.live.emit(tx, "fault", { fault, change: what });
    }
  });
};

interface Opened {
  readonly session: CDPSession;
  /** How often what the page is for stands on it. */
  readonly there: () => Promise<number>;
}

interface Sample {
  readonly atMs: number;
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** What a page holds after everything that nobody needs has been thrown away. */
const sample = async (session: CDPSession, atMs: number): Promise<Sample> => {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const value = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  return { atMs, heap: value("JSHeapUsedSize") / mib, nodes: value("Nodes"), listeners: value("JSEventListeners") };
};

/** Least squares: how much `of` grows in an hour. */
const growth = (taken: readonly Sample[], of: (one: Sample) => number): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(taken.map((one) => one.atMs)), mean(taken.map(of))];
  const over = taken.reduce((sum, one) => sum + (one.atMs - x) * (of(one) - y), 0);
  return (over / taken.reduce((sum, one) => sum + (one.atMs - x) ** 2, 0)) * 3_600_000;
};

/** Shorter than this, what is filled once looks like growth: then nothing is asked of it. */
const leastSeconds = 900;
const rowsOf = (name: string, all: readonly Sample[], changes: number, seconds: number): Row[] => {
  const taken = all.slice(Math.floor(all.length * warmUp));
  const [first, last] = [taken[0], taken.at(-1)];
  if (!first || !last) return [];
  const from = (of: (one: Sample) => number): string => `${Math.round(of(first))} to ${Math.round(of(last))}`;
  return [
    {
      what: `console, ${name}: heap`,
      value: growth(taken, ({ heap }) => heap),
      unit: "MiB an hour",
      ...(seconds < leastSeconds ? {} : { atMost: 4 }),
      note: `${changes} changes; MiB ${from(({ heap }) => heap)}; nodes ${from(({ nodes }) => nodes)}; listeners ${from(({ listeners }) => listeners)}`,
    },
    {
      what: `console, ${name}: nodes`,
      value: growth(taken, ({ nodes }) => nodes),
      unit: "an hour",
      ...(seconds < leastSeconds ? {} : { atMost: 500 }),
    },
  ];
};

const loads = 7;
/** Asked at each frame: the pauses of a locator would be measured. */
const rowsThere = `new Promise((done) => {
  const look = () => document.querySelector(".matrix-row a") ? done(performance.now()) : requestAnimationFrame(look);
  look();
})`;
/** From the address to rows one can act on, median: of the demo's few terminals, in a browser that has been here before. */
const firstView = async (browser: Browser): Promise<Row> => {
  const desk = await openDesk();
  try {
    const { page } = await visit(browser, desk.fleet.url);
    await signIn(page);
    const took: number[] = [];
    await page.locator(".matrix-row a").first().waitFor();
    for (let n = 0; n < loads; n++) {
      await page.goto(desk.fleet.url);
      took.push(await page.evaluate<number>(rowsThere));
    }
    const median = took.sort((a, b) => a - b)[Math.floor(loads / 2)] ?? Number.NaN;
    return { what: "console, fleet of the demo: from address to use", value: median, unit: "ms", atMost: 1000 };
  } finally {
    await desk.close();
  }
};

/** Pages of the console that stay open while the fleet changes: what they hold must not grow. An hour with `--seconds 3600`. */
const bench: Bench = {
  name: "console",
  async run({ seconds, log }) {
    const browser = await launch();
    const first = await firstView(browser);
    const desk = await openDesk({ fill: fillMany, sessions });
    try {
      const open = async ([path, ready]: readonly [string, string]): Promise<Opened> => {
        const { page, context } = await visit(browser, desk.fleet.url + path);
        await signIn(page);
        await page.locator(ready).first().waitFor();
        const session = await context.newCDPSession(page);
        await session.send("Performance.enable");
        return { session, there: () => page.locator(ready).count() };
      };
      const opened = new Map<string, Opened & { readonly taken: Sample[] }>();
      for (const [name, page] of Object.entries(pages)) opened.set(name, { ...(await open(page)), taken: [] });
      const begun = systemClock.mono();
      const every = (seconds * 1000) / samples;
      let changes = 0;
      for (let n = 1; n <= samples; n++) {
        while (systemClock.mono() - begun < n * every) {
          await change(desk, changes++);
          await sleep(systemClock, 1000 / perSecond);
        }
        for (const { session, taken } of opened.values()) taken.push(await sample(session, systemClock.mono() - begun));
        log(
          [...opened].map(([name, { taken }]) => `${name} ${taken.at(-1)?.heap.toFixed(1)} MiB`).join(", ") +
            ` after ${changes} changes`,
        );
      }
      for (const [name, { there }] of opened)
        if ((await there()) === 0)
          throw new Error(`the page ${name} shows nothing any more: what was measured means nothing`);
      return [first, ...[...opened].flatMap(([name, { taken }]) => rowsOf(name, taken, changes, seconds))];
    } finally {
      await browser.close();
      await desk.close();
    }
  },
};
export default bench;
