import { type Static, Type } from "typebox";
import { Localized } from "./identifiers.ts";
import { PersonId } from "./people.ts";
import { UnixMs } from "./time.ts";
import { clockNames, onCallChangeKinds, severities, ticketQueues, weekdays } from "./vocabulary/index.ts";

const strict = { additionalProperties: false } as const;
const RotaId = Type.String({ pattern: "^[a-z][a-z0-9-]{0,39}$", description: "night-line; not the name of a queue" });
const TimeOfDay = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "09:00" });
const PlainDate = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "2026-11-30" });
const PolicyId = Type.String({ minLength: 1, maxLength: 60, description: "a service-level policy this broker knows" });
const ChannelName = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$", description: "one of notify.channels" });
const Spans = Type.Array(
  Type.String({
    pattern: "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-4]):[0-5]\\d$",
    description: "09:00-17:30; one that ends before it begins (18:00-08:00) goes on into the next day",
  }),
  { minItems: 1, maxItems: 8 },
);

/** When a layer is on duty at all: everything that is given must hold. */
const OnCallHours = Type.Object(
  {
    inside: Type.Optional({ ...PolicyId, description: "in the working time of this policy's calendar" }),
    outside: Type.Optional({
      ...PolicyId,
      description: "outside the working time of this policy's calendar, holidays too",
    }),
    week: Type.Optional(
      Type.Object(Object.fromEntries(weekdays.map((day) => [day, Type.Optional(Spans)])), {
        ...strict,
        minProperties: 1,
        description: "by the wall clock of the rota's zone",
      }),
    ),
    holidaysOf: Type.Optional({
      ...PolicyId,
      description: "beside the week: the whole of each holiday of this policy's calendar",
    }),
  },
  strict,
);

/** People who take turns. */
const OnCallLayer = Type.Object(
  {
    people: Type.Array(PersonId, {
      minItems: 1,
      maxItems: 60,
      description: "in turn; somebody may be named more than once",
    }),
    shift: Type.String({
      pattern: "^(day|week|month|(1|2|3|4|6|8|12) h)$",
      description: "day, week, month, or hours that divide a day: 12 h",
    }),
    handover: Type.Optional(
      Type.Object(
        {
          time: Type.Optional({ ...TimeOfDay, description: "09:00 if left out" }),
          weekday: Type.Optional(Type.Enum(weekdays, { description: "of weeks; else the weekday of `from`" })),
          dayOfMonth: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 28,
              description: "of months; else the day of `from`, at most the 28th",
            }),
          ),
        },
        strict,
      ),
    ),
    from: { ...PlainDate, description: "the first of `people` begins on this day at the time of handover" },
    until: Type.Optional({ ...PlainDate, description: "the last duty ends on this day at the time of handover" }),
    hours: Type.Optional(OnCallHours),
  },
  strict,
);
export type OnCallLayer = Static<typeof OnCallLayer>;

/** Who is on duty when. Of its layers the first that has hours at a moment counts. */
export const OnCallRota = Type.Object(
  {
    id: RotaId,
    title: Localized,
    queues: Type.Optional(
      Type.Array(Type.Enum(ticketQueues), { maxItems: ticketQueues.length, description: "whose tickets it takes" }),
    ),
    zone: Type.String({ minLength: 1, maxLength: 60, description: "IANA time zone: Asia/Shanghai" }),
    layers: Type.Array(OnCallLayer, { minItems: 1, maxItems: 12 }),
  },
  strict,
);
export type OnCallRota = Static<typeof OnCallRota>;

/** Either whoever is on duty, or one person always. */
const OnCallTarget = Type.Object(
  {
    onCall: Type.Optional({ ...RotaId, description: "a rota, or a queue: everybody on duty on its rotas" }),
    person: Type.Optional(PersonId),
  },
  { ...strict, minProperties: 1, maxProperties: 1 },
);
export type OnCallTarget = Static<typeof OnCallTarget>;

const Ways = Type.Array(ChannelName, { minItems: 1, maxItems: 8 });

const OnCallStep = Type.Object(
  {
    at: Type.Integer({
      minimum: 0,
      maximum: 1000,
      description: "per cent of a promise's time; 0: when the ticket comes in",
    }),
    tell: Type.Array(OnCallTarget, { minItems: 1, maxItems: 20 }),
    ways: Type.Optional(Ways),
  },
  strict,
);

/** Who is told of a queue's tickets, one step after the other. */
export const OnCallPath = Type.Object(
  {
    queue: Type.Enum(ticketQueues),
    severities: Type.Optional(
      Type.Array(Type.Enum(severities), {
        minItems: 1,
        description: "only these are told at once; the others when a promise's time runs out",
      }),
    ),
    ways: Ways,
    acceptMinutes: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 10_080,
        description: "not accepted so long after a step: the next one; left out: as the time for the contact runs out",
      }),
    ),
    steps: Type.Array(OnCallStep, { minItems: 1, maxItems: 12 }),
  },
  strict,
);
export type OnCallPath = Static<typeof OnCallPath>;

/** Rotas and escalation paths, always given and changed as a whole. */
export const OnCallPlan = Type.Object(
  {
    office: Type.Optional({
      ...PolicyId,
      description: "whose calendar says what is outside working hours; the standard policy if left out",
    }),
    rotas: Type.Array(OnCallRota, { maxItems: 60, default: [] }),
    paths: Type.Array(OnCallPath, { maxItems: ticketQueues.length, default: [] }),
  },
  strict,
);
export type OnCallPlan = Static<typeof OnCallPlan>;

export const SetOnCallPlan = Type.Object(
  {
    plan: OnCallPlan,
    version: Type.Optional(
      Type.Integer({ minimum: 0, description: "the one you saw: refused if somebody was quicker" }),
    ),
    check: Type.Optional(Type.Boolean({ description: "only say what is wrong" })),
  },
  strict,
);
export type SetOnCallPlan = Static<typeof SetOnCallPlan>;

const Gap = Type.Object({
  /** A queue, or a rota that serves none. */
  of: Type.String(),
  from: UnixMs,
  to: UnixMs,
});

/** From then till then somebody else has the duty; left out: nobody. */
export const OnCallMove = Type.Object({
  rota: RotaId,
  from: UnixMs,
  to: UnixMs,
  was: Type.Optional(PersonId),
  will: Type.Optional(PersonId),
});
export type OnCallMove = Static<typeof OnCallMove>;

/** What changes for whom; bounded. */
const Moves = Type.Object({
  moves: Type.Array(OnCallMove, { description: "the earliest first" }),
  more: Type.Integer({ minimum: 0, description: "so many later ones are left out" }),
});
export type OnCallMoves = Static<typeof Moves>;

export const OnCallPlanView = Type.Object({
  version: Type.Integer({ description: "0: there is none yet" }),
  at: Type.Optional(UnixMs),
  by: Type.Optional(Type.String()),
  plan: OnCallPlan,
  warnings: Type.Array(Localized, { description: "what is odd, but not wrong: nobody on duty, nobody to be reached" }),
  difference: Type.Optional({ ...Moves, description: "of the next four weeks, against what is in force; of a check" }),
});
export type OnCallPlanView = Static<typeof OnCallPlanView>;

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
  difference: Moves,
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
