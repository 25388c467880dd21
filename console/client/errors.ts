import { AppError, messageOf } from "../../contract/plain.ts";

/** Checked by hand: a schema library costs more time than a whole command line may take. */
const isApiError = (body: unknown): body is { code: string; message: string; issues?: unknown } =>
  typeof body === "object" &&
  body !== null &&
  typeof (body as { code?: unknown }).code === "string" &&
  typeof (body as { message?: unknown }).message === "string";

/** Nobody listens, or it went away: with what to do about it. */
export const unreachable = (url: string, cause: unknown): AppError => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = (inner as { code?: string } | undefined)?.code ?? messageOf(inner);
  return new AppError(
    "unavailable",
    `no broker answers at ${url} (${reason}): is it running? Start one with \`roundsman broker\`, or the demo with \`npm run demo\``,
    { url, reason, local: true },
    { cause },
  );
};

export const tooSlow = (url: string, timeoutMs: number): AppError =>
  new AppError("unavailable", `the broker at ${url} did not answer within ${timeoutMs / 1000} s`, { url, timeoutMs });

export const stopped = (): AppError => new AppError("aborted", "stopped");

/** The address itself is no address. */
export const badAddress = (url: string): AppError =>
  new AppError("usage", `"${url}" is not an address; write http://host:port`, { url });

export const foreign = (url: string, status: number): AppError =>
  new AppError("badAnswer", `${url} answered ${status}, but not in the broker's words: is this address a broker?`, {
    url,
    status,
  });

/** The error that an answer other than 200 says. */
export const refusal = (url: string, status: number, text: string): AppError => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return foreign(url, status); // not JSON: a proxy or another program
  }
  if (!isApiError(body)) return foreign(url, status);
  return new AppError(body.code, body.message, { status, ...(body.issues ? { issues: body.issues } : {}) });
};
