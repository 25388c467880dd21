import { describe, expect, it } from "vitest";
import type { TicketEvent } from "../../../contract/index.ts";
import { casesIn } from "../../verify/cases.ts";
import type { TrailTicket } from "../../verify/trail.ts";
import { casesOpened } from "./cases.ts";

type Step = readonly [at: number, kind: TicketEvent["kind"], ...tickets: number[]];

const ticket = (number: number, openedAt: number, ...steps: readonly Step[]) => ({
  number,
  terminal: `t${number}`,
  openedAt,
  version: 1,
  timeline: [[openedAt, "opened"] as Step, ...steps].map(([at, kind, ...tickets]) => ({
    at,
    kind,
    by: "broker",
    text: { en: kind, "zh-CN": kind },
    ...(tickets.length > 0 ? { tickets } : {}),
  })),
});
type Made = ReturnType<typeof ticket>;

const range = { from: 100, to: 200 };
/** The report's count, and that of `verify`, which reckons in another way from the audit log. */
const counts = (...tickets: readonly Made[]): readonly number[] => [
  casesOpened(tickets, range),
  casesIn(new Map(tickets.map((one): [number, TrailTicket] => [one.number, one])), range),
];

describe("cases as a customer counts them", () => {
  it.each<readonly [string, readonly Made[], number]>([
    ["tickets that have nothing to do with each other", [ticket(1, 110), ticket(2, 120), ticket(3, 90)], 2],
    [
      "an incident counts once, with the ticket that stands for it",
      [
        ticket(1, 110, [130, "linked", 4]),
        ticket(2, 111, [130, "linked", 4]),
        ticket(3, 112, [130, "linked", 4]),
        ticket(4, 130, [130, "linked", 1, 2, 3]),
      ],
      1,
    ],
    [
      "also where the ticket that stands for it is another customer's",
      [ticket(1, 110, [130, "linked", 9]), ticket(2, 111, [130, "linked", 9])],
      1,
    ],
    ["merged tickets are one", [ticket(1, 110, [140, "merged", 2]), ticket(2, 120, [140, "mergedInto", 1])], 1],
    [
      "merged with one of before: nothing new",
      [ticket(1, 90, [140, "merged", 2]), ticket(2, 120, [140, "mergedInto", 1])],
      0,
    ],
    [
      "what left the incident stands for itself",
      [
        ticket(1, 110, [130, "linked", 3], [150, "unlinked", 3]),
        ticket(2, 111, [130, "linked", 3]),
        ticket(3, 130, [130, "linked", 1, 2], [150, "unlinked", 1]),
      ],
      2,
    ],
    [
      "what was merged after the period was two in it",
      [ticket(1, 110, [240, "merged", 2]), ticket(2, 120, [240, "mergedInto", 1])],
      2,
    ],
    [
      "a ring, which nobody can make, ends",
      [ticket(1, 110, [120, "mergedInto", 2]), ticket(2, 111, [120, "mergedInto", 1])],
      1,
    ],
  ])("%s", (_name, tickets, wanted) => expect(counts(...tickets)).toEqual([wanted, wanted]));

  it("negative control: tickets alone would count an incident more than once", () => {
    const children = [ticket(1, 110, [130, "linked", 9]), ticket(2, 111, [130, "linked", 9])];
    expect(children.filter(({ openedAt }) => openedAt >= range.from)).toHaveLength(2);
  });
});
