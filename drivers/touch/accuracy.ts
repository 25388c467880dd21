/** Positioning accuracy test, the same for every kind of touchscreen (elo-smartset.md §7). All points in screen pixels; pure. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Screen {
  readonly width: number;
  readonly height: number;
}
/** Where a person was asked to touch and where the controller saw it; `null`: asked, but no touch came. */
export interface Sample {
  readonly target: Point;
  readonly measured: Point | null;
}
/** Percent of the screen's diagonal (project choice: 1.0, 2.5 and 1.5). */
export interface Limits {
  readonly drifted: number;
  readonly inaccurate: number;
  readonly residual: number;
}
/** `target = a x + b y + c` of the measured point (x, y). */
export interface Fit {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}
export interface Accuracy {
  /** Pixels. */
  readonly mean: number;
  readonly rms: number;
  readonly max: number;
  readonly worst: Point;
  /** Percent of the diagonal. */
  readonly meanPercent: number;
  readonly maxPercent: number;
  readonly missing: number;
  /** Left out if the points lie on one line or are fewer than three. */
  readonly fit?: {
    readonly x: Fit;
    readonly y: Fit;
    readonly residualRms: number;
    readonly residualMax: number;
    readonly residualPercent: number;
  };
}
export type Verdict = "ok" | "drifted" | "inaccurate";

/** Fewest targets that make a test. */
export const minTargets = 5;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const meanOf = (values: readonly number[]): number => sum(values) / values.length;
const rmsOf = (values: readonly number[]): number => Math.sqrt(meanOf(values.map((v) => v * v)));
const distance = (p: Point, q: Point): number => Math.hypot(p.x - q.x, p.y - q.y);

export const diagonalOf = ({ width, height }: Screen): number => Math.hypot(width, height);

interface Pair {
  readonly target: Point;
  readonly measured: Point;
}

/**
 * Least squares of one coordinate. Taking the means out of the 3 × 3 normal equations leaves 2 × 2, which keeps large pixel
 * numbers from eating the digits. `undefined` if the points do not span a plane.
 */
const fitOf = (pairs: readonly Pair[], goal: (target: Point) => number): Fit | undefined => {
  const mx = meanOf(pairs.map((p) => p.measured.x));
  const my = meanOf(pairs.map((p) => p.measured.y));
  const mg = meanOf(pairs.map((p) => goal(p.target)));
  const over = (f: (x: number, y: number, g: number) => number) =>
    sum(pairs.map(({ target, measured }) => f(measured.x - mx, measured.y - my, goal(target) - mg)));
  const [xx, yy, xy] = [over((x) => x * x), over((_, y) => y * y), over((x, y) => x * y)];
  const [xg, yg] = [over((x, _, g) => x * g), over((_, y, g) => y * g)];
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-9 * Math.max(1, xx * yy))) return undefined;
  const a = (xg * yy - yg * xy) / determinant;
  const b = (yg * xx - xg * xy) / determinant;
  return { a, b, c: mg - a * mx - b * my };
};

const apply = ({ a, b, c }: Fit, { x, y }: Point): number => a * x + b * y + c;

const fitted = (pairs: readonly Pair[], diagonal: number): Accuracy["fit"] => {
  if (pairs.length < 3) return undefined;
  const x = fitOf(pairs, (t) => t.x);
  const y = fitOf(pairs, (t) => t.y);
  if (!x || !y) return undefined;
  const left = pairs.map(({ target, measured }) => distance(target, { x: apply(x, measured), y: apply(y, measured) }));
  const residualRms = rmsOf(left);
  return { x, y, residualRms, residualMax: Math.max(...left), residualPercent: (100 * residualRms) / diagonal };
};

/** Errors of all touched targets, and the fit. `undefined` without a single touched target. */
export const assess = (samples: readonly Sample[], screen: Screen): Accuracy | undefined => {
  const pairs = samples.filter((s): s is Pair => s.measured !== null);
  const diagonal = diagonalOf(screen);
  const errors = pairs.map(({ target, measured }) => distance(target, measured));
  const max = Math.max(...errors);
  const worst = pairs[errors.indexOf(max)]?.target;
  if (!worst || !(diagonal > 0)) return undefined;
  const mean = meanOf(errors);
  const fit = fitted(pairs, diagonal);
  return {
    mean,
    rms: rmsOf(errors),
    max,
    worst,
    meanPercent: (100 * mean) / diagonal,
    maxPercent: (100 * max) / diagonal,
    missing: samples.length - pairs.length,
    ...(fit ? { fit } : {}),
  };
};

/** Up to the first limit ok, up to the second drifted (re-calibrate); above it, or with a target that was not touched, inaccurate. */
export const verdictOf = ({ maxPercent, missing }: Accuracy, limits: Limits): Verdict => {
  if (missing > 0 || maxPercent > limits.inaccurate) return "inaccurate";
  return maxPercent > limits.drifted ? "drifted" : "ok";
};

/** False if a re-calibration cannot repair it: dead strips, distortion, parallax. `undefined` without a fit. */
export const repairable = ({ fit }: Accuracy, limits: Limits): boolean | undefined =>
  fit && fit.residualPercent <= limits.residual;

const ends = 2;
const fewest = 3;
const longestMs = 20_000;

/**
 * The one point of a touch: without its first two and last two packets, at least three left, spread over no more than
 * 1 % of the width, in no more than 20 s (§7 step 2). `undefined` if the touch is not fit for a test.
 */
export const pointOf = (points: readonly Point[], tookMs: number, screen: Screen): Point | undefined => {
  const middle = points.slice(ends, -ends);
  if (middle.length < fewest || tookMs > longestMs) return undefined;
  const xs = middle.map((p) => p.x);
  const ys = middle.map((p) => p.y);
  const spread = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  return spread > screen.width / 100 ? undefined : { x: meanOf(xs), y: meanOf(ys) };
};
