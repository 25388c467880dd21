import { describe, expect, test } from "vitest";
import type { OnCallFacts, PageFact } from "../../on-call/facts.ts";
import { casesOf, median, peopleOf, unsolvedOf } from "./log.ts";

const minute = 60_000;
const hour = 60 * minute;
const at = (h: number, m = 0): number => h * hour + m * minute;
const words = (text: string) => ({ en: text, "zh-CN": text });
type Event = NonNullable<PageFact["about"]>["timeline"][number];
const event = (when: number, kind: Event["kind"], by: string): Event => ({ at: when, kind, by, text: words(kind) });
let n = 0;
const page = (ticket: number, person: string, when: number, more: Partial<PageFact> = {}): PageFact => ({
  n: ++n,
  ticket,
  queue: "remote",
  round: 0,
  clock: "contact",
  step: 0,
  person,
  rota: "first",
  at: when,
  ways: [{ channel: "text", to: "1" }],
  outsideHours: false,
  about: { terminal: "t1", title: words("Paper"), severity: "major", timeline: [] },
  ...more,
});
const facts = (more: Partial<OnCallFacts>): OnCallFacts => ({
  duties: [],
  titles: new Map(),
  nameOf: (person) => person,
  pages: [],
  calls: [],
  ...more,
});

test("the middle one; between two of an even number; none of none", () => {
  expect([median([]), median([5]), median([9, 1, 5]), median([4, 1, 2, 9])]).toEqual([null, 5, 5, 3]);
});

describe("from hand-made pages", () => {
  const accepted = { acceptedAt: at(1, 8), acceptedBy: "li" };
  const pages = [
    page(1, "eva", at(1), accepted),
    page(1, "li", at(1, 5), { ...accepted, step: 70, outsideHours: true }),
    page(2, "eva", at(3), { acceptedAt: at(3, 2), acceptedBy: "eva" }),
    page(1, "eva", at(6), { round: 1 }),
  ];

  test("a case lasts from the first who was told to the one who accepted; reopened it is another", () => {
    expect(casesOf(pages, at(24)).map(({ ticket, firstAt, acceptedAt }) => [ticket, firstAt, acceptedAt])).toEqual([
      [1, at(1), at(1, 8)],
      [2, at(3), at(3, 2)],
      [1, at(6), undefined],
    ]);
    // As it stood before anybody had accepted.
    expect(casesOf(pages, at(1, 6))[0]?.acceptedAt).toBeUndefined();
  });

  test("each person: hours, pages, time to accept, calls, what was outside hours", () => {
    const duties = [
      { rota: "first", person: "eva", from: at(0), to: at(8), origin: "0-0" },
      { rota: "first", person: "eva", from: at(16), to: at(20), origin: "0-1" },
    ];
    const calls = [
      { n: 1, at: at(2), person: "li", minutes: 12, result: "told", outsideHours: true, by: "user:li" },
      { n: 2, at: at(3), person: "li", minutes: 3, result: "told", outsideHours: false, by: "user:li" },
    ];
    expect(peopleOf(facts({ duties, calls, pages }), casesOf(pages, at(24)), at(24))).toEqual([
      {
        person: "eva",
        duties: 2,
        onDutyMs: 12 * hour,
        pages: 3,
        accepted: 1,
        acceptMs: 2 * minute,
        calls: 0,
        minutes: 0,
        outsideHours: 0,
        unsolved: 0,
      },
      {
        person: "li",
        duties: 0,
        onDutyMs: 0,
        pages: 1,
        accepted: 1,
        acceptMs: 8 * minute,
        calls: 2,
        minutes: 15,
        outsideHours: 2,
        unsolved: 0,
      },
    ]);
  });
});

describe("unsolved when the duty ended", () => {
  const timeline = [
    event(at(7), "opened", "broker"),
    event(at(7, 5), "accepted", "user:eva"),
    event(at(9), "comment", "user:eva"),
    event(at(10), "resolved", "user:eva"),
  ];
  const about = { terminal: "t1", title: words("Paper"), severity: "major" as const, timeline };
  const of = (dutyEnds: number, to = at(24)) =>
    unsolvedOf(
      casesOf(
        [page(3, "eva", at(7), { dutyEnds, about }), page(3, "eva", at(7, 4), { step: 70, dutyEnds, about })],
        to,
      ),
      to,
    );

  test("is told once for each person, with what they did for it afterwards and who ended it", () => {
    expect(of(at(8)).map(({ done, endedAt, endedBy }) => [done, endedAt, endedBy])).toEqual([[2, at(10), "eva"]]);
  });
  test("not if it was solved within the duty, nor if the duty goes on", () => {
    expect(of(at(10))).toEqual([]);
    expect(of(at(8), at(7, 30))).toEqual([]);
  });
  test("as it stood at the end of the period", () => {
    expect(of(at(8), at(9, 30))).toMatchObject([{ done: 1 }]);
    expect(of(at(8), at(9, 30))[0]?.endedAt).toBeUndefined();
  });
});
