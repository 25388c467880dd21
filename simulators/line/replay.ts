import { AppError } from "../../contract/plain.ts";
import type { Trace, TraceEntry } from "../../drivers/wire/trace.ts";
import { VirtualClock } from "../../drivers/wire/virtual-clock.ts";
import type { DeviceSimulation, SimulatedDevice } from "../api.ts";
import { loadSimulators } from "../catalog.ts";

/** One thing the host of the trace sent, what the recorded device said to it, and what ours says. */
export interface Compared {
  readonly t: number;
  readonly sent: Uint8Array;
  readonly expected: Uint8Array;
  readonly got: Uint8Array;
}

/** Answers that come later than this after the last question are not waited for, ms. */
const lastAnswerMs = 1_000;
/** No fleet has randomness in its traces. */
const fixedChance = 0.5;

interface Window {
  readonly t: number;
  readonly sent: Uint8Array;
  readonly expected: number[];
  readonly got: number[];
}

const apply = (device: DeviceSimulation, entry: TraceEntry): void => {
  if ("act" in entry) device.act(entry.act, { ...entry.args });
  else if ("inject" in entry) device.inject(entry.inject);
  else if ("clear" in entry) device.clear(entry.clear);
};

/** Plays the host's part of a trace to a simulated device, at the recorded times, and compares its answers. */
export const replayHost = async (
  { header, entries }: Trace,
  simulated: SimulatedDevice,
  settings: Readonly<Record<string, unknown>> = header.simulator ?? {},
): Promise<readonly Compared[]> => {
  const clock = new VirtualClock(Date.parse(header.date ?? "") || 0);
  const windows: Window[] = [{ t: 0, sent: new Uint8Array(0), expected: [], got: [] }];
  const open = () => windows.at(-1) as Window;
  const device = simulated.create({
    clock,
    random: () => fixedChance,
    send: (bytes) => void open().got.push(...bytes),
    settings: { ...settings },
  });
  for (const entry of entries) {
    await clock.to(entry.t);
    if (!("toDevice" in entry)) apply(device, entry);
    else if ("bytes" in entry && entry.toDevice) {
      windows.push({ t: entry.t, sent: entry.bytes, expected: [], got: [] });
      device.receive(entry.bytes);
    } else if ("bytes" in entry) open().expected.push(...entry.bytes);
  }
  await clock.to(clock.mono() + lastAnswerMs);
  device.close();
  return windows
    .filter((w) => w.sent.length + w.expected.length + w.got.length > 0)
    .map(({ t, sent, expected, got }) => ({
      t,
      sent,
      expected: Uint8Array.from(expected),
      got: Uint8Array.from(got),
    }));
};

/** The simulated device of this name. Throws `AppError("usage")`. */
export const simulatorNamed = async (name: string): Promise<SimulatedDevice> => {
  const simulated = (await loadSimulators()).get(name);
  if (!simulated) throw new AppError("usage", `there is no simulated ${name}`);
  return simulated;
};
