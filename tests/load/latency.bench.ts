import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "../../console/client/client.ts";
import { sleep, systemClock } from "../../contract/index.ts";
import { callBroker } from "../../simulators/fleet/broker-api.ts";
import { type Fleet, startFleet } from "../../simulators/fleet/fleet.ts";
import type { Bench } from "./row.ts";

const kiosks = 8;
/** Below the number of openings an hour that make a fault flapping. */
const rounds = 4;
const backgroundTerminals = 50;
const backgroundReports = 2000;
const perMessage = 10;
const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;

/** 2,000 reports a second of other terminals, from a process of its own. */
const startBackground = async (fleet: Fleet, seconds: number): Promise<ChildProcess> => {
  const terminals = [];
  for (let n = 1; n <= backgroundTerminals; n++)
    terminals.push(
      await callBroker<{ id: string; password: string }>(fleet.url, fleet.token, "/api/terminals", {
        id: `noise-${n}`,
      }),
    );
  const child = fork(fileURLToPath(new URL(`./generator${extension}`, import.meta.url)), ["generate"]);
  const port = Number(new URL(fleet.mqtt).port);
  child.send({
    host: "127.0.0.1",
    port,
    terminals,
    perMessage,
    window: 4,
    seconds,
    rate: backgroundReports / perMessage,
  });
  await once(child, "message");
  return child;
};

/** The first ticket event of a terminal, by the time it reaches a listener: after the commit. */
const watchTickets = (fleet: Fleet, signal: AbortSignal) => {
  const waiting = new Map<string, (at: number) => void>();
  const client = createClient({ url: fleet.url, token: fleet.token, signal });
  const done = (async () => {
    for await (const event of client.events())
      if (event.name === "ticket" && /opened|repeated|faultAdded|reopened/.test(event.change)) {
        waiting.get(event.ticket.terminal)?.(performance.now());
        waiting.delete(event.ticket.terminal);
      }
  })().catch(() => undefined); // ends with the signal
  const next = (terminal: string, withinMs: number): Promise<number> =>
    new Promise((resolve) => {
      const late = systemClock.after(withinMs, () => resolve(Number.NaN));
      waiting.set(terminal, (at) => {
        late.cancel();
        resolve(at);
      });
    });
  return { next, done };
};

/** From the printer's status byte on the wire to the ticket in the store and told, with hold times of nothing. */
const bench: Bench = {
  name: "latency",
  async run({ log }) {
    const folder = await mkdtemp(join(tmpdir(), "roundsman-bench-"));
    const ended = new AbortController();
    const fleet = await startFleet({
      folder,
      terminals: kiosks,
      devices: ["printer"],
      clock: systemClock,
      random: Math.random,
      hurry: false,
      holdFactor: 0,
      signal: ended.signal,
    });
    let background: ChildProcess | undefined;
    try {
      background = await startBackground(fleet, 110);
      const tickets = watchTickets(fleet, ended.signal);
      await sleep(systemClock, 3_000);
      const took: number[] = [];
      for (let round = 0; round < rounds; round++)
        for (const terminal of fleet.terminals) {
          const told = tickets.next(terminal.id, 3_000);
          const startedAt = performance.now();
          terminal.devices.get("printer")?.inject("paperOut");
          took.push((await told) - startedAt);
          await sleep(systemClock, 200);
          terminal.devices.get("printer")?.clear("paperOut");
          await sleep(systemClock, 200);
        }
      const lost = took.filter(Number.isNaN).length;
      const sorted = took.filter((t) => !Number.isNaN(t)).sort((a, b) => a - b);
      log(`${sorted.length} faults ticketed, ${lost} without a ticket event within 3 s`);
      const note = `${sorted.length} faults; printer status byte on a virtual port to ticket event, ${backgroundReports} reports/s beside it`;
      return [
        { what: "fault byte to ticket, p50", value: percentile(sorted, 0.5), unit: "ms", atMost: 20, note },
        {
          what: "fault byte to ticket, p99",
          value: lost > 0 ? Number.POSITIVE_INFINITY : percentile(sorted, 0.99),
          unit: "ms",
          atMost: 60,
        },
      ];
    } finally {
      ended.abort();
      background?.kill();
      await fleet.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

export default bench;
