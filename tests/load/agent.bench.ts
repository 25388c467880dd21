import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sleep, systemClock } from "../../contract/index.ts";
import { type FleetTerminal, startFleet } from "../../simulators/fleet/fleet.ts";
import { processorSeconds, residentMiB } from "./process-usage.ts";
import type { Bench } from "./row.ts";

const standardRefreshMinutes = 15;
const hurriedRefreshMinutes = 0.25;
const daySeconds = 86_400;

/** Starts one kiosk with its seven devices, lets it settle, and hands it over. */
const withKiosk = async <T>(refreshMinutes: number, use: (terminal: FleetTerminal) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), "roundsman-bench-"));
  const signal = new AbortController().signal;
  const fleet = await startFleet({
    folder,
    terminals: 1,
    clock: systemClock,
    random: Math.random,
    hurry: false,
    refreshMinutes,
    signal,
  });
  try {
    await sleep(systemClock, 15_000);
    return await use(fleet.terminals[0] as FleetTerminal);
  } finally {
    await fleet.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

/** TCP payload both ways over so many seconds. */
const bytesOver = async (terminal: FleetTerminal, seconds: number): Promise<number> => {
  const before = terminal.network.bytes();
  await sleep(systemClock, seconds * 1000);
  const after = terminal.network.bytes();
  return after.up + after.down - before.up - before.down;
};

/** One agent process with seven devices at their protocols' own poll rates, healthy and idle. */
const bench: Bench = {
  name: "agent",
  async run({ seconds, log }) {
    const window = Math.max(40, seconds);
    log(`${window} s of an idle agent, then ${window} s with a refresh every ${hurriedRefreshMinutes * 60} s`);
    const idle = await withKiosk(standardRefreshMinutes, async (terminal) => {
      const cpu = processorSeconds(terminal.agent.pid);
      const bytes = await bytesOver(terminal, window);
      const load = ((processorSeconds(terminal.agent.pid) - cpu) / window) * 100;
      return { bytesPerSecond: bytes / window, load, resident: residentMiB(terminal.agent.pid) };
    });
    const refreshing = await withKiosk(hurriedRefreshMinutes, (terminal) => bytesOver(terminal, window));
    const perRefresh = (refreshing - idle.bytesPerSecond * window) / (window / (hurriedRefreshMinutes * 60));
    const perDay = idle.bytesPerSecond * daySeconds + perRefresh * (daySeconds / 60 / standardRefreshMinutes);
    return [
      { what: "agent, seven devices: resident memory", value: idle.resident, unit: "MiB", atMost: 110 },
      { what: "agent, seven devices: processor", value: idle.load, unit: "% of a core", atMost: 3 },
      {
        what: "healthy idle terminal: bytes on the wire a day",
        value: perDay,
        unit: "bytes",
        atMost: 1_000_000,
        note: `TCP payload both ways: keep-alives ${Math.round(idle.bytesPerSecond * daySeconds)}, a refresh of all devices ${Math.round(perRefresh)} every ${standardRefreshMinutes} min`,
      },
    ];
  },
};

export default bench;
