import type { Language, RouteResponse } from "../../contract/index.ts";
import { eventText, inWords, reasonText } from "./said.ts";
import { hasWords, wordsFor } from "./words.ts";

type Entry = RouteResponse<"history">[number];

/** `kind.name` in words; a name nobody has words for is shown as it is. */
export const word = (language: Language, kind: string, name: unknown): string => {
  const key = `${kind}.${String(name)}`;
  return hasWords(key) ? wordsFor(language)(key) : String(name);
};

/** A field of a record as text; a field that is not what the contract says is shown as JSON. */
const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

const saleText = (body: Record<string, unknown>, language: Language): string => {
  const amount = typeof body.amount === "number" ? ` ${(body.amount / 100).toFixed(2)} ${asText(body.currency)}` : "";
  const cause =
    body.cause === undefined
      ? ""
      : wordsFor(language)("brackets", { text: inWords(language, "sales", asText(body.cause), asText(body.cause)) });
  const how = [word(language, "saleKind", body.kind), word(language, "saleResult", body.result)];
  return `${how.join(", ")}${amount.trimEnd()}${cause}`;
};

/** A record in words; one of an unknown kind is shown as it came. */
export const historyText = ({ kind, body }: Entry, language: Language): string => {
  const value = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (kind === "event" && typeof value.text === "string")
    return eventText({ code: asText(value.code), text: value.text }, language);
  if (kind === "sale") return saleText(value, language);
  if (kind !== "outcome") return JSON.stringify(body);
  const reason = value.reason as { code: string; text: string } | undefined;
  const t = wordsFor(language);
  const why = reason ? t("brackets", { text: reasonText(reason, language) }) : "";
  return t("pair", { a: asText(value.command), b: word(language, "outcome", value.status) + why });
};
