import { AppError, type Scope as Sight } from "../../contract/index.ts";
import { type Contract, contractOf } from "../service-levels/contracts.ts";
import type { Place, Scope } from "./scope.ts";

const outside = (): AppError =>
  new AppError("forbidden", {
    en: "a report of this is outside of what you may see",
    "zh-CN": "该报表的范围不在您的可见范围内",
  });

/** Nothing was named, and there is more than one thing it could be of. */
const ambiguous = (customers: readonly string[], sites: readonly string[]): AppError => {
  const [en, zh] = [[...customers, ...sites].join(", "), [...customers, ...sites].join("、")];
  return new AppError("forbidden", {
    en: `a report of the whole fleet is not for you: name one of your customers or sites (${en || "there are none"})`,
    "zh-CN": `您不能查看全部终端的报表：请指定您的客户或网点（${zh || "一个也没有"}）`,
  });
};

export interface Around {
  readonly contracts: readonly Contract[];
  readonly now: number;
  /** A terminal in sight. */
  readonly place: (terminal: string) => Place | undefined;
  /** Where the terminals in sight stand. */
  readonly sites: ReadonlySet<string>;
}

/** Whose report it is: that of the customer or contract named, or of the terminal's customer. */
const customerOf = ({ customer, contract }: Scope, at: Place | undefined, { contracts, now }: Around) =>
  contract === undefined
    ? (customer ?? (at && contractOf(contracts, at, now)?.customer))
    : contracts.find(({ id, customer: of }) => id === contract && (customer ?? of) === of)?.customer;

/**
 * What somebody is told who sees a part of the fleet: a report of one of their customers, or of one of their sites. Who has but one thing to ask for need not
 * name it. Names outside of their part are refused before anybody says whether they exist. Throws `AppError("forbidden")`.
 */
export const narrowed = <W extends Scope>(wish: W, sight: Sight, around: Around): W => {
  const known = new Set(around.contracts.map(({ customer }) => customer));
  const customers = (sight.customers ?? []).filter((one) => known.has(one));
  const sites = sight.sites ?? [];
  const { terminal, contract } = wish;
  const at = terminal === undefined ? undefined : around.place(terminal);
  const site = wish.site ?? at?.site;
  if ((terminal !== undefined && !at) || (wish.site !== undefined && !around.sites.has(wish.site))) throw outside();
  const byName = wish.customer !== undefined || contract !== undefined;
  if (!byName && site !== undefined && sites.includes(site)) return { ...wish, site };
  const customer = customerOf(wish, at, around);
  if (customer !== undefined && customers.includes(customer)) return { ...wish, customer };
  if (byName || at) throw outside();
  const one = site === undefined ? [...customers, ...sites] : customers;
  if (one.length !== 1) throw ambiguous(customers, sites);
  return customers[0] === undefined ? { ...wish, site: sites[0] } : { ...wish, customer: customers[0] };
};
