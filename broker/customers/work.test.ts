import { describe, expect, it } from "vitest";
import type { TicketEvent, VisitClaim } from "../../contract/index.ts";
import type { VisitRow } from "../store/visit-rows.ts";
import { engineerOf, siteVisits } from "./work.ts";

const event = (at: number, kind: TicketEvent["kind"], by = "user:eva"): TicketEvent => ({
  at,
  by,
  kind,
  text: { en: kind, "zh-CN": kind },
});
const claim = (action: VisitClaim["action"], at: number, receivedAt = at): VisitClaim => ({
  action,
  at,
  receivedAt,
  by: "user:tom",
});
const row = (number: number, claims: readonly VisitClaim[]): VisitRow => ({
  number,
  version: 1,
  terminal: "k1",
  ticket: 14,
  technician: "tom",
  state: "left",
  appointment: { from: 0, to: 1, zone: "UTC" },
  order: { title: { en: "", "zh-CN": "" }, skill: "mechanic", tasks: [], parts: [], modules: [] },
  claims,
  plannedAt: 0,
  plannedBy: "user:dana",
});

describe("visits for a ticket", () => {
  it("are told by its timeline: from an arrival to what is done elsewhere; a second arrival meanwhile is no other visit", () => {
    const timeline = [
      event(1, "opened", "broker"),
      event(10, "arrived"),
      event(12, "arrived", "user:li"),
      event(15, "restored"),
      event(20, "resolved"),
      event(30, "reopened", "broker"),
      event(40, "arrived", "user:li"),
    ];
    expect(siteVisits(timeline)).toEqual([
      { n: 1, engineer: "eva", arrivedAt: 10, leftAt: 20 },
      { n: 2, engineer: "li", arrivedAt: 40 },
    ]);
  });

  it("that were planned are told by who was there, also if the broker heard of it later, and count once", () => {
    const timeline = [
      event(5, "arrived", "user:eva"),
      event(9, "accepted"),
      event(70, "arrived", "user:tom"),
      event(90, "resolved", "user:tom"),
    ];
    const planned = [
      row(37, [claim("leaveFor", 40), claim("arrive", 50, 70), claim("depart", 60, 90)]),
      row(38, [claim("leaveFor", 95)]),
    ];
    expect(siteVisits(timeline, planned)).toEqual([
      { n: 1, engineer: "eva", arrivedAt: 5, leftAt: 9 },
      { n: 2, visit: 37, engineer: "tom", arrivedAt: 50, leftAt: 60 },
    ]);
  });

  it("the work was done by who was there, else by who resolved it, else by who holds it", () => {
    const timeline = [event(20, "resolved", "user:li")];
    expect(engineerOf({ timeline, assignee: "dana" }, { engineer: "eva" })).toBe("eva");
    expect(engineerOf({ timeline, assignee: "dana" }, undefined)).toBe("li");
    expect(engineerOf({ timeline: [event(20, "resolved", "broker")], assignee: "dana" }, undefined)).toBe("dana");
    expect(engineerOf({ timeline: [] }, undefined)).toBeUndefined();
  });
});
