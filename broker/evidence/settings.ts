import { type Static, Type } from "typebox";

/** When evidence is asked of terminals. */
export const EvidenceSettings = Type.Object(
  {
    automatic: Type.Boolean({
      default: true,
      description: "ask for it by ourselves when a ticket is opened for a device, or a diagnosis could not cure it",
    }),
    perTerminalPerHour: Type.Integer({ minimum: 0, maximum: 60, default: 4, description: "by ourselves, at most" }),
  },
  { additionalProperties: false },
);
export type EvidenceSettings = Static<typeof EvidenceSettings>;
