import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock, Role } from "../../contract/index.ts";
import type { Store, TokenRow } from "../store/store.ts";

/** Tokens are 256 random bits, so a plain SHA-256 is enough to keep: there is nothing to guess. */
export const hashToken = (token: string): string => createHash("sha256").update(token, "utf8").digest("hex");

const sameHash = (a: string, b: string): boolean => {
  const left = Buffer.from(a, "hex");
  const right = Buffer.from(b, "hex");
  return left.length === right.length && timingSafeEqual(left, right);
};

/** The row of a token that was shown to us. Looks at every row, so that the time taken tells nothing. */
export const findToken = (rows: readonly TokenRow[], token: string): TokenRow | undefined => {
  const hash = hashToken(token);
  let found: TokenRow | undefined;
  for (const row of rows) if (sameHash(row.hash, hash)) found = row;
  return found;
};

/** Makes a token. The clear text is returned once and stored nowhere. */
export const createToken = async (store: Store, clock: Clock, name: string, role: Role): Promise<string> => {
  const token = `rm_${randomBytes(32).toString("base64url")}`;
  const id = randomBytes(6).toString("hex");
  await store.write((tx) => {
    tx.saveToken({ id, name, role, hash: hashToken(token), createdAt: clock.now() });
    tx.addAudit({ at: clock.now(), actor: "broker", action: "token.create", target: id, detail: { name, role } });
  });
  return token;
};

/** Makes the first admin token; `undefined` if there is one already. */
export const firstAdminToken = async (store: Store, clock: Clock): Promise<string | undefined> =>
  store.read.tokens().some((row) => row.role === "admin") ? undefined : createToken(store, clock, "admin", "admin");
