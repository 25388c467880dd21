import { AppError } from "../../contract/index.ts";

/** What stands for a `{name}`; `undefined` if there is no such name. */
export type Lookup = (name: string) => string | undefined;

const hole = /\{([A-Za-z0-9_.:/~@$ -]{1,200})\}/g;

/** Fills each `{name}`; `encode` makes a value fit its place (an address). An unknown name is left empty. */
export const fillText = (
  template: string,
  lookup: Lookup,
  encode: (value: string) => string = (value) => value,
): string => template.replaceAll(hole, (_, name: string) => encode(lookup(name) ?? ""));

/** Fills every text of a structure. Keys stay as they are, so a value can never become structure. */
export const fillAll = (template: unknown, lookup: Lookup): unknown => {
  if (typeof template === "string") return fillText(template, lookup);
  if (Array.isArray(template)) return template.map((part) => fillAll(part, lookup));
  if (template === null || typeof template !== "object") return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillAll(value, lookup)]));
};

/** Every name in the texts of a structure. */
export const holesIn = (template: unknown): string[] => {
  if (typeof template === "string") return [...template.matchAll(hole)].map((match) => match[1] ?? "");
  if (template === null || typeof template !== "object") return [];
  return Object.values(template).flatMap(holesIn);
};

/** Throws `AppError("config")` if a template names what there is not. */
export const checkHoles = (key: string, template: unknown, known: (name: string) => boolean): void => {
  const wrong = holesIn(template).filter((name) => !known(name));
  if (wrong.length > 0)
    throw new AppError("config", `${key}: there is no {${[...new Set(wrong)].join("}, {")}}`, { key });
};

/** The value at a JSON pointer (RFC 6901); `undefined` if there is none. Own keys only. */
export const at = (value: unknown, pointer: string): unknown => {
  let here = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (here === null || typeof here !== "object" || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
};

/** A value as text: what a template or a comparison sees. Structures are not text. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
