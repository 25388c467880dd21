import { isDriverError, type Line } from "../../drivers/api.ts";
import { folderFaults } from "../../simulators/line/folder/faults.ts";
import { type LineFault, lineFaults } from "../../simulators/line/mischief.ts";
import { type UsbFault, usbFaults } from "../../simulators/line/usb/faults.ts";
import { heapMb } from "../support/processes.ts";
import { randomBytes, seeded } from "../support/seeded.ts";
import { type Bench, isLegal, openBench, type Subject, told } from "./bench.ts";
import { openSystemBench } from "./system-bench.ts";
import { readingIssues } from "./vocabulary.ts";

/** One thing every driver must survive: complaints in words, none if it did. */
export interface Check {
  readonly name: string;
  run(subject: Subject, seed: number): Promise<string[]>;
}

/** Damage after which no answer of the device is whole: a driver that still says "all ok" invents it. */
const nothingWhole: readonly (LineFault | UsbFault)[] = [
  "silent",
  "wrongChecksum",
  "halfFrame",
  "stall",
  "stuckOut",
  "babble",
];

/** Devices move their mechanics after power-up: a bill validator needs half a minute. */
const bringUpMs = 60_000;

/** Runs on a device that has been brought up, and takes it down again whatever happens. */
export const onHealthy = async (
  subject: Subject,
  seed: number,
  body: (bench: Bench) => Promise<string[]>,
): Promise<string[]> => {
  const bench =
    subject.driver.line.kind === "system" ? await openSystemBench(subject, seed) : openBench(subject, { seed });
  try {
    const identified = await bench.ending((s) => bench.session.identify(s), subject.driver.poll.deadlineMs);
    if (identified.kind !== "value") return [`identify of a healthy device ${told(identified)}`];
    const first = await bench.pollUntilHealthy(bringUpMs);
    if (!bench.healthy(first)) return [`a healthy device: poll ${told(first)}`];
    return await body(bench);
  } finally {
    await bench.close();
  }
};

export const healthyDevice: Check = {
  name: "a healthy device is identified and healthy, in the vocabulary's words",
  run: (subject, seed) =>
    onHealthy(subject, seed, async (bench) => {
      const end = await bench.poll();
      return end.kind === "value" ? readingIssues(subject.driver, end.value) : [`second poll ${told(end)}`];
    }),
};

const suffers = async (bench: Bench, fault: string, neverHealthy: boolean): Promise<string[]> => {
  const complaints: string[] = [];
  for (let n = 0; n < 3; n++) {
    const end = await bench.poll();
    if (!isLegal(end)) complaints.push(`${fault}: poll ${told(end)}`);
    if (neverHealthy && bench.healthy(end)) complaints.push(`${fault}: says healthy, and no whole answer came`);
    await bench.clock.advance(100);
  }
  return complaints;
};

export const recovers = async (bench: Bench, fault: string, withinMs = 15_000): Promise<string[]> => {
  const end = await bench.pollUntilHealthy(withinMs);
  return bench.healthy(end) ? [] : [`${fault}: not healthy again after it was cleared: ${told(end)}`];
};

const mischief = (fault: LineFault | UsbFault): Check => ({
  name: `line fault ${fault}: polls settle in time, damage never reads as ok, recovers`,
  run: (subject, seed) =>
    onHealthy(subject, seed, async (bench) => {
      bench.line.inject(fault);
      const complaints = await suffers(bench, fault, nothingWhole.includes(fault));
      bench.line.clear();
      await bench.clock.advance(500);
      return [...complaints, ...(await recovers(bench, fault))];
    }),
});

const identifyOn = (fault: LineFault | UsbFault): Check => ({
  name: `line fault ${fault}: identify settles`,
  async run(subject, seed) {
    const bench = openBench(subject, { seed });
    try {
      bench.line.inject(fault);
      const end = await bench.ending((s) => bench.session.identify(s), 2 * subject.driver.poll.deadlineMs);
      return isLegal(end) ? [] : [`identify ${told(end)}`];
    } finally {
      await bench.close();
    }
  },
});

const garbage: Check = {
  name: "random bytes instead of answers: settles, never ok, recovers",
  async run(subject, seed) {
    const random = seeded(seed);
    let forging = false;
    const bench = openBench(subject, {
      seed,
      forge: (bytes) => (forging ? randomBytes(random, 1 + Math.floor(random() * 40)) : bytes),
    });
    try {
      const first = await bench.pollUntilHealthy(bringUpMs);
      if (!bench.healthy(first)) return [`a healthy device: poll ${told(first)}`];
      forging = true;
      const complaints = await suffers(bench, "garbage", true);
      forging = false;
      return [...complaints, ...(await recovers(bench, "garbage"))];
    } finally {
      await bench.close();
    }
  },
};

const babble: Check = {
  name: "megabytes of babble between polls: bounded memory and timers, recovers",
  run: (subject, seed) =>
    onHealthy(subject, seed, async (bench) => {
      const random = seeded(seed);
      const block = randomBytes(random, 16_384);
      const before = heapMb();
      for (let n = 0; n < 64; n++) await bench.babble(block);
      bench.bytes.length = 0;
      const grownMb = heapMb() - before;
      const timers = bench.clock.pending();
      return [
        ...(grownMb > 4 ? [`1 MiB of babble cost ${Math.round(grownMb)} MiB of memory`] : []),
        ...(timers > 20 ? [`${timers} timers are running after babble`] : []),
        ...(await recovers(bench, "babble")),
      ];
    }),
};

/** Starts a poll, does `act` in the middle of it, and looks how it ends. */
const midPoll = async (bench: Bench, act: () => Promise<unknown>, signal?: AbortSignal) => {
  bench.line.inject("slow");
  const ending = bench.ending((s) => bench.session.poll(s), 60_000, signal);
  await act();
  return ending;
};

const unplugged: Check = {
  name: "unplugged in the middle of a poll: portLost, at once",
  run: (subject, seed) =>
    onHealthy(subject, seed, async (bench) => {
      const end = await midPoll(bench, () => bench.unplug());
      const after = await bench.poll();
      return [
        ...(end.kind === "error" && isDriverError(end.error, "portLost") && end.tookMs <= 200
          ? []
          : [`unplug mid-poll ${told(end)} after ${Math.round(end.tookMs)} ms`]),
        ...(after.kind === "error" && isDriverError(after.error, "portLost", "closed")
          ? []
          : [`a poll of a lost port ${told(after)}`]),
      ];
    }),
};

const closed: Check = {
  name: "closed in the middle of a poll: settles at once, closing again is harmless, no timer is left",
  run: (subject, seed) =>
    onHealthy(subject, seed, async (bench) => {
      bench.line.inject("silent");
      const end = await midPoll(bench, () => bench.session.close());
      await bench.session.close();
      const timers = await driverTimers(bench);
      return [
        ...(isLegal(end) && end.tookMs <= 200 ? [] : [`close mid-poll ${told(end)}`]),
        ...(timers > 0 ? [`${timers} timers of the driver are left after close`] : []),
      ];
    }),
};

/** Timers left once the simulated device has stopped its own and the line has emptied. */
const driverTimers = async (bench: Bench): Promise<number> => {
  bench.device.close();
  await bench.clock.advance(1_000);
  return bench.clock.pending();
};

const aborted: Check = {
  name: "the caller's signal in the middle of a poll: settles at once, and the next poll works",
  run: (subject, seed) =>
    onHealthy(subject, seed, async (bench) => {
      bench.line.inject("silent");
      const stop = new AbortController();
      const end = await midPoll(bench, async () => stop.abort(), stop.signal);
      bench.line.clear();
      await bench.clock.advance(500);
      return [
        ...(isLegal(end) && end.tookMs <= 200
          ? []
          : [`abort mid-poll ${told(end)} after ${Math.round(end.tookMs)} ms`]),
        ...(await recovers(bench, "abort")),
      ];
    }),
};

export const unknownCommand: Check = {
  name: "an unknown command is refused, not run and not hung",
  run: (subject, seed) =>
    onHealthy(subject, seed, async (bench) => {
      const end = await bench.ending((s) => bench.session.run("noSuchCommand", {}, s), 5_000);
      const failed = end.kind === "value" && end.value.status === "failed";
      return failed || (end.kind === "error" && isDriverError(end.error)) ? [] : [`noSuchCommand ${told(end)}`];
    }),
};

const checksWith = (faults: readonly (LineFault | UsbFault)[]): readonly Check[] => [
  healthyDevice,
  ...faults.map(mischief),
  ...faults.map(identifyOn),
  garbage,
  babble,
  unplugged,
  closed,
  aborted,
  unknownCommand,
];

const spoilersOf = ({ kind }: Line): readonly (LineFault | UsbFault)[] =>
  Object.keys(kind === "usb" ? usbFaults : lineFaults) as (LineFault | UsbFault)[];

/** Names of the faults that a line of this kind can have. */
export const faultsOf = (line: Line): readonly string[] =>
  line.kind === "system" ? Object.keys(folderFaults) : spoilersOf(line);
/** What is done to a driver on a serial or USB line. */
export const checksOf = (line: Line): readonly Check[] => checksWith(spoilersOf(line));
