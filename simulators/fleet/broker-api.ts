import { request } from "node:http";
import { AppError } from "../../contract/index.ts";

/** A plain JSON call, for the demo's own questions; people use the console. Throws `AppError("unavailable")` or what the broker answered. */
export const callBroker = async <T>(base: string, token: string, path: string, body?: unknown): Promise<T> => {
  const response = await fetch(`${base}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new AppError("unavailable", `${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
};

/** `GET path` of an agent's local API over its Unix socket. Throws `AppError("unavailable")`. */
export const askAgent = <T>(socketPath: string, path: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new AppError("unavailable", `${socketPath}: ${error.message}`));
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
