import { type Static, Type } from "typebox";
import { languages, notifyEvents, severities } from "../../contract/index.ts";

const strict = { additionalProperties: false } as const;
const name = (description: string) => Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$", description });
const timeOfDay = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "22:00" });

const Quiet = Type.Object({ from: timeOfDay, to: timeOfDay }, strict);
export type Quiet = Static<typeof Quiet>;

const Filter = Type.Object(
  {
    severities: Type.Optional(Type.Array(Type.Enum(severities), { minItems: 1 })),
    sites: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: "* is any text" })),
    terminals: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: "kiosk-1*" })),
  },
  { ...strict, default: {}, description: "all of them must fit; what is left out fits everything" },
);
export type Filter = Static<typeof Filter>;

/** Who wants to be told of what, how and when. */
const Subscription = Type.Object(
  {
    name: name("names it in `roundsman notifications`"),
    channel: name("one of notify.channels"),
    to: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 50,
        description: "recipients, where the channel has any: each gets a message of their own",
      }),
    ),
    onCall: Type.Optional(
      Type.Array(Type.String({ pattern: "^[a-z][a-z0-9-]{0,39}$" }), {
        minItems: 1,
        maxItems: 20,
        description: "beside `to`: whoever is on duty on these rotas, or on those of a queue, when it happens",
      }),
    ),
    language: Type.Enum(languages, { default: "en" }),
    zone: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        description: "of its times and quiet hours; notify.zone if left out",
      }),
    ),
    events: Type.Array(Type.Enum(notifyEvents), {
      minItems: 1,
      default: [
        "ticket.opened",
        "ticket.escalated",
        "ticket.levelChanged",
        "ticket.restored",
        "ticket.resolved",
        "ticket.reopened",
      ],
    }),
    filter: Filter,
    notBy: Type.Array(Type.String(), {
      default: [],
      description: "not what these did, e.g. hook:jira: what came from there need not go back",
    }),
    quiet: Type.Optional(
      Type.Object(Quiet.properties, {
        ...strict,
        description: "only critical goes out; the rest waits for their end",
      }),
    ),
    digest: Type.Optional(
      Type.Object(
        { minutes: Type.Number({ minimum: 1, maximum: 10_080, description: "at most one message in so many" }) },
        strict,
      ),
    ),
  },
  strict,
);
export type Subscription = Static<typeof Subscription>;

/** The settings of each kind of channel are its own affair: `channels/<kind>.ts` checks them. */
const ChannelSettings = Type.Object({ kind: Type.String({ minLength: 1 }) }, { additionalProperties: true });

const HookSettings = Type.Object(
  {
    mapping: Type.String({ minLength: 1, maxLength: 500, description: "path of the mapping file" }),
    secretFile: Type.String({ minLength: 1, maxLength: 500 }),
  },
  strict,
);
export type HookSettings = Static<typeof HookSettings>;

/** Section `notify` of the broker's settings. */
export const NotifySettings = Type.Object(
  {
    zone: Type.String({
      minLength: 1,
      maxLength: 60,
      default: "UTC",
      description: "IANA time zone of times in messages",
    }),
    link: Type.Optional(
      Type.String({ maxLength: 300, pattern: "^https?://", description: "https://desk.example/t/{ticket}" }),
    ),
    retry: Type.Object(
      {
        firstS: Type.Number({ minimum: 0.1, maximum: 3600, default: 10 }),
        mostMinutes: Type.Number({ minimum: 0.1, maximum: 1440, default: 15, description: "longest pause" }),
        giveUpHours: Type.Number({
          minimum: 0.1,
          maximum: 720,
          default: 48,
          description: "given up this long after its first time: longer than a mail server may be down",
        }),
        deadlineS: Type.Number({ minimum: 1, maximum: 300, default: 30, description: "of one attempt" }),
      },
      { ...strict, default: {} },
    ),
    keepDays: Type.Number({ minimum: 1, maximum: 3650, default: 90, description: "of messages that ended" }),
    channels: Type.Record(Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$" }), ChannelSettings, { default: {} }),
    subscriptions: Type.Array(Subscription, { default: [], maxItems: 500 }),
    hooks: Type.Record(Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$" }), HookSettings, { default: {} }),
  },
  { ...strict, default: {} },
);
export type NotifySettings = Static<typeof NotifySettings>;
