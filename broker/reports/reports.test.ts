import { expect, test } from "vitest";
import { AppError } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { loadReports } from "./load-reports.ts";
import type { ReportFile } from "./make.ts";
import { type ReportRunner, Reports } from "./reports.ts";
import type { ReportSettings } from "./settings.ts";

const file: ReportFile = { content: "", contentType: "", name: "" };
const reports = await loadReports();

/** Runs that end when told; each knows its signal. */
const held = () => {
  const running: { end: () => void; signal: AbortSignal }[] = [];
  const run: ReportRunner = (_, signal) =>
    new Promise((resolve, reject) => {
      running.push({ end: () => resolve(file), signal });
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
  return { running, run };
};
const desk = (settings: ReportSettings) => {
  const { running, run } = held();
  const clock = new FakeClock(Date.UTC(2026, 10, 22));
  return { running, clock, desk: new Reports({ clock, stopwatch: clock, settings, reports, run }) };
};
const settled = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "made",
    (error: unknown) => `${(error as AppError).code}: ${(error as AppError).message}`,
  );

test("so many are made at a time, so many wait, more are refused; each that ends lets one in", async () => {
  const { desk: one, running } = desk({ atOnce: 2, queue: 1 });
  const asked = [1, 2, 3, 4].map(() => settled(one.file("wear", {})));
  expect(await asked[3]).toMatch(/^refused: 3 reports are being made or wait already; try again in a minute/);
  expect(running).toHaveLength(2);
  running[0]?.end();
  await asked[0];
  expect(running).toHaveLength(3);
  running[1]?.end();
  running[2]?.end();
  expect(await Promise.all(asked.slice(0, 3))).toEqual(["made", "made", "made"]);
});

test("one that nobody waits for is ended, and one that waits in line leaves it", async () => {
  const { desk: one, running } = desk({ atOnce: 1, queue: 2 });
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [
    settled(one.file("wear", {}, first.signal)),
    settled(one.file("wear", {}, second.signal)),
    settled(one.file("wear", {})),
  ];
  second.abort();
  first.abort();
  expect(await asked[0]).toMatch(/^cancelled/);
  expect(await asked[1]).toMatch(/^cancelled/);
  expect(running).toHaveLength(2); // the third took the place of the first
  running[1]?.end();
  expect(await asked[2]).toBe("made");
  expect(await settled(one.file("wear", {}, AbortSignal.abort()))).toMatch(/^cancelled/);
});

test("after the deadline it is given up, waiting included; and when the broker stops", async () => {
  const { desk: one, running, clock } = desk({ deadlineS: 30 });
  const asked = [settled(one.file("wear", {})), settled(one.file("wear", {}))];
  await clock.advance(31_000);
  expect(await Promise.all(asked)).toEqual([
    expect.stringMatching(/^unavailable: the report was not made within 30 s/),
    expect.stringMatching(/^unavailable: the report was not made within 30 s/),
  ]);
  expect([running[0]?.signal.aborted, clock.pending()]).toEqual([true, 0]);
  const last = settled(one.file("wear", {}));
  one.stop();
  expect(await last).toBe("unavailable: the broker stops");
  expect(await settled(one.file("wear", {}))).toBe("unavailable: the broker stops");
});

test("what is asked wrongly is refused before it waits", async () => {
  const { desk: one, running } = desk({});
  void settled(one.file("wear", {}));
  expect(await settled(one.file("nothing", {}))).toMatch(/^notFound: no report nothing/);
  expect(await settled(one.file("wear", { from: "2026-02-31" }))).toMatch(/^invalid: query.from/);
  expect(running).toHaveLength(1);
  one.stop();
});
