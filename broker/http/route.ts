import type { FastifyReply, FastifyRequest } from "fastify";
import {
  AppError,
  type Clock,
  type RouteBody,
  type RouteName,
  type RouteParams,
  type RouteQuery,
  type RouteResponse,
} from "../../contract/index.ts";
import type { Assets } from "../assets/assets.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { AuditLog } from "../audit-log/audit-log.ts";
import type { Customers } from "../customers/customers.ts";
import type { Diagnostics } from "../diagnostics/index.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Faults } from "../faults/faults.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Inspections } from "../inspections/inspections.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";
import type { Live } from "../live.ts";
import type { Notify } from "../notify/index.ts";
import type { Feeds } from "../on-call/feeds.ts";
import type { OnCall } from "../on-call/on-call.ts";
import type { Past } from "../past/past.ts";
import type { People } from "../people/people.ts";
import type { Sessions } from "../people/sessions.ts";
import type { Policies } from "../policies/policies.ts";
import type { Rehearsals } from "../rehearsal/rehearsals.ts";
import type { Reports } from "../reports/reports.ts";
import type { Rules } from "../rules/rules.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Stock } from "../stock/stock.ts";
import type { Store } from "../store/store.ts";
import type { TerminalSettings } from "../terminal-settings/terminal-settings.ts";
import type { Visits } from "../visits/visits.ts";
import type { Wear } from "../wear/wear.ts";
import type { Actions } from "./actions.ts";
import type { Actor } from "./auth.ts";
import type { Cookies } from "./cookies.ts";
import type { Metrics } from "./metrics.ts";
import type { Reach } from "./reach.ts";
import type { SignIn } from "./sign-in.ts";
import type { EventStream } from "./stream.ts";

/** The desks behind the API, each in a room of its own. */
export interface Desks {
  readonly fleet: Pick<Fleet, "customer">;
  readonly terminalSettings: Pick<TerminalSettings, "view" | "fleet" | "set">;
  readonly faults: Pick<Faults, "rules">;
  readonly diagnostics: Pick<Diagnostics, "runbooks">;
  readonly wear: Pick<Wear, "forecasts">;
  readonly levels: Pick<ServiceLevels, "clocks" | "contracts">;
  readonly notify: Notify;
  readonly inspections: Pick<Inspections, "due" | "current" | "inspect" | "rounds" | "round">;
  readonly knowledge: Pick<Knowledge, "page" | "find">;
  readonly assets: Assets;
  readonly stock: Stock;
  readonly onCall: OnCall;
  readonly feeds: Feeds;
  readonly visits: Pick<Visits, "list" | "visit" | "plan" | "act" | "sightings">;
  readonly past: Pick<Past, "tell">;
  readonly people: People;
  readonly auditLog: Pick<AuditLog, "find" | "check">;
  readonly customers: Customers;
  readonly attachments: Pick<Attachments, "list" | "read" | "add" | "remove">;
  readonly evidence: Pick<Evidence, "list" | "ask">;
  readonly reports: Pick<Reports, "list" | "file">;
  readonly policies: Pick<Policies, "view" | "check">;
  readonly rules: Pick<Rules, "list" | "one" | "set">;
  readonly rehearsals: Pick<Rehearsals, "begin" | "view" | "cancel">;
}

/** What a route may use. */
export interface RouteDeps extends Desks {
  readonly store: Store;
  readonly live: Pick<Live, "emit">;
  readonly actions: Actions;
  readonly clock: Clock;
  readonly stream: EventStream;
  readonly metrics: Metrics;
  readonly probe: () => Promise<void>;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly cookies: Cookies;
}

/** A checked request. `by` is who asks (`user:<name>`; `anybody` on open routes). */
export interface Call<N extends RouteName> {
  readonly params: RouteParams<N>;
  readonly query: RouteQuery<N>;
  readonly body: RouteBody<N>;
  readonly by: string;
  /** Nobody on open and signed routes. */
  readonly actor?: Actor;
  /** Of somebody who sees a part of the fleet only; `store` shows that part. */
  readonly reach?: Reach;
  /** Of a signed route: the body as it came. */
  readonly raw?: Buffer;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** For long work: aborted once nobody waits for the answer any more. */
export const untilGone = ({ reply }: { readonly reply: FastifyReply }): AbortSignal => {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort(new AppError("cancelled", "nobody waits for it any more")));
  return gone.signal;
};

/** A handler that took the response over itself. */
export const hijacked = Symbol("hijacked");

export type Handler<N extends RouteName> = (
  call: Call<N>,
  deps: RouteDeps,
) => RouteResponse<N> | typeof hijacked | Promise<RouteResponse<N> | typeof hijacked>;
export type Handlers = { readonly [N in RouteName]?: Handler<N> };

/** The default export of `broker/http/routes/<area>.ts`: handlers by the names of the table in the contract. */
export const defineRoutes = (handlers: Handlers): Handlers => handlers;
