import type { Clock, Timer } from "../../../contract/index.ts";
import type { Model } from "./models.ts";
import {
  absX,
  absY,
  btnTouch,
  type Event,
  frame,
  positionX,
  positionY,
  synDropped,
  synReport,
  trackingId,
} from "./records.ts";

/** Parts of the screen, 0..1. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface FingerEnv {
  readonly clock: Clock;
  readonly model: Model;
  readonly write: (bytes: Uint8Array) => void;
  readonly has: (fault: "lostRelease" | "overflow" | "brokenStrokes" | "jumps") => boolean;
  /** Where the glass feels it, or nothing. */
  readonly felt: (spot: Spot, isHeld: boolean) => Spot | undefined;
}

/** A panel reports a hundred times a second. */
export const frameMs = 10;
const brokenGapMs = 20;

/** One finger on the glass, and what the kernel says of it: what did not change is not said again (hid-touch.md §4). */
export class Finger {
  readonly #env: FingerEnv;
  readonly #timers = new Set<Timer>();
  #id = 0;
  /** On the glass, felt or not. */
  #isThere = false;
  #isDown = false;
  #said: { x?: number; y?: number } = {};

  constructor(env: FingerEnv) {
    this.#env = env;
  }

  isDown(): boolean {
    return this.#isThere;
  }

  /** Draws from one spot to another in `ms`; the same spot twice is a tap. */
  draw(from: Spot, to: Spot, ms: number): void {
    const steps = Math.max(1, Math.round(ms / frameMs));
    const at = (n: number): Spot => ({
      x: from.x + ((to.x - from.x) * n) / steps,
      y: from.y + ((to.y - from.y) * n) / steps,
    });
    this.down(from);
    for (let n = 1; n < steps; n++) this.#later((ms * n) / steps, () => this.move(at(n)));
    const half = Math.floor(steps / 2);
    if (this.#env.has("brokenStrokes")) {
      this.#later((ms * half) / steps + 1, () => this.up());
      this.#later((ms * half) / steps + 1 + brokenGapMs, () => this.down(at(half)));
    }
    if (this.#env.has("jumps")) this.#later((ms * half) / steps + 2, () => this.move({ x: 1 - from.x, y: 1 - from.y }));
    if (this.#env.has("overflow")) this.#later((ms * half) / steps + 3, () => this.#send([synDropped], [synReport]));
    this.#later(ms + (this.#env.has("brokenStrokes") ? brokenGapMs + 2 * frameMs : 0), () => this.up());
  }

  down(spot: Spot): void {
    this.#isThere = true;
    const felt = this.#env.felt(spot, false);
    if (!felt) return;
    this.#id = (this.#id + 1) % 65_536;
    this.#isDown = true;
    const { isMulti } = this.#env.model;
    this.#send([...(isMulti ? [trackingId(this.#id)] : []), ...this.#place(felt, true), synReport]);
  }

  move(spot: Spot): void {
    if (!this.#isThere) return;
    if (!this.#isDown) return this.down(spot);
    const felt = this.#env.felt(spot, true);
    if (!felt) return this.#lift();
    const events = this.#place(felt, false);
    if (events.length > 0) this.#send([...events, synReport]);
  }

  up(): void {
    this.#isThere = false;
    this.#lift();
  }

  #lift(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    if (this.#env.has("lostRelease")) return;
    this.#send([...(this.#env.model.isMulti ? [trackingId(-1)] : []), btnTouch(false), synReport]);
  }

  /** The device was taken away, or its node opened anew. */
  forget(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#isThere = false;
    this.#isDown = false;
    this.#said = {};
  }

  #place({ x, y }: Spot, isNew: boolean): Event[] {
    const { isMulti, max } = this.#env.model;
    const [rawX, rawY] = [x, y].map((part) => Math.min(max, Math.max(0, Math.round(part * max)))) as [number, number];
    const news = { x: rawX !== this.#said.x, y: rawY !== this.#said.y };
    this.#said = { x: rawX, y: rawY };
    return [
      ...(isMulti && news.x ? [positionX(rawX)] : []),
      ...(isMulti && news.y ? [positionY(rawY)] : []),
      ...(isNew ? [btnTouch(true)] : []),
      ...(news.x ? [absX(rawX)] : []),
      ...(news.y ? [absY(rawY)] : []),
    ];
  }

  #send(...frames: (readonly Event[])[]): void {
    const timeUs = Math.round(this.#env.clock.now() * 1000);
    for (const events of frames) this.#env.write(frame(timeUs, events));
  }

  #later(ms: number, fn: () => void): void {
    const timer = this.#env.clock.after(ms, () => {
      this.#timers.delete(timer);
      fn();
    });
    this.#timers.add(timer);
  }
}
