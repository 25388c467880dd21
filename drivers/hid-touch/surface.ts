import type { Point } from "../touch/accuracy.ts";
import { IdleTouches } from "../touch/idle.ts";
import type { Change, Raw } from "./contacts.ts";
import { Held } from "./held.ts";
import type { ToPixel } from "./place.ts";

/** A change at its monotonic time, ms. */
export type TimedChange = Change & { readonly at: number };

export interface SurfaceOptions {
  readonly width: number;
  readonly idleAfterMs: number;
  readonly counts: { readonly touches: number; readonly idle: number };
  /** A new touch: where, if its place is known. */
  readonly onTouch: (point: Point | undefined) => void;
  /** A contact came there. */
  readonly onMove: (point: Point) => void;
  /** A touch that ended with its lift. */
  readonly onLift: (points: readonly Point[], tookMs: number) => void;
}

/** What the touches of the last while show. Shares are percent, places pixels. */
export interface SurfaceFacts {
  /** Left out before the first frame: a finger that rests and does not move says nothing. */
  readonly isTouched?: boolean;
  /** The contact that rests longest in one place. */
  readonly resting?: { readonly ms: number; readonly spot: Point | undefined };
  /** The contact that is down longest. */
  readonly downMs: number;
  readonly ghosts: number;
  /** Middle of most of the ghosts, if they are in one place. */
  readonly cluster?: Point;
  /** Percent of the strokes too short or broken; left out below 20 of them. */
  readonly blips?: number;
  /** Percent of the width, of the touches held still; left out without one. */
  readonly jitter?: number;
  readonly impossible: number;
}

const hourMs = 3_600_000;
/** Of so many strokes the share is taken, and from so many on. */
const mostStrokes = 50;
const fewestStrokes = 20;
const blipMs = 30;
const brokenMs = 50;
const brokenWithin = 0.02;
/** A contact that goes further from one frame to the next is two. */
const jumpOver = 0.4;
/** Of so many touches held still the middle one counts: a customer who trembles is no fault. */
const mostHeld = 9;
const clusterWithin = 0.03;
const clusterShare = 0.6;
const maxTimes = 1_000;

interface Stroke {
  readonly at: number;
  ms: number;
  broken: boolean;
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The middle of ghosts that lie together: more than 60 % of them within 3 % of the width around it. */
export const clusterOf = (points: readonly Point[], width: number): Point | undefined => {
  if (points.length < 3) return undefined;
  const middle = { x: median(points.map((p) => p.x)), y: median(points.map((p) => p.y)) };
  const near = points.filter((p) => distance(p, middle) <= clusterWithin * width);
  return near.length > clusterShare * points.length ? middle : undefined;
};

/** Follows contacts and keeps what of them speaks for or against the glass (hid-touch.md §5). */
export class Surface {
  readonly #options: SurfaceOptions;
  readonly #idle: IdleTouches;
  readonly #open = new Map<number, { readonly held: Held; readonly stroke: Stroke }>();
  #toPixel: ToPixel | undefined;
  #maxContacts = Number.POSITIVE_INFINITY;
  #strokes: Stroke[] = [];
  #ended: { readonly at: number; readonly point: Point; readonly stroke: Stroke } | undefined;
  #jitters: number[] = [];
  #impossible: number[] = [];
  #sawFrame = false;
  #touches: number;
  #lost = 0;
  #overflows = 0;

  constructor(options: SurfaceOptions) {
    this.#options = options;
    this.#touches = options.counts.touches;
    this.#idle = new IdleTouches(options.counts.idle, options.idleAfterMs);
  }

  /** `maxContacts`: left out, not known. Another device, or the same one opened anew: nothing is known of what is touched. */
  reopened(toPixel: ToPixel | undefined, maxContacts = Number.POSITIVE_INFINITY): void {
    this.#toPixel = toPixel;
    this.#maxContacts = maxContacts;
    this.#open.clear();
    this.#ended = undefined;
    this.#sawFrame = false;
  }

  take(change: TimedChange): void {
    if (change.kind === "overflow") {
      this.#overflows += 1;
      this.#open.clear();
      this.#sawFrame = false;
    } else if (change.kind === "frame") this.#sawFrame = true;
    else if (change.kind === "down") this.#down(change);
    else if (change.kind === "move") this.#move(change);
    else this.#up(change);
  }

  presence(present: boolean, now: number): void {
    this.#idle.presence(present, now);
  }

  counts(now: number) {
    this.#expire(now);
    return { touches: this.#touches, idle: this.#idle.total(), lost: this.#lost, overflows: this.#overflows };
  }

  facts(now: number): SurfaceFacts {
    this.#expire(now);
    const held = [...this.#open.values()].map(({ held }) => held);
    const resting = held.map((h) => h.resting(now)).sort((a, b) => b.ms - a.ms)[0];
    const ghosts = this.#idle.lastHour();
    const cluster = clusterOf(
      ghosts.flatMap(({ point }) => (point ? [point] : [])),
      this.#options.width,
    );
    const bad = this.#strokes.filter((s) => s.broken || s.ms < blipMs).length;
    return {
      ...(this.#sawFrame ? { isTouched: held.length > 0 } : {}),
      ...(resting ? { resting } : {}),
      downMs: Math.max(0, ...held.map((h) => now - h.startedAt)),
      ghosts: ghosts.length,
      ...(cluster ? { cluster } : {}),
      ...(this.#strokes.length >= fewestStrokes ? { blips: (100 * bad) / this.#strokes.length } : {}),
      ...(this.#jitters.length > 0 ? { jitter: (100 * median(this.#jitters)) / this.#options.width } : {}),
      impossible: this.#impossible.length,
    };
  }

  #pixel(raw: Raw | undefined): Point | undefined {
    return raw && this.#toPixel?.(raw);
  }

  #down({ touch, at, raw, resumed }: Extract<TimedChange, { kind: "down" }>): void {
    const point = this.#pixel(raw);
    const held = new Held(at, this.#options.width, resumed === true);
    if (point) held.moved(at, point);
    this.#open.set(touch, { held, stroke: this.#stroke(at, point) });
    if (this.#open.size > this.#maxContacts) this.#cannotBe(at);
    if (resumed) return;
    this.#touches += 1;
    this.#idle.began({ at, ...(point ? { point } : {}) });
    this.#options.onTouch(point);
  }

  /** A stroke that was lifted a moment ago at this very place goes on: it was broken, not ended. */
  #stroke(at: number, point: Point | undefined): Stroke {
    const before = this.#ended;
    this.#ended = undefined;
    const near = before && point && distance(before.point, point) <= brokenWithin * this.#options.width;
    if (before && near && at - before.at <= brokenMs) {
      before.stroke.broken = true;
      return before.stroke;
    }
    return { at, ms: Number.POSITIVE_INFINITY, broken: false };
  }

  #move({ touch, at, raw }: Extract<TimedChange, { kind: "move" }>): void {
    const held = this.#open.get(touch)?.held;
    const point = this.#pixel(raw);
    if (!held || !point) return;
    const before = held.last;
    if (before && distance(before, point) > jumpOver * this.#options.width) this.#cannotBe(at);
    held.moved(at, point);
    this.#options.onMove(point);
  }

  #up({ touch, at, lost }: Extract<TimedChange, { kind: "up" }>): void {
    const open = this.#open.get(touch);
    if (!open) return;
    this.#open.delete(touch);
    const { held, stroke } = open;
    held.lifted();
    if (lost) this.#lost += 1;
    // How long it lasted is known only of one whose beginning and end were told.
    if (lost || held.resumed) return;
    this.#record(stroke, held, at);
    this.#options.onLift(held.points, at - held.startedAt);
  }

  #record(stroke: Stroke, held: Held, at: number): void {
    stroke.ms = at - stroke.at;
    if (!this.#strokes.includes(stroke)) this.#strokes = [...this.#strokes, stroke].slice(-mostStrokes);
    this.#ended = held.last && { at, point: held.last, stroke };
    if (held.jitter !== undefined) this.#jitters = [...this.#jitters, held.jitter].slice(-mostHeld);
  }

  #cannotBe(at: number): void {
    this.#impossible = [...this.#impossible, at].slice(-maxTimes);
  }

  #expire(now: number): void {
    this.#idle.settle(now);
    this.#strokes = this.#strokes.filter(({ at }) => now - at < hourMs);
    this.#impossible = this.#impossible.filter((at) => now - at < hourMs);
  }
}
