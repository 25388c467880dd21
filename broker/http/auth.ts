import { AppError, type Role } from "../../contract/index.ts";
import type { TokenRow } from "../store/store.ts";
import type { Attempts } from "./attempts.ts";
import { findToken, mayAct } from "./tokens.ts";

/** Who asks. `by` is what audit and tickets write. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
  readonly by: string;
}

const bearer = /^Bearer ([\x21-\x7e]{1,200})$/;

const unauthorised = (message: string): AppError => new AppError("unauthorised", message);

/**
 * The actor of an `authorization` header, if it may act as `role`. Throws `unauthorised` (no or wrong token), `forbidden` (role too small) or
 * `tooManyAttempts` (this address failed too often lately).
 */
export const authenticate = (
  header: string | undefined,
  role: Role,
  address: string,
  tokens: () => readonly TokenRow[],
  attempts: Attempts,
): Actor => {
  const waitMs = attempts.waitMs(address);
  if (waitMs > 0) {
    const retryAfterS = Math.ceil(waitMs / 1000);
    throw new AppError("tooManyAttempts", `too many failed attempts from here; try again in ${retryAfterS} s`, {
      retryAfterS,
    });
  }
  if (header === undefined) throw unauthorised("this needs a token: send `authorization: Bearer <token>`");
  const row = findToken(tokens(), bearer.exec(header)?.[1] ?? "");
  if (!row) {
    attempts.fail(address);
    throw unauthorised("the token is not known");
  }
  if (!mayAct(row.role, role))
    throw new AppError("forbidden", `this needs the role ${role}; the token "${row.name}" has ${row.role}`);
  return { name: row.name, role: row.role, by: `user:${row.name}` };
};
