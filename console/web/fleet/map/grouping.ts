import { pixelsAt, type World, zooms } from "./projection.ts";

/** A site on the map; `weight` decides which of those near each other gives its place to all. */
export interface Placed extends World {
  readonly name: string;
  readonly weight: number;
}
/** Sites that are too near each other to be told apart. Stands where the heaviest of them does. */
export interface Group extends World {
  readonly members: readonly Placed[];
}

/** Marks with their rings are at most this wide: those farther apart do not cover each other. */
export const apart = 54;
/** Largest and smallest radius of a mark. */
const radii = { least: 9, most: 22 } as const;

/** Its area grows with the terminals. */
export const radiusOf = (terminals: number): number =>
  Math.min(radii.most, Math.max(radii.least, 7 + 2 * Math.sqrt(terminals)));

/** Groups change at whole and half steps of the zoom only: between two of them marks move, and stay what they are. */
export const groupLevel = (zoom: number): number => Math.floor(zoom * 2) / 2;

/** Can these be told apart when they are looked at as closely as it goes? */
export const canBeTold = (sites: readonly World[]): boolean => {
  const [first] = sites;
  const far = Math.max(...sites.map(({ x, y }) => (first ? Math.hypot(x - first.x, y - first.y) : 0)));
  return far * pixelsAt(zooms.most) >= apart;
};

/** Sites by groups at this level, heaviest first. How sites are does not matter: a change of condition moves nothing. */
export const grouped = (sites: readonly Placed[], level: number): Group[] => {
  const scale = pixelsAt(level);
  const cellOf = (value: number): number => Math.floor((value * scale) / apart);
  const cells = new Map<string, { x: number; y: number; members: Placed[] }[]>();
  const groups: { x: number; y: number; members: Placed[] }[] = [];
  const near = ({ x, y }: World) => {
    const [column, row] = [cellOf(x), cellOf(y)];
    const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => `${column + dx} ${row + dy}`));
    return around
      .flatMap((key) => cells.get(key) ?? [])
      .find((group) => Math.hypot(group.x - x, group.y - y) * scale < apart);
  };
  const byWeight = sites.toSorted((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
  for (const site of byWeight) {
    const found = near(site);
    if (found) {
      found.members.push(site);
      continue;
    }
    const made = { x: site.x, y: site.y, members: [site] };
    groups.push(made);
    const key = `${cellOf(site.x)} ${cellOf(site.y)}`;
    cells.set(key, [...(cells.get(key) ?? []), made]);
  }
  return groups;
};
