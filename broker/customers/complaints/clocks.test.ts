import { describe, expect, it } from "vitest";
import { aroundTheClock } from "../../service-levels/calendar.ts";
import { makePolicy } from "../../service-levels/policy.ts";
import twoLevel from "../../service-levels/presets/two-level.ts";
import { clocksOf, nextThreshold, passed, promisesOf } from "./clocks.ts";

const at = (text: string): number => Date.parse(`${text}+08:00`);
const { calendar } = makePolicy(
  {
    ...twoLevel,
    calendar: {
      zone: "Asia/Shanghai",
      week: Object.fromEntries(
        ["monday", "tuesday", "wednesday", "thursday", "friday"].map((d) => [d, ["09:00-17:00"]]),
      ),
      holidays: { "2026-11-05": "holiday" },
    },
  },
  "test",
);
const days = promisesOf({ acknowledge: "2 d", answer: "5 d", escalateAt: [100, 70] });
const workdays = promisesOf({ acknowledge: "2 workdays", answer: "5 workdays", escalateAt: [100] });
const received = {
  at: at("2026-11-04T16:00:00"),
  by: "user:dana",
  kind: "received",
  text: { en: "", "zh-CN": "" },
} as const;

describe("the clocks of a complaint", () => {
  it("count days of any kind, or working days with their holidays, as the settings say", () => {
    const due = (promises: typeof days) =>
      clocksOf({ timeline: [received] }, promises, calendar, received.at).map(({ dueAt }) => dueAt);
    expect(due(days)).toEqual([at("2026-11-06T16:00:00"), at("2026-11-09T16:00:00")]);
    // Wednesday 16:00: an hour on Wednesday, Thursday is a holiday, Friday whole, then Monday.
    expect(due(workdays)).toEqual([at("2026-11-09T16:00:00"), at("2026-11-12T16:00:00")]);
  });

  it("are right for any past moment: what happened later does not count", () => {
    const timeline = [received, { ...received, at: received.at + 3_600_000, kind: "answered" as const }];
    expect(
      clocksOf({ timeline }, days, aroundTheClock, received.at + 1).every(({ metAt }) => metAt === undefined),
    ).toBe(true);
    expect(
      clocksOf({ timeline }, days, aroundTheClock, received.at + 3_600_000).map(({ text }) => text["zh-CN"]),
    ).toEqual(["受理时限 2 天：已用 1 小时，按时达成", "正式答复时限 5 天：已用 1 小时，按时达成"]);
  });

  it("say each threshold once; the next one is known exactly", () => {
    const complaint = { timeline: [received] };
    const seventy = received.at + 0.7 * 2 * 86_400_000;
    expect(nextThreshold(complaint, days, aroundTheClock, received.at)).toBe(seventy);
    expect(passed(complaint, days, aroundTheClock, seventy - 1)).toEqual([]);
    expect(passed(complaint, days, aroundTheClock, seventy)).toEqual([{ clock: "acknowledge", percent: 70 }]);
    const said = {
      timeline: [
        received,
        { ...received, at: seventy, kind: "escalated" as const, clock: "acknowledge" as const, percent: 70 },
      ],
    };
    expect(passed(said, days, aroundTheClock, seventy)).toEqual([]);
    expect(nextThreshold(said, days, aroundTheClock, seventy)).toBe(received.at + 2 * 86_400_000);
  });

  it("a time that is none is refused by its key", () => {
    expect(() => promisesOf({ acknowledge: "2 d", answer: "soon", escalateAt: [] })).toThrow(
      "complaints.answer: soon is no time",
    );
  });
});
