import { type Static, Type } from "typebox";
import { Localized } from "./identifiers.ts";
import { ChannelName, OnCallMoves, RotaId } from "./on-call-plan.ts";
import { PersonId } from "./people.ts";
import { UnixMs } from "./time.ts";
import { clockNames, onCallChangeKinds, severities, ticketQueues } from "./vocabulary/index.ts";

const strict = { additionalProperties: false } as const;

const Gap = Type.Object({
  /** A queue, or a rota that serves none. */
  of: Type.String(),
  from: UnixMs,
  to: UnixMs,
});

/** Somebody is on duty without a break; `change` is the override or swap that made it so. */
export const OnCallDuty = Type.Object({
  rota: RotaId,
  person: PersonId,
  name: Type.Optional(Type.String()),
  from: UnixMs,
  to: UnixMs,
  origin: Type.String({ description: "names the turn it comes from, or the override" }),
  change: Type.Optional(Type.Integer()),
});
export type OnCallDuty = Static<typeof OnCallDuty>;

const Turn = Type.Object({
  person: PersonId,
  name: Type.Optional(Type.String()),
  from: UnixMs,
  to: UnixMs,
  change: Type.Optional(Type.Integer()),
});

/** Who is on duty now, until when, and who comes next. */
export const OnCallView = Type.Object({
  at: UnixMs,
  plan: Type.Integer({ description: "version of the plan" }),
  rotas: Type.Array(
    Type.Object({
      rota: RotaId,
      title: Localized,
      queues: Type.Array(Type.Enum(ticketQueues)),
      zone: Type.String(),
      version: Type.Integer({ description: "one more with every override, swap and cancellation" }),
      now: Type.Optional(Turn),
      next: Type.Optional(Turn),
    }),
  ),
  gaps: Type.Array(Gap, { description: "nobody is on duty; of the days that were asked for" }),
  warnings: Type.Array(Localized),
});
export type OnCallView = Static<typeof OnCallView>;

/** `2026-12-24T18:00` and `2026-12-24` by the clocks of the rota's zone, or a moment with its offset. */
const When = Type.String({ minLength: 10, maxLength: 40, description: "2026-12-24T18:00 in the rota's zone" });
const Why = Type.String({ minLength: 1, maxLength: 500 });
const Version = Type.Optional(
  Type.Integer({ minimum: 1, description: "of the rota as you saw it: refused if somebody was quicker" }),
);
const Check = Type.Optional(Type.Boolean({ description: "only say what would change" }));

export const OnCallOverride = Type.Object(
  { rota: RotaId, person: PersonId, from: When, to: When, why: Why, version: Version, check: Check },
  strict,
);
export type OnCallOverride = Static<typeof OnCallOverride>;

/** `person` gives what they have between `from` and `to` to the other, and takes what the other has in theirs. */
export const OnCallSwap = Type.Object(
  {
    rota: RotaId,
    person: PersonId,
    from: When,
    to: When,
    with: Type.Object({ person: PersonId, from: When, to: When }, strict),
    why: Why,
    version: Version,
    check: Check,
  },
  strict,
);
export type OnCallSwap = Static<typeof OnCallSwap>;

export const CancelOnCallChange = Type.Object({ why: Type.Optional(Why) }, strict);

/** An override or a swap as it is kept. A cancelled one counts until the moment of cancellation. */
export const OnCallChange = Type.Object({
  n: Type.Integer({ description: "0: it was only looked at" }),
  kind: Type.Enum(onCallChangeKinds),
  rota: RotaId,
  person: PersonId,
  from: UnixMs,
  to: UnixMs,
  with: Type.Optional(Type.Object({ person: PersonId, from: UnixMs, to: UnixMs })),
  why: Type.String(),
  at: UnixMs,
  by: Type.String(),
  cancelledAt: Type.Optional(UnixMs),
  cancelledBy: Type.Optional(Type.String()),
});
export type OnCallChange = Static<typeof OnCallChange>;

export const OnCallChanged = Type.Object({
  change: OnCallChange,
  version: Type.Integer(),
  warnings: Type.Array(Localized),
  difference: OnCallMoves,
});
export type OnCallChanged = Static<typeof OnCallChanged>;

/** How a person was told, or why not. */
export const OnCallWay = Type.Object({
  channel: ChannelName,
  to: Type.Optional(Type.String()),
  notification: Type.Optional(Type.String({ description: "id in `roundsman notifications`" })),
  missing: Type.Optional(
    Type.Enum(["email", "phone", "person", "channel"], {
      description: "what there is not, so that they could not be told",
    }),
  ),
});
export type OnCallWay = Static<typeof OnCallWay>;

/** One person was told of one ticket at one step of its path. */
export const OnCallPage = Type.Object({
  n: Type.Integer(),
  ticket: Type.Integer(),
  queue: Type.Enum(ticketQueues),
  round: Type.Integer({ description: "how often the path had begun anew: reopened, another queue" }),
  clock: Type.Enum(clockNames, { description: "the promise whose time runs out; `contact` for a new ticket" }),
  step: Type.Integer({ description: "its place in the path, per cent" }),
  person: PersonId,
  rota: Type.Optional(RotaId),
  insteadOf: Type.Optional(Type.String({ description: "of whom nobody could be told" })),
  at: UnixMs,
  ways: Type.Array(OnCallWay),
  outsideHours: Type.Boolean(),
  dutyEnds: Type.Optional(UnixMs),
  acceptedAt: Type.Optional(UnixMs),
  acceptedBy: Type.Optional(PersonId),
  endedAt: Type.Optional(UnixMs),
  result: Type.Optional(Localized),
});
export type OnCallPage = Static<typeof OnCallPage>;

export const LogOnCallCall = Type.Object(
  {
    ticket: Type.Optional(Type.Integer({ minimum: 1 })),
    minutes: Type.Number({ exclusiveMinimum: 0, maximum: 1440 }),
    result: Type.String({ minLength: 1, maxLength: 500 }),
    person: Type.Optional({ ...PersonId, description: "left out: who asks" }),
    at: Type.Optional({ ...UnixMs, description: "its beginning; left out: so many minutes ago" }),
  },
  strict,
);
export type LogOnCallCall = Static<typeof LogOnCallCall>;

/** A telephone call, as a person wrote it down. */
export const OnCallCall = Type.Object({
  n: Type.Integer(),
  at: UnixMs,
  person: PersonId,
  minutes: Type.Number(),
  result: Type.String(),
  ticket: Type.Optional(Type.Integer()),
  rota: Type.Optional(RotaId),
  outsideHours: Type.Boolean(),
  by: Type.String(),
});
export type OnCallCall = Static<typeof OnCallCall>;

export const OnCallLog = Type.Object({ pages: Type.Array(OnCallPage), calls: Type.Array(OnCallCall) });
export type OnCallLog = Static<typeof OnCallLog>;

/** What would happen to a new ticket of a queue now. */
export const OnCallTest = Type.Object({
  queue: Type.Enum(ticketQueues),
  at: UnixMs,
  path: Type.Boolean({ description: "false: the queue has no path, nobody is told" }),
  acceptMinutes: Type.Optional(Type.Number()),
  severities: Type.Optional(Type.Array(Type.Enum(severities))),
  steps: Type.Array(
    Type.Object({
      at: Type.Integer(),
      gaps: Type.Array(Type.String(), { description: "rotas, queues and people of whom nobody can be told" }),
      told: Type.Array(
        Type.Object({
          person: PersonId,
          name: Type.Optional(Type.String()),
          rota: Type.Optional(RotaId),
          insteadOf: Type.Optional(Type.String()),
          until: Type.Optional(UnixMs),
          ways: Type.Array(OnCallWay),
        }),
      ),
    }),
  ),
});
export type OnCallTest = Static<typeof OnCallTest>;

export const OnCallFeedRequest = Type.Object(
  { person: Type.Optional({ ...PersonId, description: "left out: who asks" }) },
  strict,
);
export const OnCallFeed = Type.Object({ person: PersonId, createdAt: UnixMs, createdBy: Type.String() });
export type OnCallFeed = Static<typeof OnCallFeed>;
/** `path` holds the secret; it is told once and never again. */
export const NewOnCallFeed = Type.Object({ ...OnCallFeed.properties, path: Type.String() });
export type NewOnCallFeed = Static<typeof NewOnCallFeed>;

export const OnCallQuery = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, description: "gaps are looked for so far ahead; 90" })),
});
const period = { from: Type.Optional(When), to: Type.Optional(When) } as const;
export const OnCallDutiesQuery = Type.Object({
  ...period,
  rota: Type.Optional(RotaId),
  person: Type.Optional(PersonId),
});
export const OnCallChangesQuery = Type.Object({ ...period, rota: Type.Optional(RotaId) });
export const OnCallTestQuery = Type.Object({
  queue: Type.Optional(Type.Enum(ticketQueues, { description: "left out: all of them" })),
});
export const OnCallLogQuery = Type.Object({
  ...period,
  ticket: Type.Optional(Type.Integer({ minimum: 1 })),
  person: Type.Optional(PersonId),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
