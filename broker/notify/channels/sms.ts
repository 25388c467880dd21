import { type Static, Type } from "typebox";
import { type ChannelEnv, defineChannel, type Message, type Sender, tryAgain } from "../channel.ts";
import { accepted, ask, excerpt } from "../post.ts";
import { at, checkHoles, fillAll, fillText, type Lookup, textOf } from "../template.ts";

const Settings = Type.Object(
  {
    url: Type.String({ pattern: "^https?://", description: "may hold {to}, {text}, {id}, {now}, {secret.name}" }),
    method: Type.Enum(["GET", "POST", "PUT"], { default: "POST" }),
    headers: Type.Record(Type.String(), Type.String(), { default: {} }),
    json: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: "body as JSON" })),
    form: Type.Optional(Type.Record(Type.String(), Type.String(), { description: "body as a form" })),
    secretFiles: Type.Record(Type.String({ pattern: "^[a-z][A-Za-z0-9]{0,29}$" }), Type.String(), { default: {} }),
    success: Type.Optional(
      Type.Object(
        { pointer: Type.String({ pattern: "^/" }), equals: Type.Array(Type.String(), { minItems: 1 }) },
        { additionalProperties: false, description: "what a good answer says; any 2xx if left out" },
      ),
    ),
    maxLength: Type.Integer({ minimum: 20, maximum: 1000, default: 140, description: "characters" }),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

/** Never inside a character: gateways count them so, and half of one is an error to some. */
const cutCharacters = (text: string, most: number): string => Array.from(text).slice(0, most).join("");

const names = ["to", "text", "id", "now"];

const lookupFor =
  ({ id, to, short }: Message, settings: Settings, secrets: ReadonlyMap<string, string>, now: number): Lookup =>
  (name) => {
    const values: Readonly<Record<string, string>> = {
      id,
      to: to ?? "",
      text: cutCharacters(short, settings.maxLength),
      now: String(now),
    };
    return Object.hasOwn(values, name) ? values[name] : secrets.get(name);
  };

const bodyOf = ({ json, form }: Settings, lookup: Lookup): { body?: string; type?: string } => {
  if (json) return { body: JSON.stringify(fillAll(json, lookup)), type: "application/json" };
  if (!form) return {};
  const filled = Object.entries(form).map(([key, value]): [string, string] => [key, fillText(value, lookup)]);
  return { body: new URLSearchParams(filled).toString(), type: "application/x-www-form-urlencoded" };
};

const saysYes = (text: string, { pointer, equals }: NonNullable<Settings["success"]>): boolean => {
  try {
    return equals.includes(textOf(at(JSON.parse(text), pointer)) ?? "");
  } catch {
    return false; // no JSON: not what a good answer says
  }
};

/** Any SMS gateway that takes HTTP: its request is a template, its answer a pointer. */
const openSms = (settings: Settings, env: ChannelEnv): Sender => {
  const secrets = new Map(
    Object.entries(settings.secretFiles).map(([name, file]) => [
      `secret.${name}`,
      env.secret(`secretFiles.${name}`, file),
    ]),
  );
  const known = (name: string): boolean => names.includes(name) || secrets.has(name);
  for (const key of ["url", "headers", "json", "form"] as const) checkHoles(key, settings[key], known);
  return {
    async send(message, signal) {
      const now = env.clock.now();
      const lookup = lookupFor(message, settings, secrets, now);
      const { body, type } = bodyOf(settings, lookup);
      const headers = fillAll(settings.headers, lookup) as Record<string, string>;
      const request = {
        url: fillText(settings.url, lookup, encodeURIComponent),
        method: settings.method,
        headers: { ...headers, ...(type === undefined ? {} : { "content-type": type }) },
        ...(body === undefined ? {} : { body }),
      };
      const answer = accepted(await ask(request, signal), now);
      if (settings.success && !saysYes(answer.text, settings.success)) throw tryAgain(excerpt(answer.text));
      return { note: excerpt(answer.text) };
    },
  };
};

export default defineChannel({
  settings: Settings,
  recipients: "each",
  contact: "phone",
  joins: true,
  promise: {
    en: "at least once; once where the gateway takes {id} as its idempotency key",
    "zh-CN": "至少一次；若短信网关支持以 {id} 作为幂等键，则只发一次",
  },
  wrongRecipient: (to) =>
    /^\+?\d{5,20}$/.test(to) ? undefined : { en: "is no phone number", "zh-CN": "不是电话号码" },
  open: openSms,
});
