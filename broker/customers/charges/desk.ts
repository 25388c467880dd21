import {
  AppError,
  type ChargeStatement,
  type ChargesView,
  type CheckedFees,
  type Clock,
  type LoanRight,
  type TicketView,
} from "../../../contract/index.ts";
import { checkFile } from "../../checked-file.ts";
import { type Range, sameDaysIn } from "../../reports/period.ts";
import type { Contract } from "../../service-levels/contracts.ts";
import type { ServiceLevels } from "../../service-levels/service-levels.ts";
import type { Store } from "../../store/store.ts";
import { thereAre } from "../../unknown.ts";
import { type Fees, parseSchedule } from "../fees/load-schedules.ts";
import { chargesOf, type Period } from "./charges.ts";
import { type ChargeReaders, gatherCharges } from "./gather.ts";
import { loanEntitled } from "./loan.ts";

/** What charges are reckoned with beside the store. */
export interface ChargeSources {
  readonly read: ChargeReaders;
  readonly levels: Pick<ServiceLevels, "policyOf" | "contracts">;
  readonly fees: Fees;
}

/** What one contract owes for a period; `undefined` if it names no fee schedule or was not in force. */
export const statementOf = (
  { read, levels, fees }: ChargeSources,
  contract: Contract,
  period: Period,
): ChargeStatement | undefined => {
  const terms = fees.of(contract.id);
  if (!terms || contract.startsAt >= period.to || contract.endsAt <= period.from) return undefined;
  const { calendar, warrantyMonths } = levels.policyOf({ policy: contract.policy });
  const facts = gatherCharges(read, { contract, contracts: levels.contracts, billing: terms.billing }, period);
  const months = warrantyMonths === undefined ? {} : { policyMonths: warrantyMonths };
  return chargesOf({ ...terms, contract, calendar, ...months }, facts, period);
};

/**
 * Every contract's statement for a range of days, by the calendar of the contract's own zone; of one customer or contract if that is asked. Contracts that
 * were not in force are left out.
 */
export const chargesIn = (
  sources: ChargeSources,
  wish: { readonly customer?: string | undefined; readonly contract?: string | undefined },
  range: Range,
): ChargesView => {
  const asked = sources.levels.contracts.filter(
    ({ id, customer }) =>
      (wish.customer === undefined || customer === wish.customer) &&
      (wish.contract === undefined || id === wish.contract),
  );
  const inForce = asked
    .map((contract) => ({ contract, period: sameDaysIn(contract.zone, range) }))
    .filter(({ contract, period }) => contract.startsAt < period.to && contract.endsAt > period.from);
  return {
    ...range,
    statements: inForce.flatMap(({ contract, period }) => statementOf(sources, contract, period) ?? []),
    without: inForce.filter(({ contract }) => !sources.fees.of(contract.id)).map(({ contract }) => contract.id),
  };
};

const known = (
  contracts: readonly Contract[],
  { customer, contract }: { customer?: string | undefined; contract?: string | undefined },
): void => {
  const customers = [...new Set(contracts.map((one) => one.customer))];
  if (customer !== undefined && !customers.includes(customer))
    throw new AppError("notFound", {
      en: `no contract is of customer ${customer}${thereAre(customers).en}`,
      "zh-CN": `客户 ${customer} 没有合同${thereAre(customers)["zh-CN"]}`,
    });
  if (contract === undefined || contracts.some(({ id }) => id === contract)) return;
  const others = thereAre(contracts.map(({ id }) => id));
  throw new AppError("notFound", {
    en: `no contract ${contract}${others.en}`,
    "zh-CN": `没有合同 ${contract}${others["zh-CN"]}`,
  });
};

export interface ChargeDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly levels: ServiceLevels;
  readonly fees: Fees;
}

/** What customers owe, reckoned from the facts whenever it is asked. Nothing is kept. */
export class Charges {
  readonly #deps: ChargeDeps;

  constructor(deps: ChargeDeps) {
    this.#deps = deps;
  }

  /** Throws `AppError("notFound")` for a customer or contract nobody has. */
  over(
    wish: { readonly customer?: string | undefined; readonly contract?: string | undefined },
    range: Range,
  ): ChargesView {
    const { store, levels, fees } = this.#deps;
    known(levels.contracts, wish);
    return chargesIn({ read: store.read, levels, fees }, wish, range);
  }

  /** What a fee schedule's file would charge by, or what is wrong with it, by line and key. Nothing is kept. */
  check(name: string, text: string): CheckedFees {
    const { issues, made } = checkFile(text, () => parseSchedule(text, name));
    if (!made) return { issues };
    const { id, title, currency, visits, year } = made;
    const zones = [...(visits?.zones.keys() ?? [])];
    return { issues, fees: { id, title, currency, zones, classes: year?.classes.map((one) => one.id) ?? [] } };
  }

  /** Whether the customer is entitled to a loan unit for a ticket. */
  loan(ticket: TicketView): LoanRight | undefined {
    const { fees, clock } = this.#deps;
    return loanEntitled(ticket.contract === undefined ? undefined : fees.of(ticket.contract), ticket, clock.now());
  }
}
