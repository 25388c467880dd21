import type { Point } from "../touch/accuracy.ts";
import { IdleTouches } from "../touch/idle.ts";
import type { TouchPacket } from "./codec.ts";

/** A finger from its first packet to its last. Controller units and monotonic ms. */
export interface Touch {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly points: readonly Point[];
}

/** Silence that ends a touch whose untouch was lost, or that never sends one (single-point mode, jumper J4). */
const lostAfterMs = 1_000;
/** More points than a test may take (20 s at 96 packets/s) are not kept. */
const maxPoints = 2_000;
/** A finger that moved so far, in controller units of 4096, is no stuck one. */
const movedBy = 80;
/** A finger rests longer and streams more than this; shorter is an electrical ghost. */
const ghostMs = 40;
const ghostPackets = 3;
const hourMs = 3_600_000;
const maxTimes = 1_000;

interface Open {
  readonly startedAt: number;
  lastAt: number;
  anchor: Point;
  anchorAt: number;
  points: Point[];
  packets: number;
}

/** Follows the touch packets: what is touched now, what was touched, what nobody can have touched. */
export class Touches {
  #open: Open | undefined;
  #ghosts: number[] = [];
  readonly #idle: IdleTouches;
  #count = 0;
  readonly #onEnd: (touch: Touch) => void;

  constructor(onEnd: (touch: Touch) => void, counts: { touches: number; idle: number }) {
    this.#onEnd = onEnd;
    this.#count = counts.touches;
    this.#idle = new IdleTouches(counts.idle);
  }

  take(packet: TouchPacket, now: number): void {
    this.expire(now);
    if (packet.initial && this.#open) this.#end();
    const point = { x: packet.x, y: packet.y };
    const open = (this.#open ??= this.#begin(point, now));
    open.lastAt = now;
    open.packets += 1;
    if (open.points.length < maxPoints) open.points.push(point);
    if (Math.max(Math.abs(point.x - open.anchor.x), Math.abs(point.y - open.anchor.y)) > movedBy) {
      open.anchor = point;
      open.anchorAt = now;
    }
    if (packet.untouch) this.#end(true);
  }

  /** A person came or went. */
  presence(present: boolean, now: number): void {
    this.#idle.presence(present, now);
  }

  /** Ends a touch that fell silent, and decides about touches nobody claimed. */
  expire(now: number): void {
    if (this.#open && now - this.#open.lastAt > lostAfterMs) this.#end();
    this.#idle.settle(now);
    this.#ghosts = this.#ghosts.filter((at) => now - at < hourMs);
  }

  /** How long the finger that is on the screen has not moved, ms; `undefined` if there is none. */
  restingMs(): number | undefined {
    return this.#open && this.#open.lastAt - this.#open.anchorAt;
  }

  /** Touches of the last hour that no person made: too short for a finger, or with nobody there. */
  ghostsLastHour(): number {
    return Math.max(this.#ghosts.length, this.#idle.lastHour().length);
  }

  counts(): { touches: number; idle: number | undefined } {
    return { touches: this.#count, idle: this.#idle.total() };
  }

  #begin(point: Point, now: number): Open {
    this.#count += 1;
    this.#idle.began({ at: now });
    return { startedAt: now, lastAt: now, anchor: point, anchorAt: now, points: [], packets: 0 };
  }

  #end(lifted = false): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const short = open.lastAt - open.startedAt < ghostMs && open.packets <= ghostPackets;
    // Without an untouch nothing is known of the length: a single-point controller sends one packet for any touch.
    if (lifted && open.packets > 1 && short && this.#ghosts.length < maxTimes) this.#ghosts.push(open.lastAt);
    this.#onEnd({ startedAt: open.startedAt, endedAt: open.lastAt, points: open.points });
  }
}
