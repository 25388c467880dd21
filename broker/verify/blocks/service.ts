import { clockNames } from "../../../contract/index.ts";
import { ratio } from "../arithmetic.ts";
import type { Settled } from "../promises.ts";
import type { Block, Question, Row } from "../question.ts";

export const service = (settled: readonly Settled[], opened: number, { word }: Question): [string, Block][] => {
  const broken = settled.filter(({ kept }) => !kept);
  const names = clockNames.filter((name) => settled.some((one) => one.name === name));
  const of = (name: string): Settled[] => settled.filter((one) => one.name === name);
  return [
    [
      "service-levels",
      {
        kind: "figures",
        figures: {
          compliance: ratio(settled.length - broken.length, settled.length),
          decided: settled.length,
          broken: broken.length,
          tickets: opened,
        },
      },
    ],
    [
      "service-levels-chart",
      {
        kind: "chart",
        series: [true, false].map((kept) => names.map((name) => of(name).filter((one) => one.kept === kept).length)),
      },
    ],
    [
      "service-levels-by-promise",
      {
        kind: "table",
        key: ["promise"],
        rows: new Map(
          names.map((name) => {
            const [all, kept] = [of(name), of(name).filter((one) => one.kept).length];
            const used = all.map(({ usedMs }) => usedMs);
            const row: Row = {
              decided: all.length,
              kept,
              broken: all.length - kept,
              compliance: ratio(kept, all.length),
              used: used.reduce((ms, one) => ms + one, 0) / used.length,
              longest: Math.max(...used),
            };
            return [word("promise", name), row];
          }),
        ),
      },
    ],
    [
      "service-levels-breaches",
      {
        kind: "table",
        key: ["ticket", "promise"],
        rows: new Map(
          broken.map((one) => [
            [one.ticket, word("promise", one.name)].join(" | "),
            { ticket: one.ticket, ranOut: one.at, over: -one.leftMs },
          ]),
        ),
      },
    ],
  ];
};
