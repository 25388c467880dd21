import { AppError, type Issue, type Localized, messageOf, type SaidCode } from "../../contract/index.ts";

/** Failures of the inside: what they say is for the log, and people are told this. */
const insideText: Localized = { en: "the broker failed; its log says why", "zh-CN": "服务端出错，原因见其日志" };
const insideTexts: Readonly<Record<string, Localized>> = {
  store: { en: "the store does not take it; the broker's log says why", "zh-CN": "数据无法保存，原因见服务端日志" },
  downlink: { en: "the line to the terminal does not take it", "zh-CN": "通往终端的线路无法写入" },
  closed: { en: "the broker is stopping", "zh-CN": "服务端正在停止" },
  cancelled: { en: "nobody waits for it any more", "zh-CN": "请求已被放弃" },
};

/** One table: the code of a thrown `AppError` and the status it answers with. A code that is not here is our own fault: 500. */
export const statusOfCode: Readonly<Record<SaidCode, number> & Record<string, number>> = {
  invalid: 400,
  badArgs: 400,
  unauthorised: 401,
  forbidden: 403,
  notFound: 404,
  unknownTerminal: 404,
  unknownDevice: 404,
  unknownCommand: 404,
  unknownRunbook: 404,
  unknownTicket: 404,
  gone: 410,
  noFont: 409,
  conflict: 409,
  refused: 409,
  tooManyCommands: 409,
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
const fastifyCodes: Readonly<Record<string, readonly [SaidCode, Localized]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["tooLarge", { en: "the body is larger than this route takes", "zh-CN": "请求内容过大" }],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    "unsupportedMedia",
    { en: "the body must be application/json", "zh-CN": "请求内容必须是 application/json" },
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    "invalid",
    { en: "the body is empty; it must be a JSON object", "zh-CN": "请求内容为空，应为 JSON 对象" },
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ["invalid", { en: "the body is not valid JSON", "zh-CN": "请求内容不是有效的 JSON" }],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    "invalid",
    { en: "the body has not the length the request announced", "zh-CN": "请求内容的长度与所声明的不符" },
  ],
  FST_ERR_HANDLER_TIMEOUT: [
    "unavailable",
    { en: "the broker did not answer in time; try again", "zh-CN": "服务端未及时应答，请重试" },
  ],
  FST_ERR_MAX_PARAM_LENGTH: ["invalid", { en: "a part of the address is too long", "zh-CN": "地址中有一段过长" }],
  FST_ERR_BAD_URL: ["invalid", { en: "the address is not valid", "zh-CN": "地址无效" }],
};

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { code: string; message: string; text: Localized; issues?: Issue[] };
  readonly headers: Readonly<Record<string, string>>;
}

const issuesOf = (context: Readonly<Record<string, unknown>>): { issues?: Issue[] } =>
  Array.isArray(context.issues) ? { issues: context.issues as Issue[] } : {};

const fromAppError = (error: AppError): ErrorAnswer => ({
  status: statusOfCode[error.code] ?? 500,
  body: {
    code: error.code,
    message: error.message,
    text: error.text ?? insideTexts[error.code] ?? insideText,
    ...issuesOf(error.context),
  },
  headers: typeof error.context.retryAfterS === "number" ? { "retry-after": String(error.context.retryAfterS) } : {},
});

const answerOf = (status: number, code: string, text: Localized): ErrorAnswer => ({
  status,
  body: { code, message: text.en, text },
  headers: {},
});

/** Turns anything thrown into an answer. What is not ours says nothing of the inside. */
export const answerFor = (error: unknown): ErrorAnswer => {
  if (error instanceof AppError) return fromAppError(error);
  const own = fastifyCodes[(error as { code?: string }).code ?? ""];
  if (own) return answerOf(statusOfCode[own[0]], own[0], own[1]);
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 400 && status < 500)
    return answerOf(status, "invalid", { en: messageOf(error), "zh-CN": `请求无效（${messageOf(error)}）` });
  return answerOf(500, "internal", insideText);
};
