import type { Reading } from "../api.ts";
import type { Config } from "./config.ts";

/** Since when the broker is out of reach, monotonic ms; `undefined`: it is not, or nobody knows. */
export interface Outage {
  readonly cutOffSince: number | undefined;
}

export const watched = ({ cutOffSince }: Outage, connected: boolean | undefined, mono: number): Outage => ({
  cutOffSince: connected === false ? (cutOffSince ?? mono) : undefined,
});

const minuteMs = 60_000;
/** A restart that did not help helps no more an hour later. */
const againAfterMs = 6 * 60 * minuteMs;

interface Situation {
  readonly config: Config;
  readonly outage: Outage;
  readonly reading: Reading;
  readonly customerPresent: boolean;
  readonly mono: number;
  /** Wall clock now, and when it was done last: kept over restarts. */
  readonly now: number;
  readonly lastAt: number | undefined;
}

/** The modem's own word that it is what is wrong; what it does not know is no reason. */
const hasNoConnection = ({ components }: Reading): boolean => {
  const registration = components.registration?.state;
  if (components.sim?.state !== "ok") return false; // a restart mends no SIM
  return ["searching", "notRegistered"].includes(registration ?? "") || components.dataSession?.state === "inactive";
};

/**
 * Restarts by itself: only where the settings allow it, only if this modem is the way to the broker, the broker has been out of reach for the whole time, and
 * the modem itself says that it has no connection; not before a customer, and once in six hours. A wall clock that went back counts as enough time.
 */
export const dueRestart = ({ config, outage, reading, customerPresent, mono, now, lastAt }: Situation): boolean =>
  config.restartWhenCutOffMinutes > 0 &&
  config.carriesAgent &&
  outage.cutOffSince !== undefined &&
  mono - outage.cutOffSince >= config.restartWhenCutOffMinutes * minuteMs &&
  !customerPresent &&
  hasNoConnection(reading) &&
  (lastAt === undefined || Math.abs(now - lastAt) >= againAfterMs);

/** Why a restart is refused, or nothing. */
export const cutsOwnLink = (
  config: Config,
  brokerConnected: boolean | undefined,
  args: Readonly<Record<string, unknown>>,
): { code: string; text: string } | undefined => {
  if (!config.carriesAgent || brokerConnected === false || args.cutOwnLink === true) return undefined;
  return {
    code: "cutsOwnLink",
    text: "this modem is the terminal's own way to the broker, and it works: only a person may cut it, with cutOwnLink",
  };
};
