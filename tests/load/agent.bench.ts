import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sleep, systemClock } from "../../contract/index.ts";
import { startFleet } from "../../simulators/fleet/fleet.ts";
import { processorSeconds, residentMiB } from "./process-usage.ts";
import type { Bench } from "./row.ts";

const refreshesPerDay = 24 * 4;

/** One agent process with seven devices at their protocols' own poll rates, healthy and idle. */
const bench: Bench = {
  name: "agent",
  async run({ seconds, log }) {
    const folder = await mkdtemp(join(tmpdir(), "roundsman-bench-"));
    const fleet = await startFleet({
      folder,
      terminals: 1,
      clock: systemClock,
      random: Math.random,
      hurry: false,
      signal: new AbortController().signal,
    });
    try {
      const terminal = fleet.terminals[0];
      if (!terminal) throw new Error("no terminal");
      await sleep(systemClock, 5_000);
      const birth = terminal.network.bytes();
      const window = Math.max(45, seconds);
      log(`measuring ${window} s of an idle agent`);
      const cpu = processorSeconds(terminal.agent.pid);
      await sleep(systemClock, window * 1000);
      const load = ((processorSeconds(terminal.agent.pid) - cpu) / window) * 100;
      const idle = terminal.network.bytes();
      const idlePerDay = ((idle.up + idle.down - birth.up - birth.down) / window) * 86_400;
      // Birth sends every device once: what a slow refresh sends, plus inventory and presence; so it bounds a refresh from above.
      const perRefresh = birth.up + birth.down;
      return [
        {
          what: "agent, seven devices: resident memory",
          value: residentMiB(terminal.agent.pid),
          unit: "MiB",
          atMost: 110,
        },
        { what: "agent, seven devices: processor", value: load, unit: "% of a core", atMost: 3 },
        {
          what: "healthy idle terminal: bytes on the wire a day",
          value: idlePerDay + perRefresh * refreshesPerDay,
          unit: "bytes",
          atMost: 1_000_000,
          note: `TCP payload: ${Math.round(idlePerDay)} idle + ${refreshesPerDay} refreshes of at most ${perRefresh}`,
        },
      ];
    } finally {
      await fleet.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

export default bench;
