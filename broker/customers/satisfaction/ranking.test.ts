import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Opinion, opinionPoints, opinions } from "../../../contract/index.ts";
import { rankingOf } from "./ranking.ts";

const said = (name: string, ...scores: Opinion[]) =>
  scores.map((score) => ({ name, score, points: opinionPoints[score] }));
const nameOf = ({ name }: { readonly name: string }): string => name;

describe("the ranking", () => {
  it("is by the sum, then the mean; the same of both shares a rank, and the next stands as many places lower", () => {
    const scores = [
      ...said("much", "satisfied", "satisfied", "satisfied", "dissatisfied", "satisfied"),
      ...said("one", "verySatisfied"),
      ...said("many", "average", "satisfied"),
      ...said("two", "verySatisfied"),
      ...said("poor", "dissatisfied", "noAnswer"),
      ...said("mute", "noAnswer"),
    ];
    const rows = rankingOf(scores, nameOf, said("one", "average", "noAnswer"));
    expect(rows.map(({ rank, name, sum, answers }) => [rank, name, sum, answers])).toEqual([
      [1, "much", 7, 5],
      [2, "one", 5, 1],
      [2, "two", 5, 1],
      [4, "many", 5, 2],
      [5, "mute", 1, 1],
      [6, "poor", -4, 2],
    ]);
    expect(rows.find(({ name }) => name === "one")).toMatchObject({ mean: 5, before: 1.5, content: 1 });
    expect(rows.find(({ name }) => name === "much")?.content).toBe(0.8);
    expect(rows.find(({ name }) => name === "mute")?.content).toBeUndefined();
  });

  it("leaves nobody out and loses no point, in whatever order things were said", () => {
    const any = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom(...opinions)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(any, (list) => {
        const scores = list.flatMap(([name, score]) => said(name, score));
        const rows = rankingOf(scores, nameOf);
        expect(rows.reduce((sum, row) => sum + row.sum, 0)).toBe(scores.reduce((sum, { points }) => sum + points, 0));
        expect(rows.reduce((sum, row) => sum + row.answers, 0)).toBe(scores.length);
        expect(rankingOf([...scores].reverse(), nameOf)).toEqual(rows);
        for (const row of rows)
          expect(row.rank).toBe(
            1 + rows.filter((other) => other.sum > row.sum || (other.sum === row.sum && other.mean > row.mean)).length,
          );
      }),
    );
  });
});
