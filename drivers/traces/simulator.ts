import type { Trace } from "../wire/trace.ts";

/** What is borrowed from the simulators' room at run time, so that neither room imports the other. */
interface SimulatorReplay {
  readonly simulatorNamed: (name: string) => Promise<unknown>;
  readonly replayHost: (
    trace: Trace,
    simulated: unknown,
    settings?: Readonly<Record<string, unknown>>,
  ) => Promise<readonly Compared[]>;
}

/** One thing the host of the trace sent, what the recorded device said to it, and what the simulated one says. */
export interface Compared {
  readonly t: number;
  readonly sent: Uint8Array;
  readonly expected: Uint8Array;
  readonly got: Uint8Array;
}

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Plays the trace's host to the simulated device of this name. Throws `AppError("usage")` if there is none. */
export const compareWithSimulator = async (
  name: string,
  trace: Trace,
  settings: Readonly<Record<string, unknown>> | undefined,
): Promise<readonly Compared[]> => {
  const url = new URL(`../../simulators/line/replay.${extension}`, import.meta.url);
  const { simulatorNamed, replayHost } = (await import(url.href)) as SimulatorReplay;
  return replayHost(trace, await simulatorNamed(name), settings);
};
