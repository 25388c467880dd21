/** How a terminal or a module is. */
export const conditions = ["ok", "degraded", "faulty", "unknown"] as const;
export type Condition = (typeof conditions)[number];

/** What needs somebody first: not to know is worse than to know of something small. */
export const worstFirst: readonly Condition[] = ["faulty", "unknown", "degraded", "ok"];

/** A word people sort terminals by: small letters (of any script), digits, `-`, `_`, `.`. */
export const tagPattern = "^[\\p{Ll}\\p{Lo}\\p{N}][\\p{Ll}\\p{Lo}\\p{M}\\p{N}._-]{0,31}$";
/** Tags of one terminal. */
export const mostTags = 20;
/** Terminals of one request that tags them: more are tagged by several. */
export const mostTagged = 400;

/** How the fleet is looked at. */
export const fleetLayouts = ["matrix", "map"] as const;
export type FleetLayout = (typeof fleetLayouts)[number];
