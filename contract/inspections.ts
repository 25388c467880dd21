import { type Static, Type } from "typebox";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { DeviceIdentity } from "./inventory.ts";
import { UnixMs } from "./time.ts";
import { deviceClasses, inspectionAnswers, inspectionResults, inspectionStates } from "./vocabulary/index.ts";

const PlainDate = Type.String({ description: "`2026-09-30`, a day of the zone" });
const ItemId = Type.String({ pattern: "^[a-zA-Z]{1,32}$", description: "item of the checklist" });
const Version = Type.Integer({ minimum: 0, description: "what you saw: refused if somebody changed the round since" });

/** When the next inspection round of a terminal is due. */
export const InspectionDue = Type.Object({
  terminal: TerminalId,
  name: Type.String(),
  site: Type.String(),
  contract: Type.Optional(Type.String()),
  customer: Type.Optional(Type.String()),
  months: Type.Integer({ description: "from one round to the next" }),
  due: PlainDate,
  zone: Type.String({ description: "time zone of the day" }),
  state: Type.Enum(inspectionStates),
  days: Type.Integer({ description: "days left; negative once it is overdue" }),
  last: Type.Optional(
    Type.Object({
      number: Type.Integer(),
      at: UnixMs,
      by: Type.String(),
      result: Type.Enum(inspectionResults),
    }),
  ),
  open: Type.Optional(Type.Integer({ description: "number of the round that was begun" })),
});
export type InspectionDue = Static<typeof InspectionDue>;

/** What the machine found of one part: of a device, or of a wearing part in it. */
export const InspectionFinding = Type.Object({
  device: Type.Optional(DeviceId),
  deviceClass: Type.Optional(Type.Enum(deviceClasses)),
  identity: Type.Optional(DeviceIdentity),
  part: Type.Optional(Type.String({ description: "wearing part, as the forecast names it" })),
  result: Type.Enum(inspectionResults),
  states: Type.Record(Type.String(), Type.String(), { description: "components and their states, as they were read" }),
  evidence: Type.Array(Localized),
  readAt: Type.Optional(UnixMs),
});
export type InspectionFinding = Static<typeof InspectionFinding>;

export const InspectionAnswer = Type.Object({
  item: ItemId,
  result: Type.Enum(inspectionAnswers),
  note: Type.Optional(Type.String()),
  by: Type.String(),
  at: UnixMs,
});
export type InspectionAnswer = Static<typeof InspectionAnswer>;

/** One item of the checklist: what the machine found, what a person is asked, what was answered. */
export const InspectionItem = Type.Object({
  item: ItemId,
  title: Localized,
  result: Type.Enum(inspectionResults),
  findings: Type.Array(InspectionFinding),
  /** Absent: the machine told it all. */
  ask: Type.Optional(Localized),
  open: Type.Boolean({ description: "a person has still to answer" }),
  answer: Type.Optional(InspectionAnswer),
});
export type InspectionItem = Static<typeof InspectionItem>;

/** An inspection round of one terminal. While it is open, its findings are those of this moment; once finished it is never changed. */
export const InspectionRound = Type.Object({
  number: Type.Integer({ minimum: 0, description: "0: nobody has begun it yet" }),
  version: Type.Integer({ minimum: 0 }),
  terminal: TerminalId,
  contract: Type.Optional(Type.String()),
  customer: Type.Optional(Type.String()),
  state: Type.Enum(["new", "open", "finished"]),
  result: Type.Enum(inspectionResults),
  due: Type.Optional(PlainDate),
  startedAt: Type.Optional(UnixMs),
  startedBy: Type.Optional(Type.String()),
  finishedAt: Type.Optional(UnixMs),
  finishedBy: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  items: Type.Array(InspectionItem),
});
export type InspectionRound = Static<typeof InspectionRound>;

export const InspectTerminal = Type.Object(
  {
    answers: Type.Optional(
      Type.Array(
        Type.Object(
          {
            item: ItemId,
            result: Type.Enum(inspectionAnswers),
            note: Type.Optional(Type.String({ maxLength: 1000 })),
          },
          { additionalProperties: false },
        ),
        { maxItems: 40 },
      ),
    ),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
    finish: Type.Optional(Type.Boolean({ description: "refused while a person has still to answer something" })),
    version: Type.Optional(Version),
  },
  { additionalProperties: false },
);
export type InspectTerminal = Static<typeof InspectTerminal>;
