/** How much of the past is in sight, in ms. */
export const zooms = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const;
export type Zoom = keyof typeof zooms;

/** What is in sight. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The end of a view that follows the present moves in steps: within one, what was asked for is asked once. */
const stepOf = (zoom: Zoom): number => zooms[zoom] / 60;

/** `end` is where somebody stopped to look; left out, it is now. */
export const windowOf = (zoom: Zoom, end: number | undefined, now: number): Window => {
  const step = stepOf(zoom);
  const to = end ?? Math.floor(now / step) * step + step;
  return { from: to - zooms[zoom], to };
};

/** One window earlier or later; nothing lies behind the present. */
export const moved = ({ to }: Window, zoom: Zoom, by: 1 | -1, now: number): number | undefined => {
  const end = to + by * zooms[zoom];
  return end >= now ? undefined : end;
};

/** Where a moment lies in the window, in percent of its width; outside of it, at its edge. */
export const placeOf = (at: number, { from, to }: Window): number =>
  Math.max(0, Math.min(100, (100 * (at - from)) / (to - from)));

const tickSteps = { hour: 600_000, day: 4 * 3_600_000, week: 86_400_000 } as const;

/** Moments to write at the axis: full ones of the reader's own clock, whatever the zone or the time of year. */
export const ticksOf = (zoom: Zoom, { from, to }: Window): number[] => {
  const step = tickSteps[zoom];
  const first = new Date(from);
  first.setHours(0, 0, 0, 0);
  const ticks: number[] = [];
  for (let n = 0; n < 400; n++) {
    const at = new Date(first);
    if (zoom === "week") at.setDate(first.getDate() + n);
    else at.setMinutes((n * step) / 60_000);
    if (at.getTime() >= to) break;
    if (at.getTime() >= from) ticks.push(at.getTime());
  }
  return ticks;
};
