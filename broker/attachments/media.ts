import {
  AppError,
  type Localized,
  type MediaRule,
  type MediaType,
  mediaRules,
  mediaTypeOf,
  mediaTypes,
} from "../../contract/index.ts";

const ruleOf = (type: MediaType): MediaRule => mediaRules[type];

/** Bytes at the beginning that tell what kind of file it is. */
export const headBytes = 16;

const beginsAs = (head: Uint8Array): MediaType | undefined => {
  const hex = Buffer.from(head).toString("hex");
  return mediaTypes.find((type) => ruleOf(type).begins?.some((begin) => hex.startsWith(begin)));
};

const isMediaType = (text: string): text is MediaType => (mediaTypes as readonly string[]).includes(text);

/** Nothing said, or only that it is bytes. */
const saysNothing: readonly string[] = ["", "application/octet-stream", "application/x-www-form-urlencoded"];

/**
 * Kind of a file by its name and by what was declared. Throws `AppError`: `unsupportedMedia` for one that may not be kept, `invalid` if the two disagree.
 */
export const declaredType = (name: string, contentType = ""): MediaType => {
  const said = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  const byName = mediaTypeOf(name);
  const allowed = mediaTypes.flatMap((type) => ruleOf(type).extensions.map((end) => `.${end}`)).join(" ");
  if (!byName)
    throw new AppError("unsupportedMedia", {
      en: `${name}: only files that end with ${allowed} are kept`,
      "zh-CN": `${name}：只保存以 ${allowed} 结尾的文件`,
    });
  if (saysNothing.includes(said)) return byName;
  if (!isMediaType(said))
    throw new AppError("unsupportedMedia", {
      en: `${said} is not kept; kinds that are: ${mediaTypes.join(", ")}`,
      "zh-CN": `不保存 ${said} 类文件；可保存：${mediaTypes.join("、")}`,
    });
  if (said === byName) return said;
  throw new AppError("invalid", {
    en: `query.name ${name} is the name of ${byName}, but it was sent as ${said}`,
    "zh-CN": `${name} 是 ${byName} 的文件名，却以 ${said} 发送`,
  });
};

const looksJson = (head: Uint8Array): boolean => {
  const text = Buffer.from(head)
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  return text === "" || text.startsWith("{") || text.startsWith("[");
};

/** What its bytes say against the declared kind; nothing if they agree. Never trusts what was declared. */
export const mismatch = (type: MediaType, head: Uint8Array): Localized | undefined => {
  const { begins, text } = ruleOf(type);
  const seen = beginsAs(head);
  const but = (en: string, zh: string): Localized => ({
    en: `it was sent as ${type}, but ${en}`,
    "zh-CN": `以 ${type} 发送，${zh}`,
  });
  if (seen !== type && (begins || seen))
    return but(`begins like ${seen ?? "no kind that is kept"}`, seen ? `开头却是 ${seen}` : "开头却不是可保存的类型");
  return text === "json" && !looksJson(head) ? but("does not begin like JSON", "开头却不是 JSON") : undefined;
};

export const isText = (type: MediaType): boolean => ruleOf(type).text !== undefined;
