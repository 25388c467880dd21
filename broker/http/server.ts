import { randomBytes } from "node:crypto";
import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { TSchema } from "typebox";
import {
  ApiError,
  AppError,
  type Clock,
  messageOf,
  type RouteName,
  routeNames,
  routeOf,
} from "../../contract/index.ts";
import type { Live } from "../live.ts";
import { type SessionLimits, Sessions } from "../people/sessions.ts";
import type { Store } from "../store/store.ts";
import { unknownAmong } from "../unknown.ts";
import type { Actions } from "./actions.ts";
import { type AttemptLimits, Attempts, addressLimits } from "./attempts.ts";
import { compressAnswers } from "./compress.ts";
import { safeHeaders, serveConsole } from "./console.ts";
import { makeCookies } from "./cookies.ts";
import { discoverHandlers, type HandlerTable } from "./discover.ts";
import { answerFor } from "./errors.ts";
import { Gate } from "./gate.ts";
import { createMetrics, type Gauges } from "./metrics.ts";
import { keyForm, Once } from "./once.ts";
import { storeProbe } from "./probe.ts";
import { demandReach, limitAnswer, type Reach, reachOf, scopedStore } from "./reach.ts";
import { type Desks, hijacked, type RouteDeps } from "./route.ts";
import { SignIn } from "./sign-in.ts";
import { EventStream, type StreamLimits } from "./stream.ts";
import { type Part, partChecker, requestSchemas } from "./validation.ts";

/** Where failures of our own go. A pino logger fits. */
export interface HttpLog {
  error(context: Record<string, unknown>, message: string): void;
}

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** As people's browsers know this server, where a proxy stands before it. */
  readonly publicUrl?: string | undefined;
  /** Addresses of proxies whose word on where a request comes from counts: limits are by address. */
  readonly trustedProxies?: readonly string[] | undefined;
}

export interface HttpDeps {
  readonly store: Store;
  readonly live: Live;
  readonly desks: Desks;
  readonly actions: Actions;
  readonly clock: Clock;
  readonly log: HttpLog;
  readonly gauges?: Gauges;
  readonly config: HttpConfig;
  /** Folder of the built console; left out: the API only. */
  readonly console?: string | undefined;
  readonly limits?: {
    readonly stream?: StreamLimits;
    readonly attempts?: AttemptLimits;
    readonly accounts?: AttemptLimits;
    readonly sessions?: SessionLimits;
  };
}

export interface Http {
  readonly url: string;
  close(): Promise<void>;
}

/** Bytes of a request body; our largest body is a ticket comment of 2000 characters. */
const bodyLimit = 32 * 1024;
/** What an outside system sends is its own affair: a whole ticket with its history. */
const signedBodyLimit = 256 * 1024;
/** A head must be there at once. A body too, as `handlerTimeout` runs meanwhile, but for files: those have `fileTimeoutMs`. */
const headersTimeout = 10_000;
/** Ten megabytes over a slow mobile line. */
const fileTimeoutMs = 120_000;
const timeouts = {
  connectionTimeout: 60_000,
  requestTimeout: fileTimeoutMs + headersTimeout,
  handlerTimeout: 15_000,
  keepAliveTimeout: 10_000,
};

/** What takes longer than other handlers. A quarter of a large fleet as a PDF is work. */
const longTimeouts: Partial<Record<RouteName, number>> = {
  report: 170_000,
  ticketFile: fileTimeoutMs,
  visitFile: fileTimeoutMs,
  attachToTicket: fileTimeoutMs,
  attachToVisit: fileTimeoutMs,
};

const parts: Readonly<Record<string, Part>> = { body: "body", querystring: "query", params: "path" };

/** A signature is over bytes, not over what JSON made of them: routes that are signed keep theirs until the handler is done. */
const keepSignedBytes = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, bytes, done) => {
    if (request.routeOptions.bodyLimit === signedBodyLimit) signedBytes.set(request, bytes);
    void parse(request, bytes.toString("utf8"), done);
  });
};

const createApp = ({ tls, trustedProxies = [] }: HttpConfig): FastifyInstance => {
  const app = Fastify({
    ...timeouts,
    ...(tls ? { https: { ...tls, headersTimeout, minVersion: "TLSv1.2" as const } } : { http: { headersTimeout } }),
    bodyLimit,
    forceCloseConnections: true,
    // Only those that are named: anybody can write the header.
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    frameworkErrors: (error, _request, reply) => {
      const { status, body } = answerFor(error);
      void (reply as unknown as FastifyReply).code(status).send(body);
    },
    routerOptions: { maxParamLength: 64 },
    // A request that never became one (bad bytes, headers too large) gets a short answer and no more of our time.
    clientErrorHandler: (_, socket) => {
      if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      else socket.destroy();
    },
  });
  app.removeContentTypeParser("text/plain");
  keepSignedBytes(app);
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => partChecker(schema, parts[httpPart ?? "body"] ?? "body"));
  return app;
};

const answerErrors = (app: FastifyInstance, log: HttpLog): void => {
  app.setErrorHandler((error, request, reply) => {
    const answer = answerFor(error);
    if (answer.status >= 500) log.error({ error, route: request.routeOptions.url }, `HTTP: ${messageOf(error)}`);
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  });
};

/** Bytes of the body of a request to a signed route. */
const signedBytes = new WeakMap<FastifyRequest, Buffer>();

interface Inside {
  readonly handlers: HandlerTable;
  readonly deps: RouteDeps;
  readonly gate: Gate;
  readonly once: Once;
}

/** Routes whose answer is shown once and kept nowhere. */
const secretAnswers: readonly RouteName[] = ["enrol"];

const keyOf = (request: FastifyRequest): string | undefined => {
  const key = request.headers["idempotency-key"];
  if (key === undefined || request.method === "GET") return undefined;
  if (typeof key === "string" && keyForm.test(key)) return key;
  throw new AppError("invalid", {
    en: "idempotency-key must be 8 to 64 letters, digits, - or _",
    "zh-CN": "idempotency-key 应为 8 至 64 个字母、数字、- 或 _",
  });
};

/** A page that is cut off in the middle shows no part as the whole: the route takes as much as it ever does, and is cut after. */
const mostRows = (name: RouteName): { limit?: number } => {
  const properties = (routeOf(name).query as { properties?: Record<string, { maximum?: number }> } | undefined)
    ?.properties;
  const most = properties?.limit?.maximum;
  return most === undefined ? {} : { limit: most };
};

type Parts = { readonly params: never; readonly query: never; readonly body: never };

/** Runs a handler for somebody who sees a part of the fleet only. */
const withinReach = async (
  name: RouteName,
  parts: Parts,
  reach: Reach,
  run: (parts: Parts, store: Store) => Promise<unknown>,
  store: Store,
): Promise<unknown> => {
  demandReach(name, parts, reach, store.read);
  if (routeOf(name).within !== "rows") return limitAnswer(name, await run(parts, scopedStore(store, reach)), reach);
  const query = parts.query as { limit?: number };
  const all = await run({ ...parts, query: { ...query, ...mostRows(name) } as never }, scopedStore(store, reach));
  return (limitAnswer(name, all, reach) as unknown[]).slice(0, query.limit);
};

/** A list of a terminal that nobody knows would read like the list of one where nothing happened. Throws `notFound`. */
const demandKnown = ({ query }: Parts, store: Store): void => {
  const { terminal } = (query ?? {}) as { readonly terminal?: string };
  if (terminal === undefined || store.read.terminal(terminal)) return;
  const known = store.read.terminals().map(({ id }) => id);
  throw unknownAmong("terminal", terminal, known);
};

const handle =
  (name: RouteName, { handlers, deps, gate, once }: Inside) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const handler = handlers.get(name);
    if (!handler) throw new AppError("internal", `no handler for ${name}`);
    const actor = gate.actor(request);
    const by = actor?.by ?? "anybody";
    const given = request as unknown as Parts;
    const raw = signedBytes.get(request);
    const { store, levels, clock } = deps;
    const reach = actor?.scope && reachOf(actor.scope, { read: store.read, levels, now: () => clock.now() });
    const run = async ({ params, query, body }: Parts, seen: Store): Promise<unknown> =>
      handler(
        {
          params,
          query,
          body,
          by,
          request,
          reply,
          ...(actor ? { actor } : {}),
          ...(reach ? { reach } : {}),
          ...(raw ? { raw } : {}),
        },
        seen === store ? deps : { ...deps, store: seen },
      );
    const work = async (): Promise<unknown> => {
      if (reach) return withinReach(name, given, reach, run, store);
      demandKnown(given, store);
      return run(given, store);
    };
    const key = actor && keyOf(request);
    const { params, query, body } = given;
    const asked = {
      by,
      key: key ?? "",
      route: name,
      parts: { params, query, body },
      secret: secretAnswers.includes(name),
    };
    const answer = key === undefined ? await work() : await once.do(asked, work);
    return answer === hijacked ? reply : answer;
  };

/** Text answers are not JSON: they have no response schema for the serialiser. */
const responseSchema = (name: RouteName): Record<string, TSchema> => {
  const schema = routeOf(name).response;
  const json = (schema as { type?: string }).type !== "string";
  return { ...(json ? { 200: schema } : {}), "4xx": ApiError, "5xx": ApiError };
};

const addRoute = (app: FastifyInstance, name: RouteName, inside: Inside): void => {
  const { deps, gate } = inside;
  const route = routeOf(name);
  const handlerTimeout = longTimeouts[name];
  app.route({
    method: route.method,
    url: route.path,
    exposeHeadRoute: false,
    ...(route.needs === "signed" ? { bodyLimit: signedBodyLimit } : {}),
    ...(handlerTimeout === undefined ? {} : { handlerTimeout }),
    schema: { ...requestSchemas(route), response: responseSchema(name) },
    onRequest: (request, _reply, done) => {
      gate.enter(name, request);
      done();
    },
    onResponse: (_request, reply, done) => {
      deps.metrics.request(name, reply.statusCode);
      done();
    },
    handler: handle(name, inside),
  });
};

/** Files are read by their handlers, byte by byte and whatever they are said to be; all other bodies are JSON. */
const addRoutes = (app: FastifyInstance, inside: Inside): void => {
  const isUpload = (name: RouteName): boolean => routeOf(name).upload === true;
  for (const name of routeNames.filter((one) => !isUpload(one))) addRoute(app, name, inside);
  void app.register((uploads, _options, done) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser("*", (_request, _payload, parsed) => parsed(null));
    for (const name of routeNames.filter(isUpload)) addRoute(uploads, name, inside);
    done();
  });
};

const isLoopback = (host: string): boolean => ["127.0.0.1", "::1", "localhost"].includes(host);
const urlOf = (host: string, port: number, tls: boolean): string =>
  `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Who comes in, and how: sessions, sign-in, cookies and the gate. */
const makeDoor = ({ store, desks, clock, log, config, limits }: HttpDeps) => {
  const { tls, publicUrl, host } = config;
  const secure = tls !== undefined || publicUrl?.startsWith("https:") === true;
  const attempts = new Attempts(clock, limits?.attempts ?? addressLimits);
  const cookies = makeCookies(secure);
  const onError = (error: unknown): void => log.error({ error }, `HTTP: ${messageOf(error)}`);
  const sessions = new Sessions({ store, clock, onError, ...(limits?.sessions ? { limits: limits.sessions } : {}) });
  const accounts = limits?.accounts ? { limits: limits.accounts } : {};
  const signIn = new SignIn({ store, clock, people: desks.people, sessions, addresses: attempts, ...accounts });
  const ownOrigins = (request: FastifyRequest): string[] => [
    `${tls ? "https" : "http"}://${request.headers.host ?? ""}`,
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin]),
  ];
  const gate = new Gate({ store, sessions, attempts, cookies, ownOrigins, safeLine: secure || isLoopback(host) });
  return { sessions, signIn, cookies, gate, secure };
};

/** Builds the server without listening; `close` it all the same. Used by the test that walks every route. */
export const createHttp = async (deps: HttpDeps): Promise<{ app: FastifyInstance; stream: EventStream }> => {
  const { store, live, desks, actions, clock, log } = deps;
  const stream = new EventStream(live, clock, randomBytes(4).toString("hex"), deps.limits?.stream);
  const metrics = createMetrics(store.read, stream, deps.gauges ?? {});
  const app = createApp(deps.config);
  answerErrors(app, log);
  const { gate, secure, ...door } = makeDoor(deps);
  await app.register(cookie);
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(safeHeaders);
    if (secure) void reply.header("strict-transport-security", "max-age=31536000");
    done();
  });
  compressAnswers(app);
  const probe = storeProbe(store, clock);
  const routeDeps = { store, live, ...desks, actions, clock, stream, metrics, probe, ...door };
  const handlers = await discoverHandlers();
  addRoutes(app, { handlers, deps: routeDeps, gate, once: new Once(store, clock) });
  const answerPage = await serveConsole(app, deps.console);
  app.setNotFoundHandler((request, reply) => {
    const page = answerPage(request, reply);
    if (page) return page;
    throw new AppError("notFound", {
      en: `there is no ${request.method} ${request.url.slice(0, 200)}`,
      "zh-CN": `没有 ${request.method} ${request.url.slice(0, 200)}`,
    });
  });
  app.addHook("preClose", (done) => {
    stream.close();
    done();
  });
  return { app, stream };
};

/**
 * Serves the HTTP API. Throws `portBusy` or `config` if the address cannot be taken. `close` ends the live streams, lets running requests
 * finish and frees the port.
 */
export const startHttp = async (deps: HttpDeps): Promise<Http> => {
  const { app } = await createHttp(deps);
  const { host, port } = deps.config;
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const busy = (error as { code?: string }).code === "EADDRINUSE";
    const why = busy ? "another program uses this port" : messageOf(error);
    throw new AppError(
      busy ? "portBusy" : "config",
      `HTTP cannot listen on ${host}:${port}: ${why}`,
      {},
      { cause: error },
    );
  }
  const address = app.server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return { url: urlOf(host, bound, deps.config.tls !== undefined), close: () => app.close() };
};
