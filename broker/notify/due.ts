import { quietUntil } from "./quiet-hours.ts";
import type { Subscription } from "./settings.ts";

const minuteMs = 60_000;

export interface Pace {
  readonly urgent: boolean;
  /** When a message of the same queue was last begun to be sent. */
  readonly lastAt?: number | undefined;
  readonly zone: string;
}

/**
 * When a message may go out at the earliest, at or after `at`: not in quiet hours unless it is urgent, and not sooner after the last one than the
 * digest says.
 */
export const dueAt = (
  { quiet, digest }: Pick<Subscription, "quiet" | "digest">,
  { urgent, lastAt, zone }: Pace,
  at: number,
): number => {
  const paced = digest && lastAt !== undefined ? Math.max(at, lastAt + digest.minutes * minuteMs) : at;
  return quiet && !urgent ? (quietUntil(quiet, zone, paced) ?? paced) : paced;
};

export interface RetryRule {
  readonly firstS: number;
  readonly mostMinutes: number;
}

/** Pause before attempt `tries + 1`, ms: twice as long each time, bounded; jitter comes after the bound, so that no two channels march in step. */
export const backoffMs = (tries: number, { firstS, mostMinutes }: RetryRule, random: () => number): number => {
  const most = mostMinutes * minuteMs;
  const pause = Math.min(most, firstS * 1000 * 2 ** Math.min(30, Math.max(0, tries - 1)));
  return Math.round(pause * (0.75 + random() / 2));
};
