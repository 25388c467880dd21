import { type Static, Type } from "typebox";
import { languages } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { permissions, roles, skills } from "./vocabulary/index.ts";

/** What a person signs in with, and what names them everywhere: a ticket's assignee, `user:eva` in the audit log. */
export const PersonId = Type.String({ pattern: "^[a-z][a-z0-9._-]{0,31}$" });

const Names = Type.Array(Type.String({ minLength: 1, maxLength: 120 }), { maxItems: 1000 });

/** Terminals of these customers' contracts, and those at these sites. */
export const Scope = Type.Object(
  { customers: Type.Optional(Names), sites: Type.Optional(Names) },
  { additionalProperties: false, description: "what a person sees and acts on; left out: the whole fleet" },
);
export type Scope = Static<typeof Scope>;

export const Person = Type.Object(
  {
    id: PersonId,
    name: Type.String({ minLength: 1, maxLength: 80, pattern: "^\\S(.*\\S)?$" }),
    role: Type.Enum(roles),
    scope: Type.Optional(Scope),
    skills: Type.Optional(Type.Array(Type.Enum(skills), { maxItems: skills.length })),
    email: Type.Optional(Type.String({ maxLength: 200, pattern: "^[^@\\s]+@[^@\\s]+$" })),
    phone: Type.Optional(Type.String({ maxLength: 40, pattern: "^[+0-9][0-9 ()/-]*$" })),
    language: Type.Optional(Type.Enum(languages)),
    zone: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: "IANA time zone: Asia/Shanghai" })),
    disabled: Type.Optional(Type.Boolean({ description: "may no longer sign in; what they did stays" })),
  },
  { additionalProperties: false },
);
export type Person = Static<typeof Person>;

export const PersonView = Type.Object({
  ...Person.properties,
  hasPassword: Type.Boolean({ description: "without one nobody can sign in as them" }),
  lastSeenAt: Type.Optional(UnixMs),
});
export type PersonView = Static<typeof PersonView>;

export const passwordLength = { min: 12, max: 128 } as const;
/** Twelve characters or more; nothing else is asked of them. */
export const Password = Type.String({ minLength: passwordLength.min, maxLength: passwordLength.max });

/** What was typed where a password is asked for; it need not be a good one. */
const Typed = Type.String({ minLength: 1, maxLength: passwordLength.max });

export const SetPassword = Type.Object({ password: Password }, { additionalProperties: false });
export const ChangePassword = Type.Object({ password: Password, current: Typed }, { additionalProperties: false });
export const SignIn = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 80 }), password: Typed },
  { additionalProperties: false },
);

/** Who asks: a person who signed in, or a token. */
export const SessionView = Type.Object({
  name: Type.String({ description: "login of the person, or name of the token" }),
  role: Type.Enum(roles),
  permissions: Type.Array(Type.Enum(permissions)),
  scope: Type.Optional(Scope),
  person: Type.Optional(Person),
  endsAt: Type.Optional(UnixMs),
  idleMs: Type.Optional(Type.Integer({ description: "a session ends if nobody does anything for so long" })),
});
export type SessionView = Static<typeof SessionView>;
