import type { Localized } from "../../contract/index.ts";
import { AppError, messageOf } from "../../contract/plain.ts";

interface Told {
  readonly code: string;
  readonly message: string;
  /** Left out by a broker that speaks English only. */
  readonly text?: Localized;
  readonly issues?: unknown;
}

const isLocalized = (text: Partial<Localized> | undefined): boolean =>
  text === undefined || (typeof text.en === "string" && typeof text["zh-CN"] === "string");

/** Checked by hand: a schema library costs more time than a whole command line may take. */
const isApiError = (body: unknown): body is Told => {
  if (typeof body !== "object" || body === null) return false;
  const { code, message, text } = body as Partial<Told>;
  return typeof code === "string" && typeof message === "string" && isLocalized(text);
};

/** Nobody listens, or it went away: with what to do about it. */
export const unreachable = (url: string, cause: unknown): AppError => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = (inner as { code?: string } | undefined)?.code ?? messageOf(inner);
  return new AppError(
    "unavailable",
    {
      en: `no broker answers at ${url} (${reason}): is it running? Start one with \`roundsman broker\`, or the demo with \`npm run demo\``,
      "zh-CN": `${url} 没有服务端应答（${reason}）`,
    },
    { url, reason, local: true },
    { cause },
  );
};

export const tooSlow = (url: string, timeoutMs: number): AppError =>
  new AppError(
    "unavailable",
    {
      en: `the broker at ${url} did not answer within ${timeoutMs / 1000} s`,
      "zh-CN": `${url} 的服务端在 ${timeoutMs / 1000} 秒内没有应答`,
    },
    { url, timeoutMs },
  );

export const stopped = (): AppError => new AppError("aborted", "stopped");

/** The address itself is no address. */
export const badAddress = (url: string): AppError =>
  new AppError("usage", `"${url}" is not an address; write http://host:port`, { url });

export const foreign = (url: string, status: number): AppError =>
  new AppError(
    "badAnswer",
    {
      en: `${url} answered ${status}, but not in the broker's words: is this address a broker?`,
      "zh-CN": `${url} 应答了 ${status}，但不是服务端的应答：地址是否有误？`,
    },
    { url, status },
  );

/** The error that an answer other than 200 says. */
export const refusal = (url: string, status: number, text: string): AppError => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return foreign(url, status); // not JSON: a proxy or another program
  }
  if (!isApiError(body)) return foreign(url, status);
  return new AppError(body.code, body.text ?? body.message, {
    status,
    ...(body.issues ? { issues: body.issues } : {}),
  });
};
