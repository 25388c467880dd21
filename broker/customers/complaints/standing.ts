import type { ComplaintStanding, ComplaintView } from "../../../contract/index.ts";

type Judged = Pick<ComplaintView, "verdict" | "contract" | "customer" | "about">;

const isValid = ({ verdict }: Judged): boolean => verdict === "valid";

/** Of a contract, or (where none is known) of the customer: how many complaints were found valid, and what that comes to. A warning, never a deed. */
export const standingOf = (
  complaints: readonly Judged[],
  { contract, customer }: Pick<ComplaintView, "contract" | "customer">,
  limit: number,
): ComplaintStanding => {
  const valid = complaints.filter(
    (one) => isValid(one) && (contract === undefined ? one.customer === customer : one.contract === contract),
  ).length;
  if (valid < limit - 1 || valid === 0) return { valid, limit };
  const of = contract ?? customer;
  const warning =
    valid >= limit
      ? {
          en: `${valid} valid complaints: ${of} may be ended by its own words (limit ${limit})`,
          "zh-CN": `投诉成立 ${valid} 次：按约定 ${of} 可终止（上限 ${limit} 次）`,
        }
      : {
          en: `${valid} valid complaints: one more and ${of} may be ended (limit ${limit})`,
          "zh-CN": `投诉成立 ${valid} 次：再有一次，${of} 即可终止（上限 ${limit} 次）`,
        };
  return { valid, limit, warning };
};

/** Valid complaints by whom they are about, most first. */
export const validByPerson = (complaints: readonly Judged[]): { readonly name: string; readonly valid: number }[] => {
  const counts = new Map<string, number>();
  for (const one of complaints)
    if (isValid(one) && one.about !== undefined) counts.set(one.about, (counts.get(one.about) ?? 0) + 1);
  return [...counts]
    .map(([name, valid]) => ({ name, valid }))
    .sort((a, b) => b.valid - a.valid || (a.name < b.name ? -1 : 1));
};
