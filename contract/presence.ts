import { type Static, Type } from "typebox";
import { Version } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { customerStates } from "./vocabulary/index.ts";

/** Counts a terminal's connections: a will of an older session than the newest birth is ignored (Sparkplug's bdSeq rule). */
export const Session = Type.Object({
  epoch: Type.String({
    pattern: "^[0-9a-f]{16,32}$",
    description: "random; new whenever the outbox is created or repaired",
  }),
  n: Type.Integer({ minimum: 1, description: "connection counter within the epoch" }),
});
export type Session = Static<typeof Session>;

/** Whether a customer is being served, and for how long by the terminal's monotonic clock: a wrong wall clock moves nothing. */
export const CustomerSaid = Type.Object({
  present: Type.Boolean(),
  forMs: Type.Integer({ minimum: 0, description: "so long it has been so" }),
});
export type CustomerSaid = Static<typeof CustomerSaid>;

/** The same as the broker knows it. A line that is lost, an agent that was stopped or does not tell: unknown. */
export const CustomerView = Type.Object({
  state: Type.Enum(customerStates),
  since: Type.Optional(UnixMs),
});
export type CustomerView = Static<typeof CustomerView>;

export const Presence = Type.Object(
  {
    v: Version,
    session: Session,
    status: Type.Enum(["online", "stopped", "lost"], {
      description: "lost is only said by the will; a clean stop says stopped",
    }),
    since: UnixMs,
    agent: Type.Optional(Type.String({ maxLength: 40, description: "agent version" })),
    configRev: Type.Optional(Type.Integer({ minimum: 0 })),
    waiting: Type.Optional(Type.Integer({ minimum: 0, description: "records in the outbox at birth" })),
    boot: Type.Optional(Type.String({ maxLength: 40 })),
    customer: Type.Optional(CustomerSaid),
  },
  {
    description:
      "Birth, clean stop, and will of a terminal. A change of the revision in force or of the customer is said again within the session. Retained.",
  },
);
export type Presence = Static<typeof Presence>;
