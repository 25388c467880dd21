import {
  type Appointment,
  type TicketContact,
  type VisitClaim,
  type VisitProof,
  visitAfter,
  type WorkOrder,
} from "../../contract/index.ts";
import type { VisitRow } from "../store/visit-rows.ts";

interface Planned {
  readonly kind: "plan";
  readonly at: number;
  readonly by: string;
  readonly terminal: string;
  readonly ticket?: number;
  readonly technician: string;
  readonly appointment: Appointment;
  readonly contact?: TicketContact;
  readonly order: WorkOrder;
  readonly note?: string;
  readonly key?: string;
}
interface Claimed {
  readonly kind: "claim";
  readonly claim: VisitClaim;
  /** The work order made anew. */
  readonly order?: WorkOrder;
}
interface Late {
  readonly kind: "late";
  readonly at: number;
}
/** Nobody said anything for a day after the appointment. */
interface Missed {
  readonly kind: "missed";
  readonly at: number;
}
interface SwapSeen {
  readonly kind: "swapSeen";
  readonly at: number;
  /** Place in the claims. */
  readonly claim: number;
  readonly renewed: readonly string[];
}
interface Proved {
  readonly kind: "proved";
  readonly at: number;
  readonly proof: VisitProof;
}
/** What happens to a visit. It is in the audit log to the letter, so that every visit can be made again from there. */
export type VisitAct = Planned | Claimed | Late | Missed | SwapSeen | Proved;

const planned = (number: number, { kind: _kind, at, by, ...rest }: Planned): VisitRow => ({
  ...rest,
  number,
  version: 1,
  state: "planned",
  claims: [],
  plannedAt: at,
  plannedBy: by,
});

const moved = ({ lateAt: _late, reason: _why, ...row }: VisitRow, claim: VisitClaim): VisitRow => ({
  ...row,
  ...(claim.appointment ? { appointment: claim.appointment } : {}),
  ...(claim.technician === undefined ? {} : { technician: claim.technician }),
});

const claimed = (row: VisitRow, { claim, order }: Claimed): VisitRow => {
  const { action, at, receivedAt, name, text } = claim;
  const state = visitAfter(row.state, action, row.signature !== undefined);
  const next: VisitRow = { ...row, state, claims: [...row.claims, claim], ...(order ? { order } : {}) };
  switch (action) {
    case "move":
      return moved(next, claim);
    case "sign":
      return { ...next, signature: { name: name ?? "", at, receivedAt } };
    case "cancel":
    case "miss":
      return { ...next, ...(text === undefined ? {} : { reason: text }) };
    case "leaveFor":
    case "arrive":
    case "swap":
    case "test":
    case "clean":
    case "note":
    case "depart":
      return next;
  }
};

const noted = (row: VisitRow, act: Exclude<VisitAct, Planned | Claimed>): VisitRow => {
  switch (act.kind) {
    case "late":
      return { ...row, lateAt: act.at };
    case "missed":
      return { ...row, state: "missed" };
    case "swapSeen": {
      const claims = row.claims.map((claim, n) =>
        n === act.claim ? { ...claim, seenAt: act.at, renewed: [...act.renewed] } : claim,
      );
      return { ...row, claims };
    }
    case "proved":
      return { ...row, proof: act.proof };
  }
};

/** A visit after something happened to it. Pure. `plan` makes it; its number is given. */
export const happened = (number: number, row: VisitRow | undefined, act: VisitAct): VisitRow => {
  if (act.kind === "plan" || !row) return planned(number, act as Planned);
  const next = act.kind === "claim" ? claimed(row, act) : noted(row, act);
  return { ...next, version: row.version + 1 };
};

/** As it is in the audit log. */
export type AuditedAct = VisitAct & { readonly visit: number };

/** Every visit, made again from what the audit log says, in its order. */
export const visitsFrom = (
  entries: Iterable<{ readonly action: string; readonly detail: unknown }>,
): ReadonlyMap<number, VisitRow> => {
  const rows = new Map<number, VisitRow>();
  for (const { action, detail } of entries) {
    if (!action.startsWith("visit.")) continue;
    const { visit, ...act } = detail as AuditedAct;
    rows.set(visit, happened(visit, rows.get(visit), act as VisitAct));
  }
  return rows;
};
