import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { statesOf, type Ui } from "../../contract/index.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { converseWithTrace, overhearTrace } from "../../drivers/traces/driver-replay.ts";
import { gateOf } from "../../drivers/traces/gate.ts";
import replay from "../../drivers/verbs/replay.ts";
import { fromHex, hex } from "../../drivers/wire/fields.ts";
import { entryLine, parseTrace } from "../../drivers/wire/trace.ts";
import { replayHost, simulatorNamed } from "../../simulators/line/replay.ts";

/** Every `<driver>/*.trace` here is a test case; `<name>.expected.json` beside it, made with `replay --json`, says what the driver must find. */
const folder = fileURLToPath(new URL("./traces/", import.meta.url));
const drivers = await loadDrivers();
const files = (await readdir(folder, { recursive: true })).filter((f) => f.endsWith(".trace")).sort();
const load = async (file: string) => parseTrace(file, await readFile(join(folder, file), "utf8"));
const expectedOf = (file: string) =>
  readFile(join(folder, file.replace(/\.trace$/, ".expected.json")), "utf8").then(
    (text) => (JSON.parse(text) as { findings: unknown }).findings,
    () => undefined,
  );

describe.each(files)("trace %s", (file) => {
  const name = file.split("/")[0] ?? "";

  it("stands in its driver's folder, and the driver understands it", async () => {
    const trace = await load(file);
    const driver = drivers.get(name);
    expect([trace.header.driver, driver?.name]).toEqual([name, name]);
    if (!driver) return;
    const findings = await (driver.shared ? overhearTrace : converseWithTrace)(driver, trace);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter((f) => "failed" in f)).toEqual([]);
    const wrong = findings.flatMap((f) =>
      "reading" in f
        ? Object.entries(f.reading.components).filter(
            ([part, said]) => !statesOf(driver.deviceClass, part).includes(said.split(" ")[0] ?? ""),
          )
        : [],
    );
    expect(wrong).toEqual([]);
    const expected = await expectedOf(file);
    if (expected !== undefined) expect(JSON.parse(JSON.stringify(findings))).toEqual(expected);
  });

  it("its bytes are the driver's protocol: hardly any is in no frame", async () => {
    const ear = drivers.get(name)?.ear?.({ ...defaultsOf(name), ...(await load(file)).header.config });
    if (!ear) return;
    let all = 0;
    for (const entry of (await load(file)).entries)
      if ("bytes" in entry) {
        all += entry.bytes.length;
        for (const frame of ear.hear({ ...entry, at: entry.t, ours: false }))
          expect(typeof ear.describe(frame)).toBe("string");
      }
    expect(ear.discarded()).toBeLessThanOrEqual(all / 50);
  });

  it("recorded from our simulator: it answers the same again", async () => {
    const trace = await load(file);
    if (!trace.header.simulator) return;
    const all = await replayHost(trace, await simulatorNamed(name));
    expect(all.filter((c) => hex(c.expected) !== hex(c.got))).toEqual([]);
  });
});

const defaultsOf = (name: string): Record<string, unknown> => {
  const config = drivers.get(name)?.config as { properties?: Record<string, { default?: unknown }> } | undefined;
  const properties = config?.properties;
  return Object.fromEntries(Object.entries(properties ?? {}).map(([key, { default: value }]) => [key, value]));
};

const shown = (json = false) => {
  const lines: string[] = [];
  const ui: Ui = {
    json,
    interactive: false,
    language: "en",
    signal: new AbortController().signal,
    out: (text) => void lines.push(text),
    err: (text) => void lines.push(`! ${text}`),
    jsonOut: (value) => void lines.push(JSON.stringify(value)),
    table: () => undefined,
    paint: (_, text) => text,
    say: (text) => text.en,
  };
  return { ui, lines };
};

describe("roundsman replay", () => {
  const trace = join(folder, files[0] ?? "");

  it("compares with what was expected: 0 if the same, 1 and the difference if not", async () => {
    const expected = join(await mkdtemp(join(tmpdir(), "replay-")), "expected.json");
    const json = shown(true);
    expect(await replay.run({ trace }, json.ui)).toBe(0);
    await writeFile(expected, json.lines[0] ?? "");
    expect(await replay.run({ trace, expect: expected }, shown().ui)).toBe(0);
    await writeFile(expected, (json.lines[0] ?? "").replace('"code":"noteStacked"', '"code":"noteReturned"'));
    const { ui, lines } = shown();
    expect(await replay.run({ trace, expect: expected }, ui)).toBe(1);
    expect(lines.filter((l) => l.startsWith("!"))).toEqual([
      expect.stringMatching(/^! - .*noteReturned/),
      expect.stringMatching(/^! \+ .*noteStacked/),
    ]);
  });

  it("a simulator that answers differently is shown with both answers, and 1", async () => {
    const { ui, lines } = shown();
    expect(await replay.run({ trace, to: "simulator", set: ["serial=OTHER"] }, ui)).toBe(1);
    expect(lines.at(-1)).toMatch(/exchanges, 1 answered differently/);
    expect(lines.some((l) => l.includes("serial 07KI41AS7482"))).toBe(true);
    expect(lines.some((l) => l.includes("serial OTHER"))).toBe(true);
  });

  it("a file that is no trace is refused with its line", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "replay-")), "x.trace");
    for (const [content, says] of [
      ["{}", /x.trace:1: no trace/],
      ['{"trace":1}\n{"t":1}', /x.trace:2: d is/],
      ['{"trace":1}\n{"t":5,"d":">","b":"00"}\n{"t":4,"d":"<","b":"00"}', /x.trace:3: earlier/],
      ['{"trace":1}\n{"t":5,"d":">","b":"0"}', /x.trace:2: b is hex/],
    ] as const) {
      await writeFile(file, content);
      await expect(replay.run({ trace: file, driver: "ccnet" }, shown().ui)).rejects.toThrow(says);
    }
  });
});

describe("S7: card data stays hidden", () => {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text));
  it("a receipt with a card number is neither shown nor written, in one piece or two", () => {
    const gate = gateOf(drivers.get("escpos"), false);
    expect(gate(true, bytes("Total 12.50 EUR\n"))).toBe(true);
    expect(gate(true, bytes("Card 4111 1111 1111 1111\n"))).toBe(false);
    const other = gateOf(drivers.get("escpos"), false);
    expect(other(true, bytes("Card 41111111"))).toBe(true);
    expect(other(true, bytes("11111111 thanks"))).toBe(false);
  });

  it("a card reader's frames pass only where its driver says so; without a driver nothing passes", () => {
    const driver = drivers.get("crt571");
    const frame = fromHex("F2 00 00 20 50 43 32");
    expect(gateOf(driver, false)(false, frame)).toBe(driver?.showFrame?.(frame) ?? true);
    expect(gateOf(undefined, false)(true, bytes("x"))).toBe(false);
    expect(gateOf(undefined, true)(true, bytes("x"))).toBe(true);
    expect(gateOf(undefined, true)(true, bytes("4111111111111111"))).toBe(false);
    expect(entryLine({ t: 1.23, toDevice: false, hidden: 7 })).toBe('{"t":1.2,"d":"<","hidden":7}');
  });
});
