import type { Point, Screen } from "../touch/accuracy.ts";
import type { Range, Ranges } from "./codec.ts";
import type { Config } from "./config.ts";
import type { Raw } from "./contacts.ts";

/** Controller units to pixels; left out while the range is not known. */
export type ToPixel = (raw: Raw) => Point;

/** The settings' edges before the descriptor's: a range of no extent is none. */
const chosen = (low: number, high: number, said: Range | undefined): Range | undefined =>
  low !== high ? { low, high } : said && said.high > said.low ? said : undefined;

const part = (value: number, { low, high }: Range): number => (value - low) / (high - low);

/** `px = (X - low) * (width - 1) / (high - low)` (hid-touch.md §3.3), not rounded. */
export const toPixelOf = (config: Config, ranges: Ranges): ToPixel | undefined => {
  const x = chosen(config.xLow, config.xHigh, ranges.x);
  const y = chosen(config.yLow, config.yHigh, ranges.y);
  if (!x || !y) return undefined;
  const [right, below] = [config.width - 1, config.height - 1];
  return (raw) => {
    const [across, down] = [part(raw.x, x), part(raw.y, y)];
    return config.swapAxes ? { x: down * right, y: across * below } : { x: across * right, y: down * below };
  };
};

export const screenOf = ({ width, height }: Config): Screen => ({ width, height });

const longestMs = 20_000;
const shortestMs = 30;

/**
 * The one point of a touch for the accuracy: resting within 1 % of the width. The kernel does not repeat what did not change, so a finger held still may have said
 * its place only once.
 */
export const restingPoint = (points: readonly Point[], tookMs: number, { width }: Screen): Point | undefined => {
  if (points.length === 0 || tookMs < shortestMs || tookMs > longestMs) return undefined;
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const spread = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  if (spread > width / 100) return undefined;
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return { x: mean(xs), y: mean(ys) };
};
