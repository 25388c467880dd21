import type { TSchema } from "typebox";
import { describe, expect, it } from "vitest";
import { fieldWord } from "./field-words.ts";
import { checker, namesInPath, routeNames, routeOf } from "./index.ts";
import { issueAt, issuesText, schemaText, wrongField } from "./issues.ts";

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly [keyword: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** Every schema within a schema, itself the first. */
function* within(schema: unknown): Generator<Node> {
  if (!isNode(schema)) return;
  yield schema;
  for (const [key, value] of Object.entries(schema))
    for (const part of key === "properties" && isNode(value) ? Object.values(value) : [value].flat())
      yield* within(part);
}

const asked = routeNames.flatMap((name): [string, TSchema][] =>
  [routeOf(name).query, routeOf(name).body].flatMap((schema) => (schema ? [[name, schema]] : [])),
);

describe("what is wrong with a request, in Chinese", () => {
  it("every field that a route knows has a word", () => {
    const names = asked.flatMap(([, schema]) =>
      [...within(schema)].flatMap((node) => Object.keys(node.properties ?? {})),
    );
    const inPaths = routeNames.flatMap((name) => namesInPath(routeOf(name).path));
    const without = [...new Set([...names, ...inPaths, "body", "query"])].filter(
      (name) => !/\p{Script=Han}/u.test(fieldWord(name)),
    );
    expect(without).toEqual([]);
  });

  /** Words of a schema that say nothing of what a value must be. */
  const silent = [
    "^.*$",
    "properties",
    "items",
    "description",
    "title",
    "default",
    "examples",
    "$id",
    "patternProperties",
  ];

  const anything = schemaText({ keyword: "unheardOf", params: {}, message: "" })["zh-CN"];
  const says = (keyword: string): boolean => schemaText({ keyword, params: {}, message: "" })["zh-CN"] !== anything;

  it("everything a schema asks for has a sentence", () => {
    const keywords = asked.flatMap(([, schema]) => [...within(schema)].flatMap((node) => Object.keys(node)));
    const without = [...new Set(keywords)].filter((word) => !silent.includes(word) && !says(word));
    expect(without).toEqual([]);
  });

  it("names the field as the page does, and says what is asked of it", () => {
    const { body } = routeOf("maintenance");
    const issues = checker(body as TSchema).issues({ minutes: "x", reason: 7 });
    expect(issuesText(issues)["zh-CN"]).toBe("分钟数：应为整数；原因：应为文本");
    expect(issuesText(checker(body as TSchema).issues({}))["zh-CN"]).toContain("缺少分钟数");
    expect(fieldWord("plan.rotas.0.layers.1.people.2")).toBe("人员");
    expect(fieldWord("body.nothingOfOurs")).toBe("nothingOfOurs");
  });

  it("a refusal of one field says it in both languages, and as an issue", () => {
    const text = { en: "lies in the past", "zh-CN": "已经过去" };
    const error = wrongField("body.from", text);
    expect(error).toMatchObject({
      code: "invalid",
      message: "body.from lies in the past",
      text: { en: "body.from lies in the past", "zh-CN": "开始：已经过去" },
      context: { issues: [issueAt("body.from", text)] },
    });
  });
});
