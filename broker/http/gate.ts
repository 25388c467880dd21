import type { FastifyRequest } from "fastify";
import { AppError, type RouteName, routeOf } from "../../contract/index.ts";
import type { Sessions } from "../people/sessions.ts";
import type { Store } from "../store/store.ts";
import type { Attempts } from "./attempts.ts";
import { type Actor, demand, identify } from "./auth.ts";
import type { Cookies } from "./cookies.ts";
import { consoleHeader, demandSameOrigin } from "./same-origin.ts";

export interface GateDeps {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly cookies: Cookies;
  /** Origins of our own pages, as a request for them would name them. */
  readonly ownOrigins: (request: FastifyRequest) => readonly string[];
  /** False if what is typed here would go over an open line. */
  readonly safeLine: boolean;
}

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
};

/** Lets in whoever may ask this, before the body is read: who may not ask is not listened to. */
export class Gate {
  readonly #deps: GateDeps;
  readonly #actors = new WeakMap<FastifyRequest, Actor>();

  constructor(deps: GateDeps) {
    this.#deps = deps;
  }

  actor(request: FastifyRequest): Actor | undefined {
    return this.#actors.get(request);
  }

  /** Throws `unauthorised`, `forbidden`, `tooManyAttempts` or `refused`. */
  enter(name: RouteName, request: FastifyRequest): void {
    const { needs, method } = routeOf(name);
    const { store, sessions, attempts, cookies, ownOrigins, safeLine } = this.#deps;
    if (needs === null || needs === "signed") return;
    if (needs === "password") {
      if (!safeLine)
        throw new AppError("refused", {
          en: "no passwords over an open line: set http.tls, or http.publicUrl of a TLS proxy",
          "zh-CN": "未加密的线路不接受密码：请设置 http.tls，或 TLS 代理的 http.publicUrl",
        });
      return demandSameOrigin(request.headers, ownOrigins(request));
    }
    const shown = {
      authorization: headerOf(request, "authorization"),
      cookie: cookies.read(request),
      address: request.ip,
    };
    const actor = identify(shown, { tokens: () => store.read.tokens(), sessions, attempts });
    if (actor.session) {
      if (method !== "GET") demandSameOrigin(request.headers, ownOrigins(request));
      // A page that is left open asks by itself now and then: that is nobody doing anything.
      if (headerOf(request, consoleHeader) === "active") sessions.touch(actor.session);
    }
    demand(actor, needs);
    this.#actors.set(request, actor);
    return undefined;
  }
}
