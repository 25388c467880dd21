import type {
  AttachmentView,
  LiveEventJson,
  RouteBody,
  RouteName,
  RouteParams,
  RouteQuery,
  RouteResponse,
} from "../../contract/index.ts";
import { AppError, mediaTypeOf, pathNames, routeTable } from "../../contract/plain.ts";
import { type EventOptions, liveEvents } from "./events.ts";
import { ask, askFile, askJson, type ClientOptions, type Remembering } from "./request.ts";

type Optional<T> = Partial<T> extends T ? [value?: T] : [value: T];
type ParamsArg<N extends RouteName> = keyof RouteParams<N> extends never ? [] : [params: RouteParams<N>];
type BodyArg<N extends RouteName> = RouteBody<N> extends undefined ? [] : [body: RouteBody<N>];
type QueryArg<N extends RouteName> = RouteQuery<N> extends undefined ? [] : Optional<NonNullable<RouteQuery<N>>>;

/** Files go in and out as they are: they have calls of their own. */
type FileRoute = "attachToTicket" | "attachToVisit" | "ticketFile" | "visitFile";

/** One function per route: first what is in its path, then its body or query, where it has them. */
type Calls = {
  [N in Exclude<RouteName, "events" | "report" | FileRoute>]: (
    ...args: [...ParamsArg<N>, ...BodyArg<N>, ...QueryArg<N>]
  ) => Promise<RouteResponse<N>>;
};

/** The broker's HTTP API: `client.terminals()`, `client.runCommand({ terminal, device }, { command })`, `client.events()`. */
export interface Client extends Calls {
  readonly url: string;
  events(options?: EventOptions): AsyncGenerator<LiveEventJson>;
  /** A report as a file. Long work: the deadline is its own. */
  report(id: string, query?: RouteQuery<"report">): Promise<ReportFile>;
  /** Keeps a file. What it is called says what kind it is. */
  attach(to: FileOwner, query: RouteQuery<"attachToTicket">, content: Uint8Array | Blob): Promise<AttachmentView>;
  /** The content of a kept file. Throws `badAnswer` if it is not what its hash says. */
  file(of: FileOwner, attachment: AttachmentView): Promise<Uint8Array>;
}

type Values = Readonly<Record<string, unknown>>;

const fill = (path: string, params: Values): string =>
  path.replaceAll(/:([a-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));

const queryText = (query: Values): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = given.map(([key, value]): [string, string] => [key, String(value)]);
  return pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : "";
};

/** Answered as text or as a file, not as JSON. */
export const textRoutes: ReadonlySet<RouteName> = new Set([
  "metrics",
  "events",
  "report",
  "calendar",
  "ticketFile",
  "visitFile",
]);

/** What a file is kept with, as far as this API says. */
export interface FileOwner {
  readonly kind: "ticket" | "visit";
  readonly number: number;
}
const fileRoutes = {
  ticket: { attach: routeTable.attachToTicket, file: routeTable.ticketFile },
  visit: { attach: routeTable.attachToVisit, file: routeTable.visitFile },
} as const;
/** Ten megabytes over a slow line. */
const fileTimeoutMs = 120_000;

const attachTo = async (
  options: Remembering,
  { kind, number }: FileOwner,
  query: Values,
  file: Uint8Array | Blob,
): Promise<AttachmentView> => {
  const { method, path } = fileRoutes[kind].attach;
  const type = mediaTypeOf(String(query["name"])) ?? "application/octet-stream";
  const request = { method, path: fill(path, { number }) + queryText(query), file: { type, content: file } };
  return (await askJson({ ...options, timeoutMs: fileTimeoutMs }, request)) as AttachmentView;
};

const fileOf = async (
  options: ClientOptions,
  { kind, number }: FileOwner,
  { id, name, sha256 }: AttachmentView,
): Promise<Uint8Array> => {
  const { method, path } = fileRoutes[kind].file;
  const { content } = await askFile(
    { ...options, timeoutMs: fileTimeoutMs },
    { method, path: fill(path, { number, id }) },
  );
  const hash = await crypto.subtle.digest("SHA-256", content as Uint8Array<ArrayBuffer>);
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== sha256) throw new AppError("badAnswer", `${name} did not come as it was kept: its hash is ${hex}`);
  return content;
};

export interface ReportFile {
  readonly name: string;
  readonly content: Uint8Array;
}
const reportTimeoutMs = 180_000;

const reportFile = async (options: ClientOptions, id: string, query: Values): Promise<ReportFile> => {
  const path = fill(routeTable.report.path, { id }) + queryText(query);
  const { content, headers } = await askFile({ ...options, timeoutMs: reportTimeoutMs }, { method: "GET", path });
  const name = /filename="([A-Za-z0-9._-]+)"/.exec(headers.get("content-disposition") ?? "")?.[1];
  return { name: name ?? id, content };
};

/** What is read takes a query, what changes something takes a body: `client.test.ts` holds the route table to it. */
const call =
  (name: RouteName, options: Remembering) =>
  async (...args: unknown[]): Promise<unknown> => {
    const route = routeTable[name];
    const rest = [...args];
    const params = pathNames(route.path).length > 0 ? (rest.shift() as Values) : {};
    const body = route.method === "POST" || route.method === "PUT" ? (rest.shift() ?? {}) : undefined;
    const query = route.method === "GET" ? ((rest.shift() ?? {}) as Values) : {};
    const path = fill(route.path, params) + queryText(query);
    const request = { method: route.method, path, ...(body === undefined ? {} : { body }) };
    return textRoutes.has(name) ? ask(options, request) : askJson(options, request);
  };

/**
 * A client made from the route table. Throws `AppError`: `unavailable` (nobody answers), `unauthorised`, `forbidden`, `notFound`, `invalid`
 * (with `issues`), `conflict`, `refused`, `badAnswer` (not a broker), `aborted`.
 */
export const createClient = (wish: ClientOptions): Client => {
  const options: Remembering = { ...wish, unanswered: new Map() };
  const calls = Object.fromEntries(
    (Object.keys(routeTable) as RouteName[]).map((name) => [name, call(name, options)]),
  ) as unknown as Calls;
  return {
    ...calls,
    url: options.url,
    events: (follow) => liveEvents(follow?.signal ? { ...options, signal: follow.signal } : options, follow),
    report: (id, query = {}) => reportFile(options, id, query),
    attach: (to, query, content) => attachTo(options, to, query, content),
    file: (of, attachment) => fileOf(options, of, attachment),
  };
};
