import { chmodSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import fastify, { type FastifyError } from "fastify";
import type { TSchema } from "typebox";
import { AppError, anyCardData, checker } from "../../contract/index.ts";
import { addRoutes, type RoutesOptions } from "./routes.ts";

export interface KioskOptions extends RoutesOptions {
  readonly socket?: string;
  readonly port?: number;
}

export interface KioskServer {
  /** Path of the socket, or `127.0.0.1:<port>`. */
  readonly address: string;
  close(): Promise<void>;
}

const bodyLimit = 16 * 1024;
const requestMs = 5_000;

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });

/** A killed agent leaves its socket file behind; one that answers belongs to somebody. Throws `AppError("socketInUse")`. */
const clearSocket = async (path: string): Promise<void> => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isSocket() || (await answers(path)))
    throw new AppError("socketInUse", `${path}: another program answers there, or it is no socket`, { path });
  rmSync(path);
};

/** Our schemas check bodies, not the server's own validator: that one would change types and drop fields without a word. */
const validator = ({ schema }: { schema: unknown }) => {
  const check = checker(schema as TSchema);
  return (value: unknown) => {
    if (check.is(value)) return { value };
    const text = check
      .issues(value)
      .map((i) => `${i.path} ${i.message}`)
      .join("; ");
    return { error: new Error(text) };
  };
};

/** Code and status of what can go wrong before a route runs. */
const errors: Readonly<Record<string, readonly [string, number]>> = {
  FST_ERR_VALIDATION: ["invalid", 400],
  FST_ERR_CTP_INVALID_JSON_BODY: ["notJson", 400],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["notJson", 400],
  FST_ERR_CTP_BODY_TOO_LARGE: ["tooLarge", 413],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["notJson", 415],
};

const build = (options: RoutesOptions) => {
  const app = fastify({
    logger: false,
    bodyLimit,
    requestTimeout: requestMs,
    connectionTimeout: requestMs * 2,
    forceCloseConnections: true,
  });
  app.removeContentTypeParser("text/plain");
  app.setValidatorCompiler(validator);
  app.addHook("preValidation", async (request, reply) => {
    if (!anyCardData(request.body)) return;
    // Said without repeating what was sent.
    await reply
      .code(422)
      .send({ code: "cardData", message: "this looks like a card number or track: never send card data here" });
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const [code, status] = errors[error.code] ?? ["internal", error.statusCode ?? 500];
    return reply.code(status).send({ code, message: error.message });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: "notFound", message: "POST /customer, /sale, /touch-target; GET /status" }),
  );
  addRoutes(app, options);
  return app;
};

/**
 * The local API of the sales application: a Unix socket of mode 0660, or a port on the loopback address only. Throws `AppError("socketInUse")`,
 * or `AppError("kiosk")` if it cannot listen.
 */
export const startKiosk = async (options: KioskOptions): Promise<KioskServer> => {
  const app = build(options);
  if (options.socket !== undefined) await clearSocket(options.socket);
  try {
    if (options.socket !== undefined) {
      await app.listen({ path: options.socket });
      chmodSync(options.socket, 0o660);
      return { address: options.socket, close: () => app.close() };
    }
    await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
    const at = app.server.address();
    return { address: typeof at === "object" && at ? `127.0.0.1:${at.port}` : String(at), close: () => app.close() };
  } catch (error) {
    await app.close();
    throw new AppError("kiosk", `the local API cannot listen: ${(error as Error).message}`, {}, { cause: error });
  }
};
