import { type Static, Type } from "typebox";
import { type NotificationItem, notifyEvents, parseConfig } from "../../../contract/index.ts";
import { type ChannelEnv, defineChannel, type Message, never, type Sender, tryAgain } from "../channel.ts";
import { accepted, ask, excerpt } from "../post.ts";
import { at, checkHoles, fillAll, fillText, type Lookup, textOf } from "../template.ts";

const strict = { additionalProperties: false } as const;

const Settings = Type.Object(
  {
    url: Type.String({
      pattern: "^https?://[^?#]*[^/?#]$",
      description: "of the outside system, without a slash at its end",
    }),
    mapping: Type.String({ minLength: 1, description: "path of the mapping file" }),
    secretFiles: Type.Record(Type.String({ pattern: "^[a-z][A-Za-z0-9]{0,29}$" }), Type.String(), { default: {} }),
    prefix: Type.String({
      pattern: "^[A-Za-z0-9-]{1,40}$",
      default: "roundsman",
      description: "{ours} is this, a hyphen and our ticket's number; two brokers at one system need two prefixes",
    }),
  },
  strict,
);
type Settings = Static<typeof Settings>;

const Call = Type.Object(
  {
    method: Type.Enum(["GET", "POST", "PUT", "PATCH"], { default: "POST" }),
    path: Type.String({ pattern: "^/", description: "values in it are encoded for an address" }),
    body: Type.Optional(Type.Unknown()),
  },
  strict,
);
type Call = Static<typeof Call>;
const Reference = Type.String({
  pattern: "^/",
  description: "JSON pointer to what the outside system calls the ticket",
});

/** How our tickets are written into somebody else's ticketing system. */
export const TicketingMapping = Type.Object(
  {
    headers: Type.Record(Type.String(), Type.String(), { default: {} }),
    find: Type.Object(
      { ...Call.properties, reference: Reference },
      { ...strict, description: "looks for {ours} before one is made: a lost answer makes no second one" },
    ),
    create: Type.Object({ ...Call.properties, reference: Reference }, strict),
    events: Type.Partial(Type.Record(Type.Enum(notifyEvents), Type.Array(Call)), {
      description: "what is done in the outside ticket; it is made first where there is none",
    }),
    words: Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
      default: {},
      description: "{words.severity} is our severity in the outside system's words",
    }),
  },
  strict,
);
export type TicketingMapping = Static<typeof TicketingMapping>;

const itemNames = [
  "ticket",
  "title",
  "severity",
  "terminal",
  "terminalName",
  "site",
  "device",
  "code",
  "state",
  "assignee",
  "level",
] as const;
const names = [...itemNames, "ours", "outside", "text", "said", "subject", "delivery", "event"];

const valueOf = (item: NotificationItem, name: (typeof itemNames)[number], message: Message): string => {
  const value = item[name];
  return typeof value === "object" ? value[message.language] : String(value ?? "");
};

const lookupFor =
  (
    message: Message,
    item: NotificationItem,
    own: Readonly<Record<string, string>>,
    words: TicketingMapping["words"],
  ): Lookup =>
  (name) => {
    const plain = itemNames.find((one) => one === name);
    if (plain) return valueOf(item, plain, message);
    if (!name.startsWith("words.")) return own[name];
    const key = itemNames.find((one) => `words.${one}` === name);
    return key ? words[key.toString()]?.[valueOf(item, key, message)] : undefined;
  };

const isKnown =
  (mapping: TicketingMapping, settings: Settings) =>
  (name: string): boolean =>
    names.includes(name) ||
    (name.startsWith("secret.") && Object.hasOwn(settings.secretFiles, name.slice(7))) ||
    (name.startsWith("words.") && Object.hasOwn(mapping.words, name.slice(6)));

const readMapping = (settings: Settings, env: ChannelEnv): TicketingMapping => {
  const mapping = parseConfig(TicketingMapping, env.file("mapping", settings.mapping), settings.mapping);
  for (const key of ["headers", "find", "create", "events"] as const)
    checkHoles(`mapping: ${settings.mapping}: ${key}`, mapping[key], isKnown(mapping, settings));
  return mapping;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // nothing in it to point at
  }
};

/** Another system's tickets over its REST API, told by a mapping file. One thing that happened is one message: half of it done is told by the store. */
const openTicketing = (settings: Settings, env: ChannelEnv): Sender => {
  const mapping = readMapping(settings, env);
  const secrets = Object.fromEntries(
    Object.entries(settings.secretFiles).map(([name, file]) => [
      `secret.${name}`,
      env.secret(`secretFiles.${name}`, file),
    ]),
  );

  const call = async ({ method, path, body }: Call, lookup: Lookup, signal: AbortSignal): Promise<string> => {
    const headers = fillAll(mapping.headers, lookup) as Record<string, string>;
    const request = {
      url: settings.url + fillText(path, lookup, encodeURIComponent),
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(fillAll(body, lookup)) }),
    };
    return accepted(await ask(request, signal), env.clock.now()).text;
  };
  const named = (text: string, pointer: string): string | undefined => {
    const reference = textOf(at(parse(text), pointer));
    return reference === "" ? undefined : reference;
  };

  /** Ours there: known, found, or made. */
  const outside = async (ticket: number, lookup: Lookup, signal: AbortSignal): Promise<string> => {
    const known = env.references.get(ticket);
    if (known !== undefined) return known;
    const { find, create } = mapping;
    const found = named(await call(find, lookup, signal), find.reference);
    const answer = found === undefined ? await call(create, lookup, signal) : "";
    const reference = found ?? named(answer, create.reference);
    if (reference === undefined) throw tryAgain(`no ${create.reference} in the answer: ${excerpt(answer)}`);
    await env.references.save(ticket, reference);
    return reference;
  };

  return {
    async send(message, signal) {
      const [item] = message.items;
      if (item?.event === "test") {
        const lookup = lookupFor(message, item, { ...secrets, ours: `${settings.prefix}-0` }, mapping.words);
        await call(mapping.find, lookup, signal);
        return { note: "asked for a ticket that is not there: address and key are right" };
      }
      if (item?.ticket === undefined) throw never("is about no ticket");
      const own = {
        ...secrets,
        ours: `${settings.prefix}-${item.ticket}`,
        delivery: message.id,
        event: item.event,
        subject: message.subject,
        text: message.text,
        said: item.said[message.language],
      };
      const reference = await outside(item.ticket, lookupFor(message, item, own, mapping.words), signal);
      const lookup = lookupFor(message, item, { ...own, outside: reference }, mapping.words);
      for (const step of mapping.events[item.event] ?? []) await call(step, lookup, signal);
      return { note: reference };
    },
  };
};

export default defineChannel({
  settings: Settings,
  recipients: "none",
  joins: false,
  promise: {
    en: "a ticket is made once (looked for before it is made); its later entries at least once, with the delivery id in their text",
    "zh-CN": "工单只创建一次（创建前先查找）；后续记录至少一次，文本中带消息编号",
  },
  open: openTicketing,
});
