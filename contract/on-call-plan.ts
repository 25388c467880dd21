import { type Static, Type } from "typebox";
import { Localized } from "./identifiers.ts";
import { PersonId } from "./people.ts";
import { UnixMs } from "./time.ts";
import { severities, ticketQueues, weekdays } from "./vocabulary/index.ts";

const strict = { additionalProperties: false } as const;
export const RotaId = Type.String({
  pattern: "^[a-z][a-z0-9-]{0,39}$",
  description: "night-line; not the name of a queue",
});
const TimeOfDay = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "09:00" });
const PlainDate = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "2026-11-30" });
const PolicyId = Type.String({ minLength: 1, maxLength: 60, description: "a service-level policy this broker knows" });
export const ChannelName = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$", description: "one of notify.channels" });
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
export const OnCallMoves = Type.Object({
  moves: Type.Array(OnCallMove, { description: "the earliest first" }),
  more: Type.Integer({ minimum: 0, description: "so many later ones are left out" }),
});
export type OnCallMoves = Static<typeof OnCallMoves>;

export const OnCallPlanView = Type.Object({
  version: Type.Integer({ description: "0: there is none yet" }),
  at: Type.Optional(UnixMs),
  by: Type.Optional(Type.String()),
  plan: OnCallPlan,
  warnings: Type.Array(Localized, { description: "what is odd, but not wrong: nobody on duty, nobody to be reached" }),
  difference: Type.Optional({
    ...OnCallMoves,
    description: "of the next four weeks, against what is in force; of a check",
  }),
});
export type OnCallPlanView = Static<typeof OnCallPlanView>;
