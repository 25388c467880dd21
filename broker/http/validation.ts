import { type TSchema, Type } from "typebox";
import { type AnyRoute, checker, type Issue, namesInPath, pathParameters, wrongFields } from "../../contract/index.ts";

/** Refuses keys that the schema does not name; a schema that names none is somebody else's body. */
export const closed = (schema: TSchema): TSchema =>
  ("properties" in schema ? { ...schema, additionalProperties: false } : schema) as TSchema;

/** The path's parameters as a schema of an object. */
export const pathSchema = (path: string): TSchema =>
  Type.Object(Object.fromEntries(namesInPath(path).map((name) => [name, pathParameters[name]])), {
    additionalProperties: false,
  });

type Text = Readonly<Record<string, unknown>>;
const fromText = (type: unknown, text: unknown): unknown => {
  if (typeof text !== "string") return text;
  if ((type === "integer" || type === "number") && /^-?\d{1,15}(\.\d{1,6})?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
};

/** A query string holds only text: numbers and booleans are read where the schema asks for one. Bodies are never converted. */
export const readText = (schema: TSchema, values: Text): Record<string, unknown> => {
  const properties = (schema as { properties?: Record<string, { type?: unknown }> }).properties ?? {};
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [key, fromText(properties[key]?.type, text)]));
};

const named = (part: string, issue: Issue): Issue => ({
  ...issue,
  path: issue.path === "/" ? part : `${part}${issue.path.replaceAll("/", ".")}`,
});

type Verdict = { value: unknown } | { error: Error };
export type Part = "body" | "query" | "path";

/** Checks one part of a request. The error names every wrong field: `body.minutes must be integer`. */
export const partChecker = (schema: TSchema, part: Part): ((data: unknown) => Verdict) => {
  const check = checker(schema);
  return (data) => {
    const value = part === "body" ? data : readText(schema, (data ?? {}) as Text);
    if (check.is(value)) return { value };
    return { error: wrongFields(check.issues(value).map((issue) => named(part, issue))) };
  };
};

/** Schemas of a route as the server registers them. */
export const requestSchemas = (route: AnyRoute): { params: TSchema; querystring: TSchema; body?: TSchema } => ({
  params: pathSchema(route.path),
  querystring: closed(route.query ?? Type.Object({})),
  ...(route.body ? { body: closed(route.body) } : {}),
});
