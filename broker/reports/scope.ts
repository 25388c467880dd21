import { type Contract, contractOf } from "../service-levels/contracts.ts";
import type { TerminalRow } from "../store/store.ts";
import { unknownAmong } from "../unknown.ts";
import { common, type Interval, outside, total, union } from "./figures/intervals.ts";
import type { Range } from "./period.ts";

/** What of the fleet a report is about; what is left out does not narrow it. */
export interface Scope {
  readonly terminal?: string | undefined;
  readonly site?: string | undefined;
  readonly customer?: string | undefined;
  readonly contract?: string | undefined;
}

export type Place = Pick<TerminalRow, "id" | "site">;

/** Of all time. */
export const always: readonly Interval[] = [[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]];

/** When a terminal stood under a contract that fits: by the contract in force at each moment, not by the one in force today. */
export const staysOf = (
  contracts: readonly Contract[],
  place: Place,
  fits: (contract: Contract) => boolean,
): readonly Interval[] => {
  const ours = contracts.filter(({ terminals, sites }) => terminals.includes(place.id) || sites.includes(place.site));
  const moments = [...new Set(ours.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]))].sort((a, b) => a - b);
  return union(
    moments.flatMap((at, n): Interval[] => {
      const contract = contractOf(ours, place, at);
      return contract && fits(contract) ? [[at, moments[n + 1] ?? Number.POSITIVE_INFINITY]] : [];
    }),
  );
};

/** When a terminal stood under no contract. */
export const unboundOf = (contracts: readonly Contract[], place: Place): readonly Interval[] => {
  const bound = staysOf(contracts, place, () => true);
  return outside(bound, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
};

/** Throws `AppError("notFound")` with near matches for a name that nothing bears. */
export const checkNames = (
  { terminal, site, customer, contract }: Scope,
  rows: readonly Place[],
  contracts: readonly Contract[],
): void => {
  const names: readonly (readonly [what: keyof Scope, name: string | undefined, known: readonly string[]])[] = [
    ["terminal", terminal, rows.map(({ id }) => id)],
    ["site", site, rows.map((row) => row.site)],
    ["customer", customer, contracts.map((one) => one.customer)],
    ["contract", contract, contracts.map(({ id }) => id)],
  ];
  for (const [what, name, known] of names)
    if (name !== undefined && !known.includes(name)) throw unknownAmong(what, name, known);
};

export interface Placed {
  readonly row: TerminalRow;
  /** The moments of which it may be told. */
  readonly counted: readonly Interval[];
}

/** The terminals of a scope, each with the time in which it belonged to it. Throws `AppError("notFound")` naming what is not known. */
export const placedIn = (
  rows: readonly TerminalRow[],
  scope: Scope,
  { contracts, range }: { readonly contracts: readonly Contract[]; readonly range: Range },
): readonly Placed[] => {
  checkNames(scope, rows, contracts);
  const { terminal, site, customer, contract } = scope;
  const byContract = customer !== undefined || contract !== undefined;
  const fits = (one: Contract): boolean =>
    (customer === undefined || one.customer === customer) && (contract === undefined || one.id === contract);
  return rows
    .filter((row) => (terminal === undefined || row.id === terminal) && (site === undefined || row.site === site))
    .map((row) => ({ row, counted: byContract ? staysOf(contracts, row, fits) : always }))
    .filter(({ counted }) => total(common(counted, [[range.from, range.to]])) > 0);
};
