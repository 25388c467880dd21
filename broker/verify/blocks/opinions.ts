import { grouped, ratio, within } from "../arithmetic.ts";
import type { Block, Num, Question, Row } from "../question.ts";
import type { Stretch, Trail } from "../trail.ts";

interface Opinion {
  readonly ticket: number;
  readonly visit?: number;
  readonly site: string;
  readonly customer?: string;
  readonly engineer?: string;
  readonly score: string;
  readonly points: number;
  readonly firstAt: number;
}
const kinds = ["verySatisfied", "satisfied", "average", "noAnswer", "dissatisfied"];

/** What was said last of each piece of work that was first judged in the period. */
const opinionsIn = ({ log, tickets }: Trail, period: Stretch): Opinion[] => {
  const last = new Map<string, Opinion>();
  for (const { action, detail } of log) {
    if (action !== "satisfaction.score") continue;
    const one = detail as unknown as Opinion;
    if (tickets.has(one.ticket)) last.set(`${one.ticket}/${one.visit ?? ""}`, one);
  }
  return [...last.values()].filter(({ firstAt }) => within(firstAt, period));
};

const count = (list: readonly Opinion[], score: string): number => list.filter((one) => one.score === score).length;
const sum = (list: readonly Opinion[]): number => list.reduce((points, one) => points + one.points, 0);
const mean = (list: readonly Opinion[]): Num => ratio(sum(list), list.length);

const ranked = (
  now: readonly Opinion[],
  before: readonly Opinion[],
  nameOf: (one: Opinion) => string,
): Map<string, Row> => {
  const groups = [...grouped(now, nameOf)];
  const better = (a: readonly Opinion[], b: readonly Opinion[]): boolean =>
    sum(a) > sum(b) || (sum(a) === sum(b) && (mean(a) ?? 0) > (mean(b) ?? 0));
  return new Map(
    groups.map(([name, list]) => {
      const earlier = mean(before.filter((one) => nameOf(one) === name));
      const own = mean(list);
      const answered = list.length - count(list, "noAnswer");
      const row: Row = {
        rank: 1 + groups.filter(([, other]) => better(other, list)).length,
        sum: sum(list),
        opinions: list.length,
        mean: own,
        trend: earlier === null || own === null ? null : own - earlier,
        content: ratio(count(list, "verySatisfied") + count(list, "satisfied"), answered),
        ...Object.fromEntries(kinds.map((kind) => [kind, count(list, kind)])),
      };
      return [name, row];
    }),
  );
};

/** What customers said of the work. */
export const opinions = (trail: Trail, { period, steps }: Question): [string, Block][] => {
  const now = opinionsIn(trail, period);
  const before = opinionsIn(trail, { from: 2 * period.from - period.to, to: period.from });
  const table = (nameOf: (one: Opinion) => string): Block => ({
    kind: "table",
    key: ["name"],
    rows: ranked(now, before, nameOf),
  });
  return [
    [
      "satisfaction",
      {
        kind: "figures",
        figures: {
          opinions: now.length,
          mean: mean(now),
          before: mean(before),
          answered: ratio(now.length - count(now, "noAnswer"), now.length),
          dissatisfied: count(now, "dissatisfied"),
        },
      },
    ],
    [
      "satisfaction-course",
      { kind: "chart", series: [steps.map((step) => mean(now.filter(({ firstAt }) => within(firstAt, step))))] },
    ],
    ["satisfaction-by-site", table(({ site }) => site)],
    ["satisfaction-by-customer", table(({ customer = "" }) => customer)],
    ["satisfaction-by-engineer", table(({ engineer = "" }) => engineer)],
  ];
};
