import { Type } from "typebox";
import { describe, expect, it } from "vitest";
import { components, deviceClasses } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { type DeviceSession, type Driver, DriverError, type Reading } from "../api.ts";
import { stateVerdict, verdictOf } from "./condition.ts";
import { look } from "./probe.ts";
import { driverSettings, pairsOf } from "./settings.ts";
import { showBytes, showLook } from "./show.ts";

const reading = (over: Partial<Reading> = {}): Reading => ({
  availability: "online",
  components: {},
  measures: {},
  ...over,
});

describe("what is a fault", () => {
  it("the first state of every component is healthy, and unknown is never a fault", () => {
    for (const deviceClass of deviceClasses)
      for (const [name, states] of Object.entries(components[deviceClass])) {
        expect(stateVerdict(deviceClass, name, states[0])).toBe("healthy");
        expect(stateVerdict(deviceClass, name, "unknown")).not.toBe("faulty");
      }
  });

  it.each([
    ["printer", { paper: { state: "low" } }, "faulty"],
    ["printer", { paper: { state: "full" }, feedButton: { state: "pressed" } }, "healthy"],
    ["printer", { paper: { state: "unknown" }, cover: { state: "open" } }, "faulty"],
    ["printer", { paper: { state: "unknown" }, cover: { state: "closed" } }, "unknown"],
    ["cardReader", { media: { state: "present" } }, "healthy"],
    ["cardReader", { media: { state: "jammed" } }, "faulty"],
  ] as const)("%s %j is %s", (deviceClass, parts, expected) => {
    expect(verdictOf(deviceClass, reading({ components: parts }))).toBe(expected);
  });

  it.each([
    ["online", "healthy"],
    ["busy", "healthy"],
    ["starting", "unknown"],
    ["unknown", "unknown"],
    ["offline", "faulty"],
    ["absent", "faulty"],
  ] as const)("a device that is %s is %s", (availability, expected) => {
    expect(verdictOf("printer", reading({ availability }))).toBe(expected);
  });
});

const driver = {
  name: "lamp",
  deviceClass: "display",
  config: Type.Object(
    {
      address: Type.Integer({ default: 1 }),
      names: Type.Object({ a: Type.String({ default: "x" }) }, { default: {}, additionalProperties: false }),
    },
    { additionalProperties: false },
  ),
  poll: { everyMs: 100, deadlineMs: 500 },
} as unknown as Driver;

describe("settings from the command line", () => {
  it("numbers, truth, lists, texts, and a dot for one level down", () => {
    expect(pairsOf(["a=1", "b=true", "c=[1,2]", "d=x=y", "e.f=2", "e.g=h"])).toEqual({
      a: 1,
      b: true,
      c: [1, 2],
      d: "x=y",
      e: { f: 2, g: "h" },
    });
    expect(driverSettings(driver, ["address=7", "names.a=z"])).toEqual({ address: 7, names: { a: "z" } });
    expect(driverSettings(driver, [])).toEqual({ address: 1, names: { a: "x" } });
  });

  it("names every wrong key", () => {
    expect(() => driverSettings(driver, ["address=x", "adress=3"])).toThrow(/settings of lamp: .*address.*/);
    expect(() => driverSettings(driver, ["adress=3"])).toThrow(/\/adress is not a known key/);
    expect(() => pairsOf(["nothing"])).toThrow(/key=value/);
    expect(() => pairsOf(["__proto__.x=1"])).toThrow(/no such key/);
  });
});

const session = (over: Partial<DeviceSession>): DeviceSession => ({
  identify: async () => ({ model: "L" }),
  poll: async () => reading({ components: { lamp: { state: "ok" } } }),
  run: async () => ({ status: "succeeded" }),
  close: async () => undefined,
  ...over,
});
const looking = (over: Partial<DeviceSession>, clock = new FakeClock(), signal = new AbortController().signal) => ({
  driver,
  session: session(over),
  clock,
  signal,
});

describe("a look", () => {
  it("identifies once, polls, and judges", async () => {
    const found = await look(looking({}));
    expect(found).toMatchObject({ identity: { model: "L" }, verdict: "healthy" });
    const again = looking({
      identify: async () => {
        throw new Error("asked again");
      },
    });
    expect(await look(again, found.identity)).toMatchObject({ identity: { model: "L" }, verdict: "healthy" });
  });

  it("a failed conversation is a look with its reason", async () => {
    const failing = looking({
      poll: async () => {
        throw new DriverError("damagedAnswers", "only noise");
      },
    });
    expect(await look(failing)).toMatchObject({
      identity: { model: "L" },
      verdict: "noAnswer",
      trouble: { code: "damagedAnswers", text: "only noise" },
    });
  });

  it("gives the driver its deadline, and no more", async () => {
    const clock = new FakeClock();
    const deaf = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    const found = look(looking({ poll: deaf }, clock));
    await clock.advance(499);
    await clock.advance(1);
    expect(await found).toMatchObject({ verdict: "noAnswer", tookMs: 500, trouble: { code: "noAnswer" } });
    expect(clock.pending()).toBe(0);
  });
});

/** Collects what is shown; JSON or text. */
const ui = (json: boolean) => {
  const lines: unknown[] = [];
  return {
    lines,
    json,
    interactive: false,
    language: "en" as const,
    signal: new AbortController().signal,
    out: (text: string) => void lines.push(text),
    err: (text: string) => void lines.push(text),
    jsonOut: (value: unknown) => void lines.push(value),
    table: (_: unknown, rows: readonly (readonly string[])[]) => void lines.push(...rows.map((r) => r.join("|"))),
    paint: (_: unknown, text: string) => text,
    say: (text: { en: string }) => text.en,
  };
};

describe("what is shown", () => {
  it("states with the device's codes, measures with units, and the verdict with its reason", () => {
    const shown = ui(false);
    const found = reading({
      availability: "busy",
      because: { code: "x", text: "why" },
      components: { lamp: { state: "inoperative", vendorCode: "L 1", frame: "A5 01" } },
      measures: { linkRoundTrip: 3.5 },
    });
    showLook(shown, driver, { at: 0, tookMs: 1, identity: { model: "L" }, reading: found, verdict: "faulty" });
    expect(shown.lines).toEqual([
      "model: L",
      "lamp|inoperative|L 1|A5 01",
      "linkRoundTrip|3.5|ms",
      "00:00:00.000  busy, faulty (x: why)",
    ]);
  });

  it("bytes that may not be shown are counted only", () => {
    const secret = { ...driver, showFrame: (f: Uint8Array) => f[0] !== 9 } as Driver;
    const [text, json] = [ui(false), ui(true)];
    for (const shown of [text, json]) {
      showBytes(shown, secret, 0, "sent", Uint8Array.of(1, 2));
      showBytes(shown, secret, 0, "received", Uint8Array.of(9, 8, 7));
    }
    expect(text.lines).toEqual(["00:00:00.000  > 01 02", "00:00:00.000  < 3 bytes, not shown"]);
    expect(json.lines).toEqual([
      { at: 0, direction: "sent", bytes: "01 02" },
      { at: 0, direction: "received", hidden: 3 },
    ]);
  });
});
