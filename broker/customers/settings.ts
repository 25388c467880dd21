import { type Static, Type } from "typebox";
import { budgetPattern } from "../service-levels/budget.ts";

const strict = { additionalProperties: false } as const;

/** Section `satisfaction` of the broker's settings. */
export const SatisfactionSettings = Type.Object(
  {
    noAnswerDays: Type.Number({
      minimum: 0.01,
      maximum: 365,
      default: 7,
      description: "a confirmed ticket of which nobody says how it was counts as no answer after so many days",
    }),
  },
  { ...strict, default: {} },
);
export type SatisfactionSettings = Static<typeof SatisfactionSettings>;

const Budget = (standard: string, description: string) =>
  Type.String({ pattern: budgetPattern, default: standard, description });

/** Section `complaints`. */
export const ComplaintSettings = Type.Object(
  {
    acknowledge: Budget("2 d", "2 d: 48 hours of any day; 2 workdays: by the calendar of the contract's policy"),
    answer: Budget("5 d", "counted from when it was received"),
    escalateAt: Type.Array(Type.Integer({ minimum: 1, maximum: 1000 }), {
      default: [70, 100],
      maxItems: 8,
      description: "per cent of the time, each said once",
    }),
    validLimit: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 3,
      description: "so many valid complaints end a contract, by its own words: it is warned of, never done",
    }),
  },
  { ...strict, default: {} },
);
export type ComplaintSettings = Static<typeof ComplaintSettings>;
