import type {
  Appointment,
  TicketContact,
  VisitClaim,
  VisitProof,
  VisitState,
  WorkOrder,
} from "../../contract/index.ts";
import type { SpanKind, SpanRow, TimeRange } from "./history-rows.ts";

/** A visit as it is kept. `broker/visits` says what it means. */
export interface VisitRow {
  /** 0 in one that is not saved yet. */
  readonly number: number;
  readonly version: number;
  readonly terminal: string;
  /** Left out: an inspection round. */
  readonly ticket?: number;
  readonly technician: string;
  readonly state: VisitState;
  readonly appointment: Appointment;
  readonly contact?: TicketContact;
  readonly order: WorkOrder;
  readonly claims: readonly VisitClaim[];
  readonly signature?: { readonly name: string; readonly at: number; readonly receivedAt: number };
  readonly plannedAt: number;
  readonly plannedBy: string;
  /** When it was noted that nobody came in time. */
  readonly lateAt?: number;
  readonly reason?: string;
  readonly note?: string;
  /** Set once, when nothing more is expected from the terminal. */
  readonly proof?: VisitProof;
  readonly key?: string;
}

/** A part of a terminal was in a state from `at` on, on the broker's clock; `since` is the terminal's own word for that moment. */
export interface SightingRow {
  readonly n: number;
  readonly terminal: string;
  readonly device: string;
  readonly component: string;
  readonly state: string;
  readonly since: number;
  readonly at: number;
  readonly receivedAt: number;
}

export interface VisitFilter {
  readonly terminal?: string;
  readonly ticket?: number;
  readonly technician?: string;
  readonly states?: readonly VisitState[];
  /** Those whose appointment has a moment of `[from, to)`. */
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
}

export interface VisitReaders {
  /** By the beginning of their appointments; the newest, if there are more than `limit`. */
  visits(filter: VisitFilter): VisitRow[];
  visit(number: number): VisitRow | undefined;
  visitByKey(key: string): VisitRow | undefined;
  /** Those that began in `[from, to)`, in order of time. */
  sightings(filter: TimeRange & { terminal?: string; limit?: number }): SightingRow[];
  /** What each part of a terminal was in at a moment: the newest that began before it. */
  sightedBefore(terminal: string, at: number): SightingRow[];
  /** The same without what only says again, or for the first time, how a part stands, and of too many the newest; `before` is how it stood. */
  movements(filter: TimeRange & { terminal?: string; limit?: number }): (SightingRow & { before?: string })[];
  /** What lasted at a terminal at some moment of `[from, to)`, by its beginning. */
  spansAt(terminal: string, kind: SpanKind, range: TimeRange): SpanRow[];
}

export interface VisitWriters {
  /** Gives the next number to one that has none and returns it. */
  saveVisit(row: VisitRow): VisitRow;
  /** Nothing if this state with this beginning is known already. */
  addSighting(row: Omit<SightingRow, "n">): void;
}
