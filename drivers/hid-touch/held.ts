import type { Point } from "../touch/accuracy.ts";

/** A point and when it was reached, monotonic ms. */
export interface Timed {
  readonly at: number;
  readonly point: Point;
}

/** A contact has not moved while it stays within this part of the width. */
const stillWithin = 0.01;
/** A finger that is wiped to and fro covers more than this. */
const movesWithin = 0.05;
/** A window of resting for the jitter (hid-touch.md §5). */
const windowMs = 500;
const fewestSamples = 8;
/** A second within a window: no touch panel reports faster. */
const mostSamples = 500;
/** More points than the longest touch of an accuracy test needs are not kept. */
const mostPoints = 2_000;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const m = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - m) ** 2)));
};

/**
 * Standard deviation of a contact held still, in pixels, of the worse axis. `undefined` if it moved (the middle of the first half and of the second lie apart by
 * more than the deviation could explain), or if too little was said.
 */
export const jitterOf = (samples: readonly Timed[], width: number): number | undefined => {
  if (samples.length < fewestSamples) return undefined;
  const half = Math.floor(samples.length / 2);
  const axes = (["x", "y"] as const).map((axis) => {
    const values = samples.map(({ point }) => point[axis]);
    const travelled = Math.abs(mean(values.slice(0, half)) - mean(values.slice(half)));
    const span = Math.max(...values) - Math.min(...values);
    return { travelled, span, spread: deviation(values) };
  });
  // A finger drawn evenly travels 1.7 times its deviation between the halves; trembling alone stays well below one.
  if (axes.some((a) => a.span > movesWithin * width || (a.travelled > 1 && a.travelled > a.spread))) return undefined;
  return Math.max(...axes.map(({ spread }) => spread));
};

/** One contact from its first frame to its last. */
export class Held {
  readonly startedAt: number;
  readonly resumed: boolean;
  readonly points: Point[] = [];
  /** Worst deviation of a window in which it was held still, pixels. */
  jitter: number | undefined;
  #last: Point | undefined;
  #box: { left: number; right: number; top: number; bottom: number; since: number } | undefined;
  #window: Timed[] = [];
  readonly #width: number;

  constructor(startedAt: number, width: number, resumed: boolean) {
    this.startedAt = startedAt;
    this.resumed = resumed;
    this.#width = width;
  }

  get last(): Point | undefined {
    return this.#last;
  }

  moved(at: number, point: Point): void {
    this.#last = point;
    if (this.points.length < mostPoints) this.points.push(point);
    this.#rest(at, point);
    this.#window.push({ at, point });
    if (at - (this.#window[0]?.at ?? at) >= windowMs || this.#window.length > mostSamples) this.#judge();
  }

  /** Its lift: the window that is open is judged, too. */
  lifted(): void {
    this.#judge();
  }

  /** How long it has rested in one place, and where. A place that nobody said is none. */
  resting(now: number): { readonly ms: number; readonly spot: Point | undefined } {
    const box = this.#box;
    if (!box) return { ms: now - this.startedAt, spot: undefined };
    return { ms: now - box.since, spot: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 } };
  }

  #rest(at: number, { x, y }: Point): void {
    const box = this.#box;
    const [left, right] = [Math.min(x, box?.left ?? x), Math.max(x, box?.right ?? x)];
    const [top, bottom] = [Math.min(y, box?.top ?? y), Math.max(y, box?.bottom ?? y)];
    const still = Math.max(right - left, bottom - top) < stillWithin * this.#width;
    this.#box =
      box && still
        ? { left, right, top, bottom, since: box.since }
        : { left: x, right: x, top: y, bottom: y, since: at };
  }

  #judge(): void {
    const found = jitterOf(this.#window, this.#width);
    this.#window = [];
    if (found !== undefined) this.jitter = Math.max(found, this.jitter ?? 0);
  }
}
