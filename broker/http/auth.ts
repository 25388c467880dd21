import { AppError, mayDo, type Permission, permissionTitles, type Role, type Scope } from "../../contract/index.ts";
import type { Sessions } from "../people/sessions.ts";
import type { SessionRow } from "../store/people-rows.ts";
import type { TokenRow } from "../store/store.ts";
import type { Attempts } from "./attempts.ts";
import { findToken } from "./tokens.ts";

/** Who asks. `by` is what audit and tickets write. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
  readonly by: string;
  /** Sees and acts on these terminals only. */
  readonly scope?: Scope;
  /** Signed in at a browser; without it, by a token. */
  readonly session?: SessionRow;
}

/** What a request shows of itself. */
export interface Shown {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly address: string;
}

export interface AuthDeps {
  readonly tokens: () => readonly TokenRow[];
  readonly sessions: Sessions;
  readonly attempts: Attempts;
}

const bearer = /^Bearer ([\x21-\x7e]{1,200})$/;
const cookieForm = /^[A-Za-z0-9_-]{43}$/;

const unauthorised = (en: string, zh: string): AppError => new AppError("unauthorised", { en, "zh-CN": zh });
const scoped = ({ scope }: { readonly scope?: Scope | undefined }): { scope?: Scope } => (scope ? { scope } : {});

const byToken = (header: string, address: string, { tokens, attempts }: AuthDeps): Actor => {
  attempts.demand(address);
  const row = findToken(tokens(), bearer.exec(header)?.[1] ?? "");
  if (!row) {
    attempts.fail(address);
    throw unauthorised("the token is not known", "令牌无效");
  }
  return { name: row.name, role: row.role, by: `user:${row.name}`, ...scoped(row) };
};

const bySession = (cookie: string, sessions: Sessions): Actor => {
  const found = cookieForm.test(cookie) ? sessions.find(cookie) : undefined;
  if (!found) throw unauthorised("the session has ended: sign in again", "会话已结束，请重新登录");
  const { person, session } = found;
  return { name: person.id, role: person.role, by: `user:${person.id}`, session, ...scoped(person) };
};

/** The actor behind a request: a token counts before a cookie. Throws `unauthorised`, or `tooManyAttempts` if this address failed too often lately. */
export const identify = ({ authorization, cookie, address }: Shown, deps: AuthDeps): Actor => {
  if (authorization !== undefined) return byToken(authorization, address, deps);
  if (cookie !== undefined) return bySession(cookie, deps.sessions);
  deps.attempts.demand(address);
  throw unauthorised("this needs a token (`authorization: Bearer <token>`), or to sign in", "需要令牌或登录");
};

/** Throws `forbidden` unless this actor may do this. */
export const demand = (actor: Actor, needs: Permission | "self"): void => {
  if (needs === "self" || mayDo(actor.role, needs)) return;
  throw new AppError("forbidden", {
    en: `this needs the permission ${needs}; "${actor.name}" is ${actor.role} and lacks it`,
    "zh-CN": `此操作需要权限“${permissionTitles[needs]["zh-CN"]}”，${actor.name} 没有该权限`,
  });
};
