import { type Static, Type } from "typebox";
import { checker } from "../../contract/index.ts";
import type { DriverMemory } from "../api.ts";
import { minTargets, type Point, type Sample, type Screen } from "./accuracy.ts";

const PointSchema = Type.Object({ x: Type.Number(), y: Type.Number() });
const SampleSchema = Type.Object({ target: PointSchema, measured: Type.Union([PointSchema, Type.Null()]) });
const Kept = Type.Object({
  width: Type.Number(),
  height: Type.Number(),
  samples: Type.Array(SampleSchema, { maxItems: 100 }),
});
type Kept = Static<typeof Kept>;
const kept = checker(Kept);

/** A target and a touch belong together within this time, whichever came first. */
const togetherMs = 3_000;
/** Targets closer than this part of the diagonal are the same place. */
const samePlace = 0.01;

interface Timed {
  readonly point: Point;
  readonly at: number;
}

/** Collects samples in passing: the sales application says where it asked for a touch, the controller says where one came. */
export class Samples {
  readonly #screen: Screen;
  readonly #most: number;
  readonly #memory: DriverMemory;
  #target: Timed | undefined;
  #touch: Timed | undefined;
  #live: Sample[];
  #tested: Kept | undefined;

  constructor(screen: Screen, most: number, memory: DriverMemory) {
    this.#screen = screen;
    this.#most = most;
    this.#memory = memory;
    // What lies in the memory was written by an older version of us, or with another screen: then it is worth nothing.
    const live = memory.get("accuracyLive");
    const mine = kept.is(live) && live.width === screen.width && live.height === screen.height;
    this.#live = mine ? live.samples : [];
    const tested = memory.get("accuracyTested");
    this.#tested = kept.is(tested) ? tested : undefined;
  }

  /** The samples of the last test that was whole, with its screen. */
  tested(): { readonly screen: Screen; readonly samples: readonly Sample[] } | undefined {
    return this.#tested && { screen: this.#tested, samples: this.#tested.samples };
  }

  /** Returns true if a test became whole or was renewed. */
  asked(target: Point, now: number): boolean {
    if (this.#touch && now - this.#touch.at <= togetherMs) return this.#pair(target, this.#touch.point);
    this.#target = { point: target, at: now };
    return false;
  }

  /** The same, for a touch that is fit for a test. */
  touched(point: Point, now: number): boolean {
    if (this.#target && now - this.#target.at <= togetherMs) return this.#pair(this.#target.point, point);
    this.#touch = { point, at: now };
    return false;
  }

  /** A test made on purpose takes the place of what was collected in passing. */
  test(screen: Screen, samples: readonly Sample[]): void {
    this.#live = [];
    this.#keep("accuracyLive", { ...this.#screen, samples: [] });
    this.#tested = { width: screen.width, height: screen.height, samples: [...samples] };
    this.#keep("accuracyTested", this.#tested);
  }

  /** The controller was calibrated anew: what was measured before says nothing any more. */
  forget(): void {
    this.#live = [];
    this.#tested = undefined;
    this.#keep("accuracyLive", { ...this.#screen, samples: [] });
    this.#memory.set("accuracyTested", null);
  }

  #pair(target: Point, measured: Point): boolean {
    this.#target = undefined;
    this.#touch = undefined;
    const near = samePlace * Math.hypot(this.#screen.width, this.#screen.height);
    const others = this.#live.filter((s) => Math.hypot(s.target.x - target.x, s.target.y - target.y) > near);
    this.#live = [...others, { target, measured }].slice(-this.#most);
    const live = { ...this.#screen, samples: this.#live };
    this.#keep("accuracyLive", live);
    if (this.#live.length < minTargets) return false;
    this.#tested = live;
    this.#keep("accuracyTested", live);
    return true;
  }

  #keep(key: string, { width, height, samples }: Kept): void {
    this.#memory.set(key, { width, height, samples });
  }
}
