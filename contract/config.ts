import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { type Document, LineCounter, parseDocument } from "yaml";
import { AppError } from "./errors.ts";
import type { Issue } from "./issues.ts";
import { checker } from "./schema.ts";

/** Fills in the defaults that `schema` names. The value itself is not changed. */
export const withDefaults = <S extends TSchema>(schema: S, value: unknown): Static<S> =>
  Value.Default(schema, structuredClone(value ?? {})) as Static<S>;

/** Every wrong key of a settings object, defaults applied first. */
export const configIssues = (schema: TSchema, value: unknown): Issue[] =>
  checker(schema).issues(withDefaults(schema, value));

/** One thing that is wrong in a settings file, by what is known of its place. */
interface Wrong {
  readonly line?: number;
  readonly key?: string;
  readonly message: string;
}

const wrongText = ({ line, key, message }: Wrong): string =>
  `${line === undefined ? "" : `line ${line}: `}${key ?? "(file)"} ${message}`;

const configError = (file: string, wrong: Wrong[], lines: string[]): AppError =>
  new AppError(
    "config",
    `${file}: ${lines.length} thing${lines.length === 1 ? "" : "s"} wrong\n${lines.map((l) => `  ${l}`).join("\n")}`,
    { file, lines, wrong },
  );

/** The line a key stands on, or else the nearest one above it that is there. */
const lineIn = (document: Document, counter: LineCounter, path: readonly string[]): number | undefined => {
  const keys = path.filter(Boolean).map((k) => (/^\d+$/.test(k) ? Number(k) : k));
  for (let n = keys.length; n > 0; n--) {
    const node = document.getIn(keys.slice(0, n), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return counter.linePos(node.range[0]).line;
  }
  return undefined;
};

/** The line of `levels.0.clocks` in a settings file; nothing if no part of it is there. */
export const configLine = (text: string, key: string): number | undefined => {
  const counter = new LineCounter();
  return lineIn(parseDocument(text, { lineCounter: counter }), counter, key.split("."));
};

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
      // The message goes on with the place, and a drawing of it.
      document.errors.map(({ message, linePos }) => ({
        message: message.replace(/ at line \d+.*$/s, ""),
        ...(linePos ? { line: linePos[0].line } : {}),
      })),
      document.errors.map(({ message }) => message),
    );
  const value = withDefaults(schema, document.toJS());
  const issues = checker(schema).issues(value);
  if (issues.length === 0) return value;
  const wrong = issues.map(({ path, message }): Wrong => {
    const line = lineIn(document, counter, path.split("/"));
    const key = path.slice(1).replaceAll("/", ".");
    return { ...(line === undefined ? {} : { line }), ...(key === "" ? {} : { key }), message };
  });
  throw configError(file, wrong, wrong.map(wrongText));
};
