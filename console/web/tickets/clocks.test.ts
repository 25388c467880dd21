import { describe, expect, it } from "vitest";
import type { SlaClock, TicketView } from "../../../contract/index.ts";
import { leftOf, nextDue } from "../../i18n/clocks.ts";
import { byUrgency, stateOf, usedPart } from "./clocks.ts";

const minute = 60_000;
const clock = (more: Partial<SlaClock> = {}): SlaClock => ({
  name: "contact",
  startedAt: 0,
  budgetMs: 10 * minute,
  usedMs: 0,
  pausedMs: 0,
  dueAt: 10 * minute,
  leftMs: 10 * minute,
  breached: false,
  text: { en: "", "zh-CN": "" },
  ...more,
});
const { dueAt: _, ...paused } = clock({ name: "plan", paused: "site", leftMs: 2 * minute });
const ticket = (number: number, clocks: SlaClock[], state: TicketView["state"] = "accepted"): TicketView =>
  ({ number, clocks, state }) as TicketView;

describe("a ticket's clocks on the page", () => {
  it("count down between two answers of the broker", () => {
    expect(leftOf(clock(), 4 * minute)).toBe(6 * minute);
    expect(usedPart(clock(), 4 * minute)).toBeCloseTo(0.4);
    expect(stateOf(clock(), 4 * minute)).toBe("running");
    expect(stateOf(clock(), 11 * minute)).toBe("breached");
  });

  it("show the used part of service hours, and the time until their end by the watch", () => {
    const overNight = clock({ usedMs: 8 * minute, leftMs: 2 * minute, dueAt: 900 * minute });
    expect(leftOf(overNight, 0)).toBe(900 * minute);
    expect(usedPart(overNight, 0)).toBeCloseTo(0.8);
    expect(usedPart(overNight, 899 * minute)).toBeCloseTo(0.9);
    expect(usedPart(overNight, 901 * minute)).toBe(1);
  });

  it("stand still while they are paused, and once they are kept", () => {
    expect(leftOf(paused, 99 * minute)).toBe(2 * minute);
    expect(stateOf(paused, 99 * minute)).toBe("paused");
    const met = clock({ metAt: 3 * minute, leftMs: 7 * minute });
    expect([leftOf(met, 99 * minute), stateOf(met, 99 * minute)]).toEqual([7 * minute, "met"]);
    expect(stateOf(clock({ metAt: 11 * minute, breached: true }), 0)).toBe("late");
  });

  it("a running one is named before a paused one that has less left", () => {
    expect(nextDue(ticket(1, [paused, clock()]), 0)?.name).toBe("contact");
    expect(nextDue(ticket(1, [paused]), 0)?.name).toBe("plan");
    expect(nextDue(ticket(1, [clock({ metAt: 1 })]), 0)).toBeUndefined();
  });

  it("the most urgent ticket stands first, what is over last", () => {
    const late = ticket(1, [clock({ dueAt: -minute })]);
    const soon = ticket(2, [clock()]);
    const waits = ticket(3, [paused]);
    const free = ticket(4, []);
    const done = ticket(5, [clock({ dueAt: -minute })], "closed");
    expect([done, free, waits, soon, late].toSorted(byUrgency(0)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });
});
