import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { severities, type TicketEvent } from "../../contract/index.ts";
import { clocksOf, selfServiceTerminal } from "./sla.ts";

const kinds = [
  "faultAdded",
  "repeated",
  "faultCleared",
  "diagnosis",
  "assigned",
  "comment",
  "resolved",
  "closed",
  "reopened",
] as const;
const who = ["broker", "runbook:x", "user:anna"];
const opened: TicketEvent = { at: 0, by: "broker", kind: "opened", text: { en: "", "zh-CN": "" } };
const event = fc.record({
  at: fc.integer({ min: 1, max: 1e9 }),
  by: fc.constantFrom(...who),
  kind: fc.constantFrom(...kinds),
  text: fc.constant({ en: "", "zh-CN": "" }),
});
const timelines = fc.array(event, { maxLength: 12 }).map((list) => [opened, ...list.sort((a, b) => a.at - b.at)]);
const severity = fc.constantFrom(...severities);
const now = fc.integer({ min: 1e9, max: 2e9 });
const clocks = (timeline: TicketEvent[], level: (typeof severities)[number], at: number) =>
  clocksOf({ openedAt: 0, severity: level, timeline }, selfServiceTerminal, at);

describe("service-level clocks", () => {
  test("breached means that nothing is left, and a met clock stands still", () => {
    fc.assert(
      fc.property(timelines, severity, now, (timeline, level, at) => {
        for (const clock of clocks(timeline, level, at)) {
          expect(clock.breached).toBe(clock.leftMs < 0);
          expect(clock.leftMs).toBe(clock.dueAt - (clock.metAt ?? at));
          const later = clocks(timeline, level, at + 5_000).find((c) => c.name === clock.name);
          if (clock.metAt === undefined) expect(later?.leftMs).toBe(clock.leftMs - 5_000);
          else expect(later).toEqual(clock);
        }
      }),
    );
  });

  test("time never runs backwards into more time left, and a breach never heals without a reopening", () => {
    fc.assert(
      fc.property(timelines, severity, now, fc.nat(1e8), (timeline, level, at, more) => {
        const [before, after] = [clocks(timeline, level, at), clocks(timeline, level, at + more)];
        for (const [i, clock] of before.entries()) {
          expect(after[i]?.leftMs).toBeLessThanOrEqual(clock.leftMs);
          if (clock.breached) expect(after[i]?.breached).toBe(true);
        }
      }),
    );
  });

  test("a worse severity is never promised later", () => {
    fc.assert(
      fc.property(timelines, now, (timeline, at) => {
        for (const name of ["respond", "resolve"] as const) {
          const due = severities.map((level) => clocks(timeline, level, at).find((c) => c.name === name)?.dueAt ?? 0);
          expect(due).toEqual([...due].sort((a, b) => a - b));
        }
      }),
    );
  });

  test("only a person responds; what the broker does is no answer to the site", () => {
    fc.assert(
      fc.property(timelines, severity, now, (timeline, level, at) => {
        const quiet = timeline.filter((e) => !e.by.startsWith("user:") && e.kind !== "closed");
        expect(clocks(quiet, level, at)[0]?.metAt).toBeUndefined();
      }),
    );
  });

  test("resolved is met, reopened runs again from the first start", () => {
    const at = (t: number, kind: TicketEvent["kind"]): TicketEvent => ({ ...opened, at: t, by: "user:anna", kind });
    const timeline = [opened, at(60_000, "assigned"), at(3_600_000, "resolved")];
    expect(clocks(timeline, "major", 9e9)).toMatchObject([
      { name: "respond", metAt: 60_000, breached: false },
      { name: "resolve", metAt: 3_600_000, breached: false },
    ]);
    const again = clocks([...timeline, at(7_200_000, "reopened")], "major", 14 * 3_600_000);
    expect(again[0]).toMatchObject({ metAt: 60_000 });
    expect(again[1]).toMatchObject({ startedAt: 0, breached: true });
    expect(again[1]).not.toHaveProperty("metAt");
  });
});
