import type { Warranty } from "./warranty.ts";

/** What charges are reckoned from: plain data of one contract's terminals. */
export interface VisitFact {
  readonly ticket: number;
  /** Number of the planned visit, if it was planned. */
  readonly visit?: number;
  /** First, second, ... of its ticket. */
  readonly n: number;
  readonly terminal: string;
  readonly site: string;
  readonly arrivedAt: number;
  readonly leftAt?: number;
  /** Of the terminal, or of the module that the ticket is about, on the day of the visit. */
  readonly warranty?: Warranty;
}

/** A part that was used on a ticket and did not come back. */
export interface PartFact {
  /** Number of the stock move. */
  readonly move: number;
  readonly ticket: number;
  readonly terminal: string;
  readonly site: string;
  readonly item: string;
  readonly quantity: number;
  readonly at: number;
  readonly warranty?: Warranty;
}

/** A device of a terminal while it was there, and the days on which a warranty of its own or of its terminal held. */
export interface UnitFact {
  readonly terminal: string;
  readonly device: string;
  readonly deviceClass: string;
  /** `[from, to)`, moments; several if it was gone in between. */
  readonly there: readonly (readonly [from: number, to: number])[];
  /** First and last day. */
  readonly warranties: readonly (readonly [from: string, until: string])[];
}

export interface ChargeFacts {
  readonly visits: readonly VisitFact[];
  /** Of all time until the end of the period, the oldest first: a part changed in warranty matters for years. */
  readonly parts: readonly PartFact[];
  readonly units: readonly UnitFact[];
}
