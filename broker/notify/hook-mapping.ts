import { type Static, Type } from "typebox";
import { AppError, parseConfig, waitReasons } from "../../contract/index.ts";
import { at, holesIn, textOf } from "./template.ts";

const strict = { additionalProperties: false } as const;
const Pointer = Type.String({ pattern: "^/", maxLength: 200 });
const Header = Type.String({ pattern: "^[A-Za-z0-9-]{1,60}$" });
/** All of them must be so: pointer to a value, or one of several. */
const Conditions = Type.Record(Pointer, Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })]), {
  default: {},
});

const Signature = Type.Object(
  {
    header: Header,
    form: Type.String({ pattern: "\\{(hex|base64)\\}", default: "{hex}", description: "sha256={hex}" }),
    over: Type.String({ pattern: "\\{body\\}", default: "{body}", description: "{id}.{timestamp}.{body}" }),
  },
  { ...strict, description: "Standard Webhooks if left out" },
);

const Rule = Type.Object(
  {
    when: Conditions,
    do: Type.Enum(["comment", "assign", "accept", "wait", "resume", "resolve", "close", "reopen"]),
    text: Type.Optional(Type.String({ maxLength: 1000, description: "{/comment/body}: values by JSON pointer" })),
    assignee: Type.Optional(Type.String({ maxLength: 200 })),
    reason: Type.Optional(Type.Enum(waitReasons)),
  },
  strict,
);
export type HookRule = Static<typeof Rule>;

/** How the webhook of an outside ticketing system is read: who signed it, which of our tickets it is about, what it asks for. */
export const HookMapping = Type.Object(
  {
    signature: Type.Optional(Signature),
    timestamp: Type.Optional(
      Type.Object(
        {
          header: Type.Optional(Header),
          pointer: Type.Optional(Pointer),
          unit: Type.Enum(["s", "ms", "iso"], { default: "s" }),
          withinS: Type.Integer({ minimum: 1, maximum: 43_200, default: 300 }),
        },
        strict,
      ),
    ),
    delivery: Type.Optional(
      Type.Object(
        { header: Type.Optional(Header), pointer: Type.Optional(Pointer) },
        { ...strict, description: "what tells deliveries apart; a hash of the signed body if left out" },
      ),
    ),
    ticket: Type.Object(
      {
        pointer: Pointer,
        pattern: Type.String({ default: "^roundsman-(\\d{1,9})$", description: "its first group is our number" }),
      },
      { ...strict, description: "if a list stands there, the first that fits" },
    ),
    ignore: Type.Array(Conditions, { default: [], description: "what we did there ourselves" }),
    rules: Type.Array(Rule, { minItems: 1, maxItems: 50 }),
  },
  strict,
);
export type HookMapping = Static<typeof HookMapping>;

/** What is not covered by the signature protects nobody: it could be changed and the rest be sent again. */
const uncovered = ({ signature, timestamp, delivery }: HookMapping): string[] => {
  if (!signature) return timestamp || delivery ? ["timestamp, delivery: Standard Webhooks has its own"] : [];
  const wrong: string[] = [];
  if (timestamp?.header && !signature.over.includes("{timestamp}"))
    wrong.push("timestamp.header: the signature does not cover it; use a pointer into the body");
  if (delivery?.header && !signature.over.includes("{id}"))
    wrong.push("delivery.header: the signature does not cover it; use a pointer, or leave it out");
  if (!timestamp) wrong.push("timestamp: is missing; an old request could be sent again");
  for (const [key, where] of [
    ["timestamp", timestamp],
    ["delivery", delivery],
  ] as const)
    if (where && (where.header === undefined) === (where.pointer === undefined))
      wrong.push(`${key}: names either a header or a pointer`);
  return wrong;
};

const wrongRules = ({ rules, ticket }: HookMapping): string[] => {
  const wrong = rules.flatMap((rule, n) => {
    const bad = holesIn([rule.text, rule.assignee]).filter((name) => !name.startsWith("/"));
    return [
      ...bad.map((name) => `rules.${n}: {${name}} is no JSON pointer`),
      ...(rule.do === "assign" && rule.assignee === undefined ? [`rules.${n}.assignee: is missing`] : []),
      ...(rule.do === "comment" && rule.text === undefined ? [`rules.${n}.text: is missing`] : []),
      ...(rule.do === "wait" && rule.reason === undefined ? [`rules.${n}.reason: is missing`] : []),
    ];
  });
  try {
    if (new RegExp(`${ticket.pattern}|`).exec("")?.length !== 2) wrong.push("ticket.pattern: needs exactly one group");
  } catch {
    wrong.push("ticket.pattern: is no regular expression");
  }
  return wrong;
};

/** Reads a mapping file. Throws `AppError("config")` naming the file and every wrong key. */
export const readHookMapping = (text: string, file: string): HookMapping => {
  const mapping = parseConfig(HookMapping, text, file);
  const wrong = [...uncovered(mapping), ...wrongRules(mapping)];
  if (wrong.length > 0) throw new AppError("config", `${file}: ${wrong.join("; ")}`, { file, wrong });
  return mapping;
};

/** True if every value of the body is what the conditions say. */
export const holds = (conditions: Static<typeof Conditions>, body: unknown): boolean =>
  Object.entries(conditions).every(([pointer, wanted]) => {
    const value = textOf(at(body, pointer));
    return value !== undefined && (typeof wanted === "string" ? value === wanted : wanted.includes(value));
  });

const longest = 200;

/** Number of our ticket that a body is about; `undefined` if it is about none. */
export const ticketOf = ({ ticket }: HookMapping, body: unknown): number | undefined => {
  const value = at(body, ticket.pointer);
  const pattern = new RegExp(ticket.pattern);
  for (const one of Array.isArray(value) ? value.slice(0, 100) : [value]) {
    const number = Number(pattern.exec((textOf(one) ?? "").slice(0, longest))?.[1]);
    if (Number.isSafeInteger(number) && number > 0) return number;
  }
  return undefined;
};
