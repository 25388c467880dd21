import { type Static, Type } from "typebox";

const strict = { additionalProperties: false } as const;
const minutes = (standard: number, most: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: most, default: standard, description });

/** Settings of visits. */
export const VisitSettings = Type.Object(
  {
    doorWindow: Type.Object(
      {
        minutes: minutes(
          30,
          240,
          "an opened door or a turned service key sets the terminal to maintenance for so long",
        ),
        visitMinutes: minutes(120, 720, "the same while a technician is on site"),
        shutMinutes: minutes(2, 60, "it ends when everything has been shut for so long"),
        withoutVisit: Type.Boolean({
          default: true,
          description: "also where no visit is due; faults of security call somebody all the same",
        }),
      },
      { ...strict, default: {} },
    ),
    proofAfterHours: Type.Integer({
      minimum: 1,
      maximum: 168,
      default: 24,
      description: "what a visit claimed is judged for good so long after it: a terminal may send late what it saw",
    }),
  },
  strict,
);
export type VisitSettings = Static<typeof VisitSettings>;
