import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldsOf, filled, rangeOf } from "./fields.ts";

const schema = {
  type: "object",
  required: ["percent", "mode"],
  properties: {
    percent: { type: "integer", minimum: 0, maximum: 100, description: "of full light" },
    mode: { enum: ["day", "night", 3] },
    cut: { type: "boolean" },
    text: { type: "string", maxLength: 12 },
    points: { type: "array" },
    factor: { type: "number", minimum: 0.5, default: 1.5 },
  },
};

describe("the form of a command", () => {
  test("each argument is asked for by its kind, with what it must be within", () => {
    const fields = fieldsOf(schema);
    expect(fields.map(({ name, kind, needed }) => [name, kind, needed])).toEqual([
      ["percent", "whole", true],
      ["mode", "choice", true],
      ["cut", "yesNo", false],
      ["text", "text", false],
      ["points", "json", false],
      ["factor", "number", false],
    ]);
    expect(fields.map(rangeOf)).toEqual(["between", undefined, undefined, undefined, undefined, "least"]);
  });

  test("what was typed becomes values; what is left out stays out, a standard is taken", () => {
    const draft = { percent: "60", mode: "3", cut: "true", points: "[1,2]", text: "" };
    expect(filled(fieldsOf(schema), draft)).toEqual({
      args: { percent: 60, mode: 3, cut: true, points: [1, 2], factor: 1.5 },
      wrong: [],
    });
  });

  test("what lacks and what does not fit is named", () => {
    const draft = { percent: "101", points: "[1", factor: "0.1" };
    expect(filled(fieldsOf(schema), draft).wrong).toEqual(["percent", "mode", "points", "factor"]);
    for (const percent of [" ", "1.5", "ten", "1e400", "-1"])
      expect(filled(fieldsOf(schema), { percent, mode: "day" }).wrong).toEqual(["percent"]);
  });

  test("whatever a terminal announces, there is a form", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (announced) => {
        for (const args of [announced, { properties: announced }, { properties: { a: announced } }])
          expect(filled(fieldsOf(args), {}).args).toBeTypeOf("object");
      }),
    );
  });
});
