import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withDefaults } from "../../contract/index.ts";
import { type FolderFault, folderFaults } from "../../simulators/line/folder/faults.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { openDescriptors, until } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";
import { type Ending, isLegal, type Subject, told } from "./bench.ts";
import { type Check, healthyDevice, onHealthy, recovers, unknownCommand } from "./hostile.ts";
import { openSystemBench, type SystemBench } from "./system-bench.ts";

/** A driver may leave a program alone for a while after it failed. */
const backWithinMs = 90_000;
/** A slow program says all it has to say; every other fault leaves less than all. */
const harmless: readonly FolderFault[] = ["programSlow"];
const all = Object.keys(folderFaults) as FolderFault[];
/** Drivers that run their programs rarely while all is well, and how often: so old may be what they go on. */
const asksEveryMs: Readonly<Record<string, number>> = { "network-link": 300_000 };

/** Drivers to which coming back again and again is a fault of its own, and how often is none. */
const mostReplugs: Readonly<Record<string, number>> = { "hid-touch": 3 };

const onSystem = (subject: Subject, seed: number, body: (bench: SystemBench) => Promise<string[]>): Promise<string[]> =>
  onHealthy(subject, seed, (bench) => body(bench as SystemBench));

/** Whether anything below a folder can be run: a device of files only has no trouble with programs. */
const hasPrograms = async (path: string): Promise<boolean> => {
  for (const name of await readdir(path, { recursive: true })) {
    const entry = await stat(join(path, name));
    if (entry.isFile() && (entry.mode & 0o111) !== 0) return true;
  }
  return false;
};

const ofProgram = (fault: FolderFault): Check => ({
  name: `${fault}: polls settle in time, what was not said never reads as ok, recovers`,
  run: (subject, seed) =>
    onSystem(subject, seed, async (bench) => {
      const neverHealthy = !harmless.includes(fault) && (await hasPrograms(bench.served.path()));
      bench.served.inject(fault);
      await bench.clock.advance(asksEveryMs[subject.driver.name] ?? 0);
      const complaints: string[] = [];
      for (let n = 0; n < 2; n++) {
        const end = await bench.poll();
        if (!isLegal(end)) complaints.push(`${fault}: poll ${told(end)}`);
        if (neverHealthy && bench.healthy(end)) complaints.push(`${fault}: says healthy, and the programs did not`);
        await bench.clock.advance(100);
      }
      bench.served.clear();
      return [...complaints, ...(await recovers(bench, fault, backWithinMs))];
    }),
});

const identifyOn = (fault: FolderFault): Check => ({
  name: `${fault}: identify settles`,
  async run(subject, seed) {
    const bench = await openSystemBench(subject, seed);
    try {
      bench.served.inject(fault);
      const end = await bench.ending((s) => bench.session.identify(s), 2 * subject.driver.poll.deadlineMs);
      return isLegal(end) ? [] : [`identify ${told(end)}`];
    } finally {
      await bench.close();
    }
  },
});

/** Starts a poll while the programs hang, does `act`, and looks how it ends; files are read in no time, so it may have ended before. */
const midPoll = async (bench: SystemBench, act: () => unknown, signal?: AbortSignal): Promise<Ending<unknown>> => {
  bench.served.inject("programHangs");
  const ending = bench.ending((s) => bench.session.poll(s), 60_000, signal);
  await act();
  return ending;
};

const closed: Check = {
  name: "closed in the middle of a poll: settles at once, closing again is harmless, no timer is left",
  run: (subject, seed) =>
    onSystem(subject, seed, async (bench) => {
      const end = await midPoll(bench, () => bench.session.close());
      await bench.session.close();
      bench.device.close();
      await bench.clock.advance(1_000);
      const timers = bench.clock.pending();
      return [
        ...(isLegal(end) && end.tookMs <= 1_000 ? [] : [`close mid-poll ${told(end)}`]),
        ...(timers > 0 ? [`${timers} timers of the driver are left after close`] : []),
      ];
    }),
};

const aborted: Check = {
  name: "the caller's signal in the middle of a poll: settles at once, and the next poll works",
  run: (subject, seed) =>
    onSystem(subject, seed, async (bench) => {
      const stop = new AbortController();
      const end = await midPoll(bench, () => stop.abort(), stop.signal);
      bench.served.clear();
      return [
        ...(isLegal(end) && end.tookMs <= 1_000
          ? []
          : [`abort mid-poll ${told(end)} after ${Math.round(end.tookMs)} ms`]),
        ...(await recovers(bench, "abort", backWithinMs)),
      ];
    }),
};

const emptyRoot: Check = {
  name: "an empty folder for a computer: identify and poll settle, and nothing is healthy",
  async run({ driver }) {
    const root = await mkdtemp(join(tmpdir(), "empty-"));
    const memory = { get: () => undefined, set: () => undefined };
    const session = driver.open({ root }, withDefaults(driver.config, {}) as never, {
      clock: new FakeClock(),
      random: seeded(1),
      memory,
    });
    const never = new AbortController().signal;
    const ended = (call: Promise<unknown>): Promise<Ending<unknown>> =>
      call.then(
        (value) => ({ kind: "value", value, tookMs: 0 }),
        (error: unknown) => ({ kind: "error", error, tookMs: 0 }),
      );
    try {
      const ends = [await ended(session.identify(never)), await ended(session.poll(never))];
      const [, poll] = ends;
      return [
        ...ends.filter((end) => !isLegal(end)).map((end) => `on an empty folder: ${told(end)}`),
        ...(poll?.kind === "value" ? [`a poll of an empty folder ${told(poll)}`] : []),
      ];
    } finally {
      await session.close();
      await rm(root, { recursive: true, force: true });
    }
  },
};

/** R11 on a system line: the cable out and in, told at once, and nothing left open. */
const replugged: Check = {
  name: "R11: again and again unplugged and plugged in again: told within 3 polls, ok again, no descriptor is left",
  run: (subject, seed) =>
    onSystem(subject, seed, async (bench) => {
      if (!bench.device.plug) return [];
      const before = await openDescriptors();
      const complaints: string[] = [];
      for (let n = 0; n < (mostReplugs[subject.driver.name] ?? 5) && complaints.length === 0; n++) {
        await bench.served.unplug();
        const said: Ending<unknown>[] = [];
        while (said.length < 3 && !said.some((end) => !bench.healthy(end as never))) said.push(await bench.poll());
        if (said.every((end) => bench.healthy(end as never)))
          complaints.push(`cycle ${n}: still healthy after 3 polls`);
        await bench.served.replug();
        complaints.push(...(await recovers(bench, `cycle ${n}`)));
      }
      await until(async () => (await openDescriptors()) <= before + 2, "the descriptors to be closed");
      return complaints;
    }),
};

/** What is done to a driver on a system line. */
export const systemChecks: readonly Check[] = [
  healthyDevice,
  ...all.map(ofProgram),
  ...(["programMissing", "programHangs", "programRubbish"] as const).map(identifyOn),
  closed,
  aborted,
  emptyRoot,
  replugged,
  unknownCommand,
];
