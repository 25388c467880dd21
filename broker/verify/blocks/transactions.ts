import { grouped, hourOf, ratio, within } from "../arithmetic.ts";
import type { Block, Num, Question } from "../question.ts";
import type { TrailSale } from "../trail.ts";

const results = ["success", "cancelled", "failed"] as const;
export const salesRow = (
  sales: readonly TrailSale[],
): Record<"all" | "success" | "failed" | "cancelled", number> & { rate: Num } => {
  const count = (result: string): number => sales.filter((one) => one.result === result).length;
  const [success, failed, cancelled] = [count("success"), count("failed"), count("cancelled")];
  return { all: success + failed + cancelled, success, failed, cancelled, rate: ratio(success, success + failed) };
};

export const transactions = (sales: readonly TrailSale[], { steps, word }: Question): [string, Block][] => {
  const inStep = steps.map((step) => sales.filter(({ at }) => within(hourOf(at), step)));
  const lost = sales.filter(({ result }) => result !== "success");
  const { all, failed, cancelled, rate } = salesRow(sales);
  return [
    ["transactions", { kind: "figures", figures: { rate, all, failed, cancelled } }],
    [
      "transactions-course",
      { kind: "chart", series: results.map((result) => inStep.map((list) => salesRow(list)[result])) },
    ],
    [
      "transactions-by-kind",
      {
        kind: "table",
        key: ["kind"],
        rows: new Map(
          [...grouped(sales, ({ kind }) => kind)].map(([kind, list]) => [word("sale", kind), salesRow(list)]),
        ),
      },
    ],
    [
      "transactions-causes",
      {
        kind: "table",
        key: ["cause", "kind", "result"],
        rows: new Map(
          [
            ...grouped(lost, ({ cause, kind, result }) =>
              [word("cause", cause), word("sale", kind), word("result", result)].join(" | "),
            ),
          ].map(([key, list]) => [
            key,
            {
              count: list.length,
              share: list.length / lost.length,
              terminals: new Set(list.map(({ terminal }) => terminal)).size,
            },
          ]),
        ),
      },
    ],
  ];
};
