import { AppError } from "./errors.ts";
import { fieldWord } from "./field-words.ts";
import type { Localized } from "./identifiers.ts";

/** One thing wrong with a value: where (`/devices/0/port`, `body.minutes`) and what, without the name of the field. */
export interface Issue {
  readonly path: string;
  /** The English of `text`. */
  readonly message: string;
  readonly text: Localized;
}

export const issueAt = (path: string, text: Localized): Issue => ({ path, message: text.en, text });

export const isMissing: Localized = { en: "is missing", "zh-CN": "未填写" };

const inEnglish = ({ path, message }: Issue): string => `${path} ${message}`;
const inChinese = ({ path, text }: Issue): string => `${fieldWord(path)}：${text["zh-CN"]}`;

/** All of them in one sentence, each with the name of its field: as the API calls it, and as a Chinese page does. */
export const issuesText = (issues: readonly Issue[]): Localized => ({
  en: issues.map(inEnglish).join("; "),
  "zh-CN": issues.map(inChinese).join("；"),
});

/** A refusal that names every wrong field, `context.issues` each of its own. */
export const wrongFields = (
  issues: readonly Issue[],
  code: "invalid" | "badArgs" | "conflict" | "notFound" | "refused" = "invalid",
  options?: { cause?: unknown },
): AppError => new AppError(code, issuesText(issues), { issues }, options);

export const wrongField = (path: string, text: Localized, code?: Parameters<typeof wrongFields>[1]): AppError =>
  wrongFields([issueAt(path, text)], code);

type Params = Readonly<Record<string, unknown>>;
const list = (value: unknown, say: (name: string) => string = (name) => name): string =>
  (Array.isArray(value) ? value : [value]).map((one) => say(String(one))).join("、");

const typeWords: Readonly<Record<string, string>> = {
  integer: "整数",
  number: "数字",
  string: "文本",
  boolean: "是或否",
  object: "一组字段",
  array: "列表",
  null: "空值",
};

/** What a schema asks for, by the checker's keyword. */
const keywordWords: Readonly<Record<string, (params: Params) => string>> = {
  required: ({ requiredProperties }) => `缺少${list(requiredProperties, fieldWord)}`,
  additionalProperties: () => "不是已知的字段",
  boolean: () => "不是已知的字段",
  type: ({ type }) => `应为${list(type, (name) => typeWords[name] ?? name)}`,
  enum: ({ allowedValues }) => `应为下列之一：${list(allowedValues)}`,
  const: ({ allowedValue }) => `应为${list(allowedValue)}`,
  anyOf: () => "不是允许的形式",
  oneOf: () => "不是允许的形式",
  minimum: ({ limit }) => `不得小于 ${list(limit)}`,
  maximum: ({ limit }) => `不得大于 ${list(limit)}`,
  exclusiveMinimum: ({ limit }) => `必须大于 ${list(limit)}`,
  exclusiveMaximum: ({ limit }) => `必须小于 ${list(limit)}`,
  multipleOf: ({ multipleOf }) => `必须是 ${list(multipleOf)} 的倍数`,
  minLength: ({ limit }) => (limit === 1 ? "不得为空" : `不得少于 ${list(limit)} 个字符`),
  maxLength: ({ limit }) => `不得多于 ${list(limit)} 个字符`,
  minItems: ({ limit }) => `不得少于 ${list(limit)} 项`,
  maxItems: ({ limit }) => `不得多于 ${list(limit)} 项`,
  minProperties: ({ limit }) => `不得少于 ${list(limit)} 项`,
  maxProperties: ({ limit }) => `不得多于 ${list(limit)} 项`,
  uniqueItems: () => "不得重复",
  pattern: () => "格式不正确",
  format: () => "格式不正确",
  propertyNames: () => "字段名不正确",
};

/** What a schema's checker found, in every language: its English, and ours by its keyword. */
export const schemaText = (found: {
  readonly keyword: string;
  readonly params: object;
  readonly message: string;
}): Localized => ({
  en: found.message,
  "zh-CN": keywordWords[found.keyword]?.(found.params as Params) ?? "不符合要求",
});

/** A refusal in a whole sentence that is about one field, so that a form can say it there. */
export const aboutField = (
  code: "invalid" | "badArgs" | "conflict" | "notFound",
  path: string,
  sentence: Localized,
  options?: { cause?: unknown },
): AppError => new AppError(code, sentence, { issues: [issueAt(path, sentence)] }, options);

/** Somebody else was quicker: what is asked was asked of an older state. `what`: `ticket 7`, `工单 7`. */
export const changedMeanwhile = (what: Localized, now: number, seen: number | undefined): AppError =>
  new AppError("conflict", {
    en: `${what.en} was changed meanwhile (version ${now}, you saw ${seen}): look again, then repeat it if it is still right`,
    "zh-CN": `${what["zh-CN"]} 已被他人修改（现为第 ${now} 版，您看到的是第 ${seen} 版）：请重新查看，仍有必要再重做`,
  });
