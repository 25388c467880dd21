import type { Clock } from "../../contract/index.ts";
import type { ComponentReading, DriverMemory, KioskObservation } from "../api.ts";
import { type Accuracy, assess, type Point, type Sample, type Screen, verdictOf } from "../touch/accuracy.ts";
import { Samples } from "../touch/samples.ts";
import type { Ranges } from "./codec.ts";
import type { Config } from "./config.ts";
import { fieldOf, Grid } from "./grid.ts";
import { restingPoint, screenOf, toPixelOf } from "./place.ts";
import { activityOf, calibrationOf, limitsOf, sensorOf, surfaceOf } from "./status.ts";
import { Surface, type SurfaceFacts, type TimedChange } from "./surface.ts";

const saveEveryMs = 60_000;

const round = (value: number): number => Math.round(value * 1000) / 1000;
const countOf = (value: unknown): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;

export interface WatchEnv {
  readonly config: Config;
  readonly clock: Clock;
  readonly memory: DriverMemory;
  /** Something is worth a poll. */
  readonly onNews: () => void;
}

/** Everything that is told of the touches, set beside what the sales application tells of its customers. */
export class Watch {
  readonly #env: WatchEnv;
  readonly #surface: Surface;
  readonly #samples: Samples;
  readonly #grid: Grid;
  readonly #since: number;
  #touchedAt: number | undefined;
  #visit: { touched: boolean } | undefined;
  #toldPresence = false;
  /** Customers in a row who touched nothing. */
  #quietVisits: number;
  #stuckTold = false;
  #painting: Set<number> | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;

  constructor(env: WatchEnv) {
    const { config, clock, memory } = env;
    this.#env = env;
    this.#samples = new Samples(screenOf(config), config.samples, memory);
    this.#grid = new Grid(screenOf(config), memory);
    this.#since = clock.mono();
    this.#quietVisits = countOf(memory.get("quietVisits"));
    this.#surface = new Surface({
      width: config.width,
      idleAfterMs: config.idleAfterMs,
      counts: { touches: countOf(memory.get("touches")), idle: countOf(memory.get("idleTouches")) },
      onTouch: (point) => this.#touched(point),
      onMove: (point) => this.#reached(point),
      onLift: (points, tookMs) => this.#lifted(points, tookMs),
    });
  }

  /** The device was opened anew. */
  reopened(ranges: Ranges): void {
    this.#surface.reopened(toPixelOf(this.#env.config, ranges), ranges.contacts);
  }

  take(changes: readonly TimedChange[]): void {
    for (const change of changes) this.#surface.take(change);
    const { resting } = this.facts();
    const isStuck = (resting?.ms ?? 0) > this.#env.config.stuckAfterMs;
    if (isStuck !== this.#stuckTold) this.#env.onNews();
    this.#stuckTold = isStuck;
  }

  /** `isHeard`: touches can be read at present. */
  observe(observation: KioskObservation, isHeard: boolean): void {
    if (observation.kind === "presence") return this.#visitor(observation.present, isHeard);
    const { x, y } = observation;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    // Within 0..1 it is a part of the screen: nobody is asked to touch its first pixel.
    const { width, height } = this.#env.config;
    const part = x >= 0 && y >= 0 && x <= 1 && y <= 1;
    const target = part ? { x: x * width, y: y * height } : { x, y };
    if (isHeard) this.#grid.asked(target);
    if (this.#samples.asked(target, this.#now())) this.#env.onNews();
  }

  facts(): SurfaceFacts {
    return this.#surface.facts(this.#now());
  }

  /** What touches show; of touches that cannot be read only the accuracy that was measured before. */
  components(isHeard: boolean): Record<string, ComponentReading | undefined> {
    const { config } = this.#env;
    const accuracy = this.#accuracy();
    const calibration = calibrationOf(accuracy, accuracy && verdictOf(accuracy, limitsOf(config)));
    if (!isHeard) return { calibration };
    const activity = {
      quietMs: this.#now() - (this.#touchedAt ?? this.#since),
      touched: this.#touchedAt !== undefined,
      customers: this.#quietVisits,
      toldPresence: this.#toldPresence,
    };
    return {
      surface: surfaceOf(this.facts(), config),
      sensor: sensorOf(this.#grid.dead(config), this.#grid.knowsAll(config)),
      activity: activityOf(activity, config),
      calibration,
    };
  }

  measures(): Record<string, number> {
    const { touches, idle, lost, overflows } = this.#surface.counts(this.#now());
    const accuracy = this.#accuracy();
    return {
      touches,
      ...(idle === undefined ? {} : { idleTouches: idle }),
      lostReleases: lost,
      touchOverflows: overflows,
      ...(accuracy
        ? { positioningErrorMax: round(accuracy.maxPercent), positioningErrorMean: round(accuracy.meanPercent) }
        : {}),
      ...(accuracy?.fit ? { positioningResidual: round(accuracy.fit.residualPercent) } : {}),
    };
  }

  tested(screen: Screen, samples: readonly Sample[]): void {
    this.#samples.test(screen, samples);
  }

  /** Marks every field that is touched until told `undefined`. */
  paint(marks: Set<number> | undefined): void {
    this.#painting = marks;
  }

  painted(missing: readonly number[]): void {
    this.#grid.painted(missing);
    this.save(true);
  }

  /** Keeps what outlasts a restart, at most once a minute. */
  save(anyway = false): void {
    const now = this.#now();
    if (!anyway && now - this.#savedAt < saveEveryMs) return;
    this.#savedAt = now;
    const { memory } = this.#env;
    const { touches, idle } = this.#surface.counts(this.#now());
    for (const [key, value] of Object.entries({ touches, idleTouches: idle, quietVisits: this.#quietVisits }))
      if (value !== undefined && memory.get(key) !== value) memory.set(key, value);
    this.#grid.save();
  }

  #now(): number {
    return this.#env.clock.mono();
  }

  #touched(point: Point | undefined): void {
    this.#touchedAt = this.#now();
    this.#quietVisits = 0;
    if (this.#visit) this.#visit.touched = true;
    if (!point) return;
    this.#grid.touched(point);
    this.#mark(point);
  }

  #reached(point: Point): void {
    this.#grid.reached(point);
    this.#mark(point);
  }

  #mark(point: Point): void {
    const field = fieldOf(point, screenOf(this.#env.config));
    if (field !== undefined) this.#painting?.add(field);
  }

  #lifted(points: readonly Point[], tookMs: number): void {
    const point = restingPoint(points, tookMs, screenOf(this.#env.config));
    if (point && this.#samples.touched(point, this.#now())) this.#env.onNews();
  }

  /** A customer who leaves and has touched nothing speaks against the screen. */
  #visitor(present: boolean, isHeard: boolean): void {
    this.#surface.presence(present, this.#now());
    this.#toldPresence = true;
    if (present) this.#visit ??= { touched: false };
    else if (this.#visit) {
      if (!this.#visit.touched && isHeard) this.#quietVisits += 1;
      this.#visit = undefined;
    }
  }

  #accuracy(): Accuracy | undefined {
    const tested = this.#samples.tested();
    return tested && assess(tested.samples, tested.screen);
  }
}
