/** How often it is noted that a unit is up. */
export const noteUpEveryMs = 300_000;

/** How old that note may be for a restart to count as unplanned: a kiosk switched off overnight is none. */
const unplannedWithinMs = 900_000;

/** Was the unit at work shortly before `now`? `upAt` is the wall clock of the last note, as it was read from memory. */
export const wasUp = (upAt: unknown, now: number): boolean =>
  typeof upAt === "number" && Math.abs(now - upAt) < unplannedWithinMs;
