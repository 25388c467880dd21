import { request } from "node:http";
import { AppError, asRead } from "../../contract/index.ts";

interface Call {
  readonly method?: string;
  readonly body?: unknown;
}

/** Asks and reads the answer as it came. Throws `AppError("unavailable")` with the status, if there was one, in its context. */
export const askBroker = async (
  base: string,
  token: string,
  path: string,
  { body, method = body === undefined ? "GET" : "POST" }: Call = {},
): Promise<Buffer> => {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  const content = Buffer.from(await response.arrayBuffer());
  const { status } = response;
  if (!response.ok)
    throw new AppError("unavailable", asRead(`${method} ${path}: ${status} ${content.toString()}`), { status });
  return content;
};

/** A plain JSON call, for the demo's own questions; people use the console. Throws as `askBroker`. */
export const callBroker = async <T>(base: string, token: string, path: string, body?: unknown): Promise<T> =>
  JSON.parse((await askBroker(base, token, path, { body })).toString("utf8")) as T;

/** `GET path` of an agent's local API over its Unix socket. Throws `AppError("unavailable")`. */
export const askAgent = <T>(socketPath: string, path: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new AppError("unavailable", asRead(`${socketPath}: ${error.message}`)));
    const call = request({ socketPath, path, timeout: 5_000 }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => {
        try {
          resolve(JSON.parse(text) as T);
        } catch (error) {
          fail(error as Error);
        }
      });
    });
    call.on("timeout", () => call.destroy(new Error("no answer")));
    call.on("error", fail);
    call.end();
  });
