import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apart, grouped, groupLevel, type Placed } from "./grouping.ts";
import { type Labelled, labelled } from "./labels.ts";
import {
  degreesText,
  fitted,
  graticule,
  latitudeOf,
  longitudeOf,
  panned,
  pixelsAt,
  project,
  scaleBar,
  toScreen,
  zoomed,
} from "./projection.ts";

const size = { width: 800, height: 500 };
const places = fc.record({
  latitude: fc.double({ min: -80, max: 80, noNaN: true }),
  longitude: fc.double({ min: -179, max: 179, noNaN: true }),
});
const view = { ...project(22.5, 114), zoom: 9 };

describe("projection", () => {
  it.each([
    [0, 0, 0.5, 0.5],
    [0, -180, 0, 0.5],
    [85.051129, 180, 1, 0],
    // EPSG:3857 has 45° north at 5,621,521.486 m of 20,037,508.343 m.
    [45, 90, 0.75, 0.5 - 5_621_521.486 / 40_075_016.686],
  ])("%d° %d° lies at %d, %d", (latitude, longitude, x, y) => {
    const at = project(latitude, longitude);
    expect([at.x, at.y]).toEqual([expect.closeTo(x, 4), expect.closeTo(y, 4)]);
  });

  it("goes there and back", () => {
    fc.assert(
      fc.property(places, ({ latitude, longitude }) => {
        const { x, y } = project(latitude, longitude);
        expect(latitudeOf(y)).toBeCloseTo(latitude, 8);
        expect(longitudeOf(x)).toBeCloseTo(longitude, 8);
      }),
    );
  });

  it("what is under the hand stays there, larger and smaller", () => {
    const at = { x: 130, y: 420 };
    const point = project(22.3, 113.7);
    const before = toScreen(view, size, point);
    const nearer = zoomed(view, size, 1, before);
    expect(toScreen(nearer, size, point)).toEqual({ x: expect.closeTo(before.x, 6), y: expect.closeTo(before.y, 6) });
    expect(zoomed(nearer, size, -1, before)).toEqual({
      x: expect.closeTo(view.x, 9),
      y: expect.closeTo(view.y, 9),
      zoom: view.zoom,
    });
    const moved = toScreen(panned(view, { x: 30, y: -20 }), size, point);
    expect([moved.x - before.x, moved.y - before.y]).toEqual([expect.closeTo(30, 6), expect.closeTo(-20, 6)]);
    expect(zoomed(view, size, 99, at).zoom).toBe(18);
  });

  it("shows all points, however far apart, and one with its town", () => {
    fc.assert(
      fc.property(fc.array(places, { minLength: 1, maxLength: 30 }), (some) => {
        const points = some.map((one) => project(one.latitude, one.longitude));
        const whole = fitted(points, size, 40);
        for (const point of points) {
          const { x, y } = toScreen(whole, size, point);
          // The whole earth at its smallest is smaller than the window.
          expect(x).toBeGreaterThanOrEqual(whole.zoom <= 1 ? -size.width : 39.9);
          expect(y).toBeLessThanOrEqual(whole.zoom <= 1 ? size.height * 2 : size.height - 39.9);
        }
      }),
    );
    expect(fitted([project(22, 114)], size, 40)).toMatchObject({ zoom: 12 });
    expect(fitted([], size, 40)).toEqual({ x: 0.5, y: 0.5, zoom: 1 });
  });

  it("the bar is a round length, true in the middle of the view", () => {
    // A degree of latitude is 111.2 km; at 60° a degree of longitude half as long as at the equator.
    const at60 = scaleBar({ ...project(60, 10), zoom: 8 }, 120);
    const equator = scaleBar({ ...project(0, 10), zoom: 8 }, 120);
    expect([at60.metres, equator.metres]).toEqual([20_000, 50_000]);
    expect(at60.pixels / at60.metres / (equator.pixels / equator.metres)).toBeCloseTo(2, 3);
    expect((equator.pixels / equator.metres) * 111_319.5).toBeCloseTo(pixelsAt(8) / 360, 3);
  });

  it("lines stand at round degrees, far enough apart, wherever one looks", () => {
    const { meridians, parallels, step } = graticule(view, size);
    expect(step).toBe(0.5);
    expect(meridians.map(({ degrees }) => degrees)).toContain(114);
    expect(parallels.map(({ degrees }) => degrees)).toContain(22.5);
    for (const [n, { at }] of meridians.entries())
      if (n > 0) expect(at - (meridians[n - 1]?.at ?? 0)).toBeGreaterThanOrEqual(90);
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 18 }), ({ latitude, longitude }, zoom) => {
        const lines = graticule({ ...project(latitude, longitude), zoom }, size);
        expect(lines.meridians.length + lines.parallels.length).toBeLessThan(30);
      }),
    );
  });

  it.each([
    [114, 0.5, "114.0°E"],
    [-0.25, 0.05, "0.25°W"],
    [0, 10, "0°"],
    [-120, 30, "120°W"],
  ])("%d° by steps of %d is %s", (degrees, step, text) => {
    expect(degreesText(degrees, step, ["E", "W"])).toBe(text);
  });
});

const town = (count: number): Placed[] =>
  Array.from({ length: count }, (_, n) => ({
    name: `site ${n}`,
    weight: n % 7,
    ...project(22 + ((n * 37) % 101) / 100, 113 + ((n * 61) % 397) / 400),
  }));

describe("groups", () => {
  it("every site is in one group; groups do not cover each other", () => {
    fc.assert(
      fc.property(fc.array(places, { maxLength: 60 }), fc.integer({ min: 1, max: 18 }), (some, level) => {
        const sites = some.map((one, n) => ({
          name: String(n),
          weight: n % 3,
          ...project(one.latitude, one.longitude),
        }));
        const groups = grouped(sites, level);
        expect(groups.flatMap(({ members }) => members.map(({ name }) => name)).sort()).toEqual(
          sites.map(({ name }) => name).sort(),
        );
        for (const [n, a] of groups.entries())
          for (const b of groups.slice(n + 1))
            expect(Math.hypot(a.x - b.x, a.y - b.y) * pixelsAt(level)).toBeGreaterThanOrEqual(apart - 1e-6);
      }),
    );
  });

  it("stand where the heaviest stands, fall apart when looked at closely, and stay at a half step", () => {
    const sites = town(400);
    const far = grouped(sites, groupLevel(6.9));
    expect(far.length).toBeLessThan(40);
    for (const { x, y, members } of far) expect({ x, y }).toEqual({ x: members[0]?.x, y: members[0]?.y });
    expect(grouped(sites, groupLevel(14)).length).toBeGreaterThan(300);
    expect(groupLevel(6.5)).toBe(groupLevel(6.99));
    expect(grouped(sites.toReversed(), 8)).toEqual(grouped(sites, 8));
  });
});

describe("labels", () => {
  const mark = (key: string, x: number, y: number, text?: string): Labelled => ({
    key,
    x,
    y,
    radius: 10,
    ...(text === undefined ? {} : { text }),
  });

  it("stand right of their mark, or where there is room", () => {
    const labels = labelled([mark("a", 100, 100, "Hall"), mark("b", 130, 100), mark("c", 300, 100, "码头")], size);
    expect(labels).toMatchObject([
      { key: "a", anchor: "end", x: 86 },
      { key: "c", anchor: "start", x: 314 },
    ]);
  });

  it("stand inside the map, or nowhere", () => {
    expect(labelled([mark("a", 790, 100, "Hall"), mark("b", 400, 495, "Quay")], size)).toMatchObject([
      { key: "a", anchor: "end" },
      { key: "b", anchor: "middle", y: 473 },
    ]);
    const corner = { left: 700, top: 0, right: 800, bottom: 60 };
    expect(labelled([mark("a", 640, 40, "Harbour")], size, [corner])).toMatchObject([{ anchor: "end" }]);
    expect(labelled([mark("a", 5, 5, "a name wider than all of this map")], { width: 100, height: 40 })).toEqual([]);
  });

  it("the first come first; who finds no room has none", () => {
    const crowd = Array.from({ length: 40 }, (_, n) => mark(String(n), 100 + n, 100, "a rather long name"));
    const labels = labelled(crowd, size);
    expect(labels.length).toBeGreaterThan(0);
    expect(labels.length).toBeLessThan(6);
    expect(labels[0]?.key).toBe("0");
  });
});
