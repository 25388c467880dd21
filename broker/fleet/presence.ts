import type { Presence } from "../../contract/index.ts";
import type { TerminalRow } from "../store/store.ts";

export type Heard = "accepted" | "older";

/**
 * Is this word about a session older than the newest one? Within an epoch the connection counter decides (Sparkplug's bdSeq rule). A will or a stop
 * of another epoch is always older: only a birth begins a new one.
 */
export const judgePresence = (known: Presence | undefined, said: Presence): Heard => {
  if (!known) return said.status === "online" ? "accepted" : "older";
  if (known.session.epoch !== said.session.epoch) return said.status === "online" ? "accepted" : "older";
  return said.session.n >= known.session.n ? "accepted" : "older";
};

/** Said once more within a connection that is known: something else than the line has changed. */
export const isSaidAgain = ({ presence, status }: TerminalRow, said: Presence): boolean =>
  status === "online" &&
  said.status === "online" &&
  presence?.session.epoch === said.session.epoch &&
  presence.session.n === said.session.n;

/** What of it is kept: a customer is a matter of this moment. */
const kept = (said: Presence): Presence => {
  const { customer: _, ...rest } = said;
  return rest;
};

/** The terminal's row after this word. */
export const withPresence = (row: TerminalRow, said: Presence, now: number): TerminalRow => ({
  ...row,
  presence: kept(said),
  status: said.status,
  statusAt: isSaidAgain(row, said) ? row.statusAt : now,
  lastSeenAt: said.status === "lost" ? row.lastSeenAt : now,
});
