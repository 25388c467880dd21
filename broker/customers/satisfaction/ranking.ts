import { opinions, type RankedRow, type Score } from "../../../contract/index.ts";

type Judged = Pick<Score, "score" | "points">;

const tally = (scores: readonly Judged[]): Omit<RankedRow, "rank" | "name" | "before"> => {
  const counts = Object.fromEntries(
    opinions.map((name) => [name, scores.filter(({ score }) => score === name).length]),
  ) as RankedRow["counts"];
  const sum = scores.reduce((total, { points }) => total + points, 0);
  const answered = scores.length - (counts.noAnswer ?? 0);
  const content = (counts.verySatisfied ?? 0) + (counts.satisfied ?? 0);
  return {
    answers: scores.length,
    sum,
    mean: scores.length > 0 ? sum / scores.length : 0,
    counts,
    ...(answered > 0 ? { content: content / answered } : {}),
  };
};

const groupsOf = <T extends Judged>(scores: readonly T[], nameOf: (score: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const score of scores) {
    const name = nameOf(score);
    groups.set(name, [...(groups.get(name) ?? []), score]);
  }
  return groups;
};

type Standing = Omit<RankedRow, "rank">;
const better = (a: Standing, b: Standing): number => b.sum - a.sum || b.mean - a.mean;

/**
 * Points are added up, as the trade does it: who did much work well stands before who did little. Of the same sum the higher mean comes first (fewer
 * answers, better ones); the same of both shares a rank, and the next one is as many places further down. Nobody is left out for few answers: how many
 * there are stands beside. Pure.
 */
export const rankingOf = <T extends Judged>(
  scores: readonly T[],
  nameOf: (score: T) => string,
  before: readonly T[] = [],
): RankedRow[] => {
  const earlier = groupsOf(before, nameOf);
  const rows = [...groupsOf(scores, nameOf)].map(([name, group]): Standing => {
    const old = earlier.get(name);
    return { name, ...tally(group), ...(old ? { before: tally(old).mean } : {}) };
  });
  const sorted = rows.sort((a, b) => better(a, b) || (a.name < b.name ? -1 : 1));
  return sorted.map((row) => ({ rank: 1 + sorted.findIndex((other) => better(other, row) === 0), ...row }));
};
