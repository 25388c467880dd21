import fc from "fast-check";
import { expect, it } from "vitest";
import {
  defaultRoutesOf,
  linkOf,
  loadBetween,
  memoryUsedOf,
  processorTimeOf,
  storageOf,
  temperatureOf,
  trafficOf,
  uptimeOf,
} from "./codec.ts";
import vectors from "./vectors.json" with { type: "json" };

const { files } = vectors;

it("reads the processor's time (proc(5))", () => {
  expect(processorTimeOf(files["/proc/stat"])).toEqual({ total: 378_958, busy: 18_004 });
  expect(processorTimeOf("cpu0 1 2 3 4\n")).toBeUndefined();
});

it("reads routes and traffic", () => {
  expect(defaultRoutesOf(files["/proc/net/route"], files["/proc/net/ipv6_route"])).toEqual(["eth0"]);
  expect([...(trafficOf(files["/proc/net/dev"]) ?? [])]).toEqual([
    ["eth0", { received: 327_524_122, sent: 803_110 }],
    ["wwan0", { received: 100, sent: 200 }],
  ]);
  expect(trafficOf("")).toBeUndefined();
});

it.each([
  ["48000\n", 48],
  ["-5500", -5.5],
  ["-274000", undefined],
  ["", undefined],
  ["0x10", undefined],
])("temperature %j → %s", (text, celsius) => expect(temperatureOf(text)).toBe(celsius));

it.each([
  ["up\n", "up"],
  ["unknown", "up"],
  ["lowerlayerdown", "down"],
  ["testing", undefined],
  [undefined, undefined],
])("link %j → %s", (text, link) => expect(linkOf(text)).toBe(link));

it("R10: mutated files of the kernel never throw and never make a figure that cannot be", () => {
  const mutated = fc
    .tuple(fc.constantFrom(...Object.values(files)), fc.nat(), fc.string({ maxLength: 8 }))
    .map(
      ([text, at, insert]) => text.slice(0, at % text.length) + insert + text.slice((at % text.length) + insert.length),
    );
  const inRange = (value: number | undefined, least: number, most: number) =>
    expect(value === undefined || (value >= least && value <= most)).toBe(true);
  fc.assert(
    fc.property(mutated, mutated, (a, b) => {
      const [was, is] = [processorTimeOf(a), processorTimeOf(b)];
      if (was && is) inRange(loadBetween(was, is), 0, 100);
      inRange(memoryUsedOf(a), 0, 100);
      inRange(uptimeOf(a), 0, 1e12);
      inRange(temperatureOf(a), -40, 150);
      for (const { received, sent } of trafficOf(a)?.values() ?? []) inRange(Math.min(received, sent), 0, 2 ** 53);
      for (const name of defaultRoutesOf(a, b) ?? []) expect(name).not.toMatch(/\/|^\.\.?$/);
    }),
    { numRuns: 20_000, seed: 3 },
  );
});

it("counts storage as df does", () => {
  expect(storageOf(vectors.fileSystem)).toEqual({ used: 44.4, free: 2_048_000_000 });
  expect(storageOf({ bsize: 0, blocks: 0, bfree: 0, bavail: 0 })).toBeUndefined();
});
