import { type Static, Type } from "typebox";
import { Localized, languages, TerminalId } from "./identifiers.ts";
import { reportFormats } from "./vocabulary/index.ts";

/** A report that can be asked for. `usual` is what it tells of when no time is named: the last whole day, month or quarter. */
export const ReportView = Type.Object({
  id: Type.String(),
  title: Localized,
  summary: Localized,
  usual: Type.Enum(["day", "month", "quarter"]),
});
export type ReportView = Static<typeof ReportView>;

const When = Type.String({
  pattern: "^\\d{4}(-[Qq][1-4]|-\\d{2}(-\\d{2}(T\\d{2}:\\d{2}(:\\d{2})?)?)?)?$",
  description:
    "a day (2026-07-01), month (2026-07), quarter (2026-Q3), year, or moment (2026-07-01T08:00), by the zone",
});

/** A stretch of time as people write it. */
export const Between = Type.Object({
  from: Type.Optional(When),
  to: Type.Optional(When),
  zone: Type.Optional(Type.String({ maxLength: 60, description: "IANA time zone; the broker's if left out" })),
});

export const ReportQuery = Type.Object({
  ...Between.properties,
  format: Type.Optional(Type.Enum(reportFormats, { description: "html if left out" })),
  lang: Type.Optional(Type.Enum(languages)),
  terminal: Type.Optional(TerminalId),
  site: Type.Optional(Type.String({ maxLength: 80 })),
  table: Type.Optional(Type.String({ maxLength: 60, description: "of csv: this table only" })),
  customer: Type.Optional(
    Type.String({ maxLength: 120, description: "what stood under this customer's contracts, and nothing else" }),
  ),
  contract: Type.Optional(Type.String({ maxLength: 61, description: "what stood under this contract" })),
});
