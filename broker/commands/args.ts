import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { AppError, type Issue, issueAt, issuesText, schemaText } from "../../contract/index.ts";

/** Keywords that make the checker run code of the schema's author, or follow references: the terminal checks those itself. */
const dropped = new Set(["pattern", "patternProperties", "format", "$ref", "$dynamicRef", "$recursiveRef"]);
const maxDepth = 8;
const maxKeys = 400;

const prune = (value: unknown, budget: { keys: number }, depth: number): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (depth > maxDepth || budget.keys <= 0) return {};
  if (Array.isArray(value)) return value.slice(0, 64).map((item) => prune(item, budget, depth + 1));
  const entries = Object.entries(value).filter(([key]) => !dropped.has(key));
  budget.keys -= entries.length;
  return Object.fromEntries(entries.map(([key, item]) => [key, prune(item, budget, depth + 1)]));
};

/**
 * An announced schema comes from a terminal and is hostile until it is made small: no patterns (a regular expression can hang the broker), no references.
 * It is only ever interpreted, never compiled to code.
 */
export const tameSchema = (announced: unknown): TSchema => {
  const tame = prune(announced, { keys: maxKeys }, 0);
  return typeof tame === "object" && tame !== null && !Array.isArray(tame) ? (tame as TSchema) : ({} as TSchema);
};

const issuesOf = (schema: TSchema, args: unknown): Issue[] =>
  [...Value.Errors(schema, args)].flatMap((error): Issue[] => {
    const path = error.instancePath || "/";
    if (error.keyword === "boolean")
      return [issueAt(path, { en: "is not a known argument", "zh-CN": "不是已知的参数" })];
    if (error.keyword === "additionalProperties") return [];
    return [issueAt(path, schemaText(error))];
  });

/** Throws `AppError("badArgs")` that names every wrong argument. */
export const checkArgs = (command: string, announced: unknown, args: Record<string, unknown>): void => {
  const schema = tameSchema(announced);
  if (Value.Check(schema, args)) return;
  const issues = issuesOf(schema, args);
  const { en, "zh-CN": zh } =
    issues.length > 0 ? issuesText(issues) : { en: "do not fit its schema", "zh-CN": "不符合要求" };
  throw new AppError(
    "badArgs",
    { en: `arguments of ${command}: ${en}`, "zh-CN": `${command} 的参数：${zh}` },
    { issues },
  );
};
