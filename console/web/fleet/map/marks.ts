import type { SiteCondition } from "../../../../contract/index.ts";
import { type Condition, worstFirst } from "../../../../contract/plain.ts";
import { type Group, type Placed, radiusOf } from "./grouping.ts";
import { project } from "./projection.ts";

/** What stands on the map: a site, or several that are too near each other. */
export interface Mark {
  /** Name of the site whose place it has. */
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly condition: Condition;
  readonly sites: readonly SiteCondition[];
}

/** Sites whose coordinates are known. */
export const placedOf = (sites: readonly SiteCondition[]): Placed[] =>
  sites.flatMap(({ name, site, terminals }) =>
    site?.latitude === undefined || site.longitude === undefined
      ? []
      : [{ name, weight: terminals, ...project(site.latitude, site.longitude) }],
  );

/** The same as long as no site moves, comes, goes or grows: how sites are does not count. */
export const placesKey = (placed: readonly Placed[]): string =>
  placed.map(({ name, weight, x, y }) => `${name}\n${weight} ${x} ${y}`).join("\n");

/** Groups with how their sites are now; those that need nobody first, so that the others are drawn over them. */
export const marksOf = (groups: readonly Group[], sites: readonly SiteCondition[]): Mark[] => {
  const byName = new Map(sites.map((site) => [site.name, site]));
  const marks = groups.map(({ x, y, members }): Mark => {
    const own = members.flatMap(({ name }) => byName.get(name) ?? []);
    return {
      key: members[0]?.name ?? "",
      x,
      y,
      radius: radiusOf(own.reduce((sum, { terminals }) => sum + terminals, 0)),
      condition: worstFirst.find((one) => own.some(({ condition }) => condition === one)) ?? "unknown",
      sites: own,
    };
  });
  return marks.sort((a, b) => worstFirst.indexOf(b.condition) - worstFirst.indexOf(a.condition));
};

/** Terminals of all these sites by how they are. */
export const sumOf = (sites: readonly SiteCondition[]): Record<Condition, number> => {
  const sum = { ok: 0, degraded: 0, faulty: 0, unknown: 0 };
  for (const { counts } of sites) for (const one of worstFirst) sum[one] += counts[one];
  return sum;
};
