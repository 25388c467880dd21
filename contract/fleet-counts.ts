import type { SiteView } from "./sites.ts";
import type { TerminalSummary } from "./views.ts";
import { type Condition, worstFirst } from "./vocabulary/index.ts";

/** How the terminals of one site are. */
export interface SiteCondition {
  /** Empty: of terminals that have no site. */
  readonly name: string;
  readonly site?: SiteView;
  readonly terminals: number;
  readonly counts: Readonly<Record<Condition, number>>;
  /** The worst of them. */
  readonly condition: Condition;
}

type Counts = Record<Condition, number>;
const noneOf = (): Counts => ({ ok: 0, degraded: 0, faulty: 0, unknown: 0 });

/** The sites of these terminals, in one pass over them; of the register come place and address. A site without terminals has no condition, and is left out. */
export const fleetSites = (terminals: readonly TerminalSummary[], register: readonly SiteView[]): SiteCondition[] => {
  const counted = new Map<string, Counts>();
  for (const { site, condition } of terminals) {
    let counts = counted.get(site);
    if (!counts) counted.set(site, (counts = noneOf()));
    counts[condition] += 1;
  }
  const known = new Map(register.map((site) => [site.name, site]));
  return [...counted].map(([name, counts]) => {
    const site = known.get(name);
    return {
      name,
      ...(site ? { site } : {}),
      terminals: worstFirst.reduce((sum, one) => sum + counts[one], 0),
      counts,
      condition: worstFirst.find((one) => counts[one] > 0) ?? "unknown",
    };
  });
};

/** The tags of these terminals, and how many have each; by their letters. */
export const tagCounts = (terminals: readonly Pick<TerminalSummary, "tags">[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { tags = [] } of terminals) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};
