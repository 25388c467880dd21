import { grouped, ratio } from "../arithmetic.ts";
import type { Block, Num, Question, Row } from "../question.ts";
import { nothing, plus, type Spent, sweep } from "../sweep.ts";
import type { Trail } from "../trail.ts";

export const ofSpent = ({ whole, up, down, unobserved, restricted, plannedDown }: Spent): Row => ({
  availability: ratio(up, up + down - plannedDown),
  proven: ratio(up, whole),
  up,
  restricted,
  down,
  plannedDown,
  unobserved,
});
const sum = (all: Iterable<Spent>): Spent => [...all].reduce(plus, nothing());

/** Availability: the pieces between one change and the next, added up. */
export const availability = (trail: Trail, { steps, word }: Question) => {
  const swept = sweep(trail, steps);
  const total = (one: (typeof swept)[number]): Spent => sum(one.steps);
  const all = sum(swept.map(total));
  const perStep = steps.map((_, n) => sum(swept.map((one) => one.steps[n] ?? nothing())));
  const share = (of: (spent: Spent) => number): Num[] => perStep.map((one) => ratio(of(one), one.whole));
  const modules = grouped(
    swept.flatMap((one) => one.modules),
    ({ deviceClass }) => deviceClass,
  );
  const moduleTimes = new Map([...modules].map(([name, list]) => [name, sum(list.map(({ spent }) => spent))]));
  const counted = new Map([...modules].map(([name, list]) => [name, list.length]));
  const blocks: [string, Block][] = [
    [
      "availability-course",
      {
        kind: "chart",
        series: [
          share((one) => one.up - one.restricted),
          share((one) => one.restricted),
          share((one) => one.down),
          share((one) => one.unobserved),
        ],
      },
    ],
    [
      "availability-by-site",
      {
        kind: "table",
        key: ["site"],
        rows: new Map(
          [...grouped(swept, ({ terminal }) => terminal.site)].map(([site, list]) => [
            site,
            { terminals: list.length, ...ofSpent(sum(list.map(total))) },
          ]),
        ),
      },
    ],
    [
      "availability-by-terminal",
      { kind: "table", key: ["terminal"], rows: new Map(swept.map((one) => [one.terminal.name, ofSpent(total(one))])) },
    ],
    [
      "availability-by-module",
      {
        kind: "table",
        key: ["module"],
        rows: new Map(
          [...moduleTimes].map(([name, spent]) => [
            word("class", name),
            { modules: counted.get(name) ?? 0, ...ofSpent(spent) },
          ]),
        ),
      },
    ],
  ];
  return { all, moduleTimes, counted, blocks };
};
