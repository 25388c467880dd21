import { describe, expect, it } from "vitest";
import { withDefaults } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { seeded } from "../../tests/support/seeded.ts";
import type { Point } from "../touch/accuracy.ts";
import { Config } from "./config.ts";
import { Grid, linesOf } from "./grid.ts";
import { Returns } from "./returns.ts";
import { Watch } from "./watch.ts";

const settings = (over: Record<string, unknown> = {}) => withDefaults(Config, over) as Config;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Touches as they come out of an event node, in pixels, on a clock that moves only here. */
class Glass {
  readonly clock = new FakeClock();
  readonly memory = new Map<string, unknown>();
  readonly watch: Watch;
  news = 0;
  #touch = 0;

  constructor(over: Record<string, unknown> = {}, contacts = 10) {
    this.watch = new Watch({
      config: settings({ xHigh: 1279, yHigh: 1023, ...over }),
      clock: this.clock,
      memory: { get: (k) => this.memory.get(k), set: (k, v) => void this.memory.set(k, structuredClone(v)) },
      onNews: () => {
        this.news += 1;
      },
    });
    this.watch.reopened({ contacts });
  }

  pass(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  #say(kind: "down" | "move", raw: Point): void {
    const common = { at: this.clock.mono(), timeUs: 0 };
    this.watch.take([
      { kind, touch: this.#touch, raw, ...common },
      { kind: "frame", ...common },
    ]);
  }

  down(point: Point): void {
    this.#touch += 1;
    this.#say("down", point);
  }

  move(point: Point): void {
    this.#say("move", point);
  }

  up(touch = this.#touch): void {
    const common = { at: this.clock.mono(), timeUs: 0 };
    this.watch.take([
      { kind: "up", touch, ...common },
      { kind: "frame", ...common },
    ]);
  }

  async tap(point: Point, ms = 100): Promise<void> {
    this.down(point);
    await this.pass(ms);
    this.up();
  }

  state(component = "surface") {
    return this.watch.components(true)[component];
  }
}

const tapsInAnHour = async (glass: Glass, count: number, where: () => Point, ms: number) => {
  for (let n = 0; n < count; n++) {
    await glass.tap(where(), ms);
    await glass.pass((50 * minuteMs) / count);
  }
  await glass.pass(11_000);
};

describe("hid-touch.md §5.1", () => {
  it("a finger that rests for 31 s is stuck, and its place is named; it says so without being asked", async () => {
    const glass = new Glass();
    glass.down({ x: 1200, y: 40 });
    for (let n = 0; n < 31 * 20; n++) {
      if (n === 29 * 20) expect(glass.state()).toEqual({ state: "touched" });
      await glass.pass(50);
      glass.move({ x: 1200 + (n % 2 ? 2 : -2), y: 40 });
    }
    expect(glass.state()).toEqual({ state: "stuck", vendorCode: "stuck touch at (1200, 40)" });
    expect(glass.news).toBe(1);
    glass.up();
    expect(glass.state()).toEqual({ state: "released" });
    expect(glass.news).toBe(2);
  });

  it("stuck without a word: the kernel does not repeat what does not change", async () => {
    const glass = new Glass();
    glass.down({ x: 5, y: 5 });
    await glass.pass(31_000);
    expect(glass.state()).toMatchObject({ state: "stuck" });
  });

  it("a finger that moves for 10 s is none; one that moves for two minutes drifts", async () => {
    const glass = new Glass();
    const draw = async (seconds: number, to: number) => {
      for (let n = 0; n < seconds * 20; n++) {
        await glass.pass(50);
        const part = (n % to) / to;
        glass.move({ x: 100 + 1080 * part, y: 100 + 800 * part });
      }
    };
    glass.down({ x: 100, y: 100 });
    await draw(10, 200);
    expect(glass.state()).toEqual({ state: "touched" });
    await draw(111, 2_000_000);
    expect(glass.state()).toMatchObject({ state: expect.stringMatching(/stuck|noisy/) });
  });

  it("12 taps of 15 ms in a corner with nobody there: ghosts, in one place", async () => {
    const glass = new Glass();
    glass.watch.observe({ kind: "presence", present: false }, true);
    await glass.pass(6 * minuteMs);
    const random = seeded(1);
    const around = (middle: number) => middle + (random() - 0.5) * 8;
    await tapsInAnHour(glass, 12, () => ({ x: around(1275), y: around(3) }), 15);
    expect(glass.state()).toEqual({
      state: "noisy",
      vendorCode: expect.stringMatching(/^12 ghosts\/h at \(127\d, \d\)$/),
    });
    await glass.pass(hourMs);
    expect(glass.state()).toEqual({ state: "released" });
  });

  it("70 taps anywhere with nobody there: a flood without a place; with a customer, or with nobody who tells: none", async () => {
    const random = seeded(2);
    const anywhere = () => ({ x: random() * 1280, y: random() * 1024 });
    const told = async (present: boolean | undefined) => {
      const glass = new Glass();
      if (present !== undefined) glass.watch.observe({ kind: "presence", present }, true);
      await glass.pass(6 * minuteMs);
      await tapsInAnHour(glass, 70, anywhere, 100);
      return glass;
    };
    expect((await told(false)).state()).toEqual({ state: "flooded", vendorCode: "70 ghosts/h" });
    expect((await told(false)).watch.measures()).toMatchObject({ touches: 70, idleTouches: 70 });
    expect((await told(true)).state()).toEqual({ state: "released" });
    const unknown = await told(undefined);
    expect(unknown.state()).toEqual({ state: "released" });
    expect(unknown.watch.measures()).not.toHaveProperty("idleTouches");
  });

  it("the touch with which a customer arrives is none, nor are those within five minutes after one left", async () => {
    const glass = new Glass({ ghostsPerHour: 1 });
    glass.watch.observe({ kind: "presence", present: false }, true);
    for (let n = 0; n < 5; n++) await glass.tap({ x: 10, y: 10 });
    await glass.pass(10 * minuteMs);
    await glass.tap({ x: 10, y: 10 });
    await glass.pass(3_000);
    glass.watch.observe({ kind: "presence", present: true }, true);
    await glass.pass(20_000);
    expect(glass.watch.facts().ghosts).toBe(0);
  });

  it("a contact held still that goes 8 pixels to and fro trembles", async () => {
    const glass = new Glass();
    glass.down({ x: 632, y: 512 });
    for (let n = 1; n < 20; n++) {
      await glass.pass(20);
      glass.move({ x: n % 2 ? 648 : 632, y: 512 });
    }
    glass.up();
    expect(glass.watch.facts().jitter).toBeCloseTo(0.625, 2);
    expect(glass.state()).toEqual({ state: "unsteady", vendorCode: "jitter 0.62 % of width" });
  });

  it.each([
    ["drawn evenly", (n: number) => ({ x: 100 + n * 10, y: 300 })],
    ["wiped to and fro", (n: number) => ({ x: 600 + 60 * Math.sin(n), y: 300 })],
    ["rested by a steady hand", (n: number) => ({ x: 600 + (n % 3), y: 300 })],
  ])("a finger %s does not tremble", async (_, at) => {
    const glass = new Glass();
    glass.down(at(0));
    for (let n = 1; n < 100; n++) {
      await glass.pass(20);
      glass.move(at(n));
    }
    glass.up();
    expect(glass.state()).toEqual({ state: "released" });
  });

  it("12 broken of 20 strokes are 60 %; whole ones are none", async () => {
    const strokes = async (broken: number) => {
      const glass = new Glass();
      for (let n = 0; n < 20; n++) {
        await glass.tap({ x: 300, y: 300 }, 1000);
        if (n < broken) {
          await glass.pass(30);
          await glass.tap({ x: 305, y: 300 }, 500);
        }
        await glass.pass(1000);
      }
      return glass.state();
    };
    expect(await strokes(12)).toEqual({ state: "unsteady", vendorCode: "blips 60 %" });
    expect(await strokes(6)).toEqual({ state: "released" });
  });

  it("more contacts than it can have, or one that jumps across the screen", async () => {
    const crowd = new Glass({}, 2);
    for (let n = 0; n < 5; n++) crowd.down({ x: 100 * n, y: 100 });
    expect(crowd.state()).toEqual({ state: "noisy", vendorCode: "3 impossible contacts" });
    const jumper = new Glass();
    jumper.down({ x: 100, y: 100 });
    for (let n = 0; n < 3; n++) {
      await jumper.pass(10);
      jumper.move({ x: n % 2 ? 100 : 1000, y: 100 });
    }
    expect(jumper.state()).toMatchObject({ vendorCode: "3 impossible contacts" });
  });

  it("attached 5 times in 6 minutes is a reset loop, 3 times is none", () => {
    const returns = new Returns({ get: () => undefined, set: () => undefined }, 3);
    returns.seen("1-2 4", 0);
    for (let n = 1; n <= 5; n++) {
      if (n === 4) expect(returns.reading(3 * 72_000)).toEqual({ state: "ok" });
      returns.away();
      expect(returns.seen(`1-2 ${4 + n}`, n * 72_000)).toBe(true);
    }
    expect(returns.reading(6 * minuteMs)).toEqual({ state: "unstable", vendorCode: "reset loop: 5 in 10 min" });
    expect(returns.reading(17 * minuteMs)).toEqual({ state: "ok" });
    returns.expected("1-2 99");
    expect(returns.seen("1-2 99", 0)).toBe(false);
  });
});

describe("what cannot be seen", () => {
  it("after an overflow nothing is touched and nothing is released until something is said", () => {
    const glass = new Glass();
    glass.down({ x: 1, y: 1 });
    glass.watch.take([{ kind: "overflow", at: 0, timeUs: 0 }]);
    expect(glass.state()).toBeUndefined();
    expect(glass.watch.measures()).toMatchObject({ touchOverflows: 1, touches: 1 });
  });

  it("of touches that cannot be read nothing is said", () => {
    expect(Object.keys(new Glass().watch.components(false))).toEqual(["calibration"]);
  });
});

describe("customers and touches", () => {
  const visit = async (glass: Glass, touches: boolean) => {
    glass.watch.observe({ kind: "presence", present: true }, true);
    await glass.pass(30_000);
    if (touches) await glass.tap({ x: 500, y: 500 });
    glass.watch.observe({ kind: "presence", present: false }, true);
    await glass.pass(minuteMs);
  };

  it("five customers who touch nothing: silent, until one does", async () => {
    const glass = new Glass();
    await visit(glass, true);
    expect(glass.state("activity")).toEqual({ state: "ok" });
    for (let n = 0; n < 5; n++) await visit(glass, false);
    expect(glass.state("activity")).toEqual({ state: "silent", vendorCode: "5 customers, no touch" });
    await visit(glass, true);
    expect(glass.state("activity")).toEqual({ state: "ok" });
  });

  it("a closed night is no fault; a day without a touch is, where nobody tells of customers", async () => {
    const told = new Glass();
    await visit(told, true);
    await told.pass(48 * hourMs);
    expect(told.state("activity")).toEqual({ state: "ok" });
    const untold = new Glass();
    expect(untold.state("activity")).toBeUndefined();
    await untold.pass(25 * hourMs);
    expect(untold.state("activity")).toEqual({ state: "silent", vendorCode: "no touch for 25 h" });
  });

  it("touches beside their targets are measured in passing, whichever was told first", async () => {
    const glass = new Glass();
    const targets = [0.2, 0.4, 0.6, 0.8, 0.9].map((part) => ({ x: part, y: 1 - part }));
    for (const { x, y } of targets) {
      glass.watch.observe({ kind: "touchTarget", x, y }, true);
      await glass.tap({ x: x * 1280 + 38, y: y * 1024 + 30 });
      await glass.pass(5_000);
    }
    expect(glass.state("calibration")).toMatchObject({ state: "inaccurate" });
    expect(glass.watch.measures()["positioningErrorMax"]).toBeCloseTo((100 * Math.hypot(38, 30)) / 1639.2, 1);
  });
});

describe("fields that feel nothing", () => {
  const memory = () => {
    const kept = new Map<string, unknown>();
    return { get: (k: string) => kept.get(k), set: (k: string, v: unknown) => void kept.set(k, structuredClone(v)) };
  };
  const screen = { width: 1280, height: 1024 };
  const limits = { deadAfterTouches: 2_000, deadAfterMissed: 20 };
  const button = { x: 40, y: 40 };

  it("a button that 21 were asked to touch and nobody did, with 2000 touches elsewhere; one touch proves it alive", () => {
    const kept = memory();
    const grid = new Grid(screen, kept);
    for (let n = 0; n < 21; n++) grid.asked(button);
    for (let n = 0; n < 1_999; n++) grid.touched({ x: 640, y: 500 });
    expect(grid.dead(limits)).toEqual([]);
    grid.touched({ x: 640, y: 500 });
    expect(grid.dead(limits)).toEqual([0]);
    grid.save();
    const restarted = new Grid(screen, kept);
    expect(restarted.dead(limits)).toEqual([0]);
    restarted.touched(button);
    expect(restarted.dead(limits)).toEqual([]);
    expect(restarted.knowsAll(limits)).toBe(true);
  });

  it("a field nobody was asked to touch is not dead", () => {
    const grid = new Grid(screen, memory());
    for (let n = 0; n < 3_000; n++) grid.touched({ x: 640, y: 500 });
    expect(grid.dead(limits)).toEqual([]);
  });

  it("row 4 of 9 without a mark is a dead line", () => {
    const row = Array.from({ length: 16 }, (_, n) => 4 * 16 + n);
    expect(linesOf(row)).toEqual(["row 4"]);
    expect(linesOf(row.slice(1))).toEqual([]);
    const glass = new Glass();
    glass.watch.painted(row);
    expect(glass.state("sensor")).toEqual({ state: "inoperable", vendorCode: "dead line row 4" });
    glass.watch.painted([7]);
    expect(glass.state("sensor")).toEqual({ state: "deadSpot", vendorCode: "dead zone 7/0" });
    glass.watch.painted([]);
    expect(glass.state("sensor")).toEqual({ state: "ok" });
  });

  it("what lies in the memory and is none of ours is worth nothing", () => {
    const odd = { get: () => ({ missed: [1], since: "x", painted: 3 }), set: () => undefined };
    expect(new Grid(screen, odd).dead(limits)).toEqual([]);
  });
});
