import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { AppError } from "./errors.ts";
import { type Issue, issueAt, issuesText, schemaText } from "./issues.ts";

/** A compiled schema: `is` for the hot path, `issues` for people, `parse` to get the value or a clear error. */
export interface Checker<S extends TSchema> {
  readonly schema: S;
  is(value: unknown): value is Static<S>;
  issues(value: unknown): Issue[];
  parse(value: unknown, what: string): Static<S>;
}

const wrongKeys = (params: unknown, path: string): Issue[] => {
  const extra = (params as { additionalProperties?: string[] }).additionalProperties ?? [];
  return extra.map((key) => issueAt(`${path}/${key}`, { en: "is not a known key", "zh-CN": "不是已知的字段" }));
};

/** Compiles `schema` on first use. `parse` throws `AppError("invalid")` that names every wrong field. */
export const checker = <S extends TSchema>(schema: S): Checker<S> => {
  let compiled: ReturnType<typeof Compile> | undefined;
  const validator = () => (compiled ??= Compile(schema));
  const issues = (value: unknown): Issue[] =>
    validator()
      .Errors(value)
      .flatMap((e): Issue[] => {
        if (e.keyword === "additionalProperties") return wrongKeys(e.params, e.instancePath);
        // Said of the same key once more by its false schema.
        if (e.keyword === "boolean") return [];
        return [issueAt(e.instancePath || "/", schemaText(e))];
      });
  return {
    schema,
    is: (value): value is Static<S> => validator().Check(value),
    issues,
    parse(value, what) {
      if (validator().Check(value)) return value as Static<S>;
      const found = issues(value);
      const { en, "zh-CN": zh } = issuesText(found);
      throw new AppError("invalid", { en: `${what}: ${en}`, "zh-CN": `${what}：${zh}` }, { issues: found });
    },
  };
};
