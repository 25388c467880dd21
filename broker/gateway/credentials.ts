import { createHash, timingSafeEqual } from "node:crypto";

/** Secrets are 256 random bits: there is nothing to guess, so a plain SHA-256 is enough and costs the CONNECT nothing. */
export const hashSecret = (secret: string | Uint8Array): string => createHash("sha256").update(secret).digest("hex");

/** Compares in constant time. A terminal that is not enrolled costs the same. */
export const secretMatches = (hash: string | undefined, secret: string | Uint8Array | undefined): boolean => {
  const given = Buffer.from(hashSecret(secret ?? ""), "hex");
  const stored = Buffer.from(hash ?? "0".repeat(64), "hex");
  return stored.length === given.length && timingSafeEqual(stored, given) && hash !== undefined && secret !== undefined;
};
