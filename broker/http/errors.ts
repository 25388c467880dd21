import { AppError, type Issue, messageOf } from "../../contract/index.ts";

/** One table: the code of a thrown `AppError` and the status it answers with. A code that is not here is our own fault: 500. */
export const statusOfCode: Readonly<Record<string, number>> = {
  invalid: 400,
  badArgs: 400,
  unauthorised: 401,
  forbidden: 403,
  notFound: 404,
  unknownTerminal: 404,
  unknownDevice: 404,
  unknownCommand: 404,
  unknownTicket: 404,
  gone: 410,
  noFont: 409,
  conflict: 409,
  refused: 409,
  tooLarge: 413,
  unsupportedMedia: 415,
  tooManyAttempts: 429,
  unavailable: 503,
  cancelled: 503,
  store: 503,
  downlink: 503,
  closed: 503,
};

/** Fastify's own refusals, in our words. */
const fastifyCodes: Readonly<Record<string, readonly [string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["tooLarge", "the body is larger than this route takes"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["unsupportedMedia", "the body must be application/json"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["invalid", "the body is empty; it must be a JSON object"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["invalid", "the body is not valid JSON"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["invalid", "the body has not the length the request announced"],
  FST_ERR_HANDLER_TIMEOUT: ["unavailable", "the broker did not answer in time; try again"],
  FST_ERR_MAX_PARAM_LENGTH: ["invalid", "a part of the address is too long"],
  FST_ERR_BAD_URL: ["invalid", "the address is not valid"],
};

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { code: string; message: string; issues?: Issue[] };
  readonly headers: Readonly<Record<string, string>>;
}

const issuesOf = (context: Readonly<Record<string, unknown>>): { issues?: Issue[] } =>
  Array.isArray(context.issues) ? { issues: context.issues as Issue[] } : {};

const fromAppError = (error: AppError): ErrorAnswer => ({
  status: statusOfCode[error.code] ?? 500,
  body: { code: error.code, message: error.message, ...issuesOf(error.context) },
  headers: typeof error.context.retryAfterS === "number" ? { "retry-after": String(error.context.retryAfterS) } : {},
});

/** Turns anything thrown into an answer. What is not ours says nothing of the inside. */
export const answerFor = (error: unknown): ErrorAnswer => {
  if (error instanceof AppError) return fromAppError(error);
  const own = fastifyCodes[(error as { code?: string }).code ?? ""];
  if (own) return { status: statusOfCode[own[0]] ?? 500, body: { code: own[0], message: own[1] }, headers: {} };
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 400 && status < 500)
    return { status, body: { code: "invalid", message: messageOf(error) }, headers: {} };
  return { status: 500, body: { code: "internal", message: "the broker failed; its log says why" }, headers: {} };
};

export const notFound = (what: string, hint = ""): AppError =>
  new AppError("notFound", `${what} is not known${hint ? `; ${hint}` : ""}`);
