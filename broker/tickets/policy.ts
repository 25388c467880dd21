/** How the desk works. Times in ms. */
export interface TicketPolicy {
  /** A fault that comes back this soon after its ticket was closed reopens it. */
  readonly reopenWithinMs: number;
  /** No diagnosis has begun this long after the fault opened, or the fault is still there this long after a cure: a ticket is made. */
  readonly undiagnosedMs: number;
  /** A diagnosis that runs longer than this no longer holds the ticket back. */
  readonly diagnosisMs: number;
  /** Repetitions of one fault are noted at most this often. */
  readonly repeatEveryMs: number;
  /** So many tickets of different terminals, opened within this time, that share something are one incident. */
  readonly incidentMinimum: number;
  readonly incidentWithinMs: number;
  /** After a ticket was opened others may follow, or another fault may explain it: then only is it looked at what they share. */
  readonly incidentSettleMs: number;
}

export const defaultTicketPolicy: TicketPolicy = {
  reopenWithinMs: 24 * 3_600_000,
  undiagnosedMs: 120_000,
  diagnosisMs: 20 * 60_000,
  repeatEveryMs: 10 * 60_000,
  incidentMinimum: 3,
  incidentWithinMs: 30 * 60_000,
  incidentSettleMs: 5_000,
};
