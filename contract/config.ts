import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { LineCounter, parseDocument } from "yaml";
import { AppError } from "./errors.ts";
import type { Issue } from "./issues.ts";
import { checker } from "./schema.ts";

/** Fills in the defaults that `schema` names. The value itself is not changed. */
export const withDefaults = <S extends TSchema>(schema: S, value: unknown): Static<S> =>
  Value.Default(schema, structuredClone(value ?? {})) as Static<S>;

/** Every wrong key of a settings object, defaults applied first. */
export const configIssues = (schema: TSchema, value: unknown): Issue[] =>
  checker(schema).issues(withDefaults(schema, value));

const configError = (file: string, lines: string[]): AppError =>
  new AppError(
    "config",
    `${file}: ${lines.length} thing${lines.length === 1 ? "" : "s"} wrong\n${lines.map((l) => `  ${l}`).join("\n")}`,
    {
      file,
      lines,
    },
  );

/**
 * Reads a settings file (YAML, of which JSON is a part). Throws `AppError("config")` that names the file and every wrong key with its line;
 * unknown keys are wrong too, where the schema says `additionalProperties: false`.
 */
export const parseConfig = <S extends TSchema>(schema: S, text: string, file: string): Static<S> => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: true });
  if (document.errors.length > 0)
    throw configError(
      file,
      document.errors.map((e) => e.message),
    );
  const value = withDefaults(schema, document.toJS());
  const issues = checker(schema).issues(value);
  if (issues.length === 0) return value;
  const lineOf = (path: string): string => {
    const keys = path
      .split("/")
      .filter(Boolean)
      .map((k) => (/^\d+$/.test(k) ? Number(k) : k));
    for (let n = keys.length; n > 0; n--) {
      const node = document.getIn(keys.slice(0, n), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return `line ${counter.linePos(node.range[0]).line}: `;
    }
    return "";
  };
  throw configError(
    file,
    issues.map((i) => `${lineOf(i.path)}${i.path.slice(1).replaceAll("/", ".") || "(file)"} ${i.message}`),
  );
};
