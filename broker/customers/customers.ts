import type { Clock, TicketEvent } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import { type Asked, type Range, rangeOf } from "../reports/period.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Store, Tx } from "../store/store.ts";
import { Charges } from "./charges/desk.ts";
import { Complaints } from "./complaints/complaints.ts";
import type { Fees } from "./fees/load-schedules.ts";
import { Satisfaction } from "./satisfaction/satisfaction.ts";
import type { ComplaintSettings, SatisfactionSettings } from "./settings.ts";

export interface CustomerDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly levels: ServiceLevels;
  readonly fees: Fees;
  /** Writes an entry into a ticket's timeline. */
  readonly note: (tx: Tx, number: number, event: TicketEvent) => unknown;
  readonly satisfaction: SatisfactionSettings;
  readonly complaints: ComplaintSettings;
  /** Zone whose days and months are meant where none is named; the computer's if left out. */
  readonly zone?: string | undefined;
  readonly onError: (error: unknown) => void;
}

/** What concerns customers: what they say, what they complain of, what they owe. */
export interface Customers {
  readonly satisfaction: Satisfaction;
  readonly complaints: Complaints;
  readonly charges: Charges;
  /** The stretch of time that is meant; the last whole month if none is named. Throws `AppError("invalid")` naming the field. */
  range(asked: Asked & { readonly zone?: string | undefined }): Range;
  stop(): void;
}

/** Throws `AppError("config")` for settings that cannot be. */
export const startCustomers = (deps: CustomerDeps): Customers => {
  const satisfaction = new Satisfaction({ ...deps, settings: deps.satisfaction });
  const complaints = new Complaints({ ...deps, settings: deps.complaints });
  const charges = new Charges(deps);
  return {
    satisfaction,
    complaints,
    charges,
    range: ({ zone = deps.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone, ...asked }) =>
      rangeOf(asked, { zone, usual: "month", now: deps.clock.now() }),
    stop: () => {
      satisfaction.stop();
      complaints.stop();
    },
  };
};
