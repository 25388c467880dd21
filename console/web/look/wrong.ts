import type { Issue, Language } from "../../../contract/index.ts";
import { hasCode } from "../../../contract/plain.ts";

const fieldOf = (path: string): string => path.replace(/^\/?(?:body[./])?/, "");

/** What the broker refused, by the field it is about, in the reader's language; empty if it is about none. */
export const wrongByField = (error: unknown, language: Language): Readonly<Record<string, string>> => {
  if (!hasCode(error, "invalid", "conflict", "notFound", "refused")) return {};
  const { issues } = error.context;
  if (!Array.isArray(issues)) return {};
  return Object.fromEntries(
    (issues as Issue[]).map(({ path, text, message }) => [fieldOf(path), text?.[language] ?? message]),
  );
};
