import type { Clock, DeviceIdentity } from "../../contract/index.ts";
import { messageOf } from "../../contract/index.ts";
import { type DeviceSession, type Driver, DriverError, type Reading } from "../api.ts";
import { type Verdict, verdictOf } from "./condition.ts";

/** One look at a device. `trouble` says why there is no reading. */
export interface Look {
  readonly at: number;
  readonly tookMs: number;
  readonly identity?: DeviceIdentity;
  readonly reading?: Reading;
  readonly verdict: Verdict | "noAnswer";
  readonly trouble?: { readonly code: string; readonly text: string };
}

/** Identification may take longer than a poll: several questions, and a device that is just starting. */
const identifyPatience = 2;

const limited = async <T>(clock: Clock, ms: number, outer: AbortSignal, act: (signal: AbortSignal) => Promise<T>) => {
  const stop = new AbortController();
  const onAbort = () => stop.abort(outer.reason);
  if (outer.aborted) onAbort();
  outer.addEventListener("abort", onAbort, { once: true });
  const timer = clock.after(ms, () => stop.abort(new DriverError("noAnswer", `no answer within ${ms} ms`)));
  try {
    return await act(stop.signal);
  } finally {
    timer.cancel();
    outer.removeEventListener("abort", onAbort);
  }
};

const troubleOf = (error: unknown, identity: DeviceIdentity | undefined) => ({
  ...(identity ? { identity } : {}),
  verdict: "noAnswer" as const,
  trouble: { code: error instanceof DriverError ? error.code : "driver", text: messageOf(error) },
});

export interface Looking {
  readonly driver: Driver;
  readonly session: DeviceSession;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Polls once, and identifies before it if `identity` is not known yet. Never throws: a failed conversation is a look with `trouble`. */
export const look = async ({ driver, session, clock, signal }: Looking, known?: DeviceIdentity): Promise<Look> => {
  const startedAt = clock.mono();
  const done = (rest: Omit<Look, "at" | "tookMs">): Look => ({
    at: clock.now(),
    tookMs: Math.round(clock.mono() - startedAt),
    ...rest,
  });
  const { deadlineMs } = driver.poll;
  let identity = known;
  try {
    identity ??= await limited(clock, identifyPatience * deadlineMs, signal, (s) => session.identify(s));
    const reading = await limited(clock, deadlineMs, signal, (s) => session.poll(s));
    return done({ identity, reading, verdict: verdictOf(driver.deviceClass, reading) });
  } catch (error) {
    return done(troubleOf(error, identity));
  }
};
