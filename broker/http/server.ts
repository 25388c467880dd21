import { randomBytes } from "node:crypto";
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
import type { Store } from "../store/store.ts";
import type { Actions } from "./actions.ts";
import { type AttemptLimits, Attempts } from "./attempts.ts";
import { type Actor, authenticate } from "./auth.ts";
import { discoverHandlers, type HandlerTable } from "./discover.ts";
import { answerFor } from "./errors.ts";
import { createMetrics, type Gauges } from "./metrics.ts";
import { storeProbe } from "./probe.ts";
import { type Desks, hijacked, type RouteDeps } from "./route.ts";
import { EventStream, type StreamLimits } from "./stream.ts";
import { type Part, partChecker, requestSchemas } from "./validation.ts";

/** Where failures of our own go. A pino logger fits. */
export interface HttpLog {
  error(context: Record<string, unknown>, message: string): void;
}

export interface HttpDeps {
  readonly store: Store;
  readonly live: Live;
  readonly desks: Desks;
  readonly actions: Actions;
  readonly clock: Clock;
  readonly log: HttpLog;
  readonly gauges?: Gauges;
  readonly config: { readonly host: string; readonly port: number };
  readonly limits?: { readonly stream?: StreamLimits; readonly attempts?: AttemptLimits };
}

export interface Http {
  readonly url: string;
  close(): Promise<void>;
}

/** Bytes of a request body; our largest body is a ticket comment of 2000 characters. */
const bodyLimit = 32 * 1024;
/** What an outside system sends is its own affair: a whole ticket with its history. */
const signedBodyLimit = 256 * 1024;
const timeouts = {
  connectionTimeout: 60_000,
  requestTimeout: 10_000,
  handlerTimeout: 15_000,
  keepAliveTimeout: 10_000,
};

/** A quarter of a large fleet as a PDF is work. */
const reportTimeoutMs = 170_000;

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

const createApp = (): FastifyInstance => {
  const app = Fastify({
    ...timeouts,
    bodyLimit,
    forceCloseConnections: true,
    trustProxy: false,
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
  app.setNotFoundHandler((request) => {
    throw new AppError("notFound", `there is no ${request.method} ${request.url.slice(0, 200)}`);
  });
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
const actors = new WeakMap<FastifyRequest, Actor>();

const handle =
  (name: RouteName, handlers: HandlerTable, deps: RouteDeps) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const handler = handlers.get(name);
    if (!handler) throw new AppError("notFound", `no handler for ${name}`);
    const by = actors.get(request)?.by ?? "anybody";
    const { params, query, body } = request as unknown as { params: never; query: never; body: never };
    const raw = signedBytes.get(request);
    const answer = await handler({ params, query, body, by, request, reply, ...(raw ? { raw } : {}) }, deps);
    return answer === hijacked ? reply : answer;
  };

/** Text answers are not JSON: they have no response schema for the serialiser. */
const responseSchema = (name: RouteName): Record<string, TSchema> => {
  const schema = routeOf(name).response;
  const json = (schema as { type?: string }).type !== "string";
  return { ...(json ? { 200: schema } : {}), "4xx": ApiError, "5xx": ApiError };
};

const addRoutes = (app: FastifyInstance, handlers: HandlerTable, deps: RouteDeps, attempts: Attempts): void => {
  for (const name of routeNames) {
    const route = routeOf(name);
    app.route({
      method: route.method,
      url: route.path,
      exposeHeadRoute: false,
      ...(route.role === "signed" ? { bodyLimit: signedBodyLimit } : {}),
      ...(name === "report" ? { handlerTimeout: reportTimeoutMs } : {}),
      schema: { ...requestSchemas(route), response: responseSchema(name) },
      // Before the body is read: who may not ask is not listened to.
      onRequest: (request, _reply, done) => {
        const { role } = route;
        if (role === null || role === "signed") return done();
        const { authorization } = request.headers;
        actors.set(
          request,
          authenticate(authorization, role, request.ip, () => deps.store.read.tokens(), attempts),
        );
        return done();
      },
      onResponse: (_request, reply, done) => {
        deps.metrics.request(name, reply.statusCode);
        done();
      },
      handler: handle(name, handlers, deps),
    });
  }
};

const urlOf = (host: string, port: number): string => `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Builds the server without listening; `close` it all the same. Used by the test that walks every route. */
export const createHttp = async (deps: HttpDeps): Promise<{ app: FastifyInstance; stream: EventStream }> => {
  const { store, live, desks, actions, clock, log } = deps;
  const stream = new EventStream(live, clock, randomBytes(4).toString("hex"), deps.limits?.stream);
  const metrics = createMetrics(store.read, stream, deps.gauges ?? {});
  const app = createApp();
  answerErrors(app, log);
  const probe = storeProbe(store, clock);
  const routeDeps = { store, ...desks, actions, clock, stream, metrics, probe };
  addRoutes(app, await discoverHandlers(), routeDeps, new Attempts(clock, deps.limits?.attempts));
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
  return { url: urlOf(host, bound), close: () => app.close() };
};
