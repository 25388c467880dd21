/** One argument of a command as a form asks for it. */
export interface Field {
  readonly name: string;
  readonly kind: "whole" | "number" | "yesNo" | "choice" | "text" | "json";
  readonly needed: boolean;
  readonly description: string;
  readonly least?: number;
  readonly most?: number;
  readonly longest: number;
  readonly choices: readonly unknown[];
  readonly standard: string;
}

/** What was typed, by the argument's name; nothing typed is left out. */
export type Draft = Readonly<Record<string, string>>;

type Loose = Readonly<Record<string, unknown>>;
const object = (value: unknown): Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** A schema of which we know no better form is asked for as JSON. */
const kinds: Readonly<Record<string, Field["kind"]>> = {
  integer: "whole",
  number: "number",
  boolean: "yesNo",
  string: "text",
};
const mostText = 200;
const mostFields = 32;

const written = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

const fieldOf = (name: string, schema: Loose, needed: boolean): Field => {
  const choices = Array.isArray(schema.enum) ? schema.enum.slice(0, 64) : [];
  const least = number(schema.minimum);
  const most = number(schema.maximum);
  return {
    name,
    kind: choices.length > 0 ? "choice" : (kinds[text(schema.type)] ?? "json"),
    needed,
    description: (text(schema.description) || text(schema.title)).slice(0, mostText),
    longest: Math.min(number(schema.maxLength) ?? 1000, 1000),
    choices,
    standard: written(schema.default),
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
  };
};

/** The form of an announced schema. It comes from a terminal: what is no object with properties has no fields, and nothing of it is run. Pure. */
export const fieldsOf = (args: unknown): Field[] => {
  const schema = object(args);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(object(schema.properties))
    .slice(0, mostFields)
    .map(([name, one]) => fieldOf(name, object(one), required.includes(name)));
};

/** `undefined`: this is no such value. */
const valueOf = ({ kind, choices, least, most }: Field, typed: string): unknown => {
  if (kind === "text") return typed;
  if (kind === "yesNo") return typed === "true";
  if (kind === "choice") return choices.find((one) => written(one) === typed);
  if (kind === "json")
    try {
      return JSON.parse(typed) as unknown;
    } catch {
      return undefined; // not written to its end yet
    }
  const value = typed.trim() === "" ? Number.NaN : Number(typed);
  const fits = kind === "whole" ? Number.isSafeInteger(value) : Number.isFinite(value);
  return fits && value >= (least ?? -Infinity) && value <= (most ?? Infinity) ? value : undefined;
};

export interface Filled {
  readonly args: Readonly<Record<string, unknown>>;
  /** Names of arguments that are needed and not there, or that do not fit. */
  readonly wrong: readonly string[];
}

/** What the command is asked with. The broker and the terminal check it again. Pure. */
export const filled = (fields: readonly Field[], draft: Draft): Filled => {
  const args: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const field of fields) {
    const typed = draft[field.name] ?? field.standard;
    if (typed === "") {
      if (field.needed) wrong.push(field.name);
      continue;
    }
    const value = valueOf(field, typed);
    if (value === undefined) wrong.push(field.name);
    else args[field.name] = value;
  }
  return { args, wrong };
};

/** `0 to 100`, `at least 3`: what a number must be within. */
export const rangeOf = ({ least, most }: Field): "between" | "least" | "most" | undefined => {
  if (least !== undefined && most !== undefined) return "between";
  if (least !== undefined) return "least";
  return most === undefined ? undefined : "most";
};
