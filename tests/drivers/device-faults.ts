import type { Driver, Reading } from "../../drivers/api.ts";
import type { SimulatedFault } from "../../simulators/api.ts";
import type { Bench, Ending, Subject } from "./bench.ts";
import { isLegal, told } from "./bench.ts";
import { onHealthy, recovers } from "./hostile.ts";
import peculiar from "./peculiar-faults.json" with { type: "json" };
import { readingIssues, undeclaredEvents } from "./vocabulary.ts";

/** One thing done to a device or its driver: an act of the world, or a command. */
interface Deed {
  readonly act?: string;
  readonly args?: Record<string, unknown>;
  readonly command?: string;
  readonly waitMs?: number;
}
/** A fault that does not show, or does not go, by itself. Every entry says why. */
interface Peculiar {
  readonly because: string;
  /** What must happen for it to be seen. */
  readonly provoke?: readonly Deed[];
  /** What cures it beside clearing. */
  readonly cure?: readonly Deed[];
  /** The driver can see it only as an event, a count, or not at all: then being seen is not asked for. */
  readonly unseen?: boolean;
}

const table = peculiar as unknown as Readonly<Record<string, Readonly<Record<string, Peculiar>>>>;
/** Time for a driver to see it: several polls, and whatever the device and its debounce need. */
const seenWithinMs = 45_000;
/** Time for everything that holds for a while to be over: start-up, "was restarted". */
const mendedWithinMs = 90_000;

const doAll = async (bench: Bench, deeds: readonly Deed[] = []): Promise<void> => {
  for (const { act, args = {}, command, waitMs = 500 } of deeds) {
    if (act) bench.device.act(act, args);
    if (command) await bench.ending((s) => bench.session.run(command, args, s), 60_000);
    await bench.clock.advance(waitMs);
  }
};

/** Healthy, and yet not simply online: waiting for somebody, or saying why. */
const isRemarked = (end: Ending<Reading>): boolean =>
  end.kind === "value" && (end.value.availability !== "online" || end.value.because !== undefined);

/** Polls on until it is not healthy; what was last said if it always was, and words that no vocabulary has. */
const shows = async (bench: Bench, driver: Driver): Promise<string[]> => {
  const giveUpAt = bench.clock.mono() + seenWithinMs;
  for (;;) {
    const end = await bench.poll();
    if (!isLegal(end)) return [`poll ${told(end)}`];
    if (!bench.healthy(end) || isRemarked(end)) return end.kind === "value" ? readingIssues(driver, end.value) : [];
    if (bench.clock.mono() >= giveUpAt) return [`not seen: ${told(end)}`];
    await bench.clock.advance(Math.min(driver.poll.everyMs, 5_000));
  }
};

/** A fault of the device itself: seen by the driver, and gone when it is gone. */
export const deviceFault = (subject: Subject, fault: SimulatedFault, seed: number): Promise<string[]> =>
  onHealthy(subject, seed, async (bench) => {
    const special = table[subject.driver.name]?.[fault.name];
    bench.device.inject(fault.name);
    await doAll(bench, special?.provoke);
    const complaints = special?.unseen ? [] : await shows(bench, subject.driver);
    bench.device.clear(fault.name);
    await doAll(bench, special?.cure);
    const mended = await recovers(bench, fault.name, mendedWithinMs);
    return [...complaints, ...mended, ...undeclaredEvents(subject.driver, bench.events)];
  });

/** Entries of the table for faults that no longer exist. */
export const leftovers = ({ driver, simulated }: Subject): string[] =>
  Object.keys(table[driver.name] ?? {}).filter((name) => !simulated.faults.some((f) => f.name === name));
