import { AppError, longestPastMs, type RouteResponse } from "../../contract/index.ts";
import type { TimeRange } from "../store/history-rows.ts";
import type { PastJobs, PastName } from "./job.ts";

/** Answers a question about the past; rejects with the reason of the signal once it is aborted. */
export type PastTeller = <N extends PastName>(
  name: N,
  wish: PastJobs[N],
  signal: AbortSignal,
) => Promise<RouteResponse<N>>;

export interface Past {
  readonly tell: PastTeller;
  stop(): Promise<void>;
}

/** The stretch that was asked for. Throws `invalid` if it ends before it begins or is longer than is told at once. */
export const stretchOf = (
  { from, to }: Readonly<Partial<Record<keyof TimeRange, number | undefined>>>,
  now: number,
  usualMs: number,
): TimeRange => {
  const end = Math.min(to ?? now, now);
  const start = from ?? Math.max(0, end - usualMs);
  if (start >= end)
    throw new AppError("invalid", {
      en: "`from` must be before `to`, and neither in the future",
      "zh-CN": "开始须早于结束，且都不在将来",
    });
  if (end - start > longestPastMs)
    throw new AppError("invalid", {
      en: `ask for ${longestPastMs / 86_400_000} days at most at once`,
      "zh-CN": `一次至多查询 ${longestPastMs / 86_400_000} 天`,
    });
  return { from: start, to: end };
};
