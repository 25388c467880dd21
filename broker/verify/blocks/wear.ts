import type { Block, Question } from "../question.ts";
import type { Trail } from "../trail.ts";
import { usedParts } from "../use.ts";

const soonMs = 90 * 86_400_000;
const shownInChart = 15;

export const wear = (trail: Trail, { lives, madeAt, word }: Question): [string, Block][] => {
  const all = usedParts(trail, lives, madeAt);
  const soon = all.filter(({ share = 0, dueAt = Number.POSITIVE_INFINITY }) => share >= 0.9 || dueAt < madeAt + soonMs);
  const shares = all
    .filter(({ item, share }) => item.kind === "wear" && share !== undefined)
    .map(({ share = 0 }) => share)
    .sort((a, b) => b - a);
  const names = new Map(trail.terminals.map(({ id, name }) => [id, name]));
  return [
    [
      "wear",
      {
        kind: "figures",
        figures: {
          items: all.length,
          soon: soon.length,
          now: all.filter(({ share = 0, left }) => share >= 1 || left === 0).length,
        },
      },
    ],
    ["wear-chart", { kind: "chart", series: [shares.slice(0, shownInChart)] }],
    [
      "wear-soon",
      {
        kind: "table",
        key: ["terminal", "device", "item"],
        rows: new Map(
          soon.map((one) => [
            [names.get(one.terminal) ?? one.terminal, one.device, word("item", one.item.id)].join(" | "),
            {
              share: one.share ?? null,
              left: one.left,
              perDay: one.perDay ?? null,
              dueAt: one.dueAt ?? null,
              renewedAt: one.renewedAt ?? null,
            },
          ]),
        ),
      },
    ],
  ];
};
