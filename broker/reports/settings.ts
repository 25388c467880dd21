import { type Static, Type } from "typebox";
import { AppError } from "../../contract/index.ts";
import { isZone } from "./period.ts";
import { findFont } from "./render/fonts.ts";

/** Settings of reports in the broker's file. */
export const ReportSettings = Type.Object(
  {
    zone: Type.Optional(
      Type.String({ maxLength: 60, description: "IANA time zone of days and hours; the computer's if left out" }),
    ),
    font: Type.Optional(
      Type.String({
        maxLength: 500,
        description: "font file with Chinese letters for PDF; of a .ttc collection file#PostScriptName",
      }),
    ),
    atOnce: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 4,
        description: "reports made at a time, each in a process of its own; 1 if left out",
      }),
    ),
    queue: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: "more that may wait; 8 if left out" })),
    deadlineS: Type.Optional(
      Type.Integer({
        minimum: 5,
        maximum: 150,
        description: "seconds after which one is given up, waiting included; 150 if left out",
      }),
    ),
    company: Type.Optional(Type.String({ maxLength: 80, description: "who sends the reports; stands at their head" })),
  },
  { additionalProperties: false },
);
export type ReportSettings = Static<typeof ReportSettings>;

/** Throws `AppError("config")` for a zone or a font file that does not exist. */
export const checkReportSettings = ({ zone, font }: ReportSettings): void => {
  if (zone !== undefined && !isZone(zone)) throw new AppError("config", `reports.zone: there is no time zone ${zone}`);
  if (font !== undefined) findFont(font);
};
