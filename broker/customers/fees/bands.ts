/** So many, from the first to the last (endless if left out), cost so much each. */
export interface Band {
  readonly from: number;
  readonly to?: number;
  /** Minor units. */
  readonly each: number;
}

/**
 * What a band's price is the price of. `marginal`: of the units that lie in it, so that one unit more never makes the whole cheaper. `whole`: of all
 * units, once their number lies in it.
 */
export const bandRules = ["marginal", "whole"] as const;
export type BandRule = (typeof bandRules)[number];

export interface Share {
  readonly count: number;
  readonly each: number;
}

const endOf = ({ to = Number.POSITIVE_INFINITY }: Band): number => to;

/** How a count falls into the bands: how many at which price. Pure; bands must have passed `bandIssues`. */
export const sharesOf = (bands: readonly Band[], rule: BandRule, count: number): Share[] => {
  if (count <= 0) return [];
  if (rule === "whole") {
    const band = bands.find((one) => count >= one.from && count <= endOf(one));
    return band ? [{ count, each: band.each }] : [];
  }
  return bands
    .map((band) => ({ count: Math.min(count, endOf(band)) - band.from + 1, each: band.each }))
    .filter((share) => share.count > 0);
};

/** Minor units. */
export const feeOf = (bands: readonly Band[], rule: BandRule, count: number): number =>
  sharesOf(bands, rule, count).reduce((sum, share) => sum + share.count * share.each, 0);

/** What is wrong with bands: they must begin at 1, touch, not overlap, and the last must be endless. With the place in the list. */
export const bandIssues = (
  bands: readonly Omit<Band, "each">[],
): readonly (readonly [index: number, what: string])[] => {
  const issues: [number, string][] = [];
  let next = 1;
  for (const [n, { from, to }] of bands.entries()) {
    if (to !== undefined && to < from) issues.push([n, `ends at ${to}, before it begins at ${from}`]);
    if (from < next) issues.push([n, `begins at ${from}, but the band before it goes to ${next - 1}: they overlap`]);
    if (from > next)
      issues.push([
        n,
        `begins at ${from}: no price for ${next}${next === from - 1 ? "" : ` to ${from - 1}`}; begin at ${next}`,
      ]);
    if (to === undefined && n < bands.length - 1) issues.push([n, "has no end, but is not the last: give it a `to`"]);
    next = (to ?? Number.POSITIVE_INFINITY) + 1;
  }
  if (Number.isFinite(next)) issues.push([bands.length - 1, `ends at ${next - 1}: the last band must have no \`to\``]);
  return issues;
};
