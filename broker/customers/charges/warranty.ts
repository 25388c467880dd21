import { Temporal } from "temporal-polyfill";
import { isCalendarDay } from "../../assets/days.ts";
import type { Contract } from "../../service-levels/contracts.ts";

/** Until which day something is repaired free of charge, and why. */
export interface Warranty {
  readonly until: string;
  readonly of: "contract" | "terminal" | "unit" | "part";
}

/** The day it is in a zone: `2026-11-03`. */
export const dayOf = (at: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();

/** The last day of a warranty of so many months that begins on `day`: twelve from 2026-03-01 end on 2027-02-28. */
export const lastDay = (day: string, months: number): string =>
  Temporal.PlainDate.from(day).add({ months }).subtract({ days: 1 }).toString();

/** The warranty that a contract gives from its signed acceptance on; none without that day. */
export const contractWarranty = (
  { acceptedOn, warrantyMonths }: Pick<Contract, "acceptedOn" | "warrantyMonths">,
  policyMonths: number | undefined,
): (Warranty & { readonly from: string }) | undefined => {
  const months = warrantyMonths ?? policyMonths ?? 0;
  if (acceptedOn === undefined || months === 0 || !isCalendarDay(acceptedOn)) return undefined;
  return { from: acceptedOn, until: lastDay(acceptedOn, months), of: "contract" };
};

export interface PartUse {
  readonly move: number;
  readonly terminal: string;
  readonly item: string;
  readonly at: number;
  readonly warranty?: Warranty;
}

/**
 * A part that was changed in warranty has a warranty of its own from that day on, and so has the next one that is changed in it. `earlier` are the uses of the
 * same part in the same terminal before, the oldest first.
 */
export const partWarranty = (
  earlier: readonly PartUse[],
  {
    months,
    zone,
    inWarranty,
  }: { readonly months: number; readonly zone: string; readonly inWarranty: (use: PartUse) => boolean },
  day: string,
): Warranty | undefined => {
  let own: string | undefined;
  for (const use of earlier) {
    const used = dayOf(use.at, zone);
    if (inWarranty(use) || (own !== undefined && used <= own)) own = lastDay(used, months);
  }
  return months > 0 && own !== undefined && day <= own ? { until: own, of: "part" } : undefined;
};
