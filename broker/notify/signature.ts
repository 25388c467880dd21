import { createHmac, timingSafeEqual } from "node:crypto";

type Encoding = "hex" | "base64";

export const hmac = (key: string | Buffer, data: string | Buffer, encoding: Encoding): string =>
  createHmac("sha256", key).update(data).digest(encoding);

/** Compares in a time that tells nothing about where two texts differ. */
export const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Standard Webhooks (standardwebhooks.com): a secret `whsec_…` is base64 of the key; any other is the key itself. */
export const webhookKey = (secret: string): Buffer =>
  secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);

/** `v1,<base64>` over `<id>.<seconds>.<body>`. */
export const webhookSignature = (secret: string, id: string, seconds: number | string, body: string | Buffer): string =>
  `v1,${hmac(webhookKey(secret), Buffer.concat([Buffer.from(`${id}.${seconds}.`), Buffer.from(body)]), "base64")}`;

/** DingTalk: HMAC-SHA256 over `timestamp\nsecret`, keyed by the secret; timestamp in milliseconds, base64. */
export const dingTalkSign = (secret: string, timestampMs: number): string =>
  hmac(secret, `${timestampMs}\n${secret}`, "base64");

/** Feishu: the other way round: nothing is signed, `timestamp\nsecret` is the key; timestamp in seconds. */
export const feishuSign = (secret: string, seconds: number): string => hmac(`${seconds}\n${secret}`, "", "base64");
