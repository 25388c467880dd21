import type { ActOnVisit, Localized, RouteBody, VisitClaim, VisitView } from "../../../contract/index.ts";
import { visitAfter, visitRules } from "../../../contract/plain.ts";

/** What a person says of a visit; when and under which key is the entry's. */
export type Said = Omit<ActOnVisit, "key" | "at" | "version">;

export type Work =
  | { readonly kind: "act"; readonly body: Said }
  | { readonly kind: "score"; readonly ticket: number; readonly body: RouteBody<"scoreTicket"> }
  | { readonly kind: "photo"; readonly name: string; readonly note?: string };

/** Something done on site that the broker is to hear of, once. */
export interface Entry {
  /** Under this name it is sent, however often. */
  readonly key: string;
  /** When it was done, by this phone's clock. */
  readonly at: number;
  readonly visit: number;
  /** Where, in words: shown while it waits. */
  readonly place: string;
  readonly work: Work;
  /** The broker said no, and why. It is kept until somebody mends or removes it. */
  readonly refused?: { readonly code: string; readonly message: string; readonly text?: Localized };
}

/** What was refused holds up what was done after it at the same visit, so that it can be mended in its place. A file holds up nothing. */
export const nextToSend = (entries: readonly Entry[]): Entry | undefined => {
  const held = new Set<number>();
  for (const entry of entries) {
    if (!entry.refused && !held.has(entry.visit)) return entry;
    if (entry.refused && entry.work.kind === "act") held.add(entry.visit);
  }
  return undefined;
};

const claimOf = ({ key, at }: Entry, { stock, from: _from, to: _to, zone: _zone, force: _force, ...said }: Said) =>
  ({ ...said, key, at, receivedAt: at, by: "", ...(stock === undefined ? {} : { from: stock }) }) satisfies VisitClaim;

/** A visit as it will be once the broker has heard of what waits. What was refused, or sent already, does not count. */
export const withEntries = (visit: VisitView, entries: readonly Entry[]): VisitView => {
  let now = visit;
  for (const entry of entries) {
    if (entry.visit !== visit.number || entry.refused || entry.work.kind !== "act") continue;
    const { body } = entry.work;
    const known = now.claims.some(({ key }) => key === entry.key);
    if (known || !visitRules[body.action].from.includes(now.state)) continue;
    now = {
      ...now,
      state: visitAfter(now.state, body.action, now.signature !== undefined),
      claims: [...now.claims, claimOf(entry, body)],
      ...(body.action === "sign" ? { signature: { name: body.name ?? "", at: entry.at, receivedAt: entry.at } } : {}),
    };
  }
  return now;
};
