import { type Static, type TSchema, Type } from "typebox";
import { routes } from "./api.ts";
import { DeviceId, TerminalId } from "./identifiers.ts";
import { pathNames, type RouteName } from "./route-table.ts";
import { type Permission } from "./vocabulary/index.ts";

type Def<N extends RouteName> = (typeof routes)[N];
type NamesIn<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** What each `:name` in a path may be. */
export const pathParameters = {
  terminal: TerminalId,
  device: DeviceId,
  part: Type.String({ minLength: 3, maxLength: 64, pattern: "^[A-Za-z]+\\.[A-Za-z]+$" }),
  id: Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9._:-]+$" }),
  number: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  token: Type.String({
    minLength: 1,
    maxLength: 64,
    pattern: "^[A-Za-z0-9_.-]+$",
    description: "secret; ends in .ics",
  }),
} as const;
type PathParameter = keyof typeof pathParameters;

/** Names in a path, in order: `/api/terminals/:terminal` has `terminal`. */
export const namesInPath = (path: string): PathParameter[] => pathNames(path) as PathParameter[];

/**
 * How a route serves somebody who sees a part of the fleet only. Left out: not at all. `terminal`, `ticket`, `visit`: the
 * request names one (in its path or body), and it must be theirs; only so may a route that changes something be limited, or by `open`.
 * `readers`: it reads nothing but the store, which shows them their part. `rows`: each row of the answer has a `terminal`, and the others are left out.
 * `answer`: it answers one thing that has a `terminal`. `open`: it tells of no terminal. `narrowed`: its handler asks for their part only.
 */
export type Within = "terminal" | "ticket" | "visit" | "readers" | "rows" | "answer" | "open" | "narrowed";

/** A route with every part optional, for code that walks the table. */
export interface AnyRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /**
   * Permission of whoever calls. `self`: anybody who is known; `null`: anybody at all. `signed` and `password` are shown by the request itself, and the
   * handler checks them.
   */
  readonly needs: Permission | "self" | "signed" | "password" | null;
  readonly within?: Within;
  readonly summary: string;
  /** The body is a file of any kind that may be kept; what is said of it is in the query. */
  readonly upload?: boolean;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly response: TSchema;
}
export const routeNames = Object.keys(routes) as RouteName[];
export const routeOf = (name: RouteName): AnyRoute => routes[name];

export type RouteParams<N extends RouteName> = {
  [P in NamesIn<Def<N>["path"]> & PathParameter]: Static<(typeof pathParameters)[P]>;
};
type Part<N extends RouteName, K extends "query" | "body"> =
  Def<N> extends Readonly<Record<K, infer S extends TSchema>> ? Static<S> : undefined;
export type RouteQuery<N extends RouteName> = Part<N, "query">;
export type RouteBody<N extends RouteName> = Part<N, "body">;
export type RouteResponse<N extends RouteName> = Static<Def<N>["response"]>;
