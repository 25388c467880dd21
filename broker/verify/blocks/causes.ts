import { grouped, within } from "../arithmetic.ts";
import { againOf, type Bout } from "../incidents.ts";
import type { Block, Question } from "../question.ts";

/** So often a failure is worth a look, also if it never came back to the same module. */
const often = 3;

/** Failures that came often or came back. */
export const causes = (bouts: readonly Bout[], { period, titleOf }: Question): [string, Block][] => {
  const again = againOf(bouts);
  const begun = bouts.filter((one) => one.failure && within(one.from, period));
  const rows = [...grouped(begun, ({ fault }) => fault.code)]
    .map(([code, list]) => ({ code, list, repeats: list.filter((one) => again.has(one)).length }))
    .filter(({ list, repeats }) => repeats > 0 || list.length >= often);
  return [
    [
      "quarterly-causes",
      {
        kind: "table",
        key: ["fault"],
        rows: new Map(
          rows.map(({ code, list, repeats }) => [
            titleOf(code),
            {
              number: list.length,
              modules: new Set(list.map(({ fault }) => `${fault.terminal}/${fault.device}`)).size,
              repeats,
            },
          ]),
        ),
      },
    ],
  ];
};
