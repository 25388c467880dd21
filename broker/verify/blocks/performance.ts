import { loadsOf, meanOf, together } from "../loads.ts";
import type { Block, Question, Row } from "../question.ts";
import type { Trail } from "../trail.ts";

const measured = ["processorLoad", "memoryUsed", "storageUsed", "temperature"];

export const performance = (trail: Trail, { period, steps }: Question): [string, Block][] => {
  const loads = loadsOf(trail, measured, steps);
  const of = (terminal: string, measure: string) => loads.get(terminal)?.get(measure) ?? [];
  const everywhere = (measure: string, n?: number) =>
    together(
      [...loads.values()].flatMap((one) => (n === undefined ? (one.get(measure) ?? []) : [one.get(measure)?.[n]])),
    );
  const rowOf = (terminal: string): Row => {
    const cells = measured.flatMap((measure) => {
      const load = together(of(terminal, measure));
      return [[`${measure}Mean`, meanOf(load)] as const, [`${measure}Most`, load?.most ?? null] as const];
    });
    const storage = of(terminal, "storageUsed").filter((load) => load !== undefined);
    const [first, last] = [meanOf(storage[0]), meanOf(storage.at(-1))];
    const longest = Math.max(0, ...measured.map((measure) => together(of(terminal, measure))?.ms ?? 0));
    return {
      ...Object.fromEntries(cells),
      storageChange: first === null || last === null ? null : last - first,
      known: Math.min(1, longest / (period.to - period.from)),
    };
  };
  return [
    [
      "performance",
      { kind: "figures", figures: Object.fromEntries(measured.map((one) => [one, meanOf(everywhere(one))])) },
    ],
    [
      "performance-use",
      {
        kind: "chart",
        series: measured.slice(0, 3).map((measure) => steps.map((_, n) => meanOf(everywhere(measure, n)))),
      },
    ],
    [
      "performance-by-terminal",
      { kind: "table", key: ["terminal"], rows: new Map(trail.terminals.map(({ id, name }) => [name, rowOf(id)])) },
    ],
  ];
};
