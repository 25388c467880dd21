import { type Static, Type } from "typebox";
import { type ChannelEnv, defineChannel, type Message, type Sender } from "../channel.ts";
import { accepted, ask } from "../post.ts";
import { webhookSignature } from "../signature.ts";

const Settings = Type.Object(
  {
    url: Type.String({ pattern: "^https?://" }),
    secretFile: Type.String({ minLength: 1, description: "whsec_… (base64), or the key itself" }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

const bodyOf = ({ id, createdAt, language, subject, text, items, more, urgent }: Message): string =>
  JSON.stringify({
    v: 1,
    type: items.length === 1 && more === 0 ? items[0]?.event : "digest",
    id,
    timestamp: new Date(createdAt).toISOString(),
    urgent,
    language,
    subject,
    text,
    items,
    more,
  });

/**
 * Standard Webhooks: `webhook-id` is the same at every attempt, `webhook-timestamp` is of this attempt, `webhook-signature` covers both and the body.
 * A receiver refuses old timestamps and remembers ids: then a message has one effect.
 */
const openWebhook = (settings: Settings, env: ChannelEnv): Sender => {
  const secret = env.secret("secretFile", settings.secretFile);
  return {
    async send(message, signal) {
      const body = bodyOf(message);
      const seconds = Math.floor(env.clock.now() / 1000);
      const headers = {
        ...settings.headers,
        "content-type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": String(seconds),
        "webhook-signature": webhookSignature(secret, message.id, seconds, body),
      };
      const { status } = accepted(await ask({ url: settings.url, headers, body }, signal), env.clock.now());
      return { note: `HTTP ${status}` };
    },
  };
};

export default defineChannel({
  settings: Settings,
  recipients: "none",
  joins: true,
  promise: {
    en: "at least once on the wire, once for a receiver that remembers webhook-id",
    "zh-CN": "传输上至少一次；接收方记住 webhook-id 即可保证只处理一次",
  },
  open: openWebhook,
});
