import { severities } from "../../../contract/index.ts";
import { grouped, within } from "../arithmetic.ts";
import { againOf, type Bout } from "../incidents.ts";
import type { Block, Question } from "../question.ts";

export const faults = (seen: readonly Bout[], { period, steps }: Question): [string, Block][] => {
  const begun = seen.filter(({ from }) => within(from, period));
  const again = againOf(seen);
  return [
    [
      "faults",
      {
        kind: "figures",
        figures: {
          begun: begun.length,
          critical: begun.filter(({ fault }) => fault.severity === "critical").length,
          ended: seen.filter(({ to }) => within(to, period)).length,
          open: seen.filter(({ to }) => to >= period.to).length,
        },
      },
    ],
    [
      "faults-course",
      {
        kind: "chart",
        series: severities
          .filter((one) => one !== "info")
          .map((severity) =>
            steps.map(
              (step) => seen.filter(({ fault, from }) => fault.severity === severity && within(from, step)).length,
            ),
          ),
      },
    ],
    [
      "faults-by-kind",
      {
        kind: "table",
        key: ["code"],
        rows: new Map(
          [...grouped(seen, ({ fault }) => fault.code)].map(([code, list]) => [
            code,
            {
              number: list.length,
              modules: new Set(list.map(({ fault }) => `${fault.terminal}/${fault.device}`)).size,
              repeats: list.filter((one) => again.has(one)).length,
              lasted: list.reduce((ms, { from, to }) => ms + Math.min(to, period.to) - Math.max(from, period.from), 0),
            },
          ]),
        ),
      },
    ],
  ];
};
