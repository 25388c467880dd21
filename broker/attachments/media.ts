import { AppError, type MediaRule, type MediaType, mediaRules, mediaTypeOf, mediaTypes } from "../../contract/index.ts";

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
  if (!byName) throw new AppError("unsupportedMedia", `${name}: only files that end with ${allowed} are kept`);
  if (saysNothing.includes(said)) return byName;
  if (!isMediaType(said))
    throw new AppError("unsupportedMedia", `${said} is not kept; kinds that are: ${mediaTypes.join(", ")}`);
  if (said === byName) return said;
  throw new AppError("invalid", `query.name ${name} is the name of ${byName}, but it was sent as ${said}`);
};

const looksJson = (head: Uint8Array): boolean => {
  const text = Buffer.from(head)
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  return text === "" || text.startsWith("{") || text.startsWith("[");
};

/** What its bytes say against the declared kind; nothing if they agree. Never trusts what was declared. */
export const mismatch = (type: MediaType, head: Uint8Array): string | undefined => {
  const { begins, text } = ruleOf(type);
  const seen = beginsAs(head);
  if (begins)
    return seen === type ? undefined : `it was sent as ${type}, but begins like ${seen ?? "no kind that is kept"}`;
  if (seen) return `it was sent as ${type}, but begins like ${seen}`;
  return text === "json" && !looksJson(head) ? `it was sent as ${type}, but does not begin like JSON` : undefined;
};

export const isText = (type: MediaType): boolean => ruleOf(type).text !== undefined;
